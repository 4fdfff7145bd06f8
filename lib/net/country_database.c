/*
 * country_database.c: countries of addresses by libmaxminddb.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/country_database.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <maxminddb.h>

#include "base/hash_index.h"
#include "base/log.h"
#include "base/memory.h"

/* What tells one file from the next at the same path. */
struct country_file {
    dev_t device;
    ino_t inode;
    struct timespec changed;
};

enum {
    COUNTRY_ENTRIES = 512,   /* whose countries are kept, */
    COUNTRY_ADDRESSES = 512, /* and of how many addresses: one mostly comes more than once */
};

/* What an entry of the file says: there are few more of them than countries. */
struct country_entry {
    uint32_t place;          /* of the entry, from 1; 0: none */
    char code[COUNTRY_SIZE]; /* "": it names none */
};

struct country_address {
    struct ip_address address;
    char code[COUNTRY_SIZE];
};

struct country_database {
    const char *path;
    bool open, missing;       /* missing: there was no file at the last look; said once */
    struct country_file file; /* the last that was looked at, good or not */
    MMDB_s mmdb;
    struct country_entry *entries;
    struct country_address *addresses;
};

static bool
country_file_is(const struct country_file *file, const struct stat *now)
{
    return file->device == now->st_dev && file->inode == now->st_ino &&
           file->changed.tv_sec == now->st_mtim.tv_sec && file->changed.tv_nsec == now->st_mtim.tv_nsec;
}

static void
country_database_close(struct country_database *database)
{
    if (database->open)
        MMDB_close(&database->mmdb);
    database->open = false;
}

void
country_database_refresh(struct country_database *database)
{
    struct stat now;
    if (database->path[0] == '\0')
        return;
    if (stat(database->path, &now) != 0) { /* what is open stays: it may be on its way back */
        if (!database->missing)
            log_error("cannot find the country database %s", database->path);
        database->missing = true;
        return;
    }
    database->missing = false;
    if (country_file_is(&database->file, &now))
        return;
    database->file = (struct country_file){now.st_dev, now.st_ino, now.st_mtim};
    country_database_close(database);
    memset(database->entries, 0, COUNTRY_ENTRIES * sizeof *database->entries);
    memset(database->addresses, 0, COUNTRY_ADDRESSES * sizeof *database->addresses);
    const int status = MMDB_open(database->path, MMDB_MODE_MMAP, &database->mmdb);
    database->open = status == MMDB_SUCCESS;
    if (!database->open)
        log_error("cannot read the country database %s: %s", database->path, MMDB_strerror(status));
}

struct country_database *
country_database_open(const char *path)
{
    struct country_database *database = xcalloc(1, sizeof *database);
    database->path = path;
    database->entries = xcalloc(COUNTRY_ENTRIES, sizeof *database->entries);
    database->addresses = xcalloc(COUNTRY_ADDRESSES, sizeof *database->addresses);
    country_database_refresh(database);
    return database;
}

void
country_database_free(struct country_database *database)
{
    country_database_close(database);
    free(database->entries);
    free(database->addresses);
    free(database);
}

bool
country_database_is_open(const struct country_database *database)
{
    return database->open;
}

static void
country_database_address(const struct ip_address *address, struct sockaddr_storage *out)
{
    memset(out, 0, sizeof *out);
    if (address->length == 4) {
        struct sockaddr_in *to = (struct sockaddr_in *)out;
        to->sin_family = AF_INET;
        memcpy(&to->sin_addr, address->bytes, 4);
    } else {
        struct sockaddr_in6 *to = (struct sockaddr_in6 *)out;
        to->sin6_family = AF_INET6;
        memcpy(&to->sin6_addr, address->bytes, 16);
    }
}

/* The text of an entry, which has no NUL: two capitals, or it is no country. */
static bool
country_database_code(const MMDB_entry_data_s *data, char out[static COUNTRY_SIZE])
{
    if (!data->has_data || data->type != MMDB_DATA_TYPE_UTF8_STRING || data->data_size != COUNTRY_SIZE - 1)
        return false;
    for (int i = 0; i < COUNTRY_SIZE - 1; i++) {
        if (data->utf8_string[i] < 'A' || data->utf8_string[i] > 'Z')
            return false;
        out[i] = data->utf8_string[i];
    }
    out[COUNTRY_SIZE - 1] = '\0';
    return true;
}

/* MaxMind's own files have the one place, those of @ip-location-db the other. */
static void
country_database_read(MMDB_entry_s *entry, char out[static COUNTRY_SIZE])
{
    static const char *const places[][3] = {{"country", "iso_code", NULL}, {"country_code", NULL}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        MMDB_entry_data_s data;
        if (MMDB_aget_value(entry, &data, places[i]) == MMDB_SUCCESS && country_database_code(&data, out))
            return;
    }
    out[0] = '\0';
}

/* "" where the file does not say. */
static void
country_database_look_up(
    const struct country_database *database, const struct ip_address *address, char out[static COUNTRY_SIZE])
{
    struct sockaddr_storage socket_address;
    int status = MMDB_SUCCESS;
    out[0] = '\0';
    country_database_address(address, &socket_address);
    MMDB_lookup_result_s found = MMDB_lookup_sockaddr(
        &database->mmdb, (struct sockaddr *)&socket_address, &status);
    if (status != MMDB_SUCCESS || !found.found_entry)
        return;
    struct country_entry *kept = &database->entries[found.entry.offset * UINT32_C(2654435769) >> 23];
    if (kept->place != found.entry.offset + 1) {
        kept->place = found.entry.offset + 1;
        country_database_read(&found.entry, kept->code);
    }
    memcpy(out, kept->code, COUNTRY_SIZE);
}

bool
country_database_find(
    const struct country_database *database, const struct ip_address *address, char out[static COUNTRY_SIZE])
{
    if (!database->open || address->length == 0)
        return false;
    const uint64_t hash = hash_bytes(HASH_INIT, address->bytes, address->length);
    struct country_address *kept = &database->addresses[hash % COUNTRY_ADDRESSES];
    if (kept->address.length != address->length ||
        memcmp(kept->address.bytes, address->bytes, address->length) != 0) {
        country_database_look_up(database, address, kept->code);
        kept->address = *address;
    }
    memcpy(out, kept->code, COUNTRY_SIZE);
    return out[0] != '\0';
}
