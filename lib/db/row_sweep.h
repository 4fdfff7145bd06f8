/*
 * row_sweep.h: removing the rows of a table that are over, a bounded number at a time.
 */
#ifndef CURT_DB_ROW_SWEEP_H
#define CURT_DB_ROW_SWEEP_H

#include <stdbool.h>

#include "db/row.h"

#define ROW_SWEEP_MAX 500 /* rows that one transaction removes */

/*
 * Walks the table from `from` and removes the rows of which `over` says so, up to ROW_SWEEP_MAX of them or
 * `looks` rows looked at; stops where over sets *stop. Afterwards removed is how many went, and from is where
 * to go on.
 */
struct row_sweep {
    enum table table;
    uint8_t from[ROW_KEY_MAX];
    size_t from_length;
    bool (*over)(const struct cursor *, void *arg, bool *stop);
    void *arg;
    unsigned looks;
    bool keep; /* only count */
    unsigned removed;
    bool ended; /* the end of the table, or *stop */
};

enum fault row_sweep_run(struct env *, struct row_sweep *);

#endif
