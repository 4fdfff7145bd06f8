/*
 * row.c: Berkeley DB's btrees: get, put, delete and cursors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/row.h"

#include <stdlib.h>
#include <string.h>

#include "db/internal.h"

static DBT
row_dbt(struct row_key key)
{
    return (DBT){.data = (void *)(uintptr_t)key.bytes, .size = (u_int32_t)key.length};
}

/* Room for a row's first size bytes. */
static DBT
row_dbt_head(void *out, size_t size)
{
    return (DBT){.data = out,
        .ulen = (u_int32_t)size,
        .dlen = (u_int32_t)size,
        .flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
}

/* db_leave is the caller's. */
static int
row_ask(struct txn *txn, enum table table, DBT *key, DBT *row, u_int32_t flags)
{
    int code;
    unsigned tries = 0;
    db_enter(txn->env);
    do {
        DB *db = db_table(txn->env, table);
        code = db->get(db, txn->handle, key, row, flags);
    } while (code != 0 && db_asks_again(txn, code, &tries));
    return code;
}

static enum fault
row_read(struct txn *txn, enum table table, struct row_key key, void *out, size_t size, size_t *length,
    u_int32_t flags)
{
    DBT k = row_dbt(key), v = {.data = out, .ulen = (u_int32_t)size, .flags = DB_DBT_USERMEM};
    int code = row_ask(txn, table, &k, &v, flags);
    *length = code == 0 ? v.size : 0;
    return db_leave(txn, code, "read a row");
}

enum fault
row_get(struct txn *txn, enum table table, struct row_key key, void *out, size_t size, size_t *length)
{
    return row_read(txn, table, key, out, size, length, 0);
}

enum fault
row_get_for_update(
    struct txn *txn, enum table table, struct row_key key, void *out, size_t size, size_t *length)
{
    return row_read(txn, table, key, out, size, length, DB_RMW);
}

enum fault
row_get_head(struct txn *txn, enum table table, struct row_key key, void *out, size_t size, size_t *length)
{
    DBT k = row_dbt(key), v = row_dbt_head(out, size);
    int code = row_ask(txn, table, &k, &v, 0);
    *length = code == 0 ? v.size : 0;
    return db_leave(txn, code, "read a row's beginning");
}

static enum fault
row_write(
    struct txn *txn, enum table table, struct row_key key, const void *row, size_t length, u_int32_t flags)
{
    DB *db = db_table(txn->env, table);
    DBT k = row_dbt(key), v = row_dbt((struct row_key){row, length});
    db_enter(txn->env);
    return db_leave(txn, db->put(db, txn->handle, &k, &v, flags), "write a row");
}

enum fault
row_put(struct txn *txn, enum table table, struct row_key key, const void *row, size_t length)
{
    return row_write(txn, table, key, row, length, 0);
}

enum fault
row_add(struct txn *txn, enum table table, struct row_key key, const void *row, size_t length)
{
    return row_write(txn, table, key, row, length, DB_NOOVERWRITE);
}

enum fault
row_remove(struct txn *txn, enum table table, struct row_key key)
{
    DB *db = db_table(txn->env, table);
    DBT k = row_dbt(key);
    db_enter(txn->env);
    return db_leave(txn, db->del(db, txn->handle, &k, 0), "remove a row");
}

enum fault
row_editor_open(struct row_editor *editor, struct txn *txn, enum table table)
{
    DB *db = db_table(txn->env, table);
    DBC *handle = NULL;
    db_enter(txn->env);
    const int code = db->cursor(db, txn->handle, &handle, DB_CURSOR_BULK);
    *editor = (struct row_editor){.txn = txn, .handle = handle};
    return handle != NULL ? FAULT_NONE : db_leave(txn, code, "open a table to edit");
}

void
row_editor_close(struct row_editor *editor)
{
    DBC *handle = editor->handle;
    if (handle != NULL)
        db_leave(editor->txn, handle->close(handle), "end editing");
    editor->handle = NULL;
}

/* To the first row that does not sort before the key: where it is not the one, that is mostly in the page
 * into which the row goes. */
enum fault
row_editor_get(struct row_editor *editor, struct row_key key, void *out, size_t size, size_t *length)
{
    DBC *handle = editor->handle;
    uint8_t found[ROW_KEY_MAX];
    DBT k = {.data = found, .size = (u_int32_t)key.length, .ulen = sizeof found, .flags = DB_DBT_USERMEM};
    DBT v = row_dbt_head(out, size);
    *length = 0;
    editor->found = 0;
    if (key.length > sizeof found)
        return FAULT_FULL;
    memcpy(found, key.bytes, key.length);
    enum fault fault = db_fault(
        editor->txn, handle->get(handle, &k, &v, DB_SET_RANGE | DB_RMW), "read a row");
    if (fault != FAULT_NONE)
        return fault;
    editor->found = k.size == key.length && memcmp(found, key.bytes, key.length) == 0;
    *length = editor->found ? v.size : 0;
    return editor->found ? FAULT_NONE : FAULT_MISSING;
}

enum fault
row_editor_put(struct row_editor *editor, struct row_key key, const void *row, size_t length)
{
    DBC *handle = editor->handle;
    DBT k = row_dbt(key), v = row_dbt((struct row_key){row, length});
    const int code = handle->put(handle, &k, &v, editor->found ? DB_CURRENT : DB_KEYLAST);
    return db_fault(editor->txn, code, "write a row");
}

enum fault
cursor_open(
    struct cursor *cursor, struct txn *txn, enum table table, struct row_key from, void *row, size_t size)
{
    DBC *handle = NULL;
    *cursor = (struct cursor){.txn = txn, .row = row, .row_size = size, .key_length = from.length};
    if (from.length > sizeof cursor->key)
        return FAULT_FULL;
    memcpy(cursor->key, from.bytes, from.length);
    int code;
    unsigned tries = 0;
    db_enter(txn->env);
    do {
        DB *db = db_table(txn->env, table);
        code = db->cursor(db, txn->handle, &handle, DB_READ_COMMITTED);
    } while (code != 0 && db_asks_again(txn, code, &tries));
    cursor->handle = handle;
    return handle != NULL ? FAULT_NONE : db_leave(txn, code, "open a walk");
}

enum fault
cursor_next(struct cursor *cursor)
{
    DBC *handle = cursor->handle;
    DBT k = {.data = cursor->key,
        .size = (u_int32_t)cursor->key_length,
        .ulen = sizeof cursor->key,
        .flags = DB_DBT_USERMEM};
    DBT v = row_dbt_head(cursor->row, cursor->row_size);
    int code = handle->get(handle, &k, &v, cursor->started ? DB_NEXT : DB_SET_RANGE);
    cursor->started = 1;
    cursor->key_length = k.size;
    cursor->row_length = code == 0 ? v.size : 0;
    return db_fault(cursor->txn, code, "walk over rows");
}

enum fault
cursor_remove(struct cursor *cursor)
{
    DBC *handle = cursor->handle;
    return db_fault(cursor->txn, handle->del(handle, 0), "remove a row");
}

void
cursor_close(struct cursor *cursor)
{
    DBC *handle = cursor->handle;
    if (handle != NULL)
        db_leave(cursor->txn, handle->close(handle), "end a walk");
    cursor->handle = NULL;
}

enum fault
row_remove_prefix(struct txn *txn, enum table table, struct row_key prefix)
{
    struct cursor cursor;
    enum fault fault = cursor_open(&cursor, txn, table, prefix, NULL, 0);
    while (fault == FAULT_NONE && (fault = cursor_next(&cursor)) == FAULT_NONE) {
        if (cursor.key_length < prefix.length || memcmp(cursor.key, prefix.bytes, prefix.length) != 0)
            break;
        fault = cursor_remove(&cursor);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
row_next(
    struct txn *txn, enum table table, struct row_key after, struct cursor *cursor, void *row, size_t size)
{
    uint8_t from[ROW_KEY_MAX];
    unsigned tries = 0;
    enum fault fault;
    if (after.length + 1 > sizeof from)
        return FAULT_FULL;
    memcpy(from, after.bytes, after.length);
    from[after.length] = 0; /* nothing sorts between a key and that key with a zero */
    do {
        fault = cursor_open(cursor, txn, table, (struct row_key){from, after.length + 1}, row, size);
        if (fault == FAULT_NONE)
            fault = cursor_next(cursor);
        cursor_close(cursor);
    } while (fault == FAULT_AGAIN && db_walks_again(txn, &tries));
    return fault;
}

enum fault
row_count(struct env *env, enum table table, uint64_t *rows)
{
    DB *db = db_table(env, table);
    DB_BTREE_STAT *stat = NULL;
    db_enter(env);
    enum fault fault = db_leave(&env->read, db->stat(db, NULL, &stat, 0), "count rows");
    *rows = fault == FAULT_NONE ? stat->bt_nkeys : 0;
    free(stat);
    return fault;
}
