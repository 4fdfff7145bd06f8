#include "bus/message_count.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/funnel.h"
#include "store/message_event.h"

struct message_count_open {
    uint8_t id[UUID_BYTES];
    struct message_open open;
};

struct message_count {
    struct funnel_batch *moves;
    struct funnel_batch *clicks; /* only the transaction knows which opens are the first */
    struct message_count_open *opens;
    size_t count, most;
    struct message_event event;
};

struct message_count *
message_count_new(size_t opens)
{
    struct message_count *count = calloc(1, sizeof *count);
    if (count == NULL || (count->opens = calloc(opens, sizeof *count->opens)) == NULL)
        log_fatal("out of memory");
    count->moves = funnel_batch_new();
    count->clicks = funnel_batch_new();
    count->most = opens;
    return count;
}

void
message_count_free(struct message_count *count)
{
    funnel_batch_free(count->moves);
    funnel_batch_free(count->clicks);
    free(count->opens);
    free(count);
}

void
message_count_clear(struct message_count *count)
{
    funnel_batch_clear(count->moves);
    count->count = 0;
}

enum fault
message_count_add(struct message_count *count, const struct event *event)
{
    if (message_event_unpack(event, &count->event) != FAULT_NONE) {
        log_error("event %llu cannot be read and is not counted", (unsigned long long)event->number);
        return FAULT_NONE;
    }
    return funnel_batch_add(count->moves, &count->event, event->at);
}

enum fault
message_count_add_open(
    struct message_count *count, const uint8_t id[static UUID_BYTES], const struct message_open *open)
{
    if (count->count == count->most)
        return FAULT_FULL;
    struct message_count_open *to = &count->opens[count->count++];
    memcpy(to->id, id, UUID_BYTES);
    to->open = *open;
    return FAULT_NONE;
}

static enum fault
message_count_click(struct txn *txn, struct message_count *count, const struct message *message, int64_t at)
{
    enum fault fault = funnel_batch_add_click(count->clicks, message, at);
    if (fault != FAULT_FULL)
        return fault;
    fault = funnel_batch_apply(txn, count->clicks);
    funnel_batch_clear(count->clicks);
    return fault != FAULT_NONE ? fault : funnel_batch_add_click(count->clicks, message, at);
}

/* The message stays locked until the end, so that nobody takes it out and leaves the open behind. */
static enum fault
message_count_apply_open(struct txn *txn, struct message_count *count, const struct message_count_open *open)
{
    struct message message;
    bool first;
    enum fault fault = message_get(txn, open->id, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = message_open_add(txn, open->id, &open->open, &first);
    return fault == FAULT_NONE && first ? message_count_click(txn, count, &message, open->open.at) : fault;
}

enum fault
message_count_apply(struct txn *txn, struct message_count *count)
{
    enum fault fault = FAULT_NONE;
    funnel_batch_clear(count->clicks);
    for (size_t i = 0; i < count->count && fault == FAULT_NONE; i++)
        fault = message_count_apply_open(txn, count, &count->opens[i]);
    if (fault == FAULT_NONE)
        fault = funnel_batch_apply(txn, count->clicks);
    return fault != FAULT_NONE ? fault : funnel_batch_apply(txn, count->moves);
}
