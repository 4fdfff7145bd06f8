/*
 * export.h: writes all of a store that belongs to its users as lines of JSON (export_line.h).
 *
 * The lines are of a copy of the store (store_copy.h), so they are of one moment, though the store is in use
 * all the time, and nothing waits for them.
 */
#ifndef CURT_BACKUP_EXPORT_H
#define CURT_BACKUP_EXPORT_H

#include <stdio.h>

#include "backup/export_line.h"
#include "base/config.h"
#include "base/progress.h"
#include "db/env.h"

struct export_result {
    struct export_header header;
    struct export_end end;
    uint64_t bytes;
};

/*
 * Writes the store to a stream, and what the stream holds back too. Nobody else uses the store. Progress is
 * of rows. FAULT_AGAIN: the program is interrupted; others are logged.
 */
enum fault export_write(
    struct env *, const struct config *, FILE *to, progress_tell *, void *arg, struct export_result *out);

#endif
