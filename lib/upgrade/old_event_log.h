/*
 * old_event_log.h: the event log of stores of version 1: records of 448 bytes on pages of 8 KiB in event.db,
 * and the whole body of a longer event in event_rest.db. The upgrade copies the events into the log of today
 * (event/event_log.h) with their numbers, ids and times.
 */
#ifndef CURT_UPGRADE_OLD_EVENT_LOG_H
#define CURT_UPGRADE_OLD_EVENT_LOG_H

#include "upgrade/upgrade.h"

/*
 * Copies what is not copied yet, then removes the old log. FAULT_AGAIN: interrupted; the same call does the
 * rest. FAULT_SYSTEM (logged): an event that cannot be read.
 */
enum fault old_event_log_copy(struct env *, upgrade_progress *);

#endif
