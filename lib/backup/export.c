/*
 * export.c: the lines of an export, in their order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/export.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "backup/exported_table.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "db/queue.h"
#include "db/store_version.h"
#include "event/checkpoint.h"
#include "event/event_log.h"

enum {
    EXPORT_TELL = 1000,     /* rows between two reports of progress */
    EXPORT_QUEUE_PAD = ' ', /* what Berkeley DB fills a record of a queue up with */
};

struct export
{
    struct env *env;
    const struct config *config;
    FILE *to;
    progress_tell *progress;
    void *arg;
    struct export_result *result;
    struct sha256_stream digest;
    uint64_t done, all; /* rows */
    struct export_row row;
    struct cursor cursor;
    char line[EXPORT_LINE_MAX];
    uint8_t space[EXPORT_ROW_MAX];
};

static enum fault
export_put(struct export *e, const char *text, size_t length)
{
    e->result->bytes += length;
    if (fwrite(text, 1, length, e->to) == length)
        return FAULT_NONE;
    log_error("cannot write the export: %s", strerror(errno));
    return FAULT_SYSTEM;
}

/* The last line is not in its own digest. */
static enum fault
export_put_json(struct export *e, struct json_object *json, bool last)
{
    size_t length;
    const char *text = json_text(json, &length);
    if (!last) {
        sha256_add(&e->digest, text, length);
        sha256_add(&e->digest, "\n", 1);
    }
    e->result->end.lines += !last;
    enum fault fault = export_put(e, text, length);
    json_object_put(json);
    return fault == FAULT_NONE ? export_put(e, "\n", 1) : fault;
}

static enum fault
export_put_row(struct export *e, struct json_object *shows)
{
    const size_t length = export_row_format(&e->row, shows, e->line);
    json_object_put(shows);
    sha256_add(&e->digest, e->line, length);
    e->result->end.lines++;
    e->result->end.rows[e->row.table] += e->row.has_row;
    if (++e->done % EXPORT_TELL == 0 && e->progress != NULL)
        e->progress(e->done, e->all, e->arg);
    if (program_interrupted())
        return FAULT_AGAIN;
    return export_put(e, e->line, length);
}

static enum fault
export_table(struct export *e, enum table table)
{
    const struct exported_table *exported = &exported_tables[table];
    struct row_key after = {"", 0};
    enum fault fault;
    while ((fault = row_next(env_read(e->env), table, after, &e->cursor, e->space, sizeof e->space)) ==
           FAULT_NONE) {
        if (e->cursor.row_length == sizeof e->space) {
            log_error("a row of %s is too long", table_file(table));
            return FAULT_SYSTEM;
        }
        e->row = (struct export_row){.table = table,
            .has_row = true,
            .row = e->space,
            .key_length = e->cursor.key_length,
            .length = e->cursor.row_length};
        memcpy(e->row.key, e->cursor.key, e->cursor.key_length);
        fault = export_put_row(
            e, exported->show != NULL ? exported->show(e->env, e->config, &e->cursor) : NULL);
        if (fault != FAULT_NONE)
            return fault;
        after = (struct row_key){e->row.key, e->row.key_length};
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
export_event(struct export *e, uint64_t number)
{
    enum fault fault = queue_get(env_read(e->env), TABLE_EVENT, number, e->space);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    e->row = (struct export_row){
        .table = TABLE_EVENT, .number = number, .has_row = true, .row = e->space, .length = QUEUE_RECORD};
    while (e->row.length > 0 && e->space[e->row.length - 1] == EXPORT_QUEUE_PAD)
        e->row.length--;
    return export_put_row(e, NULL);
}

/* The log goes on after its last number, which may have no event; then no other may get it. */
static enum fault
export_events(struct export *e)
{
    struct checkpoint near;
    uint64_t first, last;
    enum fault fault = checkpoint_get(env_read(e->env), CHECKPOINT_AGGREGATOR, &near);
    if (fault == FAULT_NONE)
        fault = event_log_range(e->env, near.number, &first, &last);
    if (fault != FAULT_NONE)
        return fault;
    for (uint64_t n = first; n <= last && fault == FAULT_NONE; n++)
        fault = export_event(e, n);
    if (fault != FAULT_NONE || last == 0)
        return fault;
    e->row = (struct export_row){.table = TABLE_EVENT, .number = last};
    return export_put_row(e, NULL);
}

static enum fault
export_count(struct export *e)
{
    uint64_t rows = 0, first, last;
    enum fault fault = event_log_range(e->env, 0, &first, &last);
    e->all = fault == FAULT_NONE ? last + 1 - first : 0;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++, e->all += rows) {
        rows = 0;
        if (exported_tables[t].how == EXPORTED_ROWS && t != TABLE_EVENT)
            fault = row_count(e->env, t, &rows);
    }
    return fault;
}

static enum fault
export_lines(struct export *e)
{
    struct export_header *header = &e->result->header;
    *header = (struct export_header){.format = EXPORT_FORMAT, .store_version = STORE_VERSION};
    uuid_v4(header->id);
    enum fault fault = e->progress != NULL ? export_count(e) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = export_put_json(e, export_header_to_json(header, timestamp_now()), false);
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++) {
        if (exported_tables[t].how == EXPORTED_ROWS)
            fault = t == TABLE_EVENT ? export_events(e) : export_table(e, t);
    }
    sha256_end(&e->digest, e->result->end.digest);
    if (fault == FAULT_NONE)
        fault = export_put_json(e, export_end_to_json(&e->result->end), true);
    return fault;
}

enum fault
export_write(struct env *env, const struct config *config, FILE *to, progress_tell *progress, void *arg,
    struct export_result *out)
{
    struct export *e = xcalloc(1, sizeof *e);
    e->env = env;
    e->config = config;
    e->to = to;
    e->progress = progress;
    e->arg = arg;
    e->result = out;
    *out = (struct export_result){0};
    sha256_begin(&e->digest);
    enum fault fault = export_lines(e);
    free(e);
    if (fault == FAULT_NONE && fflush(to) != 0) {
        log_error("cannot write the export: %s", strerror(errno));
        fault = FAULT_SYSTEM;
    }
    return fault;
}
