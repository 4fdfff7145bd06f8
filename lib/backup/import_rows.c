/*
 * import_rows.c: reads some lines into memory, then puts them: a transaction may run more than once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/import_rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "backup/exported_table.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/codec.h"
#include "db/queue.h"

enum {
    IMPORT_ROWS_BATCH = 500,         /* that a transaction puts */
    IMPORT_ROWS_BYTES = 1024 * 1024, /* after which it has no more */
    IMPORT_ROWS_POSITION = UUID_BYTES + 8,
};

struct import_rows {
    uint8_t id[UUID_BYTES];
    uint64_t line; /* of the last of them */
    size_t count, used;
    struct export_row rows[IMPORT_ROWS_BATCH];
    uint8_t space[IMPORT_ROWS_BYTES + EXPORT_ROW_MAX + 3];
    size_t bad; /* the row that cannot be one of the store */
};

static const struct row_key import_rows_key = {"position", 8};

struct import_rows *
import_rows_create(void)
{
    return xcalloc(1, sizeof(struct import_rows));
}

void
import_rows_free(struct import_rows *rows)
{
    free(rows);
}

enum fault
import_rows_position(struct env *env, uint8_t id[static UUID_BYTES], uint64_t *lines)
{
    uint8_t row[IMPORT_ROWS_POSITION];
    size_t length;
    enum fault fault = row_get(env_read(env), TABLE_IMPORT, import_rows_key, row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct decoder u = decoder_over(row, length);
    const void *bytes = decode_bytes(&u, UUID_BYTES);
    *lines = decode_u64(&u);
    if (u.bad)
        return FAULT_SYSTEM;
    memcpy(id, bytes, UUID_BYTES);
    return FAULT_NONE;
}

static enum fault
import_rows_move(struct txn *txn, const uint8_t id[static UUID_BYTES], uint64_t lines)
{
    uint8_t row[IMPORT_ROWS_POSITION];
    struct encoder p = encoder_over(row, sizeof row);
    encode_bytes(&p, id, UUID_BYTES);
    encode_u64(&p, lines);
    return row_put(txn, TABLE_IMPORT, import_rows_key, row, p.length);
}

enum fault
import_rows_is_empty(struct env *env, bool *empty, enum table *found)
{
    struct cursor cursor;
    uint8_t row[1];
    uint64_t first, last;
    enum fault fault = queue_range(env, TABLE_EVENT, 0, &first, &last);
    *empty = fault == FAULT_NONE && last == 0;
    *found = TABLE_EVENT;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE && *empty; t++) {
        if (t == TABLE_EVENT || exported_tables[t].how == EXPORTED_NOT || exported_tables[t].own)
            continue;
        fault = row_next(env_read(env), t, (struct row_key){"", 0}, &cursor, row, sizeof row);
        *empty = fault == FAULT_MISSING;
        *found = t;
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault;
}

static enum fault
import_rows_begin_body(struct txn *txn, void *arg)
{
    const struct export_header *header = arg;
    enum fault fault = FAULT_NONE;
    for (enum table t = 0; t < TABLES && fault == FAULT_NONE; t++)
        if (exported_tables[t].own)
            fault = row_remove_prefix(txn, t, (struct row_key){"", 0});
    return fault == FAULT_NONE ? import_rows_move(txn, header->id, 1) : fault;
}

enum fault
import_rows_begin(struct env *env, const struct export_header *header)
{
    struct export_header copy = *header;
    return env_txn(env, ENV_WRITE, import_rows_begin_body, &copy);
}

/* The number that the log has come to. */
static enum fault
import_rows_end_log(struct txn *txn, uint64_t number)
{
    uint8_t record[QUEUE_RECORD];
    const enum fault fault = queue_get(txn, TABLE_EVENT, number, record);
    return fault == FAULT_MISSING ? queue_reserve(txn, TABLE_EVENT, number) : fault;
}

static enum fault
import_rows_put_one(struct txn *txn, const struct export_row *row)
{
    const struct exported_table *exported = &exported_tables[row->table];
    const struct row_key key = {row->key, row->key_length};
    if (row->table == TABLE_EVENT && !row->has_row)
        return import_rows_end_log(txn, row->number);
    if (row->table == TABLE_EVENT)
        return row->length > QUEUE_RECORD ? FAULT_INPUT
                                          : queue_put(txn, TABLE_EVENT, row->number, row->row, row->length);
    enum fault fault = row_put(txn, row->table, key, row->row, row->length);
    if (fault == FAULT_NONE && exported->add != NULL)
        fault = exported->add(txn, key, row->row, row->length);
    return fault;
}

static enum fault
import_rows_put_body(struct txn *txn, void *arg)
{
    struct import_rows *rows = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < rows->count && fault == FAULT_NONE; i++) {
        rows->bad = i;
        fault = import_rows_put_one(txn, &rows->rows[i]);
    }
    return fault == FAULT_NONE ? import_rows_move(txn, rows->id, rows->line) : fault;
}

static enum fault
import_rows_refuse(const struct import_file *file, uint64_t line)
{
    log_error("line %" PRIu64 " of %s cannot be a row of the store", line, file->name);
    return FAULT_INPUT;
}

/* Until the batch is full, or the next line is the last. */
static enum fault
import_rows_read(struct import_rows *rows, struct import_file *file, bool *ended)
{
    rows->count = rows->used = 0;
    *ended = file->line == file->end.lines;
    while (!*ended && rows->count < IMPORT_ROWS_BATCH && rows->used < IMPORT_ROWS_BYTES) {
        struct export_row *row = &rows->rows[rows->count++];
        enum fault fault = import_file_next(file);
        if (fault != FAULT_NONE)
            return fault == FAULT_MISSING ? FAULT_SYSTEM : fault;
        row->row = rows->space + rows->used;
        if (export_row_parse(file->text, file->length, row) != FAULT_NONE)
            return import_rows_refuse(file, file->line);
        rows->used += row->length;
        *ended = file->line == file->end.lines;
    }
    return FAULT_NONE;
}

enum fault
import_rows_put(struct import_rows *rows, struct env *env, struct import_file *file, bool *ended)
{
    enum fault fault = import_rows_read(rows, file, ended);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(rows->id, file->header.id, UUID_BYTES);
    rows->line = file->line;
    fault = env_txn(env, ENV_WRITE, import_rows_put_body, rows);
    return fault == FAULT_INPUT ? import_rows_refuse(file, file->line - rows->count + rows->bad + 1) : fault;
}
