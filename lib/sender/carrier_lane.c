/*
 * carrier_lane.c: the pace and the pauses of each carrier.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/carrier_lane.h"

#include <stdio.h>
#include <string.h>

#include "base/backoff.h"
#include "base/buffer.h"
#include "base/log.h"
#include "base/timestamp.h"

/* How long the carrier rests, unless it asks for more. */
static const struct backoff carrier_lane_pauses = {TIMESTAMP_SECOND, 30 * TIMESTAMP_SECOND, 2, 0};
/* The same when it refuses the account, which only people can mend. */
static const struct backoff carrier_lane_denials = {2 * TIMESTAMP_SECOND, 300 * TIMESTAMP_SECOND, 2, 0};

static void
carrier_lane_open(
    struct carrier_lane *lane, const struct config *config, struct env *env, enum config_carrier id)
{
    *lane = (struct carrier_lane){.id = id};
    lane->carrier = carrier_open(config, id);
    rate_limiter_set(&lane->limiter, carrier_rate(lane->carrier), 1, 0);
    lane->told = carrier_pause_get(env_read(env), config_carrier_name(id), &lane->reason) == FAULT_NONE;
    lane->failures = lane->told; /* from before: one finds out whether it lasts */
    snprintf(lane->reason.carrier, sizeof lane->reason.carrier, "%s", config_carrier_name(id));
}

/* The first pause of a carrier that is not open. */
static enum fault
carrier_lanes_forget_body(struct txn *txn, void *arg)
{
    const struct carrier_lanes *lanes = arg;
    struct carrier_pause pause = {.since = 0};
    enum fault fault;
    while ((fault = carrier_pause_next(txn, pause.carrier, &pause)) == FAULT_NONE) {
        const enum config_carrier id = config_carrier_parse(pause.carrier);
        if (id == CONFIG_CARRIERS || !carrier_routes_have(&lanes->routes, id))
            return carrier_pause_remove(txn, pause.carrier);
    }
    return fault;
}

void
carrier_lanes_open(struct carrier_lanes *lanes, const struct config *config, struct env *env)
{
    char why[CARRIER_ROUTE_WHY_SIZE];
    lanes->count = 0;
    if (carrier_routes_read(config, &lanes->routes, why) != FAULT_NONE)
        log_fatal("[messages] routes: %s", why);
    for (enum config_carrier id = 0; id < CONFIG_CARRIERS; id++)
        if (carrier_routes_have(&lanes->routes, id))
            carrier_lane_open(&lanes->lanes[lanes->count++], config, env, id);
    while (env_txn(env, ENV_WRITE, carrier_lanes_forget_body, lanes) == FAULT_NONE)
        ;
}

void
carrier_lanes_close(struct carrier_lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        carrier_close(lanes->lanes[i].carrier);
    lanes->count = 0;
}

struct carrier_lane *
carrier_lanes_get(struct carrier_lanes *lanes, enum config_carrier id)
{
    size_t i = 0;
    while (i + 1 < lanes->count && lanes->lanes[i].id != id)
        i++;
    return &lanes->lanes[i];
}

static unsigned
carrier_lane_room(struct carrier_lane *lane, int64_t now, int64_t steady, unsigned most)
{
    const size_t capacity = carrier_capacity(lane->carrier), busy = carrier_count(lane->carrier);
    const unsigned room = capacity > busy ? (unsigned)(capacity - busy) : 0;
    if (steady < lane->pause || (lane->failures > 0 && busy > 0))
        return 0;
    /* One that is to find out whether the carrier is well again goes alone. */
    const unsigned batch = lane->failures > 0 ? 1 : most;
    return rate_limiter_available(&lane->limiter, now, room < batch ? room : batch);
}

unsigned
carrier_lanes_begin(struct carrier_lanes *lanes, int64_t now, int64_t steady, unsigned most)
{
    unsigned all = 0;
    for (size_t i = 0; i < lanes->count; i++) {
        lanes->lanes[i].room = carrier_lane_room(&lanes->lanes[i], now, steady, most);
        lanes->lanes[i].used = 0;
        all += lanes->lanes[i].room;
    }
    return all < most ? all : most;
}

void
carrier_lanes_end(struct carrier_lanes *lanes)
{
    for (size_t i = 0; i < lanes->count; i++)
        rate_limiter_take(&lanes->lanes[i].limiter, lanes->lanes[i].used);
}

bool
carrier_lane_is_denied(const struct carrier_lane *lane)
{
    return lane->failures > 0 && lane->denied && lane->room == 0;
}

size_t
carrier_lanes_count(const struct carrier_lanes *lanes)
{
    size_t count = 0;
    for (size_t i = 0; i < lanes->count; i++)
        count += carrier_count(lanes->lanes[i].carrier);
    return count;
}

/* Those that are asked share the time; when none is, the first takes all of it. */
void
carrier_lanes_wait(struct carrier_lanes *lanes, int milliseconds)
{
    int busy = 0;
    for (size_t i = 0; i < lanes->count; i++)
        busy += carrier_count(lanes->lanes[i].carrier) > 0;
    for (size_t i = 0; i < lanes->count; i++)
        if (carrier_count(lanes->lanes[i].carrier) > 0 || (busy == 0 && i == 0))
            carrier_wait(lanes->lanes[i].carrier, busy > 1 ? milliseconds / busy : milliseconds);
}

/* Why, for people: "402 Payment Required". */
static void
carrier_lane_note(struct carrier_lane *lane, const struct carrier_result *answer, int64_t now)
{
    struct buffer reason = buffer_over(lane->reason.reason, sizeof lane->reason.reason);
    if (lane->failures == 0)
        lane->reason.since = now;
    if (answer->status != 0 && strncmp(answer->title, "HTTP ", 5) != 0)
        buffer_addf(&reason, "%d ", answer->status);
    buffer_add(&reason, answer->title);
    snprintf(lane->reason.detail, sizeof lane->reason.detail, "%s", answer->detail);
}

/* The carrier as a whole is not well: it is left alone, longer after each message that finds it so. */
static void
carrier_lane_rest(struct carrier_lane *lane, const struct carrier_result *answer, int64_t now, int64_t steady)
{
    const bool denied = answer->outcome == CARRIER_DENIED;
    const bool again = steady >= lane->pause;
    const struct backoff *backoff = denied ? &carrier_lane_denials : &carrier_lane_pauses;
    int64_t pause = again ? backoff_wait(backoff, lane->failures) : 0;
    if (answer->retry_after * TIMESTAMP_SECOND > pause)
        pause = answer->retry_after * TIMESTAMP_SECOND;
    if (lane->failures == 0)
        log_warn("the carrier (%s) refuses messages: %s: %s", config_carrier_name(lane->id), answer->title,
            answer->detail);
    if (again || lane->pause < steady + pause) {
        lane->pause = steady + pause;
        lane->reason.next_try = now + pause;
        lane->tell = true;
    }
    if (again) {
        carrier_lane_note(lane, answer, now);
        lane->failures++;
        lane->denied = denied;
    }
}

void
carrier_lane_judge(
    struct carrier_lane *lane, const struct carrier_result *answer, int64_t now, int64_t steady)
{
    if (answer->outcome != CARRIER_ACCEPTED && answer->outcome != CARRIER_REFUSED) {
        /* Also when its answers are lost: each further message could be one more that is unknown. */
        carrier_lane_rest(lane, answer, now, steady);
        return;
    }
    if (lane->failures > 0)
        log_info("the carrier (%s) takes messages again", config_carrier_name(lane->id));
    lane->failures = 0;
    lane->denied = false;
    lane->tell = lane->told;
}

static enum fault
carrier_lane_tell_body(struct txn *txn, void *arg)
{
    const struct carrier_lane *lane = arg;
    return lane->failures > 0 ? carrier_pause_put(txn, &lane->reason)
                              : carrier_pause_remove(txn, lane->reason.carrier);
}

enum fault
carrier_lanes_tell(struct carrier_lanes *lanes, struct env *env)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < lanes->count && fault == FAULT_NONE; i++) {
        struct carrier_lane *lane = &lanes->lanes[i];
        if (!lane->tell)
            continue;
        fault = env_txn(env, ENV_WRITE, carrier_lane_tell_body, lane);
        if (fault_is_temporary(fault))
            return FAULT_NONE; /* in a later round */
        lane->tell = false;
        lane->told = lane->failures > 0;
    }
    return fault;
}
