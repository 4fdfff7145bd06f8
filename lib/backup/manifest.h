/*
 * manifest.h: what is in a backup: its files, with sizes and digests, and which moments it reaches from and
 * to. It is written last: what has none is no backup, or none yet.
 *
 * Files have the names that they have in the store: "db/link.db", "log/log.0000000001", "spool/....clicks",
 * "DB_CONFIG", "VERSION". No other names are taken, so none can lead out of a directory.
 */
#ifndef CURT_BACKUP_MANIFEST_H
#define CURT_BACKUP_MANIFEST_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/sha256.h"

#define MANIFEST_FILE      "manifest.json"
#define MANIFEST_NAME_SIZE 80
#define MANIFEST_SET_SIZE  40
#define MANIFEST_BYTES_MAX (64 * 1024 * 1024) /* of its text */

struct manifest_file {
    char name[MANIFEST_NAME_SIZE];
    uint64_t size;
    uint8_t digest[SHA256_BYTES];
};

struct manifest {
    unsigned store_version;
    int64_t from, to; /* a restore can be to any moment in between (timestamp.h) */
    uint32_t log_first, log_last;
    char set[MANIFEST_SET_SIZE]; /* in a directory: where its files are (backup_place.h) */
    unsigned spool;              /* there too: which copy of the spool */
    struct manifest_file *files;
    size_t count, room;
};

/* Of a new backup: zeros. Frees what it has; it may be used again. */
void manifest_clear(struct manifest *);

/* May a file of a backup have this name? */
bool manifest_name_is_valid(const char *name);

/* Is it the name of a set: "full-20261129T041023Z"? */
bool manifest_is_set(const char *name);

/* NULL: there is none of this name. */
struct manifest_file *manifest_find(const struct manifest *, const char *name);

/* The file with this name, made if there is none. */
struct manifest_file *manifest_add(struct manifest *, const char *name);

/* Takes out those whose names begin so. */
void manifest_remove(struct manifest *, const char *beginning);

/* The bytes of all files. */
uint64_t manifest_bytes(const struct manifest *);

/*
 * Are the files that were found those that the manifest has, and all logs there? FAULT_INPUT (logged): not.
 */
enum fault manifest_compare(const struct manifest *, const struct manifest *found);

/* The caller owns it. */
struct json_object *manifest_to_json(const struct manifest *);

/* FAULT_INPUT (logged): it is none that this curt can read. To be cleared in any case. */
enum fault manifest_from_json(struct manifest *, const char *text, size_t length);

#endif
