/*
 * link_import.h: links of another shortener become links here: each is checked as one that is made here is, a
 * batch is put in one transaction, and each row gets its outcome.
 *
 * A row that was imported before (its link has the same code, URL and time) is the same; only its number of
 * clicks grows. A code that another link has is a conflict. Links made elsewhere keep when they were made,
 * may have expired already, and are published as link.created when they come.
 */
#ifndef CURT_IMPORT_LINK_IMPORT_H
#define CURT_IMPORT_LINK_IMPORT_H

#include "base/name_set.h"
#include "db/env.h"
#include "import/import_result.h"

#define LINK_IMPORT_BATCH 200 /* rows of a transaction */

/* What becomes of a row whose code another link has. */
enum import_conflict {
    IMPORT_SKIP,  /* it is left out */
    IMPORT_KEEP,  /* the same; but if that link leads to the same URL, it takes the clicks and the visits */
    IMPORT_RENAME /* it gets another code */
};

struct link_import {
    struct env *env;
    const struct config *config;
    uint32_t owner;     /* of the links */
    const char *domain; /* that all go to, "" for the default one; NULL: each its own */
    enum import_conflict conflict;
    bool dry_run; /* nothing is written */
    int64_t now;
    struct name_set seen; /* of a dry run: names, and names with URLs, of rows before */
};

/* Sets link and outcome of each row. A fault is the store's, and nothing of the batch was put. */
enum fault link_import_put(struct link_import *, struct import_row *rows, size_t count);

#endif
