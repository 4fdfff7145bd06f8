/*
 * table_copy.h: copies the files of the tables while others write to the store.
 *
 * What comes out is no table yet: each page is as it was at some moment between begin and end. With the log
 * from the checkpoint that was made before (env_checkpoint) to what was written to it until after the copy,
 * recovery makes the tables of it (recovery.h).
 */
#ifndef CURT_DB_TABLE_COPY_H
#define CURT_DB_TABLE_COPY_H

#include "base/progress.h"
#include "db/env.h"
#include "db/file_sink.h"

/*
 * Copies all tables to db/ in the sink; the environment has all of them open. Nobody waits for the sink,
 * however slow it is; progress is of bytes. FAULT_AGAIN: the program is interrupted. Other faults are logged.
 */
enum fault table_copy_all(struct env *, struct file_sink *, progress_tell *, void *arg);

#endif
