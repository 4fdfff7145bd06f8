/*
 * row_sweep.h: removing the expired rows of a table, a bounded number at a time.
 */
#ifndef CURT_DB_ROW_SWEEP_H
#define CURT_DB_ROW_SWEEP_H

#include <stdbool.h>

#include "db/row.h"

#define ROW_SWEEP_MAX 500 /* rows that one transaction removes */

/*
 * Walks the table from `from` and removes the rows that `is_expired` picks, up to ROW_SWEEP_MAX of them or
 * `looks` rows looked at; stops where is_expired sets *stop. Afterwards removed is how many went, and from is
 * where to go on.
 */
struct row_sweep {
    enum table table;
    uint8_t from[ROW_KEY_MAX];
    size_t from_length;
    bool (*is_expired)(const struct cursor *, void *arg, bool *stop);
    void *arg;
    unsigned looks;
    bool keep; /* only count */
    unsigned removed;
    bool ended; /* the end of the table, or *stop */
};

enum fault row_sweep_run(struct env *, struct row_sweep *);

#endif
