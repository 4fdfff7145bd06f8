/*
 * message_count.h: what the built-in count makes of messages: how far they came (store/funnel.h), and who
 * opened their links (store/message_open.h). A batch of events is kept in memory, and applied in the
 * transaction that moves the consumer's position.
 */
#ifndef CURT_BUS_MESSAGE_COUNT_H
#define CURT_BUS_MESSAGE_COUNT_H

#include "store/event.h"
#include "store/message_open.h"

struct message_count;

/* opens: how many opens a batch holds. The caller frees it. */
struct message_count *message_count_new(size_t opens);
void message_count_free(struct message_count *);
void message_count_clear(struct message_count *);

/* An EVENT_MESSAGE. FAULT_FULL when there may be no room: nothing is added; apply, clear and add again. One
 * that cannot be read is logged and left out. */
enum fault message_count_add(struct message_count *, const struct event *);

/* An open of a link of the message. FAULT_FULL as above. */
enum fault message_count_add_open(
    struct message_count *, const uint8_t id[static UUID_BYTES], const struct message_open *);

/* Adds the batch to the store; may be run again after an abort. Opens of messages that are gone are left out.
 */
enum fault message_count_apply(struct txn *, struct message_count *);

#endif
