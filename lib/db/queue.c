/*
 * queue.c: numbered records in a Berkeley DB Queue.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/queue.h"

#include <stdio.h>
#include <stdlib.h>

#include "db/internal.h"

#define QUEUE_SLOTS UINT64_C(4294967295)

/* A page has a head of 28 bytes, and a byte goes before each record, to a multiple of 4. */
enum { QUEUE_PAGE_RECORDS = (TABLE_PAGE - 28) / ((QUEUE_RECORD + 1 + 3) / 4 * 4) };

uint32_t
queue_slot(uint64_t number)
{
    return (uint32_t)((number - 1) % QUEUE_SLOTS) + 1;
}

/* The number nearest to `near` that has this slot. */
static uint64_t
queue_number(uint32_t slot, uint64_t near)
{
    const uint64_t base = queue_slot(near);
    const uint64_t ahead = (slot + QUEUE_SLOTS - base) % QUEUE_SLOTS;
    return ahead < QUEUE_SLOTS / 2 || near + ahead < QUEUE_SLOTS ? near + ahead : near + ahead - QUEUE_SLOTS;
}

uint32_t
queue_extent(uint32_t slot)
{
    return (slot - 1) / (QUEUE_PAGE_RECORDS * QUEUE_EXTENT);
}

void
queue_extent_name(enum table table, uint32_t extent, char out[static QUEUE_EXTENT_NAME_SIZE])
{
    snprintf(out, QUEUE_EXTENT_NAME_SIZE, "__dbq.%s.%u", table_file(table), (unsigned)extent);
}

static void
queue_note_use(struct env *env, uint32_t slot)
{
    const uint32_t extent = queue_extent(slot);
    env->extents += extent != env->extent;
    env->extent = extent;
}

enum fault
queue_append(struct txn *txn, enum table table, const void *record, size_t length, uint32_t *slot)
{
    DB *db = db_table(txn->env, table);
    db_recno_t recno = 0;
    DBT key = {.data = &recno, .size = sizeof recno, .ulen = sizeof recno, .flags = DB_DBT_USERMEM};
    DBT row = {.data = (void *)(uintptr_t)record, .size = (u_int32_t)length};
    db_enter(txn->env);
    enum fault fault = db_leave(txn, db->put(db, txn->handle, &key, &row, DB_APPEND), "append to a queue");
    *slot = recno;
    queue_note_use(txn->env, recno);
    return fault;
}

enum fault
queue_get(struct txn *txn, enum table table, uint64_t number, uint8_t record[static QUEUE_RECORD])
{
    if (txn->handle == NULL)
        env_close_extents(txn->env);
    db_recno_t recno = queue_slot(number);
    queue_note_use(txn->env, recno);
    DBT key = {.data = &recno, .size = sizeof recno};
    DBT row = {.data = record, .ulen = QUEUE_RECORD, .flags = DB_DBT_USERMEM};
    int code;
    unsigned tries = 0;
    db_enter(txn->env);
    do {
        DB *db = db_table(txn->env, table);
        code = db->get(db, txn->handle, &key, &row, 0);
    } while (code != 0 && db_asks_again(txn, code, &tries));
    return db_leave(txn, code, "read from a queue");
}

enum fault
queue_put(struct txn *txn, enum table table, uint64_t number, const void *record, size_t length)
{
    DB *db = db_table(txn->env, table);
    db_recno_t recno = queue_slot(number);
    DBT key = {.data = &recno, .size = sizeof recno};
    DBT row = {.data = (void *)(uintptr_t)record, .size = (u_int32_t)length};
    db_enter(txn->env);
    return db_leave(txn, db->put(db, txn->handle, &key, &row, 0), "write into a queue");
}

enum fault
queue_reserve(struct txn *txn, enum table table, uint64_t number)
{
    DB *db = db_table(txn->env, table);
    db_recno_t recno = queue_slot(number);
    DBT key = {.data = &recno, .size = sizeof recno};
    enum fault fault = queue_put(txn, table, number, "", 0);
    if (fault != FAULT_NONE)
        return fault;
    db_enter(txn->env);
    return db_leave(txn, db->del(db, txn->handle, &key, 0), "reserve a number");
}

enum fault
queue_take(struct txn *txn, enum table table, uint32_t *slot)
{
    DB *db = db_table(txn->env, table);
    db_recno_t recno = 0;
    DBT key = {.data = &recno, .ulen = sizeof recno, .flags = DB_DBT_USERMEM};
    DBT row = {.flags = DB_DBT_USERMEM | DB_DBT_PARTIAL};
    db_enter(txn->env);
    enum fault fault = db_leave(txn, db->get(db, txn->handle, &key, &row, DB_CONSUME), "take from a queue");
    *slot = recno;
    return fault;
}

enum fault
queue_range(struct env *env, enum table table, uint64_t near, uint64_t *first, uint64_t *last)
{
    DB_QUEUE_STAT *stat = NULL;
    int code;
    unsigned tries = 0;
    if (near == 0)
        near = 1;
    db_enter(env);
    do {
        DB *db = db_table(env, table);
        code = db->stat(db, NULL, &stat, DB_FAST_STAT);
    } while (code != 0 && db_asks_again(&env->read, code, &tries));
    enum fault fault = db_leave(&env->read, code, "look at a queue");
    if (fault == FAULT_NONE) {
        *first = queue_number(stat->qs_first_recno, near);
        *last = queue_number(stat->qs_cur_recno, near) - 1;
    }
    free(stat);
    return fault;
}
