/*
 * log_feed.c: from the event log into the queues.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/log_feed.h"

#include "base/monotonic.h"
#include "base/timestamp.h"
#include "bus/envelope.h"
#include "db/cluster.h"
#include "event/checkpoint.h"
#include "event/click.h"

enum {
    FEED_EVENTS = 1000,      /* read in a round */
    FEED_QUEUE_EVENTS = 200, /* read in a round by a queue that has fallen behind */
};

/*
 * Up to which number there is something to read. In a cluster, only what is counted: a majority of the hosts
 * has it then, and what is not acknowledged may be taken back after a target has got it.
 */
static enum fault
feed_range(struct log_feed *feed, uint64_t *first)
{
    struct checkpoint count;
    enum fault fault = checkpoint_get(env_read(feed->env), CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_range(feed->env, count.number, first, &feed->end);
    if (fault == FAULT_NONE && feed->end > count.number && cluster_role(feed->env) != CLUSTER_ALONE)
        feed->end = count.number;
    return fault;
}

enum fault
log_feed_begin(struct log_feed *feed)
{
    uint64_t first;
    const enum fault fault = feed_range(feed, &first);
    if (fault == FAULT_NONE)
        feed->head = feed->end + 1;
    return fault;
}

void
log_feed_clear(struct log_feed *feed)
{
    json_object_put(feed->json);
    feed->json = NULL;
}

/* Reads an event and shows it to patterns. FAULT_MISSING also for one that cannot be read. */
static enum fault
feed_look(struct log_feed *feed, uint64_t number, struct event_value *view)
{
    log_feed_clear(feed);
    enum fault fault = event_log_read(env_read(feed->env), number, &feed->event);
    if (fault != FAULT_NONE)
        return fault;
    if (feed->event.kind == EVENT_VISIT) {
        *view = (struct event_value){.kind = EVENT_VALUE_ABSENT};
        return FAULT_NONE;
    }
    if (click_event_type(feed->event.kind) != NULL)
        return event_value_from_click(&feed->event, &feed->click, view) == FAULT_NONE ? FAULT_NONE
                                                                                      : FAULT_MISSING;
    feed->json = envelope_create(&feed->event);
    if (feed->json == NULL)
        return FAULT_MISSING;
    *view = event_value_from_json(feed->json);
    return FAULT_NONE;
}

static void
feed_offer(struct target_queue *queue, uint64_t number)
{
    if (!queue->open || queue->lagging || number < queue->next)
        return;
    if (target_queue_has_room(queue)) {
        target_queue_push(queue, number);
    } else {
        queue->lagging = true;
        queue->next = number;
    }
}

/* Lanes that keep up are fed together. */
static enum fault
feed_head(struct log_feed *feed, const struct target_set *targets, int64_t deadline)
{
    unsigned hits[RULES_MAX];
    struct event_value view;
    for (unsigned i = 0; i < FEED_EVENTS && feed->head <= feed->end && (i == 0 || monotonic_now() < deadline);
         i++, feed->head++) {
        enum fault fault = feed_look(feed, feed->head, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        feed->looked = feed->head;
        if (feed->event.kind == EVENT_VISIT) /* of the past: no target waits for it */
            continue;
        const size_t count = rule_index_match(targets->rules->route, &view, hits);
        for (size_t h = 0; h < count; h++)
            for (unsigned t = 0; t < targets->by_rule_count[hits[h]]; t++)
                feed_offer(targets->by_rule[hits[h]][t], feed->head);
    }
    return FAULT_NONE;
}

static bool
feed_is_wanted(const struct event *event, const struct target_set *targets, const struct target_queue *queue,
    const struct event_value *view)
{
    const int rule = rule_set_find(targets->rules, queue->rule);
    if (queue->replay[0] != '\0' && (event->at < queue->from || event->at >= queue->to))
        return false;
    if (queue->pattern != NULL && !pattern_matches(queue->pattern, view))
        return false;
    return rule >= 0 && pattern_matches(targets->rules->rules[rule].pattern, view);
}

/* A queue that has fallen behind reads the log by itself. */
static enum fault
feed_lane(
    struct log_feed *feed, const struct target_set *targets, struct target_queue *queue, int64_t deadline)
{
    const uint64_t stop = queue->replay[0] != '\0' ? queue->last : feed->head - 1;
    struct event_value view;
    for (unsigned i = 0; i < FEED_QUEUE_EVENTS && queue->next <= stop && target_queue_has_room(queue) &&
                         (i == 0 || monotonic_now() < deadline);
         i++, queue->next++) {
        enum fault fault = feed_look(feed, queue->next, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        queue->looked = queue->next;
        if (feed->event.kind != EVENT_VISIT && feed_is_wanted(&feed->event, targets, queue, &view))
            target_queue_push(queue, queue->next);
    }
    if (queue->replay[0] == '\0' && queue->next >= feed->head)
        queue->lagging = false;
    return FAULT_NONE;
}

static bool
feed_has_listeners(const struct target_set *targets)
{
    for (size_t i = 0; i < targets->count; i++)
        if (targets->queues[i]->open && !targets->queues[i]->lagging)
            return true;
    return false;
}

/* Numbers that are trimmed, or were never there, need not be read one by one. */
static void
feed_skip(struct target_queue *queue, uint64_t first)
{
    if (queue->next < first)
        queue->next = first;
}

enum fault
log_feed_run(struct log_feed *feed, const struct target_set *targets, int64_t deadline)
{
    uint64_t first;
    struct target_queue *queue;
    enum fault fault = feed_range(feed, &first);
    if (fault == FAULT_NONE && !feed_has_listeners(targets))
        feed->head = feed->end + 1;
    else if (fault == FAULT_NONE)
        fault = feed_head(feed, targets, deadline);
    for (size_t i = 0; fault == FAULT_NONE && (queue = target_set_turn(targets, i, deadline)) != NULL; i++) {
        if (queue->open && queue->lagging) {
            feed_skip(queue, first);
            fault = feed_lane(feed, targets, queue, deadline);
        }
    }
    return fault;
}

static bool
feed_lane_is_behind(const struct log_feed *feed, const struct target_queue *queue)
{
    const uint64_t stop = queue->replay[0] != '\0' ? queue->last : feed->end;
    return queue->open && queue->lagging && queue->next <= stop && target_queue_has_room(queue);
}

bool
log_feed_is_behind(const struct log_feed *feed, const struct target_set *targets)
{
    for (size_t i = 0; i < targets->count; i++)
        if (feed_lane_is_behind(feed, targets->queues[i]))
            return true;
    return feed->head <= feed->end;
}
