/*
 * log_feed.c: from the event log into the lanes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/log_feed.h"

#include "base/timestamp.h"
#include "bus/envelope.h"
#include "event/checkpoint.h"

enum {
    FEED_EVENTS = 1000,     /* read in a round */
    FEED_LANE_EVENTS = 200, /* read in a round by a lane that has fallen behind */
};

enum fault
log_feed_begin(struct log_feed *feed)
{
    struct checkpoint count;
    uint64_t first;
    enum fault fault = checkpoint_get(env_read(feed->env), CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_range(feed->env, count.number, &first, &feed->end);
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
    if (feed->event.kind == EVENT_CLICK || feed->event.kind == EVENT_PREFETCH)
        return event_value_from_click(&feed->event, &feed->click, view) == FAULT_NONE ? FAULT_NONE
                                                                                      : FAULT_MISSING;
    feed->json = envelope_create(&feed->event);
    if (feed->json == NULL)
        return FAULT_MISSING;
    *view = event_value_from_json(feed->json);
    return FAULT_NONE;
}

static void
feed_offer(struct target_queue *lane, uint64_t number)
{
    if (!lane->open || lane->lagging || number < lane->next)
        return;
    if (target_queue_has_room(lane)) {
        target_queue_push(lane, number);
    } else {
        lane->lagging = true;
        lane->next = number;
    }
}

/* Lanes that keep up are fed together. */
static enum fault
feed_head(struct log_feed *feed, const struct roster *roster, int64_t deadline)
{
    unsigned hits[RULES_MAX];
    struct event_value view;
    for (unsigned i = 0; i < FEED_EVENTS && feed->head <= feed->end && (i == 0 || timestamp_now() < deadline);
         i++, feed->head++) {
        enum fault fault = feed_look(feed, feed->head, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        feed->looked = feed->head;
        const size_t count = rule_index_match(roster->book->route, &view, hits);
        for (size_t h = 0; h < count; h++)
            for (unsigned t = 0; t < roster->by_rule_count[hits[h]]; t++)
                feed_offer(roster->by_rule[hits[h]][t], feed->head);
    }
    return FAULT_NONE;
}

static bool
feed_is_wanted(const struct event *event, const struct roster *roster, const struct target_queue *lane,
    const struct event_value *view)
{
    const int rule = rule_set_find(roster->book, lane->rule);
    if (lane->replay[0] != '\0' && (event->at < lane->from || event->at >= lane->to))
        return false;
    return rule >= 0 && pattern_matches(roster->book->rules[rule].pattern, view);
}

/* A lane that has fallen behind reads the log by itself. */
static enum fault
feed_lane(struct log_feed *feed, const struct roster *roster, struct target_queue *lane, int64_t deadline)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : feed->head - 1;
    struct event_value view;
    for (unsigned i = 0; i < FEED_LANE_EVENTS && lane->next <= stop && target_queue_has_room(lane) &&
                         (i == 0 || timestamp_now() < deadline);
         i++, lane->next++) {
        enum fault fault = feed_look(feed, lane->next, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        lane->looked = lane->next;
        if (feed_is_wanted(&feed->event, roster, lane, &view))
            target_queue_push(lane, lane->next);
    }
    if (lane->replay[0] == '\0' && lane->next >= feed->head)
        lane->lagging = false;
    return FAULT_NONE;
}

static bool
feed_has_listeners(const struct roster *roster)
{
    for (size_t i = 0; i < roster->count; i++)
        if (roster->lanes[i]->open && !roster->lanes[i]->lagging)
            return true;
    return false;
}

/* Numbers that are trimmed, or were never there, need not be read one by one. */
static void
feed_skip(struct target_queue *lane, uint64_t first)
{
    if (lane->next < first)
        lane->next = first;
}

enum fault
log_feed_run(struct log_feed *feed, const struct roster *roster, int64_t deadline)
{
    uint64_t first;
    struct target_queue *lane;
    enum fault fault = event_log_range(feed->env, feed->end + 1, &first, &feed->end);
    if (fault == FAULT_NONE && !feed_has_listeners(roster))
        feed->head = feed->end + 1;
    else if (fault == FAULT_NONE)
        fault = feed_head(feed, roster, deadline);
    for (size_t i = 0; fault == FAULT_NONE && (lane = roster_turn(roster, i, deadline)) != NULL; i++) {
        if (lane->open && lane->lagging) {
            feed_skip(lane, first);
            fault = feed_lane(feed, roster, lane, deadline);
        }
    }
    return fault;
}

static bool
feed_lane_is_behind(const struct log_feed *feed, const struct target_queue *lane)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : feed->end;
    return lane->open && lane->lagging && lane->next <= stop && target_queue_has_room(lane);
}

bool
log_feed_is_behind(const struct log_feed *feed, const struct roster *roster)
{
    for (size_t i = 0; i < roster->count; i++)
        if (feed_lane_is_behind(feed, roster->lanes[i]))
            return true;
    return feed->head <= feed->end;
}
