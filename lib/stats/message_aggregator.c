/*
 * message_aggregator.c: counts message events, batch by batch.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/message_aggregator.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "message/message_event.h"
#include "stats/message_stats.h"

struct message_aggregator_open {
    uint8_t id[UUID_BYTES];
    struct message_open open;
};

struct message_aggregator {
    struct message_stats_batch *moves;
    struct message_stats_batch *clicks; /* only the transaction knows which opens are the first */
    struct message_aggregator_open *opens;
    size_t count, most;
    struct message_event event;
};

struct message_aggregator *
message_aggregator_create(size_t opens)
{
    struct message_aggregator *count = xcalloc(1, sizeof *count);
    count->opens = xcalloc(opens, sizeof *count->opens);
    count->moves = message_stats_batch_create();
    count->clicks = message_stats_batch_create();
    count->most = opens;
    return count;
}

void
message_aggregator_free(struct message_aggregator *count)
{
    message_stats_batch_free(count->moves);
    message_stats_batch_free(count->clicks);
    free(count->opens);
    free(count);
}

void
message_aggregator_clear(struct message_aggregator *count)
{
    message_stats_batch_clear(count->moves);
    count->count = 0;
}

enum fault
message_aggregator_add(struct message_aggregator *count, const struct event *event)
{
    if (message_event_decode(event, &count->event) != FAULT_NONE) {
        log_error("cannot read event %llu; it is not counted", (unsigned long long)event->number);
        return FAULT_NONE;
    }
    return message_stats_batch_add(count->moves, &count->event, event->at);
}

enum fault
message_aggregator_add_open(
    struct message_aggregator *count, const uint8_t id[static UUID_BYTES], const struct message_open *open)
{
    if (count->count == count->most)
        return FAULT_FULL;
    struct message_aggregator_open *to = &count->opens[count->count++];
    memcpy(to->id, id, UUID_BYTES);
    to->open = *open;
    return FAULT_NONE;
}

static enum fault
message_aggregator_click(
    struct txn *txn, struct message_aggregator *count, const struct message *message, int64_t at)
{
    enum fault fault = message_stats_batch_add_click(count->clicks, message, at);
    if (fault != FAULT_FULL)
        return fault;
    fault = message_stats_batch_apply(txn, count->clicks);
    message_stats_batch_clear(count->clicks);
    return fault != FAULT_NONE ? fault : message_stats_batch_add_click(count->clicks, message, at);
}

/* The message stays locked until the end, so that it is not removed between, which would leave the open. */
static enum fault
message_aggregator_apply_open(
    struct txn *txn, struct message_aggregator *count, const struct message_aggregator_open *open)
{
    struct message message;
    bool first;
    enum fault fault = message_get(txn, open->id, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = message_open_add(txn, open->id, &open->open, &first);
    return fault == FAULT_NONE && first ? message_aggregator_click(txn, count, &message, open->open.at)
                                        : fault;
}

enum fault
message_aggregator_apply(struct txn *txn, struct message_aggregator *count)
{
    enum fault fault = FAULT_NONE;
    message_stats_batch_clear(count->clicks);
    for (size_t i = 0; i < count->count && fault == FAULT_NONE; i++)
        fault = message_aggregator_apply_open(txn, count, &count->opens[i]);
    if (fault == FAULT_NONE)
        fault = message_stats_batch_apply(txn, count->clicks);
    return fault != FAULT_NONE ? fault : message_stats_batch_apply(txn, count->moves);
}
