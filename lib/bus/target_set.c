/*
 * target_set.c: reads rules, targets and replays again when they have changed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/timestamp.h"

void
target_set_clear(struct target_set *r)
{
    for (size_t i = 0; i < r->count; i++)
        target_queue_free(r->queues[i]);
    free(r->queues);
    rule_set_free(r->rules);
}

static struct target_queue *
target_set_find(struct target_set *r, uint64_t target, const char *replay)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->queues[i]->target == target && strcmp(r->queues[i]->replay, replay) == 0)
            return r->queues[i];
    return NULL;
}

static void
target_set_keep(struct target_set *r, struct target_queue *queue)
{
    r->queues = xreallocarray(r->queues, r->count + 1, sizeof *r->queues);
    r->queues[r->count++] = queue;
}

/* The target's settings as they are now; a queue whose settings cannot be read stays shut. */
static void
target_set_update(struct target_set *r, struct target_queue *queue, const struct target *target)
{
    const int rule = rule_set_find(r->rules, target->rule);
    target_config_free(&queue->config);
    log_target_close(&queue->log);
    queue->seen = true;
    queue->open = target_config_read(target->config, &queue->config) == FAULT_NONE && rule >= 0 &&
                  r->rules->rules[rule].enabled && target->state == TARGET_ENABLED;
    if (queue->open && queue->replay[0] == '\0')
        r->by_rule[rule][r->by_rule_count[rule]++] = queue;
}

/* Starts, or starts over, where the store says. */
static enum fault
target_set_place(struct target_set *r, struct target_queue *queue)
{
    struct delivery_cursor cursor;
    enum fault fault = delivery_cursor_get(env_read(r->env), queue->target, &cursor);
    target_queue_clear(queue);
    queue->lagging = true;
    queue->settled = queue->looked = cursor.number;
    queue->next = cursor.number + 1;
    return fault;
}

static enum fault
target_set_read_target(struct target_set *r, const struct target *target)
{
    struct target_queue *queue = target_set_find(r, target->id, "");
    const bool known = queue != NULL, was_open = known && queue->open;
    if (!known) {
        queue = target_queue_create(target, "");
        target_set_keep(r, queue);
    }
    target_set_update(r, queue, target);
    return !known || (queue->open && !was_open) ? target_set_place(r, queue) : FAULT_NONE;
}

static enum fault
target_set_read_targets(struct target_set *r)
{
    struct target target = {.name = ""};
    enum fault fault;
    while ((fault = target_next(env_read(r->env), target.name, &target)) == FAULT_NONE)
        if ((fault = target_set_read_target(r, &target)) != FAULT_NONE)
            return fault;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* False: the pattern cannot be read. */
static bool
target_set_read_pattern(struct target_queue *queue, const struct replay *replay)
{
    char why[PATTERN_ERROR_SIZE];
    if (replay->pattern[0] == '\0' ||
        pattern_compile(replay->pattern, strlen(replay->pattern), &queue->pattern, why) == FAULT_NONE)
        return true;
    log_error("cannot read the pattern of the replay %s: %s", replay->name, why);
    return false;
}

/* A new queue of a replay; NULL: none can be made. */
static struct target_queue *
target_set_open_replay(struct target_set *r, const struct replay *replay, const struct target *target)
{
    struct target_queue *queue = target_queue_create(target, replay->name);
    queue->lagging = true;
    queue->settled = queue->looked = replay->number;
    queue->next = replay->number + 1;
    queue->last = replay->last;
    queue->from = replay->from;
    queue->to = replay->to;
    if (!target_set_read_pattern(queue, replay)) {
        target_queue_free(queue);
        return NULL;
    }
    target_set_keep(r, queue);
    return queue;
}

/* Is it one of those that the replay is for? */
static bool
target_set_read_replay_target(struct target_set *r, const struct replay *replay, const struct target *target)
{
    struct target_queue *queue = target_set_find(r, target->id, replay->name);
    if (!replay_takes(replay, target->rule, target->name))
        return false;
    if (queue == NULL)
        queue = target_set_open_replay(r, replay, target);
    if (queue == NULL)
        return false;
    target_set_update(r, queue, target);
    return true;
}

static enum fault
target_set_end_replay(struct txn *txn, void *arg)
{
    enum fault fault = replay_cancel(txn, arg, timestamp_now());
    return fault == FAULT_REFUSED || fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A replay whose targets are all gone is over. */
static enum fault
target_set_read_replay(struct target_set *r, struct replay *replay)
{
    struct target target = {.name = ""};
    bool any = false;
    enum fault fault;
    while ((fault = target_next(env_read(r->env), target.name, &target)) == FAULT_NONE)
        any = target_set_read_replay_target(r, replay, &target) || any;
    if (fault != FAULT_MISSING)
        return fault;
    return any ? FAULT_NONE : env_txn(r->env, ENV_WRITE, target_set_end_replay, replay->name);
}

static enum fault
target_set_read_replays(struct target_set *r)
{
    struct replay replay = {.name = ""};
    enum fault fault;
    while ((fault = replay_next(env_read(r->env), replay.name, &replay)) == FAULT_NONE)
        if (replay.state == REPLAY_RUNNING && (fault = target_set_read_replay(r, &replay)) != FAULT_NONE)
            return fault;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A queue that is gone is kept until its requests are answered: they point at it. */
static void
target_set_let_go(struct target_set *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        struct target_queue *queue = r->queues[i];
        queue->open = queue->open && queue->seen;
        if (queue->seen || queue->in_flight > 0)
            r->queues[kept++] = queue;
        else
            target_queue_free(queue);
    }
    r->count = kept;
}

enum fault
target_set_read(struct target_set *r)
{
    struct rule_set *rules;
    enum fault fault = rule_set_read(r->env, &rules);
    if (fault != FAULT_NONE)
        return fault;
    rule_set_free(r->rules);
    r->rules = rules;
    memset(r->by_rule_count, 0, sizeof r->by_rule_count);
    for (size_t i = 0; i < r->count; i++)
        r->queues[i]->seen = false;
    fault = target_set_read_targets(r);
    if (fault == FAULT_NONE)
        fault = target_set_read_replays(r);
    if (fault == FAULT_NONE)
        target_set_let_go(r);
    else
        r->rules->version = 0; /* again */
    return fault;
}

struct target_queue *
target_set_turn(const struct target_set *r, size_t i, int64_t deadline)
{
    if (i >= r->count || (i > 0 && monotonic_now() >= deadline))
        return NULL;
    return r->queues[(r->first + i) % r->count];
}
