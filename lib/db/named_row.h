/*
 * named_row.h: rows that are found by a name that people give: of rules, targets and replays.
 */
#ifndef CURT_DB_NAMED_ROW_H
#define CURT_DB_NAMED_ROW_H

#include <stdbool.h>

#include "db/row.h"

#define NAMED_ROW_NAME_MAX 64

/* 1 to NAMED_ROW_NAME_MAX of A-Z a-z 0-9 . _ - */
bool named_row_is_valid(const char *name);

struct row_key named_row_key(const char *name);

/* FAULT_MISSING also for what cannot be a name. `name` is copied to found, which may be the same. */
enum fault named_row_get(struct txn *, enum table, const char *name,
    char found[static NAMED_ROW_NAME_MAX + 1], void *row, size_t size, size_t *length);

/* The first row whose name sorts behind `after` ("" for the very first), which may be `name` itself. */
enum fault named_row_next(struct txn *, enum table, const char *after,
    char name[static NAMED_ROW_NAME_MAX + 1], void *row, size_t size, size_t *length);

#endif
