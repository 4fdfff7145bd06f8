/*
 * message_aggregator.c: counts message events and conversions, batch by batch.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/message_aggregator.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "message/message_event.h"
#include "stats/conversion_stats.h"
#include "stats/message_stats.h"

struct message_aggregator_open {
    uint8_t id[UUID_BYTES];
    struct message_open open;
};

enum { MESSAGE_AGGREGATOR_CONVERSIONS = 256 };

struct message_aggregator {
    struct message_stats_batch *moves;
    struct message_stats_batch *clicks; /* only the transaction knows which opens are the first */
    struct message_aggregator_open *opens;
    size_t count, most;
    struct conversion *conversions;
    size_t conversion_count;
    struct message_event event;
};

struct message_aggregator *
message_aggregator_create(size_t opens)
{
    struct message_aggregator *count = xcalloc(1, sizeof *count);
    count->opens = xcalloc(opens, sizeof *count->opens);
    count->conversions = xcalloc(MESSAGE_AGGREGATOR_CONVERSIONS, sizeof *count->conversions);
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
    free(count->conversions);
    free(count);
}

void
message_aggregator_clear(struct message_aggregator *count)
{
    message_stats_batch_clear(count->moves);
    count->count = count->conversion_count = 0;
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

enum fault
message_aggregator_add_conversion(struct message_aggregator *count, const struct event *event)
{
    if (count->conversion_count == MESSAGE_AGGREGATOR_CONVERSIONS)
        return FAULT_FULL;
    if (conversion_decode(event, &count->conversions[count->conversion_count]) == FAULT_NONE)
        count->conversion_count++;
    else
        log_error("cannot read event %llu; it is not counted", (unsigned long long)event->number);
    return FAULT_NONE;
}

/* Adds to the batch of what only the transaction knows to be the first. */
static enum fault
message_aggregator_first(struct txn *txn, struct message_aggregator *count, const struct message *message,
    int64_t at, enum fault (*add)(struct message_stats_batch *, const struct message *, int64_t at))
{
    enum fault fault = add(count->clicks, message, at);
    if (fault != FAULT_FULL)
        return fault;
    fault = message_stats_batch_apply(txn, count->clicks);
    message_stats_batch_clear(count->clicks);
    return fault != FAULT_NONE ? fault : add(count->clicks, message, at);
}

/* Its value counts; its message does so too, unless that is gone. */
static enum fault
message_aggregator_apply_conversion(
    struct txn *txn, struct message_aggregator *count, const struct conversion *conversion)
{
    struct message message;
    enum fault fault = conversion_stats_add(txn, conversion);
    if (fault != FAULT_NONE || !conversion->first)
        return fault;
    fault = message_get(txn, conversion->message, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    return message_aggregator_first(txn, count, &message, conversion->at, message_stats_batch_add_conversion);
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
    return fault == FAULT_NONE && first
               ? message_aggregator_first(txn, count, &message, open->open.at, message_stats_batch_add_click)
               : fault;
}

enum fault
message_aggregator_apply(struct txn *txn, struct message_aggregator *count)
{
    enum fault fault = FAULT_NONE;
    message_stats_batch_clear(count->clicks);
    for (size_t i = 0; i < count->count && fault == FAULT_NONE; i++)
        fault = message_aggregator_apply_open(txn, count, &count->opens[i]);
    for (size_t i = 0; i < count->conversion_count && fault == FAULT_NONE; i++)
        fault = message_aggregator_apply_conversion(txn, count, &count->conversions[i]);
    if (fault == FAULT_NONE)
        fault = message_stats_batch_apply(txn, count->clicks);
    return fault != FAULT_NONE ? fault : message_stats_batch_apply(txn, count->moves);
}
