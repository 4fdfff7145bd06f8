/*
 * import_rows.h: rows of an export on their way into a store.
 */
#ifndef CURT_BACKUP_IMPORT_ROWS_H
#define CURT_BACKUP_IMPORT_ROWS_H

#include "backup/import_file.h"
#include "db/env.h"

struct import_rows;

struct import_rows *import_rows_create(void);
void import_rows_free(struct import_rows *);

/* How far the import of a file has come: lines that are in the store, the header included. FAULT_MISSING:
 * none was begun. */
enum fault import_rows_position(struct env *, uint8_t id[static UUID_BYTES], uint64_t *lines);

/* Is there nothing in the store but what programs write there by themselves? Else *found is where. */
enum fault import_rows_is_empty(struct env *, bool *empty, enum table *found);

/* Removes what programs have written there by themselves, and begins. */
enum fault import_rows_begin(struct env *, const struct export_header *);

/* Puts some lines into the store, in one transaction; *ended: the next one is the last. FAULT_INPUT (logged).
 */
enum fault import_rows_put(struct import_rows *, struct env *, struct import_file *, bool *ended);

#endif
