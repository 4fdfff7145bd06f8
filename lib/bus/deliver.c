#include "bus/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "bus/retry_policy.h"
#include "bus/roster.h"
#include "event/checkpoint.h"
#include "event/event_value.h"

enum {
    DELIVER_RESERVE = 128,       /* of them, for lanes that have none */
    DELIVER_BYTES = 1024 * 1024, /* of events in a request */
    DELIVER_ROUND = 200000,      /* microseconds: then others have their turn */
    DELIVER_FLIGHTS = 512,       /* requests under way */
    DELIVER_HEAD_EVENTS = 1000,  /* looked at a round */
    DELIVER_LANE_EVENTS = 200,   /* looked at a round by a lane that is behind */
    DELIVER_FAILINGS = 256,
    DELIVER_REFRESH = 200000, /* microseconds */
    DELIVER_SETTLE = 100000,
    DELIVER_PATIENCE = 2000000, /* for answers, when the end is near */
    DELIVER_WRITE = 2000000,    /* how old the written position of a quiet target may be */
};

/* One request under way. */
struct shipment {
    struct target_queue *lane;
    unsigned count;
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    struct shipment *next; /* among those that are free */
};

/* A parcel that becomes a dead letter. */
struct failing {
    struct target_queue *lane;
    uint64_t number;
    unsigned attempts;
    struct delivery_result verdict;
};

/* What a shipment is made of, while it is put together. */
struct packing {
    uint8_t ids[TARGET_CONFIG_BATCH_MAX][UUID_BYTES];
    struct outgoing outgoing[TARGET_CONFIG_BATCH_MAX];
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    unsigned count;
    size_t bytes;
};

struct deliver {
    struct env *env;
    struct http_client_policy rules;
    struct http_client *fetch;
    struct webhook *webhook;
    struct roster roster;
    uint64_t head, end; /* the next number that nobody has looked at; the log's last */
    uint64_t looked;    /* the last event that those who keep up have looked at */
    struct shipment shipments[DELIVER_FLIGHTS], *free;
    struct failing failings[DELIVER_FAILINGS];
    size_t failing_count;
    int64_t refreshed, settled, written;
    int64_t deadline; /* of this round */
    size_t first;     /* the lane that this round begins with */
    struct event event;
    struct json_object *json; /* of the event that is looked at, when it is no click */
    struct event_value_click click;
    struct dead_letter dead;
    struct packing packing;
};

struct deliver *
deliver_new(const struct config *config, struct env *env)
{
    struct deliver *d = calloc(1, sizeof *d);
    if (d == NULL)
        log_fatal("out of memory");
    d->env = d->roster.env = env;
    http_client_policy_read(config, &d->rules);
    d->fetch = http_client_create(&d->rules, DELIVER_FLIGHTS);
    d->webhook = webhook_create();
    for (size_t i = DELIVER_FLIGHTS; i-- > 0;) {
        d->shipments[i].next = d->free;
        d->free = &d->shipments[i];
    }
    return d;
}

void
deliver_free(struct deliver *d)
{
    roster_clear(&d->roster);
    webhook_free(d->webhook);
    http_client_free(d->fetch);
    json_object_put(d->json);
    free(d);
}

static enum fault
deliver_range(struct deliver *d)
{
    struct checkpoint count;
    uint64_t first;
    enum fault fault = checkpoint_get(env_read(d->env), CHECKPOINT_AGGREGATOR, &count);
    if (fault == FAULT_NONE)
        fault = event_log_range(d->env, count.number, &first, &d->end);
    if (fault == FAULT_NONE)
        d->head = d->end + 1;
    return fault;
}

static enum fault deliver_settle(struct deliver *d, int64_t now, bool all);

static enum fault
deliver_refresh(struct deliver *d, int64_t now)
{
    uint64_t version;
    if (d->roster.book != NULL && now - d->refreshed < DELIVER_REFRESH && now >= d->refreshed)
        return FAULT_NONE;
    d->refreshed = now;
    enum fault fault = rule_version(env_read(d->env), &version);
    if (fault != FAULT_NONE || (d->roster.book != NULL && d->roster.book->version == version && version != 0))
        return fault;
    if (d->roster.book != NULL)
        fault = deliver_settle(d, now, true); /* what is to be written is about lanes that may go */
    if (fault == FAULT_NONE)
        fault = roster_read(&d->roster, d->head, d->end);
    if (fault != FAULT_NONE)
        d->refreshed = 0; /* nothing is looked at with half of the rules */
    return fault;
}

/* Reads an event and shows it to patterns. FAULT_MISSING also for one that cannot be read. */
static enum fault
deliver_look(struct deliver *d, uint64_t number, struct event_value *view)
{
    json_object_put(d->json);
    d->json = NULL;
    enum fault fault = event_log_read(env_read(d->env), number, &d->event);
    if (fault != FAULT_NONE)
        return fault;
    if (d->event.kind == EVENT_CLICK || d->event.kind == EVENT_PREFETCH)
        return event_value_from_click(&d->event, &d->click, view) == FAULT_NONE ? FAULT_NONE : FAULT_MISSING;
    d->json = retry_policy_envelope(&d->event, "");
    if (d->json == NULL)
        return FAULT_MISSING;
    *view = event_value_from_json(d->json);
    return FAULT_NONE;
}

static void
deliver_offer(struct target_queue *lane, uint64_t number)
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

/* Those that keep up look at an event together. */
static enum fault
deliver_feed_head(struct deliver *d)
{
    unsigned hits[RULES_MAX];
    struct event_value view;
    for (unsigned i = 0;
         i < DELIVER_HEAD_EVENTS && d->head <= d->end && (i == 0 || timestamp_now() < d->deadline);
         i++, d->head++) {
        enum fault fault = deliver_look(d, d->head, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        d->looked = d->head;
        const size_t count = rule_index_match(d->roster.book->route, &view, hits);
        for (size_t h = 0; h < count; h++)
            for (unsigned t = 0; t < d->roster.by_rule_count[hits[h]]; t++)
                deliver_offer(d->roster.by_rule[hits[h]][t], d->head);
    }
    return FAULT_NONE;
}

static bool
deliver_wants(const struct deliver *d, const struct target_queue *lane, const struct event_value *view)
{
    const int rule = rule_set_find(d->roster.book, lane->rule);
    if (lane->replay[0] != '\0' && (d->event.at < lane->from || d->event.at >= lane->to))
        return false;
    return rule >= 0 && pattern_matches(d->roster.book->rules[rule].pattern, view);
}

/* One that is behind looks by itself, until it has caught up. */
static enum fault
deliver_feed_lane(struct deliver *d, struct target_queue *lane)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : d->head - 1;
    struct event_value view;
    for (unsigned i = 0; i < DELIVER_LANE_EVENTS && lane->next <= stop && target_queue_has_room(lane) &&
                         (i == 0 || timestamp_now() < d->deadline);
         i++, lane->next++) {
        enum fault fault = deliver_look(d, lane->next, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        lane->looked = lane->next;
        if (deliver_wants(d, lane, &view))
            target_queue_push(lane, lane->next);
    }
    if (lane->replay[0] == '\0' && lane->next >= d->head)
        lane->lagging = false;
    return FAULT_NONE;
}

static bool
deliver_has_open(const struct deliver *d)
{
    for (size_t i = 0; i < d->roster.count; i++)
        if (d->roster.lanes[i]->open && !d->roster.lanes[i]->lagging)
            return true;
    return false;
}

/* Numbers that are trimmed, or were never there, need not be looked at one by one. */
static void
deliver_skip(struct target_queue *lane, uint64_t first)
{
    if (lane->next < first)
        lane->next = first;
}

/* Each round begins with another lane, and ends when its time is over: everybody has his turn. */
static struct target_queue *
deliver_turn(const struct deliver *d, size_t i)
{
    return d->roster.lanes[(d->first + i) % d->roster.count];
}

static bool
deliver_has_turn(const struct deliver *d, size_t i)
{
    return i < d->roster.count && (i == 0 || timestamp_now() < d->deadline);
}

static enum fault
deliver_feed(struct deliver *d)
{
    uint64_t first;
    enum fault fault = event_log_range(d->env, d->end + 1, &first, &d->end);
    if (fault == FAULT_NONE && !deliver_has_open(d))
        d->head = d->end + 1;
    else if (fault == FAULT_NONE)
        fault = deliver_feed_head(d);
    for (size_t i = 0; fault == FAULT_NONE && deliver_has_turn(d, i); i++) {
        struct target_queue *lane = deliver_turn(d, i);
        if (lane->open && lane->lagging) {
            deliver_skip(lane, first);
            fault = deliver_feed_lane(d, lane);
        }
    }
    return fault;
}

static void
deliver_fail(
    struct deliver *d, struct target_queue *lane, uint64_t number, const struct delivery_result *verdict)
{
    const struct parcel *parcel = target_queue_find(lane, number);
    d->failings[d->failing_count++] = (struct failing){
        .lane = lane, .number = number, .attempts = parcel->attempts, .verdict = *verdict};
}

static void
deliver_take_in(struct deliver *d, struct target_queue *lane, uint64_t number,
    const struct delivery_result *verdict, bool shared)
{
    if (target_queue_settle(lane, number, timestamp_now(), verdict, shared))
        deliver_fail(d, lane, number, verdict);
}

/* Adds an event to a shipment, unless it is gone or too late. */
static void
deliver_pack(struct deliver *d, struct target_queue *lane, uint64_t number, struct packing *packing)
{
    struct delivery_result verdict;
    enum fault fault = event_log_read(env_read(d->env), number, &d->event);
    struct json_object *envelope = fault == FAULT_NONE ? retry_policy_envelope(&d->event, lane->replay)
                                                       : NULL;
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        target_queue_return(lane, number);
    } else if (envelope == NULL) {
        log_error("event %llu is gone: %s does not get it", (unsigned long long)number, lane->name);
        target_queue_drop(lane, number);
    } else if (lane->replay[0] == '\0' && retry_policy_is_late(&lane->settings, &d->event, timestamp_now())) {
        verdict_set(&verdict, DELIVERY_RESULT_REJECTED, DEAD_LETTER_NOT_TRIED,
            "it was too old before it could be sent");
        deliver_take_in(d, lane, number, &verdict, false);
        json_object_put(envelope);
    } else {
        const unsigned i = packing->count++;
        memcpy(packing->ids[i], d->event.id, UUID_BYTES);
        packing->numbers[i] = number;
        packing->bytes += d->event.length;
        packing->outgoing[i] = (struct outgoing){
            .id = packing->ids[i], .at = d->event.at, .envelope = envelope, .rule = lane->rule};
    }
}

static void
deliver_ship(struct deliver *d, struct target_queue *lane, const struct packing *packing)
{
    struct delivery_result verdict;
    struct shipment *shipment = d->free;
    size_t sent = 0;
    if (packing->count == 0)
        return;
    enum fault fault = webhook_send(
        d->webhook, d->fetch, &lane->settings, packing->outgoing, packing->count, shipment, &sent, &verdict);
    if (fault == FAULT_NONE) {
        d->free = shipment->next;
        shipment->lane = lane;
        shipment->count = (unsigned)sent;
        memcpy(shipment->numbers, packing->numbers, sent * sizeof *packing->numbers);
        lane->flying++;
    } else if (fault == FAULT_INPUT) {
        deliver_take_in(d, lane, packing->numbers[0], &verdict, false);
        sent = 1;
    } else {
        sent = 0;
    }
    for (size_t i = sent; i < packing->count; i++)
        target_queue_return(lane, packing->numbers[i]);
}

static void
deliver_write(struct deliver *d, struct target_queue *lane, const struct packing *packing)
{
    struct delivery_result verdict;
    const char *text, *why;
    size_t length;
    for (unsigned i = 0; i < packing->count; i++) {
        verdict = (struct delivery_result){.kind = DELIVERY_RESULT_ACCEPTED};
        if (webhook_text(d->webhook, &lane->settings, &packing->outgoing[i], &text, &length, &verdict) ==
                FAULT_NONE &&
            log_target_write(&lane->journal, lane->settings.path, text, length, &why) != FAULT_NONE)
            verdict_set(&verdict, VERDICT_RETRY, DEAD_LETTER_ERROR_FROM_TARGET, why);
        target_queue_pace(lane, timestamp_now(), &verdict);
        deliver_take_in(d, lane, packing->numbers[i], &verdict, false);
    }
}

/* A lane that has something under way leaves some room to those that have not. */
static bool
deliver_has_room(const struct deliver *d, const struct target_queue *lane)
{
    const size_t reserve = lane->flying > 0 ? DELIVER_RESERVE : 0;
    return d->free != NULL && http_client_count(d->fetch) + reserve < DELIVER_FLIGHTS &&
           d->failing_count + TARGET_CONFIG_BATCH_MAX <= DELIVER_FAILINGS;
}

/* Sends what a lane has and may send. */
static void
deliver_send(struct deliver *d, struct target_queue *lane)
{
    struct packing *packing = &d->packing;
    uint64_t numbers[TARGET_CONFIG_BATCH_MAX];
    unsigned most;
    while (deliver_has_room(d, lane) && (most = target_queue_may_send(lane, timestamp_now())) > 0) {
        const unsigned taken = target_queue_take(lane, timestamp_now(), most, numbers);
        if (taken == 0)
            return;
        packing->count = 0;
        packing->bytes = 0;
        for (unsigned i = 0; i < taken; i++)
            if (packing->bytes < DELIVER_BYTES)
                deliver_pack(d, lane, numbers[i], packing);
            else
                target_queue_return(lane, numbers[i]);
        if (lane->settings.type == TARGET_CONFIG_LOG)
            deliver_write(d, lane, packing);
        else
            deliver_ship(d, lane, packing);
        for (unsigned i = 0; i < packing->count; i++)
            json_object_put(packing->outgoing[i].envelope);
        if (timestamp_now() >= d->deadline)
            return;
    }
}

static void
deliver_collect(struct deliver *d)
{
    struct http_client_response answer;
    struct delivery_result verdict;
    while (d->failing_count + TARGET_CONFIG_BATCH_MAX <= DELIVER_FAILINGS &&
           http_client_next(d->fetch, &answer)) {
        struct shipment *shipment = answer.owner;
        struct target_queue *lane = shipment->lane;
        webhook_judge(&answer, &verdict);
        lane->flying--;
        target_queue_pace(lane, timestamp_now(), &verdict);
        for (unsigned i = 0; i < shipment->count; i++)
            deliver_take_in(d, lane, shipment->numbers[i], &verdict, shipment->count > 1);
        shipment->next = d->free;
        d->free = shipment;
    }
}

struct settling {
    struct deliver *deliver;
    int64_t now;
    bool all; /* also positions that have merely moved on */
};

static enum fault
deliver_put_letter(struct deliver *d, struct txn *txn, const struct failing *failing, int64_t now)
{
    struct dead_letter *dead = &d->dead;
    const struct target_queue *lane = failing->lane;
    dead->target = lane->target;
    strcpy(dead->target_name, lane->name);
    strcpy(dead->rule, lane->rule);
    strcpy(dead->replay, lane->replay);
    dead->since = now;
    enum fault fault = event_log_read(txn, failing->number, &dead->event);
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    retry_policy_fail(dead, &lane->settings, &failing->verdict, failing->attempts, now);
    if (failing->verdict.code == DEAD_LETTER_NOT_TRIED)
        dead->exhausted = DEAD_LETTER_AGE;
    return fault != FAULT_NONE ? fault : dead_letter_put(txn, dead);
}

/*
 * Only a number at which an event was read is written down: one without may get an event yet, after a crash.
 */
static uint64_t
deliver_position(const struct deliver *d, struct target_queue *lane)
{
    return target_queue_position(lane, lane->lagging || lane->looked > d->looked ? lane->looked : d->looked);
}

/* The target answered 410. */
static enum fault
deliver_put_gone(struct txn *txn, const struct target_queue *lane)
{
    struct target target;
    enum fault fault = target_get(txn, lane->name, &target);
    if (fault == FAULT_NONE && target.id == lane->target && target.state == TARGET_ENABLED) {
        target.state = TARGET_GONE;
        fault = target_update(txn, &target);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
deliver_put_stream(struct deliver *d, struct txn *txn, struct target_queue *lane)
{
    struct delivery_cursor stream;
    struct target target;
    const struct target_queue_news *news = &lane->news;
    enum fault fault = target_get(txn, lane->name, &target);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && target.id != lane->target))
        return FAULT_NONE; /* it was removed just now */
    if (fault == FAULT_NONE)
        fault = delivery_cursor_get_for_update(txn, lane->target, &stream);
    if (fault != FAULT_NONE)
        return fault;
    const uint64_t position = deliver_position(d, lane);
    if (position > stream.number)
        stream.number = position;
    stream.delivered += news->delivered;
    stream.failed += news->failed;
    stream.dead += news->dead;
    stream.next_try = lane->pause;
    if (news->last_success != 0)
        stream.last_success = news->last_success;
    if (news->last_failure != 0) {
        stream.last_failure = news->last_failure;
        strcpy(stream.error, news->error);
    }
    return delivery_cursor_put(txn, lane->target, &stream);
}

/* A replay is as far as the last of its lanes. */
static enum fault
deliver_put_replay(struct deliver *d, struct txn *txn, const char *name, int64_t now)
{
    struct replay replay;
    enum fault fault = replay_get(txn, name, &replay);
    if (fault != FAULT_NONE || replay.state != REPLAY_RUNNING)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    uint64_t number = UINT64_MAX;
    bool over = true;
    for (size_t i = 0; i < d->roster.count; i++) {
        struct target_queue *lane = d->roster.lanes[i];
        if (strcmp(lane->replay, name) != 0 || !lane->seen)
            continue;
        const uint64_t position = deliver_position(d, lane);
        if (position < number)
            number = position;
        over = over && lane->next > lane->last && lane->count == 0;
        replay.sent += lane->news.delivered;
    }
    replay.number = over ? replay.last : number;
    if (over) {
        replay.state = REPLAY_DONE;
        replay.ended = now;
        fault = rule_touch(txn);
    }
    return fault != FAULT_NONE ? fault : replay_put(txn, &replay);
}

static bool
deliver_is_news(const struct deliver *d, struct target_queue *lane, bool all)
{
    const bool over = lane->replay[0] != '\0' && lane->open && lane->next > lane->last;
    return lane->news.any || over || (all && lane->open && deliver_position(d, lane) != lane->settled);
}

/* Is this lane's replay written down already, with an earlier lane of it? */
static bool
deliver_is_told(const struct deliver *d, size_t at, bool all)
{
    for (size_t i = 0; i < at; i++)
        if (d->roster.lanes[i]->seen &&
            strcmp(d->roster.lanes[i]->replay, d->roster.lanes[at]->replay) == 0 &&
            deliver_is_news(d, d->roster.lanes[i], all))
            return true;
    return false;
}

static enum fault
deliver_settle_body(struct txn *txn, void *arg)
{
    const struct settling *settling = arg;
    struct deliver *d = settling->deliver;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < d->failing_count && fault == FAULT_NONE; i++)
        fault = deliver_put_letter(d, txn, &d->failings[i], settling->now);
    for (size_t i = 0; i < d->roster.count && fault == FAULT_NONE; i++) {
        struct target_queue *lane = d->roster.lanes[i];
        if (!lane->seen || !deliver_is_news(d, lane, settling->all))
            continue;
        if (lane->replay[0] == '\0')
            fault = deliver_put_stream(d, txn, lane);
        else if (!deliver_is_told(d, i, settling->all))
            fault = deliver_put_replay(d, txn, lane->replay, settling->now);
        if (fault == FAULT_NONE && lane->news.gone)
            fault = deliver_put_gone(txn, lane);
    }
    return fault;
}

static enum fault
deliver_settle(struct deliver *d, int64_t now, bool all)
{
    bool news = d->failing_count > 0;
    for (size_t i = 0; i < d->roster.count && !news; i++)
        news = deliver_is_news(d, d->roster.lanes[i], all);
    d->settled = now;
    if (all)
        d->written = now;
    if (!news)
        return FAULT_NONE;
    enum fault fault = env_txn(d->env, ENV_WRITE, deliver_settle_body, &(struct settling){d, now, all});
    if (fault != FAULT_NONE)
        return fault;
    d->failing_count = 0;
    for (size_t i = 0; i < d->roster.count; i++) {
        if (d->roster.lanes[i]->news.any || all)
            d->roster.lanes[i]->settled = deliver_position(d, d->roster.lanes[i]);
        d->roster.lanes[i]->news = (struct target_queue_news){.any = false};
    }
    return FAULT_NONE;
}

static bool
deliver_is_due(const struct deliver *d, int64_t now, int64_t last, int64_t every)
{
    return now - last >= every || now < last || d->failing_count + TARGET_CONFIG_BATCH_MAX > DELIVER_FAILINGS;
}

static bool
deliver_lane_is_behind(const struct deliver *d, const struct target_queue *lane)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : d->end;
    return lane->open && lane->lagging && lane->next <= stop && target_queue_has_room(lane);
}

/* Is there something to look at now? */
static bool
deliver_is_behind(const struct deliver *d)
{
    for (size_t i = 0; i < d->roster.count; i++)
        if (deliver_lane_is_behind(d, d->roster.lanes[i]))
            return true;
    return d->head <= d->end;
}

enum fault
deliver_run(struct deliver *d, int milliseconds)
{
    int64_t now = timestamp_now();
    d->deadline = now + DELIVER_ROUND;
    enum fault fault = d->head == 0 ? deliver_range(d) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = deliver_refresh(d, now);
    if (fault == FAULT_NONE)
        fault = deliver_feed(d);
    if (fault != FAULT_NONE)
        return fault;
    d->deadline = timestamp_now() + DELIVER_ROUND;
    for (size_t i = 0; deliver_has_turn(d, i); i++)
        deliver_send(d, deliver_turn(d, i));
    d->first++;
    http_client_wait(d->fetch, deliver_is_behind(d) ? 0 : milliseconds);
    deliver_collect(d);
    now = timestamp_now();
    return deliver_is_due(d, now, d->settled, DELIVER_SETTLE)
               ? deliver_settle(d, now, deliver_is_due(d, now, d->written, DELIVER_WRITE))
               : FAULT_NONE;
}

bool
deliver_is_idle(struct deliver *d)
{
    const int64_t now = timestamp_now();
    if (d->roster.book == NULL || deliver_is_behind(d))
        return false;
    for (size_t i = 0; i < d->roster.count; i++)
        if (target_queue_is_busy(d->roster.lanes[i], now))
            return false;
    return true;
}

enum fault
deliver_finish(struct deliver *d)
{
    for (int64_t end = timestamp_now() + DELIVER_PATIENCE;
         http_client_count(d->fetch) > 0 && timestamp_now() < end &&
         d->failing_count + TARGET_CONFIG_BATCH_MAX <= DELIVER_FAILINGS;) {
        http_client_wait(d->fetch, 50);
        deliver_collect(d);
    }
    return deliver_settle(d, timestamp_now(), true);
}

void
deliver_reopen(struct deliver *d)
{
    for (size_t i = 0; i < d->roster.count; i++)
        log_target_close(&d->roster.lanes[i]->journal);
}
