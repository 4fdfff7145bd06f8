/*
 * named.h: rows that are found by a name that people give: of rules, targets and replays.
 */
#ifndef CURT_STORE_NAMED_H
#define CURT_STORE_NAMED_H

#include <stdbool.h>

#include "store/row.h"

#define NAMED_MAX 64

/* 1 to NAMED_MAX of A-Z a-z 0-9 . _ - */
bool named_valid(const char *name);

struct row_key named_key(const char *name);

/* FAULT_MISSING also for what cannot be a name. `name` is copied to found, which may be the same. */
enum fault named_get(struct txn *, enum table, const char *name, char found[static NAMED_MAX + 1], void *row,
    size_t size, size_t *length);

/* The first row whose name sorts behind `after` ("" for the very first), which may be `name` itself. */
enum fault named_next(struct txn *, enum table, const char *after, char name[static NAMED_MAX + 1], void *row,
    size_t size, size_t *length);

#endif
