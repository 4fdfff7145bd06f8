/*
 * inside.h: what the files of lib/store share and nobody else sees: Berkeley DB's handles.
 */
#ifndef CURT_STORE_INSIDE_H
#define CURT_STORE_INSIDE_H

#include <db.h>
#include <stdbool.h>

#include "store/env.h"
#include "store/gate.h"

struct txn {
    struct env *env;
    DB_TXN *handle; /* NULL: outside any transaction */
    bool deadlock;  /* a call in it lost a deadlock: only an abort helps */
};

struct env {
    struct gate gate;
    char home[GATE_PATH]; /* absolute */
    DB_ENV *handle;
    DB *tables[TABLES]; /* NULL: not opened by this program */
    struct txn read;
};

/*
 * Turns Berkeley DB's code for a call on what into a fault. A deadlock is marked in the transaction; a store
 * that needs recovery does not return.
 */
enum fault inside_fault(struct txn *, int code, const char *what);

/* The table's handle; asking for a table that the program did not open is a mistake of ours, and fatal. */
DB *inside_table(struct env *, enum table);

#endif
