/*
 * table_copy.h: copies the files of the tables while others write to the store.
 *
 * What comes out is no table yet: each page is as it was at some moment between begin and end. With the log
 * from the checkpoint that was made before (env_checkpoint) to what was written to it until after the copy,
 * recovery makes the tables of it (recovery.h).
 */
#ifndef CURT_DB_TABLE_COPY_H
#define CURT_DB_TABLE_COPY_H

#include <stdint.h>

#include "db/env.h"
#include "db/file_sink.h"

/* Told after each piece: bytes copied, of how many there are about. */
typedef void table_copy_progress(uint64_t done, uint64_t all, void *arg);

/*
 * Copies all tables to db/ in the sink; the environment has all of them open. Nobody waits for the sink,
 * however slow it is. FAULT_AGAIN: the program is interrupted. Other faults are logged.
 */
enum fault table_copy_all(struct env *, struct file_sink *, table_copy_progress *, void *arg);

#endif
