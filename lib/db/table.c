/*
 * table.c: reads and writes records of a table by its schema.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Keys up to a space are the table's own: no name begins so. */
static const struct row_key table_before_names = {" ", 1};

bool
table_name_is_valid(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const size_t length = strlen(name);
    return length >= 1 && length <= TABLE_NAME_MAX && strspn(name, allowed) == length;
}

struct row_key
table_name_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

/* Puts the key into the struct. FAULT_INPUT: it cannot be one. */
static enum fault
table_set_key(const struct table_schema *schema, struct row_key key, void *out)
{
    struct decoder u = decoder_over(key.bytes, key.length);
    if (schema->decode_key != NULL) {
        schema->decode_key(&u, out);
        return u.bad ? FAULT_INPUT : FAULT_NONE;
    }
    char *name = (char *)out + schema->name_at;
    if (key.length > TABLE_NAME_MAX)
        return FAULT_INPUT;
    memmove(name, key.bytes, key.length);
    name[key.length] = '\0';
    return FAULT_NONE;
}

static enum fault
table_decode(const struct table_schema *schema, const uint8_t *row, size_t length, void *out)
{
    struct decoder u = decoder_over(row, length);
    schema->decode(&u, out);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

typedef enum fault table_row_get(struct txn *, enum table, struct row_key, void *, size_t, size_t *);

static enum fault
table_read(
    struct txn *txn, const struct table_schema *schema, struct row_key key, void *out, table_row_get *get)
{
    uint8_t copy[ROW_KEY_MAX]; /* the key may lie in out */
    size_t length;
    if (key.length > sizeof copy)
        return FAULT_MISSING;
    memcpy(copy, key.bytes, key.length);
    key.bytes = copy;
    if (table_set_key(schema, key, out) != FAULT_NONE)
        return FAULT_MISSING;
    uint8_t *row = xmalloc(schema->row_max);
    enum fault fault = get(txn, schema->table, key, row, schema->row_max, &length);
    if (fault == FAULT_NONE)
        fault = table_decode(schema, row, length, out);
    free(row);
    return fault;
}

enum fault
table_get(struct txn *txn, const struct table_schema *schema, struct row_key key, void *out)
{
    return table_read(txn, schema, key, out, row_get);
}

enum fault
table_get_for_update(struct txn *txn, const struct table_schema *schema, struct row_key key, void *out)
{
    return table_read(txn, schema, key, out, row_get_for_update);
}

enum fault
table_next(struct txn *txn, const struct table_schema *schema, struct row_key after, void *out)
{
    struct cursor cursor;
    uint8_t *row = xmalloc(schema->row_max);
    if (after.length == 0)
        after = table_before_names;
    enum fault fault = row_next(txn, schema->table, after, &cursor, row, schema->row_max);
    if (fault == FAULT_NONE &&
        table_set_key(schema, (struct row_key){cursor.key, cursor.key_length}, out) != FAULT_NONE)
        fault = FAULT_SYSTEM;
    if (fault == FAULT_NONE)
        fault = table_decode(schema, row, cursor.row_length, out);
    free(row);
    return fault;
}

typedef enum fault table_row_write(struct txn *, enum table, struct row_key, const void *, size_t);

static enum fault
table_write(struct txn *txn, const struct table_schema *schema, struct row_key key, const void *record,
    table_row_write *write)
{
    uint8_t *row = xmalloc(schema->row_max);
    struct encoder p = encoder_over(row, schema->row_max);
    schema->encode(&p, record);
    enum fault fault = p.full ? FAULT_FULL : write(txn, schema->table, key, row, p.length);
    free(row);
    return fault;
}

enum fault
table_put(struct txn *txn, const struct table_schema *schema, struct row_key key, const void *record)
{
    return table_write(txn, schema, key, record, row_put);
}

enum fault
table_add(struct txn *txn, const struct table_schema *schema, struct row_key key, const void *record)
{
    return table_write(txn, schema, key, record, row_add);
}

enum fault
table_remove(struct txn *txn, const struct table_schema *schema, struct row_key key)
{
    return row_remove(txn, schema->table, key);
}
