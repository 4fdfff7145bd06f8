/*
 * schedule.h: what the sweeper has to do, and when. A row is a time, a kind and a name; it is written in
 * the transaction that makes it necessary, and is only a reminder: the sweeper looks whether it still holds.
 */
#ifndef CURT_DB_SCHEDULE_H
#define CURT_DB_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "db/env.h"

#define SCHEDULE_NAME_MAX 400

enum schedule_kind {
    SCHEDULE_EXPIRE_LINK = 'e',       /* a link's name: tell that it expired */
    SCHEDULE_DELETE_LINK = 'o',       /* a link's name: its grace is over */
    SCHEDULE_FORGET_LINK = 'f',       /* a deleted link's id, 8 bytes: it cannot be restored any more */
    SCHEDULE_DELETE_STATS = 'c',      /* a link's id, 8 bytes: the link is gone, its counts may go */
    SCHEDULE_RETRY = 'r',             /* a dead letter's place, 16 bytes: try it again */
    SCHEDULE_DELETE_EVENT_ID = 'i',   /* an event's id, 16 bytes: it may be taken again */
    SCHEDULE_DELETE_MESSAGE = 'm',    /* a message's id, 16 bytes: it was kept long enough */
    SCHEDULE_DELETE_CARRIER_ID = 'k', /* an id of the carrier's: the same */
    SCHEDULE_FORGET_CONVERSION = 'v', /* a conversion's key: it may be counted again */
    SCHEDULE_DELETE_RECIPIENTS = 'n', /* a campaign's name: it ended long ago */
};

struct schedule_entry {
    int64_t at;
    enum schedule_kind kind;
    size_t length;
    char name[SCHEDULE_NAME_MAX + 1]; /* with a NUL after it */
};

enum fault schedule_add(struct txn *, int64_t at, enum schedule_kind, const void *name, size_t length);

/* The first row after `from` (zeroed: from the beginning) that is due by now: FAULT_MISSING when none is. */
enum fault schedule_next(
    struct txn *, const struct schedule_entry *from, int64_t now, struct schedule_entry *out);

enum fault schedule_remove(struct txn *, const struct schedule_entry *);

#endif
