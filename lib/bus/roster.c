#include "bus/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"

void
roster_clear(struct roster *r)
{
    for (size_t i = 0; i < r->count; i++)
        target_queue_free(r->lanes[i]);
    free(r->lanes);
    rule_set_free(r->book);
}

static struct target_queue *
roster_find(struct roster *r, uint64_t target, const char *replay)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->lanes[i]->target == target && strcmp(r->lanes[i]->replay, replay) == 0)
            return r->lanes[i];
    return NULL;
}

static void
roster_keep(struct roster *r, struct target_queue *lane)
{
    r->lanes = xreallocarray(r->lanes, r->count + 1, sizeof *r->lanes);
    r->lanes[r->count++] = lane;
}

/* The target's settings as they are now; a lane whose settings cannot be read stays shut. */
static void
roster_update(struct roster *r, struct target_queue *lane, const struct target *target)
{
    const int rule = rule_set_find(r->book, target->rule);
    target_config_free(&lane->settings);
    log_target_close(&lane->journal);
    lane->seen = true;
    lane->open = target_config_read(target->settings, &lane->settings) == FAULT_NONE && rule >= 0 &&
                 r->book->rules[rule].enabled && target->state == TARGET_ENABLED;
    if (lane->open && lane->replay[0] == '\0')
        r->by_rule[rule][r->by_rule_count[rule]++] = lane;
}

/* Starts, or starts over, where the store says. */
static enum fault
roster_place(struct roster *r, struct target_queue *lane)
{
    struct delivery_cursor stream;
    enum fault fault = delivery_cursor_get(env_read(r->env), lane->target, &stream);
    target_queue_clear(lane);
    lane->lagging = true;
    lane->settled = lane->looked = stream.number;
    lane->next = stream.number + 1;
    return fault;
}

static enum fault
roster_read_target(struct roster *r, const struct target *target)
{
    struct target_queue *lane = roster_find(r, target->id, "");
    const bool known = lane != NULL, was_open = known && lane->open;
    if (!known) {
        lane = target_queue_create(target, "");
        roster_keep(r, lane);
    }
    roster_update(r, lane, target);
    return !known || (lane->open && !was_open) ? roster_place(r, lane) : FAULT_NONE;
}

static enum fault
roster_read_targets(struct roster *r)
{
    struct target target = {.name = ""};
    enum fault fault;
    while ((fault = target_next(env_read(r->env), target.name, &target)) == FAULT_NONE)
        if ((fault = roster_read_target(r, &target)) != FAULT_NONE)
            return fault;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static bool
roster_read_replay_target(struct roster *r, const struct replay *replay, const struct target *target)
{
    struct target_queue *lane = roster_find(r, target->id, replay->name);
    if ((replay->rule[0] != '\0' && strcmp(replay->rule, target->rule) != 0) ||
        (replay->target[0] != '\0' && strcmp(replay->target, target->name) != 0))
        return false;
    if (lane == NULL) {
        lane = target_queue_create(target, replay->name);
        lane->lagging = true;
        lane->settled = lane->looked = replay->number;
        lane->next = replay->number + 1;
        lane->last = replay->last;
        lane->from = replay->from;
        lane->to = replay->to;
        roster_keep(r, lane);
    }
    roster_update(r, lane, target);
    return true;
}

static enum fault
roster_end_replay(struct txn *txn, void *arg)
{
    enum fault fault = replay_cancel(txn, arg, timestamp_now());
    return fault == FAULT_REFUSED || fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A replay whose targets are all gone is over. */
static enum fault
roster_read_replay(struct roster *r, struct replay *replay)
{
    struct target target = {.name = ""};
    bool any = false;
    enum fault fault;
    while ((fault = target_next(env_read(r->env), target.name, &target)) == FAULT_NONE)
        any = roster_read_replay_target(r, replay, &target) || any;
    if (fault != FAULT_MISSING)
        return fault;
    return any ? FAULT_NONE : env_txn(r->env, ENV_WRITE, roster_end_replay, replay->name);
}

static enum fault
roster_read_replays(struct roster *r)
{
    struct replay replay = {.name = ""};
    enum fault fault;
    while ((fault = replay_next(env_read(r->env), replay.name, &replay)) == FAULT_NONE)
        if (replay.state == REPLAY_RUNNING && (fault = roster_read_replay(r, &replay)) != FAULT_NONE)
            return fault;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A lane that is gone is kept until its requests are answered: they point at it. */
static void
roster_let_go(struct roster *r)
{
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        struct target_queue *lane = r->lanes[i];
        lane->open = lane->open && lane->seen;
        if (lane->seen || lane->in_flight > 0)
            r->lanes[kept++] = lane;
        else
            target_queue_free(lane);
    }
    r->count = kept;
}

enum fault
roster_read(struct roster *r)
{
    struct rule_set *book;
    enum fault fault = rule_set_read(r->env, &book);
    if (fault != FAULT_NONE)
        return fault;
    rule_set_free(r->book);
    r->book = book;
    memset(r->by_rule_count, 0, sizeof r->by_rule_count);
    for (size_t i = 0; i < r->count; i++)
        r->lanes[i]->seen = false;
    fault = roster_read_targets(r);
    if (fault == FAULT_NONE)
        fault = roster_read_replays(r);
    if (fault == FAULT_NONE)
        roster_let_go(r);
    else
        r->book->version = 0; /* again */
    return fault;
}

struct target_queue *
roster_turn(const struct roster *r, size_t i, int64_t deadline)
{
    if (i >= r->count || (i > 0 && timestamp_now() >= deadline))
        return NULL;
    return r->lanes[(r->first + i) % r->count];
}
