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
#include "db/env.h"

/* Told now and then: how much of what is done is done. */
typedef void export_progress(uint64_t done, uint64_t all, void *arg);

struct export_result {
    struct export_header header;
    struct export_end end;
    uint64_t bytes;
};

/*
 * Writes the store to a stream, and what the stream holds back too. Nobody else uses the store. FAULT_AGAIN:
 * the program is interrupted; others are logged.
 */
enum fault export_write(
    struct env *, const struct config *, FILE *to, export_progress *, void *arg, struct export_result *out);

#endif
