/*
 * suppression.h: numbers that nothing more is sent to: their owners replied STOP, the carrier said that they
 * opted out, or an administrator put them there.
 *
 * An entry is found by a digest of the number. When a person is forgotten the number goes and the digest
 * stays: nothing is sent to that number, and the list does not say which it is.
 */
#ifndef CURT_MESSAGE_SUPPRESSION_H
#define CURT_MESSAGE_SUPPRESSION_H

#include <stdint.h>

#include "db/env.h"
#include "message/message.h"

#define SUPPRESSION_ID 16 /* bytes of the digest */

enum suppression_reason {
    SUPPRESSION_REPLY = 1,
    SUPPRESSION_CARRIER,
    SUPPRESSION_ADMIN,
    SUPPRESSION_STARTED, /* not on the list; such an entry is seen by suppression.c alone */
};

/*
 * What people reply comes in any order: the time at which they wrote decides. So that a STOP that is older
 * than a START changes nothing, whichever comes first, the START leaves an entry that is not on the list.
 * When it cannot be told which was first, the number stays on it.
 */

struct suppression {
    uint8_t id[SUPPRESSION_ID];           /* zeroed: before the first */
    char number[MESSAGE_ADDRESS_MAX + 1]; /* "": forgotten */
    enum suppression_reason reason;
    int64_t since;
};

/* FAULT_MISSING: messages may go there. */
enum fault suppression_get(struct txn *, const char *number, struct suppression *out);

/* What is there already stays as it is: FAULT_EXISTS. */
enum fault suppression_add(struct txn *, const char *number, enum suppression_reason, int64_t now);

/* The owner said STOP at that time, or the carrier reports so. */
enum fault suppression_stop(struct txn *, const char *number, enum suppression_reason, int64_t at);

/*
 * The owner said START at that time; `now` where nobody told when. That may have been long before, so that a
 * STOP that comes later counts, whatever its time. What an administrator put on the list stays there.
 */
enum fault suppression_start(struct txn *, const char *number, int64_t at, int64_t now);
enum fault suppression_remove(struct txn *, const char *number);

/* Keeps an entry on the list, without the number; what a START has left goes. FAULT_MISSING: none is on it.
 */
enum fault suppression_forget(struct txn *, const char *number);

/* The entry after `after`, which may be out itself, in no order that means anything. */
enum fault suppression_next(
    struct txn *, const uint8_t after[static SUPPRESSION_ID], struct suppression *out);

/* "reply", "carrier", "admin" */
const char *suppression_reason_name(enum suppression_reason);

#endif
