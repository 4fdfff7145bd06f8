/*
 * old_table.h: the tables of an older store that this curt has no more, for an upgrade: it reads them by the
 * names of their files, btrees and queues, and removes them.
 */
#ifndef CURT_DB_OLD_TABLE_H
#define CURT_DB_OLD_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"

struct old_table {
    struct env *env;
    void *handle; /* NULL: it is not open */
};

/* FAULT_MISSING when the store has no such file. To be closed with old_table_close in any case. */
enum fault old_table_open(struct old_table *, struct env *, const char *file);
void old_table_close(struct old_table *);

/* Of a queue: its first slot, and the one that the next record would take. They are the same when it is
 * empty. */
enum fault old_table_slots(const struct old_table *, uint32_t *first, uint32_t *next);

/* The record of a slot, and its length. FAULT_MISSING; FAULT_FULL when it is longer than size. */
enum fault old_table_record(const struct old_table *, uint32_t slot, void *out, size_t size, size_t *length);

/* row_get of a btree. */
enum fault old_table_row(const struct old_table *, struct row_key, void *out, size_t size, size_t *length);

/* How many rows a btree has. */
enum fault old_table_count(const struct old_table *, uint64_t *rows);

/* The first key of a btree that sorts after this one, of which nothing may be. FAULT_MISSING past the last.
 */
enum fault old_table_next(
    const struct old_table *, struct row_key after, uint8_t key[static ROW_KEY_MAX], size_t *length);

/* Removes closed tables from the store, all or none. Those that are not there are none of its business. */
enum fault old_table_remove(struct env *, const char *const *files, size_t count);

#endif
