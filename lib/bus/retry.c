#include "bus/retry.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/delivery_cursor.h"
#include "bus/log_target.h"
#include "bus/message_dead_letter.h"
#include "bus/retry_policy.h"
#include "db/schedule.h"

enum {
    RETRY_TARGETS = 16, /* at once */
    RETRY_QUEUE = 64,   /* letters of a target that wait */
    RETRY_STOPPED = 1500,
    RETRY_WATCHDOG = 120,
    RETRY_SHUT = 300, /* seconds until a letter to a target that is shut is looked at again */
};

struct retry_letter {
    struct dead_letter_id place;
    int64_t due;
};

/* Letters to one target. */
struct retry_queue {
    uint64_t id;
    struct target target;
    struct target_config settings;
    bool known, open, flying;
    bool stopped; /* nothing more this time: it cannot be reached, or wants patience */
    bool over;    /* its queue was full once: what comes later waits for the next look */
    unsigned begin, count;
    struct retry_letter letters[RETRY_QUEUE];
    struct log_target journal;
};

struct retry {
    struct env *env;
    struct http_client *fetch;
    struct webhook *webhook;
    struct schedule_entry from;      /* where to look on */
    bool over;                       /* there are no more */
    bool again;                      /* some found no room: look again from the beginning */
    uint64_t stopped[RETRY_STOPPED]; /* ids of targets that are left alone */
    size_t stopped_count;
    struct retry_queue queues[RETRY_TARGETS];
    size_t queue_count;
    struct retry_count *count;
    void (*tell)(const struct retry_count *, void *arg);
    void *arg;
    struct dead_letter dead;
};

/* What is to be written down of one letter. */
struct retry_outcome {
    struct retry *retry;
    struct retry_queue *queue;
    const struct retry_letter *letter;
    const struct delivery_result *verdict;
    int64_t now;
    bool rested;
};

static enum fault
retry_count_up(struct txn *txn, const struct retry_outcome *outcome)
{
    struct delivery_cursor stream;
    if (!outcome->queue->known)
        return FAULT_NONE;
    enum fault fault = delivery_cursor_get_for_update(txn, outcome->queue->id, &stream);
    if (fault != FAULT_NONE)
        return fault;
    if (outcome->verdict->kind == DELIVERY_RESULT_ACCEPTED) {
        stream.delivered++;
        stream.last_success = outcome->now;
    } else {
        stream.failed++;
        stream.last_failure = outcome->now;
        strcpy(stream.error, outcome->verdict->message);
    }
    return delivery_cursor_put(txn, outcome->queue->id, &stream);
}

static enum fault
retry_gone(struct txn *txn, const struct retry_queue *queue)
{
    struct target target;
    enum fault fault = target_get(txn, queue->target.name, &target);
    if (fault != FAULT_NONE || target.id != queue->id || target.state != TARGET_ENABLED)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    target.state = TARGET_GONE;
    return target_update(txn, &target);
}

/* Takes the reminder away and reads the letter: FAULT_MISSING when it was purged, or another reminder was
 * written. */
static enum fault
retry_read(struct txn *txn, const struct retry_outcome *outcome)
{
    struct dead_letter *dead = &outcome->retry->dead;
    enum fault fault = dead_letter_unschedule(txn, &outcome->letter->place, outcome->letter->due);
    if (fault == FAULT_NONE)
        fault = dead_letter_get_for_update(txn, &outcome->letter->place, dead);
    return fault == FAULT_NONE && dead->next != outcome->letter->due ? FAULT_MISSING : fault;
}

static enum fault
retry_write(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    struct dead_letter *dead = &outcome->retry->dead;
    enum fault fault = retry_read(txn, outcome);
    if (outcome->verdict->kind == DELIVERY_RESULT_ACCEPTED &&
        (fault == FAULT_NONE || fault == FAULT_MISSING)) {
        fault = dead_letter_remove(txn, &outcome->letter->place); /* also one that was redriven meanwhile */
        if (fault == FAULT_MISSING)
            return FAULT_NONE;
    } else if (fault != FAULT_NONE) {
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    } else {
        retry_policy_fail(
            dead, &outcome->queue->settings, outcome->verdict, dead->attempts + 1U, outcome->now);
        outcome->rested = dead->next == 0;
        fault = dead_letter_put(txn, dead);
    }
    if (fault == FAULT_NONE && outcome->verdict->kind == VERDICT_GONE)
        fault = retry_gone(txn, outcome->queue);
    return fault != FAULT_NONE ? fault : retry_count_up(txn, outcome);
}

/* Nobody can be asked: the letter rests, or waits until the target is open again. */
static enum fault
retry_put_off(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    struct dead_letter *dead = &outcome->retry->dead;
    enum fault fault = retry_read(txn, outcome);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    dead->next = outcome->queue->known ? outcome->now + RETRY_SHUT * TIMESTAMP_SECOND : 0;
    return dead_letter_put(txn, dead);
}

static const struct retry_letter *
retry_first(const struct retry_queue *queue)
{
    return &queue->letters[queue->begin];
}

static void
retry_leave(struct retry_queue *queue)
{
    queue->begin = (queue->begin + 1) % RETRY_QUEUE;
    queue->count--;
}

/* A target that is left alone makes room for another. */
static void
retry_stop(struct retry *r, struct retry_queue *queue)
{
    queue->stopped = true;
    if (r->stopped_count < RETRY_STOPPED)
        r->stopped[r->stopped_count++] = queue->id;
}

static bool
retry_is_stopped(const struct retry *r, uint64_t target)
{
    for (size_t i = 0; i < r->stopped_count; i++)
        if (r->stopped[i] == target)
            return true;
    return false;
}

static enum fault
retry_settle(struct retry *r, struct retry_queue *queue, const struct delivery_result *verdict)
{
    struct retry_outcome outcome = {
        .retry = r, .queue = queue, .letter = retry_first(queue), .verdict = verdict, .now = timestamp_now()};
    enum fault fault = env_txn(r->env, ENV_WRITE, retry_write, &outcome);
    if (fault != FAULT_NONE)
        return fault;
    retry_leave(queue);
    r->count->delivered += verdict->kind == DELIVERY_RESULT_ACCEPTED;
    r->count->failed += verdict->kind != DELIVERY_RESULT_ACCEPTED;
    r->count->rested += outcome.rested;
    if (verdict->kind == VERDICT_GONE ||
        (verdict->kind == VERDICT_RETRY && (verdict->status == 0 || verdict->throttled)))
        retry_stop(r, queue);
    if (r->tell != NULL)
        r->tell(r->count, r->arg);
    return FAULT_NONE;
}

static enum fault
retry_send(struct retry *r, struct retry_queue *queue)
{
    struct delivery_result verdict = {.kind = DELIVERY_RESULT_ACCEPTED};
    const char *text, *why;
    size_t sent, length;
    struct json_object *envelope = retry_policy_envelope(&r->dead.event, r->dead.replay);
    const struct outgoing outgoing = {
        .id = r->dead.event.id, .at = r->dead.event.at, .envelope = envelope, .rule = r->dead.rule};
    enum fault fault = FAULT_INPUT;
    if (envelope == NULL)
        verdict_set(
            &verdict, DELIVERY_RESULT_REJECTED, DEAD_LETTER_INVALID_PARAMETER, "the event cannot be read");
    else if (queue->settings.type == TARGET_CONFIG_WEBHOOK)
        fault = webhook_send(r->webhook, r->fetch, &queue->settings, &outgoing, 1, queue, &sent, &verdict);
    else if (webhook_text(r->webhook, &queue->settings, &outgoing, &text, &length, &verdict) == FAULT_NONE &&
             log_target_write(&queue->journal, queue->settings.path, text, length, &why) != FAULT_NONE)
        verdict_set(&verdict, VERDICT_RETRY, DEAD_LETTER_ERROR_FROM_TARGET, why);
    json_object_put(envelope);
    queue->flying = fault == FAULT_NONE;
    return fault == FAULT_INPUT ? retry_settle(r, queue, &verdict) : FAULT_NONE;
}

/* Begins with the first letter of a queue; a letter that is not due any more leaves it. */
static enum fault
retry_begin(struct retry *r, struct retry_queue *queue)
{
    enum fault fault = dead_letter_get(env_read(r->env), &retry_first(queue)->place, &r->dead);
    const bool stale = fault == FAULT_MISSING ||
                       (fault == FAULT_NONE && r->dead.next != retry_first(queue)->due);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    if (queue->open && !stale)
        return retry_send(r, queue);
    struct retry_outcome outcome = {
        .retry = r, .queue = queue, .letter = retry_first(queue), .now = timestamp_now()};
    fault = env_txn(r->env, ENV_WRITE, retry_put_off, &outcome);
    if (fault == FAULT_NONE)
        retry_leave(queue);
    return fault;
}

static enum fault
retry_find_target(struct retry *r, struct retry_queue *queue)
{
    struct target target = {.name = ""};
    enum fault fault;
    while ((fault = target_next(env_read(r->env), target.name, &target)) == FAULT_NONE)
        if (target.id == queue->id)
            break;
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    queue->target = target;
    queue->known = true;
    queue->open = target.state == TARGET_ENABLED &&
                  target_config_read(target.settings, &queue->settings) == FAULT_NONE;
    return FAULT_NONE;
}

/* The queue of a target: NULL when there is no room for another. */
static struct retry_queue *
retry_queue_of(struct retry *r, uint64_t target, enum fault *fault)
{
    for (size_t i = 0; i < r->queue_count; i++)
        if (r->queues[i].id == target)
            return &r->queues[i];
    if (r->queue_count == RETRY_TARGETS)
        return NULL;
    struct retry_queue *queue = &r->queues[r->queue_count++];
    queue->id = target;
    queue->journal.file = -1;
    *fault = retry_find_target(r, queue);
    return queue;
}

/* A message that waits for the carrier: curt-relay is who sends it. */
static enum fault
retry_hand_back(struct txn *txn, void *arg)
{
    struct retry_outcome *outcome = arg;
    enum fault fault = retry_read(txn, outcome);
    if (fault == FAULT_NONE)
        fault = message_dead_letter_redrive(txn, &outcome->retry->dead, outcome->now);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* A letter finds its place in its target's queue, or another time. */
static enum fault
retry_queue_up(struct retry *r, const struct dead_letter_id *place, int64_t due)
{
    enum fault fault = FAULT_NONE;
    const struct retry_letter letter = {*place, due};
    if (place->target == MESSAGE_DEAD_LETTER_TARGET) {
        fault = env_txn(r->env, ENV_WRITE, retry_hand_back,
            &(struct retry_outcome){.retry = r, .letter = &letter, .now = timestamp_now()});
        r->count->returned += fault == FAULT_NONE;
        return fault;
    }
    if (retry_is_stopped(r, place->target))
        return FAULT_NONE;
    struct retry_queue *queue = retry_queue_of(r, place->target, &fault);
    if (fault != FAULT_NONE)
        return fault;
    if (queue != NULL && !queue->over && queue->count < RETRY_QUEUE) {
        queue->letters[(queue->begin + queue->count++) % RETRY_QUEUE] = letter;
        return FAULT_NONE;
    }
    if (queue != NULL)
        queue->over = true;
    r->again = true;
    return FAULT_NONE;
}

/* Queues what is due: no target waits for another's letters. */
static enum fault
retry_fill(struct retry *r, int64_t now)
{
    struct schedule_entry due;
    struct dead_letter_id place;
    enum fault fault = FAULT_NONE;
    while (
        fault == FAULT_NONE && (fault = schedule_next(env_read(r->env), &r->from, now, &due)) == FAULT_NONE) {
        if (due.kind == SCHEDULE_RETRY && dead_letter_id_decode(due.name, due.length, &place) == FAULT_NONE)
            fault = retry_queue_up(r, &place, due.at);
        r->from = due;
    }
    r->over = fault == FAULT_MISSING;
    return r->over ? FAULT_NONE : fault;
}

static void
retry_close_queues(struct retry *r)
{
    for (size_t i = 0; i < r->queue_count; i++) {
        target_config_free(&r->queues[i].settings);
        log_target_close(&r->queues[i].journal);
    }
    memset(r->queues, 0, sizeof r->queues);
    r->queue_count = 0;
}

/* All queues are done with, and some letters found no room. */
static void
retry_look_again(struct retry *r)
{
    retry_close_queues(r);
    r->from = (struct schedule_entry){0};
    r->over = r->again = false;
}

static enum fault
retry_collect(struct retry *r)
{
    struct http_client_response answer;
    struct delivery_result verdict;
    enum fault fault = FAULT_NONE;
    http_client_wait(r->fetch, 1000);
    while (fault == FAULT_NONE && http_client_next(r->fetch, &answer)) {
        struct retry_queue *queue = answer.owner;
        queue->flying = false;
        webhook_judge(&answer, &verdict);
        fault = retry_settle(r, queue, &verdict);
    }
    return fault;
}

/* One round over the queues. *busy: something is under way, or may be begun. */
static enum fault
retry_round(struct retry *r, bool begin, bool *busy)
{
    enum fault fault = FAULT_NONE;
    *busy = false;
    for (size_t i = 0; i < r->queue_count && fault == FAULT_NONE; i++) {
        struct retry_queue *queue = &r->queues[i];
        if (begin && !queue->stopped && !queue->flying && queue->count > 0)
            fault = retry_begin(r, queue);
        *busy = *busy || queue->flying || (begin && !queue->stopped && queue->count > 0);
    }
    if (fault == FAULT_NONE && http_client_count(r->fetch) > 0)
        fault = retry_collect(r);
    return fault;
}

static void
retry_close(struct retry *r)
{
    retry_close_queues(r);
    webhook_free(r->webhook);
    http_client_free(r->fetch);
    free(r);
}

enum fault
retry_run(const struct config *config, struct env *env, int64_t now, int seconds, struct retry_count *count,
    void (*tell)(const struct retry_count *, void *arg), void *arg)
{
    struct http_client_policy rules;
    struct retry *r = calloc(1, sizeof *r);
    if (r == NULL)
        log_fatal("out of memory");
    http_client_policy_read(config, &rules);
    r->env = env;
    r->count = count;
    r->tell = tell;
    r->arg = arg;
    r->fetch = http_client_create(&rules, RETRY_TARGETS);
    r->webhook = webhook_create();
    const int64_t end = timestamp_now() + seconds * TIMESTAMP_SECOND;
    bool busy = true;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && (busy || !r->over)) {
        const bool begin = timestamp_now() < end && !program_interrupted();
        alarm(RETRY_WATCHDOG);
        if (begin && !r->over)
            fault = retry_fill(r, now);
        if (fault == FAULT_NONE)
            fault = retry_round(r, begin, &busy);
        if (!begin && !busy)
            break;
        if (!busy && r->over && r->again)
            retry_look_again(r);
    }
    retry_close(r);
    return fault;
}
