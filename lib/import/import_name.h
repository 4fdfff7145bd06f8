/*
 * import_name.h: under which other name a link is here that could not have its own, so that an import that
 * runs again finds it.
 *
 * TABLE_CUSTOM_EVENT_ID: id derived from the name there and the URL -> the name here (link_name.h)
 */
#ifndef CURT_IMPORT_IMPORT_NAME_H
#define CURT_IMPORT_IMPORT_NAME_H

#include "db/row.h"
#include "link/link_name.h"

/* FAULT_MISSING. */
enum fault import_name_get(
    struct txn *, const char *name, const char *url, char out[static LINK_NAME_MAX + 1]);

enum fault import_name_add(struct txn *, const char *name, const char *url, const char *here);

#endif
