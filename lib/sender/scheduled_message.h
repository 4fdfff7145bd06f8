/*
 * scheduled_message.h: messages that wait for a time (outbox.h, OUTBOX_SCHEDULED): they are released when it
 * has come, may be moved to another, and cancelled like any message that still waits.
 */
#ifndef CURT_SENDER_SCHEDULED_MESSAGE_H
#define CURT_SENDER_SCHEDULED_MESSAGE_H

#include "message/message.h"

/*
 * Puts messages whose time has come by now among those that wait for the carrier, a batch of them; steady is
 * now for what waits there (base/steady_clock.h).
 */
enum fault scheduled_messages_release(struct env *, int64_t now, int64_t steady);

/*
 * The message is sent at that time, or at once (0); its links expire as much later or earlier. *out is the
 * message afterwards. FAULT_REFUSED: it is not scheduled, or its time has come; FAULT_MISSING.
 */
enum fault scheduled_message_move(
    struct env *, const uint8_t id[static UUID_BYTES], int64_t send_at, int64_t now, struct message *out);

/* The message is not sent: it has failed. *out is it afterwards. FAULT_REFUSED: it does not wait any more. */
enum fault message_cancel(
    struct env *, const uint8_t id[static UUID_BYTES], int64_t now, struct message *out);

#endif
