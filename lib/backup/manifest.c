/*
 * manifest.c: the list of a backup's files, and its JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "db/log_files.h"
#include "db/store_version.h"
#include "db/table_id.h"
#include "event/spool_directory.h"
#include "event/spool_drops.h"

#define MANIFEST_FORMAT 1

void
manifest_clear(struct manifest *manifest)
{
    free(manifest->files);
    *manifest = (struct manifest){0};
}

/* "__dbq.event_log.db.12" */
static bool
manifest_is_extent(const char *name)
{
    char beginning[64];
    const int length = snprintf(beginning, sizeof beginning, "__dbq.%s.", table_file(TABLE_EVENT));
    const char *number = name + length;
    return strncmp(name, beginning, (size_t)length) == 0 && strlen(number) >= 1 && strlen(number) <= 10 &&
           strspn(number, "0123456789") == strlen(number);
}

static bool
manifest_is_table(const char *name)
{
    for (enum table t = 0; t < TABLES; t++)
        if (strcmp(name, table_file(t)) == 0)
            return true;
    return manifest_is_extent(name);
}

bool
manifest_name_is_valid(const char *name)
{
    uint32_t number;
    if (strlen(name) >= MANIFEST_NAME_SIZE)
        return false;
    if (strncmp(name, "db/", 3) == 0)
        return manifest_is_table(name + 3);
    if (strncmp(name, "log/", 4) == 0)
        return log_file_number(name + 4, &number) == FAULT_NONE;
    if (strncmp(name, "spool/", 6) == 0)
        return spool_is_segment_name(name + 6) || strcmp(name + 6, SPOOL_DROPS_FILE) == 0;
    return strcmp(name, "DB_CONFIG") == 0 || strcmp(name, "VERSION") == 0;
}

bool
manifest_is_set(const char *name)
{
    int length = 0;
    return sscanf(name, "full-%*8[0-9]T%*6[0-9]Z%n", &length) == 0 && length > 0 && name[length] == '\0';
}

struct manifest_file *
manifest_find(const struct manifest *manifest, const char *name)
{
    for (size_t i = manifest->count; i-- > 0;)
        if (strcmp(manifest->files[i].name, name) == 0)
            return &manifest->files[i];
    return NULL;
}

struct manifest_file *
manifest_add(struct manifest *manifest, const char *name)
{
    struct manifest_file *file = manifest_find(manifest, name);
    if (file != NULL)
        return file;
    if (manifest->count == manifest->room) {
        manifest->room = manifest->room == 0 ? 64 : manifest->room * 2;
        manifest->files = xreallocarray(manifest->files, manifest->room, sizeof *manifest->files);
    }
    file = &manifest->files[manifest->count++];
    *file = (struct manifest_file){0};
    snprintf(file->name, sizeof file->name, "%s", name);
    return file;
}

void
manifest_remove(struct manifest *manifest, const char *beginning)
{
    size_t kept = 0;
    for (size_t i = 0; i < manifest->count; i++)
        if (strncmp(manifest->files[i].name, beginning, strlen(beginning)) != 0)
            manifest->files[kept++] = manifest->files[i];
    manifest->count = kept;
}

uint64_t
manifest_bytes(const struct manifest *manifest)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < manifest->count; i++)
        bytes += manifest->files[i].size;
    return bytes;
}

enum fault
manifest_compare(const struct manifest *manifest, const struct manifest *found)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *file = &manifest->files[i], *got = manifest_find(found, file->name);
        if (got != NULL && got->size == file->size && sha256_equal(got->digest, file->digest))
            continue;
        log_error("the backup's file %s %s", file->name,
            got == NULL ? "is missing" : "is not as it was written: it is damaged");
        fault = FAULT_INPUT;
    }
    for (size_t i = 0; i < found->count; i++)
        if (manifest_find(manifest, found->files[i].name) == NULL) {
            log_error("%s does not belong to the backup", found->files[i].name);
            fault = FAULT_INPUT;
        }
    return fault;
}

struct json_object *
manifest_to_json(const struct manifest *manifest)
{
    struct json_object *json = json_object_new_object(), *files = json_object_new_array();
    char digest[SHA256_TEXT_SIZE];
    json_object_object_add(json, "format", json_object_new_int(MANIFEST_FORMAT));
    json_add_text(json, "curt", PACKAGE_VERSION);
    json_object_object_add(json, "store_version", json_object_new_int64(manifest->store_version));
    json_add_timestamp(json, "from", manifest->from);
    json_add_timestamp(json, "to", manifest->to);
    json_object_object_add(json, "log_first", json_object_new_int64(manifest->log_first));
    json_object_object_add(json, "log_last", json_object_new_int64(manifest->log_last));
    if (manifest->set[0] != '\0') {
        json_add_text(json, "set", manifest->set);
        json_object_object_add(json, "spool", json_object_new_int64(manifest->spool));
    }
    json_object_object_add(json, "files", files);
    for (size_t i = 0; i < manifest->count; i++) {
        struct json_object *file = json_object_new_object();
        sha256_format(manifest->files[i].digest, digest);
        json_add_text(file, "name", manifest->files[i].name);
        json_object_object_add(file, "size", json_object_new_int64((int64_t)manifest->files[i].size));
        json_add_text(file, "sha256", digest);
        json_object_array_add(files, file);
    }
    return json;
}

static bool
manifest_read_file(struct manifest *manifest, struct json_object *json)
{
    const char *name = json_member(json, "name"), *digest = json_member(json, "sha256");
    uint64_t size;
    if (!manifest_name_is_valid(name) || !json_member_number(json, "size", INT64_MAX, &size) ||
        manifest_find(manifest, name) != NULL)
        return false;
    struct manifest_file *file = manifest_add(manifest, name);
    file->size = size;
    return sha256_parse(digest, file->digest);
}

static bool
manifest_read_head(struct manifest *manifest, struct json_object *json)
{
    uint64_t version, first, last, spool = 0;
    const char *set = json_member(json, "set");
    if (!json_member_number(json, "store_version", UINT32_MAX, &version) ||
        !json_member_number(json, "log_first", UINT32_MAX, &first) ||
        !json_member_number(json, "log_last", UINT32_MAX, &last) || first > last ||
        (*set != '\0' && (!manifest_is_set(set) || !json_member_number(json, "spool", UINT32_MAX, &spool))) ||
        timestamp_parse(json_member(json, "from"), &manifest->from) != FAULT_NONE ||
        timestamp_parse(json_member(json, "to"), &manifest->to) != FAULT_NONE)
        return false;
    manifest->store_version = (unsigned)version;
    manifest->log_first = (uint32_t)first;
    manifest->log_last = (uint32_t)last;
    manifest->spool = (unsigned)spool;
    snprintf(manifest->set, sizeof manifest->set, "%s", set);
    return true;
}

static bool
manifest_read_files(struct manifest *manifest, struct json_object *json)
{
    struct json_object *files;
    if (!json_object_object_get_ex(json, "files", &files) || !json_object_is_type(files, json_type_array))
        return false;
    for (size_t i = 0; i < json_object_array_length(files); i++)
        if (!manifest_read_file(manifest, json_object_array_get_idx(files, i)))
            return false;
    return true;
}

/* Recovery would take a gap in the log for its end. */
static enum fault
manifest_check_log(const struct manifest *manifest)
{
    char name[MANIFEST_NAME_SIZE] = "log/";
    for (uint64_t number = manifest->log_first; number <= manifest->log_last; number++) {
        log_file_name((uint32_t)number, name + 4);
        if (manifest_find(manifest, name) == NULL) {
            log_error("the backup's manifest has no %s", name);
            return FAULT_INPUT;
        }
    }
    return FAULT_NONE;
}

enum fault
manifest_from_json(struct manifest *manifest, const char *text, size_t length)
{
    struct json_object *json = json_read(text, length);
    uint64_t format;
    *manifest = (struct manifest){0};
    enum fault fault = FAULT_INPUT;
    if (!json_member_number(json, "format", INT32_MAX, &format) || format == 0)
        log_error(MANIFEST_FILE " is not the manifest of a backup");
    else if (format > MANIFEST_FORMAT)
        log_error("a newer curt made this backup; install that one");
    else if (!manifest_read_head(manifest, json) || !manifest_read_files(manifest, json))
        log_error(MANIFEST_FILE " of the backup is damaged");
    else
        fault = manifest_check_log(manifest);
    json_object_put(json);
    return fault;
}
