/*
 * lockfile.h: one at a time: a lock file that a program holds until it ends, however it ends.
 */
#ifndef CURT_BASE_LOCKFILE_H
#define CURT_BASE_LOCKFILE_H

#include "base/fault.h"

/*
 * Takes directory/name. FAULT_REFUSED when another process has it; FAULT_SYSTEM (logged) when it cannot be
 * made, or the directory is another user's.
 */
enum fault lockfile_acquire(const char *directory, const char *name);

#endif
