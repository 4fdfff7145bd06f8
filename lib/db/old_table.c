/*
 * old_table.c: tables by the names of their files.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/old_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "db/internal.h"

enum fault
old_table_open(struct old_table *table, struct env *env, const char *file)
{
    DB *db;
    *table = (struct old_table){.env = env};
    db_enter(env); /* until it is closed: only an upgrade, which is alone in the store, reads them */
    int code = db_create(&db, env->handle, 0);
    if (code != 0)
        return db_leave(&env->read, code, "open an old table");
    table->handle = db;
    code = db->open(db, NULL, file, NULL, DB_UNKNOWN, DB_RDONLY, 0);
    return code == ENOENT ? FAULT_MISSING : db_fault(&env->read, code, "open an old table");
}

void
old_table_close(struct old_table *table)
{
    DB *db = table->handle;
    if (db != NULL)
        db_leave(&table->env->read, db->close(db, DB_NOSYNC), "close an old table");
    table->handle = NULL;
}

enum fault
old_table_slots(const struct old_table *table, uint32_t *first, uint32_t *next)
{
    DB *db = table->handle;
    DB_QUEUE_STAT *stat = NULL;
    enum fault fault = db_fault(
        &table->env->read, db->stat(db, NULL, &stat, DB_FAST_STAT), "look at an old table");
    if (fault == FAULT_NONE) {
        *first = stat->qs_first_recno;
        *next = stat->qs_cur_recno;
    }
    free(stat);
    return fault;
}

enum fault
old_table_row(const struct old_table *table, struct row_key key, void *out, size_t size, size_t *length)
{
    DB *db = table->handle;
    DBT k = {.data = (void *)(uintptr_t)key.bytes, .size = (u_int32_t)key.length};
    DBT v = {.data = out, .ulen = (u_int32_t)size, .flags = DB_DBT_USERMEM};
    const int code = db->get(db, NULL, &k, &v, 0);
    *length = code == 0 ? v.size : 0;
    return db_fault(&table->env->read, code, "read an old table");
}

enum fault
old_table_record(const struct old_table *table, uint32_t slot, void *out, size_t size, size_t *length)
{
    const db_recno_t recno = slot;
    return old_table_row(table, (struct row_key){&recno, sizeof recno}, out, size, length);
}

enum fault
old_table_count(const struct old_table *table, uint64_t *rows)
{
    DB *db = table->handle;
    DB_BTREE_STAT *stat = NULL;
    const enum fault fault = db_fault(
        &table->env->read, db->stat(db, NULL, &stat, 0), "count an old table's rows");
    *rows = fault == FAULT_NONE ? stat->bt_nkeys : 0;
    free(stat);
    return fault;
}

enum fault
old_table_next(
    const struct old_table *table, struct row_key after, uint8_t key[static ROW_KEY_MAX], size_t *length)
{
    DB *db = table->handle;
    DBC *walk = NULL;
    uint8_t from[ROW_KEY_MAX + 1];
    DBT k = {.data = from,
        .size = (u_int32_t)after.length + (after.length > 0),
        .ulen = sizeof from,
        .flags = DB_DBT_USERMEM};
    DBT v = {.flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
    if (after.length > ROW_KEY_MAX)
        return FAULT_FULL;
    memcpy(from, after.bytes, after.length);
    from[after.length] = 0; /* nothing sorts between a key and that key with a zero */
    int code = db->cursor(db, NULL, &walk, 0);
    if (code == 0)
        code = walk->get(walk, &k, &v, DB_SET_RANGE);
    if (walk != NULL)
        walk->close(walk);
    if (code == 0 && k.size <= ROW_KEY_MAX) {
        memcpy(key, from, k.size);
        *length = k.size;
    }
    return code == 0 && k.size > ROW_KEY_MAX ? FAULT_FULL
                                             : db_fault(&table->env->read, code, "walk over an old table");
}

struct old_tables {
    const char *const *files;
    size_t count;
};

static enum fault
old_table_remove_body(struct txn *txn, void *arg)
{
    const struct old_tables *tables = arg;
    DB_ENV *handle = txn->env->handle;
    int code = 0;
    for (size_t i = 0; i < tables->count && code == 0; i++) {
        code = handle->dbremove(handle, txn->handle, tables->files[i], NULL, 0);
        code = code == ENOENT ? 0 : code;
    }
    return db_fault(txn, code, "remove an old table");
}

enum fault
old_table_remove(struct env *env, const char *const *files, size_t count)
{
    struct old_tables tables = {files, count};
    return env_txn(env, ENV_SYNC, old_table_remove_body, &tables);
}
