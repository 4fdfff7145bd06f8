/*
 * sender.h: hands messages to the carrier: what waits in the outbox, at the pace that the carrier and the
 * campaigns allow, and takes in the answers. It is curt-relay's.
 *
 * Before the carrier is asked, the message is written down as sending; after the answer, as what came of it.
 * What is found sending when the relay starts is unknown from then on: it is not sent again, and its receipts
 * may settle it. What was surely not taken waits for another try, a few times here, then among the dead
 * letters (message_dead_letter.h).
 */
#ifndef CURT_SENDER_SENDER_H
#define CURT_SENDER_SENDER_H

#include <stdbool.h>

#include "base/config.h"
#include "db/env.h"

struct sender;

/* NULL: the store does not take now what was in flight when the one before ended; other failure is fatal. */
struct sender *sender_create(const struct config *, struct env *);
void sender_free(struct sender *);

/* One round: sends what may go, and waits for answers for at most that long when there is nothing else.
 * FAULT_AGAIN, FAULT_SPACE: the next round goes on. */
enum fault sender_run(struct sender *, int milliseconds);

/*
 * Sends nothing: waits for answers under way for at most that long, if there are any, and writes them down,
 * from the reserve if need be. For a full disk: what is under way would time out, though the carrier took it.
 * FAULT_AGAIN: the store was busy, or no majority hears this host; FAULT_SPACE: not even the reserve is left.
 * The answers are kept, and the next sender_drain or sender_run writes them down.
 */
enum fault sender_drain(struct sender *, int milliseconds);

/* Is nothing under way, and nothing that could go now? */
bool sender_is_idle(struct sender *);

/* Waits a little for the answers under way, and writes them down. */
enum fault sender_finish(struct sender *);

#endif
