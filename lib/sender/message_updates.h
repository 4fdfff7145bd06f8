/*
 * message_updates.h: asks carriers about messages that they have: to revoke one, or to mark one that somebody
 * wrote as read (carrier/carrier_update.h). What is to be asked waits in the outbox (outbox.h) until the
 * carrier has answered, so that it is asked again after a death, which does no harm; while the carrier is not
 * well, it waits on.
 */
#ifndef CURT_SENDER_MESSAGE_UPDATES_H
#define CURT_SENDER_MESSAGE_UPDATES_H

#include "message/message.h"
#include "message/outbox.h"
#include "sender/carrier_lane.h"

#define MESSAGE_UPDATES_MAX 8 /* under way at a time */

/* Zeroed, there are none under way. The caller's. */
struct message_updates {
    struct message_update {
        struct outbox waits;
        bool is_under_way;
    } updates[MESSAGE_UPDATES_MAX];
};

/* Asks about what is due. *busy: there was something. */
enum fault message_updates_begin(
    struct message_updates *, struct env *, struct carrier_lanes *, int64_t now, int64_t steady, bool *busy);

/* Takes in the answers. *busy: there were some. */
enum fault message_updates_collect(
    struct env *, struct carrier_lanes *, int64_t now, int64_t steady, bool *busy);

/* A message of ours is to be revoked. *out is it afterwards. FAULT_REFUSED: the carrier does not have it, its
 * channel knows no such thing, or it was asked already; FAULT_MISSING. */
enum fault message_revoke(
    struct env *, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out);

/* A message that somebody wrote, of this id of the carrier's, is to be marked as read. */
enum fault message_mark_read(struct env *, const uint8_t carrier_id[static UUID_BYTES], int64_t now);

#endif
