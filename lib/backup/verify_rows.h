/*
 * verify_rows.h: reads all rows of a table that is a btree, and looks whether they are what they should be.
 */
#ifndef CURT_BACKUP_VERIFY_ROWS_H
#define CURT_BACKUP_VERIFY_ROWS_H

#include "backup/verify_result.h"
#include "db/env.h"

/* Fills in the result, whose name is set. FAULT_AGAIN: the program is interrupted; FAULT_SYSTEM (logged). */
enum fault verify_rows(struct env *, enum table, struct verify_result *);

#endif
