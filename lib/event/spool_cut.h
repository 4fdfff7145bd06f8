/*
 * spool_cut.h: takes off the spool what happened after a moment to which the store is restored.
 */
#ifndef CURT_EVENT_SPOOL_CUT_H
#define CURT_EVENT_SPOOL_CUT_H

#include <stdint.h>

#include "db/env.h"

/*
 * Each segment of the spool in the store's directory home ends before its first click, of those that are not
 * taken in, from after that moment. Nobody else may use the spool. FAULT_SYSTEM (logged).
 */
enum fault spool_cut(struct env *, const char *home, int64_t after);

#endif
