/*
 * dispatch.h: hands messages to the carrier: what waits in the outbox, at the pace that the carrier and the
 * campaigns allow, and takes in the answers. It is curt-relay's.
 *
 * Before the carrier is asked, the message is written down as sending; after the answer, as what came of it.
 * What is found sending when the relay starts is unknown from then on: it is not sent again, and its receipts
 * may settle it. What was surely not taken waits for another try, a few times here, then among the dead
 * letters (parked.h).
 */
#ifndef CURT_CARRIER_DISPATCH_H
#define CURT_CARRIER_DISPATCH_H

#include <stdbool.h>

#include "base/conf.h"
#include "store/env.h"

struct dispatch;

/* Failure is fatal. */
struct dispatch *dispatch_new(const struct conf *, struct env *);
void dispatch_free(struct dispatch *);

/* One round: sends what may go, and waits for answers for at most that long when there is nothing else. */
enum fault dispatch_run(struct dispatch *, int milliseconds);

/* Is nothing under way, and nothing that could go now? */
bool dispatch_is_idle(struct dispatch *);

/* Waits a little for the answers under way, and writes them down. */
enum fault dispatch_finish(struct dispatch *);

#endif
