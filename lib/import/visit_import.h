/*
 * visit_import.h: visits that another shortener logged become clicks of the links that were imported
 * (event/visit.h), each once, however often an import runs: the id of a visit is derived from its link and
 * from what it says, and, of several that say the same, from which one of them it is.
 */
#ifndef CURT_IMPORT_VISIT_IMPORT_H
#define CURT_IMPORT_VISIT_IMPORT_H

#include "import/imported_visit.h"
#include "import/link_import.h"

#define VISIT_IMPORT_BATCH 500 /* visits of a transaction */

struct visit_import;

/* The links must be in the store by now; of a dry run, visits are only looked at. The caller frees it. */
struct visit_import *visit_import_create(struct link_import *, const struct import_source *);
void visit_import_free(struct visit_import *);

/* Has a visit of the link with this name here wait for visit_import_put; not when it is full. */
void visit_import_add(struct visit_import *, const char *name, const struct imported_visit *);
bool visit_import_is_full(const struct visit_import *);

/* Puts those that wait, and counts them. A fault is the store's. */
enum fault visit_import_put(struct visit_import *, struct import_counts *);

#endif
