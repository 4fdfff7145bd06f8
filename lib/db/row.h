/*
 * row.h: rows of the tables that are btrees, as bytes. Each noun of the store (link.h, api_key.h, ...) packs
 * its own.
 *
 * Every call takes a transaction, or env_read(env) for a read that needs none.
 */
#ifndef CURT_DB_ROW_H
#define CURT_DB_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "db/env.h"

#define ROW_KEY_MAX 512

struct row_key {
    const void *bytes;
    size_t length;
};

/* Copies the row to out and its length to *length. FAULT_MISSING; FAULT_FULL when it is longer than size. */
enum fault row_get(struct txn *, enum table, struct row_key, void *out, size_t size, size_t *length);

/* row_get that locks the row for the write that follows. Only in a transaction. */
enum fault row_get_for_update(
    struct txn *, enum table, struct row_key, void *out, size_t size, size_t *length);

/* row_get of no more than the row's first size bytes. */
enum fault row_get_head(struct txn *, enum table, struct row_key, void *out, size_t size, size_t *length);

enum fault row_put(struct txn *, enum table, struct row_key, const void *row, size_t length);

/* row_put of a row that must be new: FAULT_EXISTS. */
enum fault row_add(struct txn *, enum table, struct row_key, const void *row, size_t length);

/* FAULT_MISSING when there is none. */
enum fault row_remove(struct txn *, enum table, struct row_key);

/* How many rows the table has: reads all of it. */
enum fault row_count(struct env *, enum table, uint64_t *rows);

/*
 * Many rows of a table that are read and then written, one after the other: a place in the table is kept, so
 * that a row is searched for once, and its neighbours often not at all. Only in a transaction.
 */
struct row_editor {
    struct txn *txn;
    void *handle;
    int found; /* the last key has a row */
};

/* Close it, whatever the calls returned. */
enum fault row_editor_open(struct row_editor *, struct txn *, enum table);
void row_editor_close(struct row_editor *);

/* Reads and locks no more than the row's first size bytes. FAULT_MISSING. */
enum fault row_editor_get(struct row_editor *, struct row_key, void *out, size_t size, size_t *length);

/* Writes the row of the key that was read last. */
enum fault row_editor_put(struct row_editor *, struct row_key, const void *row, size_t length);

/*
 * A walk over rows in the order of their keys, from the first key that is not less than `from`. Only in a
 * transaction. It holds the lock of the row it stands on, no others.
 */
struct cursor {
    struct txn *txn;
    void *handle;
    uint8_t key[ROW_KEY_MAX]; /* of the row it stands on; holds `from` before the first step */
    size_t key_length;
    uint8_t *row; /* the caller's space */
    size_t row_size, row_length;
    int started;
};

/*
 * Of each row the first size bytes are given (row may be NULL for rows that are all key). Close the walk,
 * whatever the steps returned.
 */
enum fault cursor_open(
    struct cursor *, struct txn *, enum table, struct row_key from, void *row, size_t size);

/* To the next row: FAULT_MISSING past the last one. */
enum fault cursor_next(struct cursor *);

/* Removes the row it stands on. */
enum fault cursor_remove(struct cursor *);

void cursor_close(struct cursor *);

/* Removes all rows whose key begins so. Only in a transaction. */
enum fault row_remove_prefix(struct txn *, enum table, struct row_key prefix);

/*
 * The first row after the key `after`, which need not be there: its key is in cursor->key, its first size
 * bytes in row. The cursor is closed when this returns. FAULT_MISSING when no row is after it.
 */
enum fault row_next(
    struct txn *, enum table, struct row_key after, struct cursor *cursor, void *row, size_t size);

#endif
