/*
 * code_case.h: codes without regard to case ([links] ignore_case). The store itself knows whether it regards
 * case, so that all programs agree: while it does not, an index leads from each code that has capitals, in
 * small letters, to the code; each with its domain, as the names of link_name.h. A code is found as it is
 * first, so that the good case costs nothing more.
 */
#ifndef CURT_LINK_CODE_CASE_H
#define CURT_LINK_CODE_CASE_H

#include "db/env.h"
#include "db/row.h"
#include "link/link_name.h"

/* Two codes that differ only in case. */
struct code_case_collision {
    char one[LINK_NAME_MAX + 1], other[LINK_NAME_MAX + 1];
};

/*
 * Makes a store ignore case, for which all its codes are looked through once, a piece a transaction, while
 * others go on. FAULT_EXISTS: two codes would be one then; the store regards case as before.
 */
enum fault code_case_ignore(struct env *, struct code_case_collision *out);

/* Makes it regard case again. */
enum fault code_case_regard(struct env *);

/* Makes the store treat case as the configuration says; failure is fatal. Only with may_regard is a store
 * that ignores case made to regard it again. */
void code_case_begin(struct env *, const struct config *, bool may_regard);

/* Does the store ignore case? */
enum fault code_case_is_ignored(struct txn *, bool *out);

/* The code that is meant by one that is not there as it is. FAULT_MISSING: the store regards case. */
enum fault code_case_find(struct txn *, const char *name, char out[static LINK_NAME_MAX + 1]);

/* For a new code, before its link is written: FAULT_EXISTS when it would be another in another case. */
enum fault code_case_add(struct txn *, const char *name);

/* Is a link found by its code in small letters, if the store ignores case? FAULT_MISSING: it is not. */
enum fault code_case_check(struct txn *, const char *name);

/* Is it the row of the table that says how the store takes case, and of no code? */
bool code_case_is_mark(struct row_key);

/* For a code that goes. */
enum fault code_case_remove(struct txn *, const char *name);

#endif
