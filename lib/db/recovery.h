/*
 * recovery.h: makes tables of what a backup has: copies of their files (table_copy.h) and of the log.
 */
#ifndef CURT_DB_RECOVERY_H
#define CURT_DB_RECOVERY_H

#include <stdint.h>

#include "base/fault.h"

/*
 * Brings the tables in home/db, and in home/cluster if it is there, to the end of the log in home/log, or to
 * what was committed by the end of the second that `moment` (timestamp.h) lies in, if that is not 0; then the
 * log ends there. Nobody else may have the store open. FAULT_SYSTEM (logged).
 */
enum fault recovery_run(const char *home, int64_t moment);

#endif
