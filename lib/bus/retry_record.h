/*
 * retry_record.h: what is written down of a dead letter that was due, each in a transaction of its own. The
 * letter is that of the delivery's event and the queue's target, as it is due; one that was purged or
 * redriven meanwhile is left as it is. space is for the letter.
 */
#ifndef CURT_BUS_RETRY_RECORD_H
#define CURT_BUS_RETRY_RECORD_H

#include "bus/retry_queue.h"

/* Records an attempt. A letter that was taken is removed, even if it was redriven meanwhile. *exhausted: it
 * is not tried again by itself. */
enum fault retry_record_attempt(struct env *, const struct retry_queue *, const struct delivery *,
    const struct delivery_result *, struct dead_letter *space, bool *exhausted);

/* No attempt: the target cannot be asked. */
enum fault retry_record_put_off(
    struct env *, const struct retry_queue *, const struct delivery *, struct dead_letter *space);

/* A message that waits for the carrier is handed back to curt-relay, which sends it. */
enum fault retry_record_hand_back(
    struct env *, const struct dead_letter_id *, int64_t due, struct dead_letter *space);

#endif
