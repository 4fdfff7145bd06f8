/*
 * export_line.h: the lines of an export, each an object of JSON:
 *
 *     {"curt_export":1,"store_version":4,"id":"...","curt":"1.2.3","made_at":"2026-11-29T05:00:00Z"}
 *     {"kind":"link","key":"YWJj","row":"...","shows":{...}}       rows, table by table
 *     {"kind":"event","number":17,"row":"..."}                     the event log, by number
 *     {"kind":"event","number":18}                                 the number that the log has come to
 *     {"lines":4,"rows":{"link":1,"event":1},"sha256":"..."}       the last; the digest is of those before it
 *
 * Keys and rows are base64 of what the store has, and make the store again; "shows" is for people.
 */
#ifndef CURT_BACKUP_EXPORT_LINE_H
#define CURT_BACKUP_EXPORT_LINE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/sha256.h"
#include "base/uuid.h"
#include "db/row.h"
#include "event/event_log.h"

#define EXPORT_FORMAT   1
#define EXPORT_ROW_MAX  (EVENT_BODY_MAX + 1024) /* bytes of the longest row */
#define EXPORT_LINE_MAX (4 * 1024 * 1024)       /* bytes of a line, with its end */

struct export_header {
    uint64_t format, store_version;
    uint8_t id[UUID_BYTES];
};

struct export_row {
    enum table table;
    uint64_t number; /* of an event; of others 0 */
    bool has_row;    /* false: no row, the number alone */
    uint8_t key[ROW_KEY_MAX];
    uint8_t *row; /* the caller's space, of EXPORT_ROW_MAX + 3 bytes */
    size_t key_length, length;
};

struct export_end {
    uint64_t lines; /* before it */
    uint64_t rows[TABLES];
    uint8_t digest[SHA256_BYTES];
};

/* The text of a line, with its end: its length. shows may be NULL, and is left out when it does not fit. */
size_t export_row_format(
    const struct export_row *, struct json_object *shows, char line[static EXPORT_LINE_MAX]);

/* The caller owns the objects. */
struct json_object *export_header_to_json(const struct export_header *, int64_t made);
struct json_object *export_end_to_json(const struct export_end *);

/* FAULT_INPUT: it is no such line. */
enum fault export_header_parse(const char *line, size_t length, struct export_header *out);
enum fault export_row_parse(const char *line, size_t length, struct export_row *out);
enum fault export_end_parse(const char *line, size_t length, struct export_end *out);

#endif
