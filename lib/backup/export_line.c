/*
 * export_line.c: lines, written and read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/export_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backup/exported_table.h"
#include "base/base64.h"
#include "base/json.h"
#include "base/timestamp.h"

enum { EXPORT_LINE_REST = 16 /* what ends a line, with a NUL */ };

_Static_assert(BASE64_SIZE(EXPORT_ROW_MAX) + BASE64_SIZE(ROW_KEY_MAX) + 1024 < EXPORT_LINE_MAX,
    "a row that does not fit a line");

size_t
export_row_format(const struct export_row *row, struct json_object *shows, char line[static EXPORT_LINE_MAX])
{
    char *at = line;
    at += sprintf(at, "{\"kind\":\"%s\"", exported_tables[row->table].kind);
    if (row->table == TABLE_EVENT) {
        at += sprintf(at, ",\"number\":%" PRIu64, row->number);
    } else {
        at += sprintf(at, ",\"key\":\"");
        at += base64_encode(row->key, row->key_length, at);
        *at++ = '"';
    }
    if (row->has_row) {
        at += sprintf(at, ",\"row\":\"");
        at += base64_encode(row->row, row->length, at);
        *at++ = '"';
    }
    if (shows != NULL) {
        size_t length;
        const char *text = json_text(shows, &length);
        if (length + EXPORT_LINE_REST < (size_t)(line + EXPORT_LINE_MAX - at))
            at += sprintf(at, ",\"shows\":%s", text);
    }
    at += sprintf(at, "}\n");
    return (size_t)(at - line);
}

struct json_object *
export_header_to_json(const struct export_header *header, int64_t made)
{
    struct json_object *json = json_object_new_object();
    json_object_object_add(json, "curt_export", json_object_new_uint64(header->format));
    json_object_object_add(json, "store_version", json_object_new_uint64(header->store_version));
    json_add_uuid_or_null(json, "id", header->id);
    json_add_text(json, "curt", PACKAGE_VERSION);
    json_add_timestamp(json, "made_at", made);
    return json;
}

struct json_object *
export_end_to_json(const struct export_end *end)
{
    char digest[SHA256_TEXT_SIZE];
    struct json_object *json = json_object_new_object(), *rows = json_object_new_object();
    json_object_object_add(json, "lines", json_object_new_uint64(end->lines));
    for (enum table t = 0; t < TABLES; t++)
        if (end->rows[t] > 0)
            json_object_object_add(rows, exported_tables[t].kind, json_object_new_uint64(end->rows[t]));
    json_object_object_add(json, "rows", rows);
    sha256_format(end->digest, digest);
    json_add_text(json, "sha256", digest);
    return json;
}

enum fault
export_header_parse(const char *line, size_t length, struct export_header *out)
{
    struct json_object *json = json_read(line, length);
    const bool good = json_member_number(json, "curt_export", UINT64_MAX, &out->format) &&
                      json_member_number(json, "store_version", UINT64_MAX, &out->store_version) &&
                      uuid_parse(json_member(json, "id"), out->id) == FAULT_NONE;
    json_object_put(json);
    return good ? FAULT_NONE : FAULT_INPUT;
}

static bool
export_read_bytes(struct json_object *json, const char *name, uint8_t *out, size_t size, size_t *length)
{
    struct json_object *value = json_object_object_get(json, name);
    return json_object_is_type(value, json_type_string) &&
           base64_decode(json_object_get_string(value), (size_t)json_object_get_string_len(value), out, size,
               length) == FAULT_NONE;
}

static bool
export_read_row(struct json_object *json, struct export_row *out)
{
    uint8_t key[ROW_KEY_MAX + 3];
    out->table = exported_table_find(json_member(json, "kind"));
    if (out->table == TABLES)
        return false;
    out->number = 0;
    out->key_length = out->length = 0;
    out->has_row = json_object_object_get_ex(json, "row", NULL);
    if (out->has_row && !export_read_bytes(json, "row", out->row, EXPORT_ROW_MAX + 3, &out->length))
        return false;
    if (out->table == TABLE_EVENT)
        return json_member_number(json, "number", UINT64_MAX, &out->number) && out->number > 0;
    if (!out->has_row || !export_read_bytes(json, "key", key, sizeof key, &out->key_length) ||
        out->key_length > ROW_KEY_MAX)
        return false;
    memcpy(out->key, key, out->key_length);
    return out->key_length > 0;
}

enum fault
export_row_parse(const char *line, size_t length, struct export_row *out)
{
    struct json_object *json = json_read(line, length);
    const bool good = export_read_row(json, out);
    json_object_put(json);
    return good ? FAULT_NONE : FAULT_INPUT;
}

enum fault
export_end_parse(const char *line, size_t length, struct export_end *out)
{
    struct json_object *json = json_read(line, length), *rows = NULL;
    bool good = json_member_number(json, "lines", UINT64_MAX, &out->lines) &&
                sha256_parse(json_member(json, "sha256"), out->digest) &&
                json_object_object_get_ex(json, "rows", &rows) && json_object_is_type(rows, json_type_object);
    for (enum table t = 0; t < TABLES && good; t++) {
        out->rows[t] = 0;
        if (exported_tables[t].kind != NULL)
            json_member_number(rows, exported_tables[t].kind, UINT64_MAX, &out->rows[t]);
    }
    json_object_put(json);
    return good ? FAULT_NONE : FAULT_INPUT;
}
