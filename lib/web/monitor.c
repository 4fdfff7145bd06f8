#include "web/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "store/consumer.h"
#include "store/event.h"
#include "store/funnel.h"
#include "store/key.h"
#include "store/stream.h"
#include "store/tally.h"
#include "store/target.h"
#include "web/auth.h"
#include "web/json.h"
#include "web/problem.h"

enum { MONITOR_TEXT = 2 * 1024 * 1024 /* room for the metrics of all targets */ };

/* How far the count is behind the log. */
static enum fault
monitor_lag(struct env *env, struct event_lag *out)
{
    struct consumer consumer;
    enum fault fault = consumer_get(env_read(env), CONSUMER_COUNT, &consumer);
    return fault != FAULT_NONE ? fault : event_lag(env, consumer.number, clock_now(), out);
}

/* How the targets fare, all together: health tells everybody, so no names. */
struct monitor_targets {
    uint64_t open, gone, failing; /* failing: its last attempt failed, and it pauses */
};

static enum fault
monitor_look_at_targets(struct env *env, int64_t now, struct monitor_targets *out)
{
    struct target target = {.name = ""};
    struct stream stream;
    enum fault fault;
    *out = (struct monitor_targets){0};
    while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE) {
        fault = stream_get(env_read(env), target.id, &stream);
        if (fault != FAULT_NONE)
            return fault;
        out->open += target.state == TARGET_ENABLED;
        out->gone += target.state == TARGET_GONE;
        out->failing += stream.next_try > now;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static struct json_object *
monitor_show_targets(const struct monitor_targets *targets)
{
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "enabled", json_object_new_uint64(targets->open));
    json_object_object_add(all, "gone", json_object_new_uint64(targets->gone));
    json_object_object_add(all, "failing", json_object_new_uint64(targets->failing));
    return all;
}

void
monitor_health(struct http *http, const struct desk *desk)
{
    struct event_lag lag;
    struct monitor_targets targets;
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
        return;
    }
    if (monitor_lag(desk->env, &lag) != FAULT_NONE ||
        monitor_look_at_targets(desk->env, clock_now(), &targets) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    const bool late = lag.age > desk->conf->stats_max_lag * CLOCK_SECOND;
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "status", json_object_new_string(late ? "late" : "ok"));
    json_object_object_add(all, "store", json_object_new_string("open"));
    json_object_object_add(all, "last_event", json_object_new_uint64(lag.last));
    json_object_object_add(all, "counted_event", json_object_new_uint64(lag.last - lag.events));
    json_object_object_add(all, "lag_events", json_object_new_uint64(lag.events));
    json_object_object_add(
        all, "oldest_unread_seconds", json_object_new_double((double)lag.age / CLOCK_SECOND));
    json_object_object_add(all, "targets", monitor_show_targets(&targets));
    json_send(http, late ? 503 : 200, "application/json", all);
}

static bool
monitor_may_read(struct http *http, const struct desk *desk)
{
    struct key key;
    const char *token = desk->conf->stats_metrics_token, *bearer = auth_bearer(http);
    uint8_t wanted[DIGEST_BYTES], given[DIGEST_BYTES];
    if (token[0] != '\0' && bearer[0] != '\0') {
        digest_text(token, wanted);
        digest_text(bearer, given);
        if (digest_same(wanted, given))
            return true;
    }
    return auth_require(http, desk->env, KEY_READER, &key) == FAULT_NONE;
}

static void
monitor_add(struct buffer *out, const char *name, const char *type, const char *help, double value)
{
    buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

/* What there is of each target. */
static const struct {
    const char *name, *type, *help;
} monitor_of_target[] = {
    {"curt_target_enabled", "gauge", "1 while the target is enabled."},
    {"curt_target_position", "counter", "Number of the last event that is settled."},
    {"curt_target_lag_events", "gauge", "Events of the log that are not settled."},
    {"curt_target_lag_seconds", "gauge", "Age of the oldest event that is not settled."},
    {"curt_target_delivered_total", "counter", "Events that the target took."},
    {"curt_target_failed_attempts_total", "counter", "Attempts that failed."},
    {"curt_target_dead_letters_total", "counter", "Events that became dead letters."},
};

enum { MONITOR_OF_TARGET = sizeof monitor_of_target / sizeof *monitor_of_target };

static enum fault
monitor_measure(struct env *env, const struct target *target, double out[static MONITOR_OF_TARGET])
{
    struct stream stream;
    struct event_lag lag = {0};
    enum fault fault = stream_get(env_read(env), target->id, &stream);
    if (fault == FAULT_NONE && target->state == TARGET_ENABLED)
        fault = event_lag(env, stream.number, clock_now(), &lag);
    const double values[] = {target->state == TARGET_ENABLED, (double)stream.number, (double)lag.events,
        (double)lag.age / CLOCK_SECOND, (double)stream.delivered, (double)stream.failed, (double)stream.dead};
    memcpy(out, values, sizeof values);
    return fault;
}

/* A family of metrics after the other, as the format wants it; hence a walk over the targets for each. */
static enum fault
monitor_add_targets(struct buffer *out, struct env *env)
{
    enum fault fault = FAULT_MISSING;
    for (size_t m = 0; m < MONITOR_OF_TARGET && fault == FAULT_MISSING; m++) {
        struct target target = {.name = ""};
        double values[MONITOR_OF_TARGET];
        buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n", monitor_of_target[m].name, monitor_of_target[m].help,
            monitor_of_target[m].name, monitor_of_target[m].type);
        while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE) {
            if ((fault = monitor_measure(env, &target, values)) != FAULT_NONE)
                return fault;
            buffer_addf(out, "%s{target=\"%s\",rule=\"%s\"} %.15g\n", monitor_of_target[m].name, target.name,
                target.rule, values[m]);
        }
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Messages by how far they have come; a message is counted in each step that it has reached. */
static enum fault
monitor_add_messages(struct buffer *out, struct env *env)
{
    static const struct {
        enum funnel_step step;
        const char *name, *type, *help;
    } steps[] = {
        {FUNNEL_MESSAGES, "curt_messages_requested_total", "counter", "Messages that were to be sent."},
        {FUNNEL_SUBMITTED, "curt_messages_submitted_total", "counter",
            "Messages that the carrier has taken."},
        {FUNNEL_DELIVERED, "curt_messages_delivered_total", "counter", "Messages that have arrived."},
        {FUNNEL_READ, "curt_messages_read_total", "counter", "Messages that were read."},
        {FUNNEL_REJECTED, "curt_messages_rejected_total", "counter", "Messages that were rejected."},
        {FUNNEL_UNDELIVERABLE, "curt_messages_undeliverable_total", "counter",
            "Messages that could not be delivered."},
        {FUNNEL_FAILED, "curt_messages_failed_total", "counter", "Messages that the carrier did not take."},
        {FUNNEL_UNKNOWN, "curt_messages_unknown", "gauge",
            "Messages of which nobody knows whether the carrier took them."},
        {FUNNEL_CLICKED, "curt_messages_clicked_total", "counter",
            "Messages of which a person opened a link."},
    };
    struct funnel funnel;
    enum fault fault = funnel_whole(env_read(env), &(struct funnel_scope){0, ""}, &funnel);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        monitor_add(out, steps[i].name, steps[i].type, steps[i].help, (double)funnel.steps[steps[i].step]);
    monitor_add(out, "curt_messages_waiting", "gauge", "Messages that wait for the carrier.",
        (double)(funnel.steps[FUNNEL_MESSAGES] - funnel.steps[FUNNEL_SUBMITTED] -
                 funnel.steps[FUNNEL_FAILED] - funnel.steps[FUNNEL_UNKNOWN]));
    return FAULT_NONE;
}

static enum fault
monitor_write(struct buffer *out, const struct desk *desk)
{
    struct event_lag lag;
    struct tally_totals totals;
    enum fault fault = monitor_lag(desk->env, &lag);
    if (fault == FAULT_NONE)
        fault = tally_totals(env_read(desk->env), &(struct tally_scope){.kind = TALLY_ALL}, &totals);
    if (fault != FAULT_NONE)
        return fault;
    monitor_add(
        out, "curt_store_users", "gauge", "Processes that have the store open.", env_users(desk->env));
    monitor_add(out, "curt_events_last", "counter", "Number of the newest event.", (double)lag.last);
    monitor_add(out, "curt_events_counted", "counter", "Number of the last event counted.",
        (double)(lag.last - lag.events));
    monitor_add(out, "curt_relay_lag_seconds", "gauge", "Age of the oldest event not counted.",
        (double)lag.age / CLOCK_SECOND);
    monitor_add(out, "curt_clicks_total", "counter", "Clicks by people.", (double)totals.opens[TALLY_PERSON]);
    monitor_add(out, "curt_visitors_total", "counter", "Visitors, each once a day.", (double)totals.visitors);
    monitor_add(out, "curt_bots_total", "counter", "Opens by bots.", (double)totals.opens[TALLY_BOT_OPEN]);
    monitor_add(out, "curt_previews_total", "counter", "Opens by link previews.",
        (double)totals.opens[TALLY_PREVIEW]);
    monitor_add(out, "curt_prefetches_total", "counter", "Browsers looking ahead.",
        (double)totals.opens[TALLY_PREFETCH]);
    fault = monitor_add_messages(out, desk->env);
    return fault == FAULT_NONE ? monitor_add_targets(out, desk->env) : fault;
}

void
monitor_metrics(struct http *http, const struct desk *desk)
{
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
        return;
    }
    if (!monitor_may_read(http, desk))
        return;
    char *space = malloc(MONITOR_TEXT);
    if (space == NULL)
        log_fatal("out of memory");
    struct buffer out = buffer_over(space, MONITOR_TEXT);
    if (monitor_write(&out, desk) != FAULT_NONE) {
        free(space);
        problem_send_store(http);
        return;
    }
    http_header(http, "Cache-Control", "no-store");
    http_send(http, 200, "text/plain; version=0.0.4; charset=utf-8", out.text, out.length);
    free(space);
}
