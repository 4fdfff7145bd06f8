/*
 * message_aggregator.h: the messages as the built-in aggregator counts them: how far they came
 * (stats/message_stats.h), and who opened their links (message/message_open.h). A batch of events is kept in
 * memory, and applied in the transaction that moves the consumer's position.
 */
#ifndef CURT_STATS_MESSAGE_AGGREGATOR_H
#define CURT_STATS_MESSAGE_AGGREGATOR_H

#include "event/event_log.h"
#include "message/message_open.h"

struct message_aggregator;

/* opens: how many opens a batch holds. The caller frees it. */
struct message_aggregator *message_aggregator_create(size_t opens);
void message_aggregator_free(struct message_aggregator *);
void message_aggregator_clear(struct message_aggregator *);

/* An EVENT_MESSAGE. FAULT_FULL when there may be no room: nothing is added; apply, clear and add again. One
 * that cannot be read is logged and left out. */
enum fault message_aggregator_add(struct message_aggregator *, const struct event *);

/* An open of a link of the message. FAULT_FULL as above. */
enum fault message_aggregator_add_open(
    struct message_aggregator *, const uint8_t id[static UUID_BYTES], const struct message_open *);

/* An EVENT_CONVERSION; the same as for message_aggregator_add. */
enum fault message_aggregator_add_conversion(struct message_aggregator *, const struct event *);

/* Adds the batch to the store; may be run again after an abort. Opens of messages that are gone are left out.
 */
enum fault message_aggregator_apply(struct txn *, struct message_aggregator *);

#endif
