/*
 * transport.h: how events get to targets: as requests to webhooks, whose answers come later, or as lines of
 * logs, written at once. Either way, what the target said is a result (delivery.h).
 */
#ifndef CURT_BUS_TRANSPORT_H
#define CURT_BUS_TRANSPORT_H

#include "base/config.h"
#include "bus/log_target.h"
#include "bus/webhook.h"

/* Events that go together. The caller owns it; all of it 0 is an empty one. */
struct bundle {
    unsigned count;
    size_t bytes; /* of the events in it */
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    uint8_t ids[TARGET_CONFIG_BATCH_MAX][UUID_BYTES];
    struct outgoing events[TARGET_CONFIG_BATCH_MAX];
};

/* Adds an event and its envelope as it is sent (envelope_sent), which the bundle takes over. The rule's name
 * stays the caller's. There must be room. */
void bundle_add(struct bundle *, const struct event *, struct json_object *envelope, const char *rule);

/* Takes everything out, and frees it. */
void bundle_clear(struct bundle *);

enum transport_outcome {
    TRANSPORT_STARTED,  /* a request is under way, and its answer comes with transport_next */
    TRANSPORT_ANSWERED, /* the result is the target's, of one event */
    TRANSPORT_REFUSED,  /* the event cannot be put into the target's form: the result is about that */
    TRANSPORT_FULL,     /* nothing can be sent now */
};

struct transport;

/* most is how many requests may be under way. Failure is fatal. */
struct transport *transport_create(const struct config *, size_t most);
void transport_free(struct transport *);

/* Sends events of the bundle from `first` on; *sent says how many: one at least, unless it is full. The
 * log is the open file of a log target. */
enum transport_outcome transport_send(struct transport *, const struct target_config *, struct log_target *,
    const struct bundle *, unsigned first, void *owner, unsigned *sent, struct delivery_result *);

/* How many requests are under way. */
size_t transport_count(const struct transport *);

/* Works for at most that long, or until something is answered. */
void transport_wait(struct transport *, int milliseconds);

/* The result of the next request that was answered, and its owner; false when there is none now. */
bool transport_next(struct transport *, void **owner, struct delivery_result *);

#endif
