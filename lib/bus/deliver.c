#include "bus/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus/letter.h"
#include "bus/roster.h"
#include "bus/view.h"
#include "store/consumer.h"

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
    struct lane *lane;
    unsigned count;
    uint64_t numbers[SETTINGS_BATCH_MAX];
    struct shipment *next; /* among those that are free */
};

/* A parcel that becomes a dead letter. */
struct failing {
    struct lane *lane;
    uint64_t number;
    unsigned attempts;
    struct verdict verdict;
};

/* What a shipment is made of, while it is put together. */
struct packing {
    uint8_t ids[SETTINGS_BATCH_MAX][UUID_BYTES];
    struct outgoing outgoing[SETTINGS_BATCH_MAX];
    uint64_t numbers[SETTINGS_BATCH_MAX];
    unsigned count;
    size_t bytes;
};

struct deliver {
    struct env *env;
    struct fetch_rules rules;
    struct fetch *fetch;
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
    struct view_click click;
    struct dead dead;
    struct packing packing;
};

struct deliver *
deliver_new(const struct conf *conf, struct env *env)
{
    struct deliver *d = calloc(1, sizeof *d);
    if (d == NULL)
        log_fatal("out of memory");
    d->env = d->roster.env = env;
    fetch_rules_read(conf, &d->rules);
    d->fetch = fetch_new(&d->rules, DELIVER_FLIGHTS);
    d->webhook = webhook_new();
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
    fetch_free(d->fetch);
    json_object_put(d->json);
    free(d);
}

static enum fault
deliver_range(struct deliver *d)
{
    struct consumer count;
    uint64_t first;
    enum fault fault = consumer_get(env_read(d->env), CONSUMER_COUNT, &count);
    if (fault == FAULT_NONE)
        fault = event_range(d->env, count.number, &first, &d->end);
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
deliver_look(struct deliver *d, uint64_t number, struct view *view)
{
    json_object_put(d->json);
    d->json = NULL;
    enum fault fault = event_read(env_read(d->env), number, &d->event);
    if (fault != FAULT_NONE)
        return fault;
    if (d->event.kind == EVENT_CLICK || d->event.kind == EVENT_PREFETCH)
        return view_of_click(&d->event, &d->click, view) == FAULT_NONE ? FAULT_NONE : FAULT_MISSING;
    d->json = letter_envelope(&d->event, "");
    if (d->json == NULL)
        return FAULT_MISSING;
    *view = view_of_json(d->json);
    return FAULT_NONE;
}

static void
deliver_offer(struct lane *lane, uint64_t number)
{
    if (!lane->open || lane->lagging || number < lane->next)
        return;
    if (lane_has_room(lane)) {
        lane_push(lane, number);
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
    struct view view;
    for (unsigned i = 0;
         i < DELIVER_HEAD_EVENTS && d->head <= d->end && (i == 0 || clock_now() < d->deadline);
         i++, d->head++) {
        enum fault fault = deliver_look(d, d->head, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        d->looked = d->head;
        const size_t count = route_match(d->roster.book->route, &view, hits);
        for (size_t h = 0; h < count; h++)
            for (unsigned t = 0; t < d->roster.by_rule_count[hits[h]]; t++)
                deliver_offer(d->roster.by_rule[hits[h]][t], d->head);
    }
    return FAULT_NONE;
}

static bool
deliver_wants(const struct deliver *d, const struct lane *lane, const struct view *view)
{
    const int rule = book_find(d->roster.book, lane->rule);
    if (lane->replay[0] != '\0' && (d->event.at < lane->from || d->event.at >= lane->to))
        return false;
    return rule >= 0 && pattern_matches(d->roster.book->rules[rule].pattern, view);
}

/* One that is behind looks by itself, until it has caught up. */
static enum fault
deliver_feed_lane(struct deliver *d, struct lane *lane)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : d->head - 1;
    struct view view;
    for (unsigned i = 0; i < DELIVER_LANE_EVENTS && lane->next <= stop && lane_has_room(lane) &&
                         (i == 0 || clock_now() < d->deadline);
         i++, lane->next++) {
        enum fault fault = deliver_look(d, lane->next, &view);
        if (fault == FAULT_MISSING)
            continue;
        if (fault != FAULT_NONE)
            return fault;
        lane->looked = lane->next;
        if (deliver_wants(d, lane, &view))
            lane_push(lane, lane->next);
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
deliver_skip(struct lane *lane, uint64_t first)
{
    if (lane->next < first)
        lane->next = first;
}

/* Each round begins with another lane, and ends when its time is over: everybody has his turn. */
static struct lane *
deliver_turn(const struct deliver *d, size_t i)
{
    return d->roster.lanes[(d->first + i) % d->roster.count];
}

static bool
deliver_has_turn(const struct deliver *d, size_t i)
{
    return i < d->roster.count && (i == 0 || clock_now() < d->deadline);
}

static enum fault
deliver_feed(struct deliver *d)
{
    uint64_t first;
    enum fault fault = event_range(d->env, d->end + 1, &first, &d->end);
    if (fault == FAULT_NONE && !deliver_has_open(d))
        d->head = d->end + 1;
    else if (fault == FAULT_NONE)
        fault = deliver_feed_head(d);
    for (size_t i = 0; fault == FAULT_NONE && deliver_has_turn(d, i); i++) {
        struct lane *lane = deliver_turn(d, i);
        if (lane->open && lane->lagging) {
            deliver_skip(lane, first);
            fault = deliver_feed_lane(d, lane);
        }
    }
    return fault;
}

static void
deliver_fail(struct deliver *d, struct lane *lane, uint64_t number, const struct verdict *verdict)
{
    const struct parcel *parcel = lane_find(lane, number);
    d->failings[d->failing_count++] = (struct failing){
        .lane = lane, .number = number, .attempts = parcel->attempts, .verdict = *verdict};
}

static void
deliver_take_in(
    struct deliver *d, struct lane *lane, uint64_t number, const struct verdict *verdict, bool shared)
{
    if (lane_settle(lane, number, clock_now(), verdict, shared))
        deliver_fail(d, lane, number, verdict);
}

/* Adds an event to a shipment, unless it is gone or too late. */
static void
deliver_pack(struct deliver *d, struct lane *lane, uint64_t number, struct packing *packing)
{
    struct verdict verdict;
    enum fault fault = event_read(env_read(d->env), number, &d->event);
    struct json_object *envelope = fault == FAULT_NONE ? letter_envelope(&d->event, lane->replay) : NULL;
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        lane_return(lane, number);
    } else if (envelope == NULL) {
        log_error("event %llu is gone: %s does not get it", (unsigned long long)number, lane->name);
        lane_drop(lane, number);
    } else if (lane->replay[0] == '\0' && letter_is_late(&lane->settings, &d->event, clock_now())) {
        verdict_set(&verdict, VERDICT_FINAL, DEAD_NOT_TRIED, "it was too old before it could be sent");
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
deliver_ship(struct deliver *d, struct lane *lane, const struct packing *packing)
{
    struct verdict verdict;
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
        lane_return(lane, packing->numbers[i]);
}

static void
deliver_write(struct deliver *d, struct lane *lane, const struct packing *packing)
{
    struct verdict verdict;
    const char *text, *why;
    size_t length;
    for (unsigned i = 0; i < packing->count; i++) {
        verdict = (struct verdict){.kind = VERDICT_TAKEN};
        if (webhook_text(d->webhook, &lane->settings, &packing->outgoing[i], &text, &length, &verdict) ==
                FAULT_NONE &&
            journal_write(&lane->journal, lane->settings.path, text, length, &why) != FAULT_NONE)
            verdict_set(&verdict, VERDICT_RETRY, DEAD_ERROR_FROM_TARGET, why);
        lane_pace(lane, clock_now(), &verdict);
        deliver_take_in(d, lane, packing->numbers[i], &verdict, false);
    }
}

/* A lane that has something under way leaves some room to those that have not. */
static bool
deliver_has_room(const struct deliver *d, const struct lane *lane)
{
    const size_t reserve = lane->flying > 0 ? DELIVER_RESERVE : 0;
    return d->free != NULL && fetch_count(d->fetch) + reserve < DELIVER_FLIGHTS &&
           d->failing_count + SETTINGS_BATCH_MAX <= DELIVER_FAILINGS;
}

/* Sends what a lane has and may send. */
static void
deliver_send(struct deliver *d, struct lane *lane)
{
    struct packing *packing = &d->packing;
    uint64_t numbers[SETTINGS_BATCH_MAX];
    unsigned most;
    while (deliver_has_room(d, lane) && (most = lane_may_send(lane, clock_now())) > 0) {
        const unsigned taken = lane_take(lane, clock_now(), most, numbers);
        if (taken == 0)
            return;
        packing->count = 0;
        packing->bytes = 0;
        for (unsigned i = 0; i < taken; i++)
            if (packing->bytes < DELIVER_BYTES)
                deliver_pack(d, lane, numbers[i], packing);
            else
                lane_return(lane, numbers[i]);
        if (lane->settings.type == SETTINGS_LOG)
            deliver_write(d, lane, packing);
        else
            deliver_ship(d, lane, packing);
        for (unsigned i = 0; i < packing->count; i++)
            json_object_put(packing->outgoing[i].envelope);
        if (clock_now() >= d->deadline)
            return;
    }
}

static void
deliver_collect(struct deliver *d)
{
    struct fetch_answer answer;
    struct verdict verdict;
    while (d->failing_count + SETTINGS_BATCH_MAX <= DELIVER_FAILINGS && fetch_next(d->fetch, &answer)) {
        struct shipment *shipment = answer.owner;
        struct lane *lane = shipment->lane;
        webhook_judge(&answer, &verdict);
        lane->flying--;
        lane_pace(lane, clock_now(), &verdict);
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
    struct dead *dead = &d->dead;
    const struct lane *lane = failing->lane;
    dead->target = lane->target;
    strcpy(dead->target_name, lane->name);
    strcpy(dead->rule, lane->rule);
    strcpy(dead->replay, lane->replay);
    dead->since = now;
    enum fault fault = event_read(txn, failing->number, &dead->event);
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    letter_fail(dead, &lane->settings, &failing->verdict, failing->attempts, now);
    if (failing->verdict.code == DEAD_NOT_TRIED)
        dead->exhausted = DEAD_AGE;
    return fault != FAULT_NONE ? fault : dead_put(txn, dead);
}

/*
 * Only a number at which an event was read is written down: one without may get an event yet, after a crash.
 */
static uint64_t
deliver_position(const struct deliver *d, struct lane *lane)
{
    return lane_position(lane, lane->lagging || lane->looked > d->looked ? lane->looked : d->looked);
}

/* The target answered 410. */
static enum fault
deliver_put_gone(struct txn *txn, const struct lane *lane)
{
    struct target target;
    enum fault fault = target_get(txn, lane->name, &target);
    if (fault == FAULT_NONE && target.id == lane->target && target.state == TARGET_ENABLED) {
        target.state = TARGET_GONE;
        fault = target_change(txn, &target);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
deliver_put_stream(struct deliver *d, struct txn *txn, struct lane *lane)
{
    struct stream stream;
    struct target target;
    const struct lane_news *news = &lane->news;
    enum fault fault = target_get(txn, lane->name, &target);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && target.id != lane->target))
        return FAULT_NONE; /* it was removed just now */
    if (fault == FAULT_NONE)
        fault = stream_get_to_change(txn, lane->target, &stream);
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
    return stream_put(txn, lane->target, &stream);
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
        struct lane *lane = d->roster.lanes[i];
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
deliver_is_news(const struct deliver *d, struct lane *lane, bool all)
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
        struct lane *lane = d->roster.lanes[i];
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
        d->roster.lanes[i]->news = (struct lane_news){.any = false};
    }
    return FAULT_NONE;
}

static bool
deliver_is_due(const struct deliver *d, int64_t now, int64_t last, int64_t every)
{
    return now - last >= every || now < last || d->failing_count + SETTINGS_BATCH_MAX > DELIVER_FAILINGS;
}

static bool
deliver_lane_is_behind(const struct deliver *d, const struct lane *lane)
{
    const uint64_t stop = lane->replay[0] != '\0' ? lane->last : d->end;
    return lane->open && lane->lagging && lane->next <= stop && lane_has_room(lane);
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
    int64_t now = clock_now();
    d->deadline = now + DELIVER_ROUND;
    enum fault fault = d->head == 0 ? deliver_range(d) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = deliver_refresh(d, now);
    if (fault == FAULT_NONE)
        fault = deliver_feed(d);
    if (fault != FAULT_NONE)
        return fault;
    d->deadline = clock_now() + DELIVER_ROUND;
    for (size_t i = 0; deliver_has_turn(d, i); i++)
        deliver_send(d, deliver_turn(d, i));
    d->first++;
    fetch_wait(d->fetch, deliver_is_behind(d) ? 0 : milliseconds);
    deliver_collect(d);
    now = clock_now();
    return deliver_is_due(d, now, d->settled, DELIVER_SETTLE)
               ? deliver_settle(d, now, deliver_is_due(d, now, d->written, DELIVER_WRITE))
               : FAULT_NONE;
}

bool
deliver_is_idle(struct deliver *d)
{
    const int64_t now = clock_now();
    if (d->roster.book == NULL || deliver_is_behind(d))
        return false;
    for (size_t i = 0; i < d->roster.count; i++)
        if (lane_is_busy(d->roster.lanes[i], now))
            return false;
    return true;
}

enum fault
deliver_finish(struct deliver *d)
{
    for (int64_t end = clock_now() + DELIVER_PATIENCE;
         fetch_count(d->fetch) > 0 && clock_now() < end &&
         d->failing_count + SETTINGS_BATCH_MAX <= DELIVER_FAILINGS;) {
        fetch_wait(d->fetch, 50);
        deliver_collect(d);
    }
    return deliver_settle(d, clock_now(), true);
}

void
deliver_reopen(struct deliver *d)
{
    for (size_t i = 0; i < d->roster.count; i++)
        journal_close(&d->roster.lanes[i]->journal);
}
