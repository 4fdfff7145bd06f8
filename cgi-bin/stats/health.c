/*
 * health.c: GET /api/v1/stats/health and GET /metrics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "health.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "bus/delivery_cursor.h"
#include "bus/target.h"
#include "db/cluster.h"
#include "event/checkpoint.h"
#include "event/event_log.h"
#include "event/spool_status.h"
#include "http/api_key.h"
#include "http/auth.h"
#include "http/problem.h"
#include "http/query_enum.h"
#include "http/response.h"
#include "message/carrier_pause.h"
#include "stats/click_stats.h"
#include "stats/message_stats.h"
#include "stats/missed_stats.h"

enum { HEALTH_TEXT = 2 * 1024 * 1024 /* room for the metrics of all targets */ };

/* How far the count is behind. */
struct health_lag {
    struct spool_status spool;
    struct event_log_lag log;
    int64_t age; /* of the oldest event that is not counted, wherever it waits */
};

/* The spool first: what leaves it in between is then seen in the log. */
static enum fault
health_lag(const struct context *context, struct health_lag *out)
{
    struct checkpoint consumer;
    const int64_t now = timestamp_now();
    enum fault fault = spool_status_get(context->env, context->config->store_home, now, &out->spool);
    if (fault == FAULT_NONE)
        fault = checkpoint_get(env_read(context->env), CHECKPOINT_AGGREGATOR, &consumer);
    if (fault == FAULT_NONE)
        fault = event_log_lag(context->env, consumer.number, now, &out->log);
    out->age = out->spool.age > out->log.age ? out->spool.age : out->log.age;
    return fault;
}

static struct json_object *
health_show_spool(const struct spool_status *spool)
{
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "bytes", json_object_new_uint64(spool->waiting));
    json_object_object_add(
        all, "oldest_seconds", json_object_new_double((double)spool->age / TIMESTAMP_SECOND));
    json_object_object_add(all, "dropped", json_object_new_uint64(spool->dropped));
    json_object_object_add(all, "dropped_missed", json_object_new_uint64(spool->dropped_missed));
    return all;
}

/* How the targets fare, all together: health tells everybody, so no names. */
struct health_targets {
    uint64_t open, gone, failing; /* failing: its last attempt failed, and it pauses */
};

static enum fault
health_look_at_targets(struct env *env, int64_t now, struct health_targets *out)
{
    struct target target = {.name = ""};
    struct delivery_cursor cursor;
    enum fault fault;
    *out = (struct health_targets){0};
    while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE) {
        fault = delivery_cursor_get(env_read(env), target.id, &cursor);
        if (fault != FAULT_NONE)
            return fault;
        out->open += target.state == TARGET_ENABLED;
        out->gone += target.state == TARGET_GONE;
        out->failing += cursor.next_try > now;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static struct json_object *
health_show_targets(const struct health_targets *targets)
{
    struct json_object *all = json_object_new_object();
    json_object_object_add(all, "enabled", json_object_new_uint64(targets->open));
    json_object_object_add(all, "gone", json_object_new_uint64(targets->gone));
    json_object_object_add(all, "failing", json_object_new_uint64(targets->failing));
    return all;
}

void
health_get(struct request *request, struct context *context)
{
    static const char *const roles[] = {"any", "master", NULL};
    struct health_lag lag;
    struct health_targets targets;
    int wanted;
    if (!query_enum(request, "role", roles, 0, &wanted))
        return;
    if (health_lag(context, &lag) != FAULT_NONE ||
        health_look_at_targets(context->env, timestamp_now(), &targets) != FAULT_NONE) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    const bool late = lag.age > context->config->stats_max_lag * TIMESTAMP_SECOND;
    const enum cluster_role role = cluster_role(context->env);
    const bool good = !late && role != CLUSTER_REMOVED && (wanted == 0 || cluster_can_write(context->env));
    struct json_object *all = json_object_new_object();
    json_add_text(all, "status", late ? "late" : "ok");
    json_add_text(all, "role", cluster_role_name(role));
    json_add_text(all, "store", "open");
    json_object_object_add(all, "last_event", json_object_new_uint64(lag.log.last));
    json_object_object_add(all, "counted_event", json_object_new_uint64(lag.log.last - lag.log.events));
    json_object_object_add(all, "lag_events", json_object_new_uint64(lag.log.events));
    json_object_object_add(
        all, "oldest_unread_seconds", json_object_new_double((double)lag.age / TIMESTAMP_SECOND));
    json_object_object_add(all, "spool", health_show_spool(&lag.spool));
    json_object_object_add(all, "targets", health_show_targets(&targets));
    json_object_object_add(all, "carrier_pause", carrier_pause_to_json(context->env, false));
    response_send_json(request, good ? 200 : 503, "application/json", all);
}

static bool
health_may_read(struct request *request, const struct context *context)
{
    struct api_key key;
    const char *token = context->config->stats_metrics_token, *bearer = auth_bearer(request);
    uint8_t wanted[SHA256_BYTES], given[SHA256_BYTES];
    if (token[0] != '\0' && bearer[0] != '\0') {
        sha256_text(token, wanted);
        sha256_text(bearer, given);
        if (sha256_equal(wanted, given))
            return true;
    }
    return auth_require(request, context, ROLE_READER, "/metrics", &key) == FAULT_NONE;
}

static void
health_add(struct buffer *out, const char *name, const char *type, const char *help, double value)
{
    buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %.15g\n", name, help, name, type, name, value);
}

/* What there is of each target. */
static const struct {
    const char *name, *type, *help;
} health_of_target[] = {
    {"curt_target_enabled", "gauge", "1 while the target is enabled."},
    {"curt_target_position", "counter", "Number of the last event that is settled."},
    {"curt_target_lag_events", "gauge", "Events of the log that are not settled."},
    {"curt_target_lag_seconds", "gauge", "Age of the oldest event that is not settled."},
    {"curt_target_delivered_total", "counter", "Events that the target took."},
    {"curt_target_failed_attempts_total", "counter", "Attempts that failed."},
    {"curt_target_dead_letters_total", "counter", "Events that became dead letters."},
};

enum { HEALTH_OF_TARGET = sizeof health_of_target / sizeof *health_of_target };

static enum fault
health_measure(struct env *env, const struct target *target, double out[static HEALTH_OF_TARGET])
{
    struct delivery_cursor cursor;
    struct event_log_lag lag = {0};
    enum fault fault = delivery_cursor_get(env_read(env), target->id, &cursor);
    if (fault == FAULT_NONE && target->state == TARGET_ENABLED)
        fault = event_log_lag(env, cursor.number, timestamp_now(), &lag);
    const double values[] = {target->state == TARGET_ENABLED, (double)cursor.number, (double)lag.events,
        (double)lag.age / TIMESTAMP_SECOND, (double)cursor.delivered, (double)cursor.failed,
        (double)cursor.dead};
    memcpy(out, values, sizeof values);
    return fault;
}

/* A family of metrics after the other, as the format wants it; so each walks over the targets. */
static enum fault
health_add_targets(struct buffer *out, struct env *env)
{
    enum fault fault = FAULT_MISSING;
    for (size_t m = 0; m < HEALTH_OF_TARGET && fault == FAULT_MISSING; m++) {
        struct target target = {.name = ""};
        double values[HEALTH_OF_TARGET];
        buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n", health_of_target[m].name, health_of_target[m].help,
            health_of_target[m].name, health_of_target[m].type);
        while ((fault = target_next(env_read(env), target.name, &target)) == FAULT_NONE) {
            if ((fault = health_measure(env, &target, values)) != FAULT_NONE)
                return fault;
            buffer_addf(out, "%s{target=\"%s\",rule=\"%s\"} %.15g\n", health_of_target[m].name, target.name,
                target.rule, values[m]);
        }
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Messages by how far they have come; a message is counted in each step that it has reached. */
static enum fault
health_add_messages(struct buffer *out, struct env *env)
{
    static const struct {
        enum message_stats_step step;
        const char *name, *type, *help;
    } steps[] = {
        {MESSAGE_STATS_MESSAGES, "curt_messages_requested_total", "counter",
            "Messages that were to be sent."},
        {MESSAGE_STATS_SUBMITTED, "curt_messages_submitted_total", "counter",
            "Messages that the carrier has taken."},
        {MESSAGE_STATS_DELIVERED, "curt_messages_delivered_total", "counter", "Messages that have arrived."},
        {MESSAGE_STATS_READ, "curt_messages_read_total", "counter", "Messages that were read."},
        {MESSAGE_STATS_REJECTED, "curt_messages_rejected_total", "counter", "Messages that were rejected."},
        {MESSAGE_STATS_UNDELIVERABLE, "curt_messages_undeliverable_total", "counter",
            "Messages that could not be delivered."},
        {MESSAGE_STATS_FAILED, "curt_messages_failed", "gauge", "Messages that the carrier did not take."},
        {MESSAGE_STATS_UNKNOWN, "curt_messages_unknown", "gauge",
            "Messages that the carrier may or may not have taken."},
        {MESSAGE_STATS_CLICKED, "curt_messages_clicked_total", "counter",
            "Messages of which a person opened a link."},
    };
    struct message_stats stats;
    enum fault fault = message_stats_get_totals(env_read(env), &(struct message_stats_scope){0, ""}, &stats);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        health_add(out, steps[i].name, steps[i].type, steps[i].help, (double)stats.steps[steps[i].step]);
    health_add(out, "curt_messages_waiting", "gauge", "Messages that wait for the carrier.",
        (double)(stats.steps[MESSAGE_STATS_MESSAGES] - stats.steps[MESSAGE_STATS_SUBMITTED] -
                 stats.steps[MESSAGE_STATS_FAILED] - stats.steps[MESSAGE_STATS_UNKNOWN]));
    return FAULT_NONE;
}

/* Visits to what does not open, by reason, of people and of bots. */
static enum fault
health_add_missed(struct buffer *out, struct env *env)
{
    static const char *const names[MISSED_BY] = {[MISSED_PEOPLE] = "people", [MISSED_BOTS] = "bots"};
    struct missed_day *ever = xcalloc(1, sizeof *ever);
    enum fault fault = FAULT_NONE;
    ever->day = MISSED_EVER;
    buffer_add(
        out, "# HELP curt_missed_total Visits to what does not open.\n# TYPE curt_missed_total counter\n");
    for (ever->by = 0; ever->by < MISSED_BY && fault == FAULT_NONE; ever->by++) {
        fault = missed_day_get(env_read(env), ever);
        for (enum missed_reason reason = 0; reason < MISSED_REASONS && fault == FAULT_NONE; reason++)
            buffer_addf(out, "curt_missed_total{reason=\"%s\",by=\"%s\"} %llu\n", missed_reason_name(reason),
                names[ever->by], (unsigned long long)ever->counts[reason]);
    }
    free(ever);
    return fault;
}

/* A 1 for what this host is, as Prometheus shows states. */
static void
health_add_role(struct buffer *out, struct env *env)
{
    const enum cluster_role role = cluster_role(env);
    buffer_add(out,
        "# HELP curt_cluster_role 1 for the role of this host in its cluster.\n# TYPE curt_cluster_role "
        "gauge\n");
    for (enum cluster_role r = CLUSTER_ALONE; r <= CLUSTER_REMOVED; r++)
        buffer_addf(out, "curt_cluster_role{role=\"%s\"} %d\n", cluster_role_name(r), r == role);
}

static void
health_add_disk(struct buffer *out, const char *home)
{
    struct statvfs fs;
    if (statvfs(home, &fs) != 0)
        return;
    health_add(out, "curt_disk_free_bytes", "gauge", "Space that is left on the disk of the store.",
        (double)fs.f_bavail * (double)fs.f_frsize);
    health_add(out, "curt_disk_size_bytes", "gauge", "Size of the disk of the store.",
        (double)fs.f_blocks * (double)fs.f_frsize);
}

static enum fault
health_write(struct buffer *out, const struct context *context)
{
    struct health_lag lag;
    struct click_stats_totals totals;
    struct carrier_pause pause;
    enum fault fault = health_lag(context, &lag);
    if (fault == FAULT_NONE)
        fault = click_stats_totals(
            env_read(context->env), &(struct click_stats_scope){.kind = CLICK_STATS_ALL}, &totals);
    if (fault != FAULT_NONE)
        return fault;
    health_add(
        out, "curt_store_users", "gauge", "Processes that have the store open.", env_users(context->env));
    health_add(out, "curt_events_last", "counter", "Number of the newest event.", (double)lag.log.last);
    health_add(out, "curt_events_counted", "counter", "Number of the last event counted.",
        (double)(lag.log.last - lag.log.events));
    health_add(out, "curt_relay_lag_seconds", "gauge", "Age of the oldest event not counted.",
        (double)lag.age / TIMESTAMP_SECOND);
    health_add(out, "curt_spool_bytes", "gauge", "Bytes of clicks that wait for the log.",
        (double)lag.spool.waiting);
    health_add(out, "curt_spool_seconds", "gauge", "Age of the oldest click that waits for the log.",
        (double)lag.spool.age / TIMESTAMP_SECOND);
    health_add(out, "curt_spool_dropped_total", "counter", "Clicks that the spool had no room for.",
        (double)lag.spool.dropped);
    health_add(out, "curt_missed_dropped_total", "counter",
        "Visits to what does not open that were not recorded.", (double)lag.spool.dropped_missed);
    health_add(out, "curt_clicks_total", "counter", "Clicks by people.", (double)totals.opens[CLICK_PERSON]);
    health_add(out, "curt_visitors_total", "counter", "Visitors, each once a day.", (double)totals.visitors);
    health_add(out, "curt_bots_total", "counter", "Opens by bots.", (double)totals.opens[CLICK_BOT]);
    health_add(out, "curt_previews_total", "counter", "Opens by link previews.",
        (double)totals.opens[CLICK_PREVIEW]);
    health_add(out, "curt_prefetches_total", "counter", "Browsers looking ahead.",
        (double)totals.opens[CLICK_PREFETCH]);
    health_add(out, "curt_carrier_paused", "gauge", "1 while a carrier takes no messages.",
        carrier_pause_oldest(env_read(context->env), &pause) == FAULT_NONE);
    health_add_disk(out, context->config->store_home);
    health_add_role(out, context->env);
    fault = health_add_missed(out, context->env);
    if (fault == FAULT_NONE)
        fault = health_add_messages(out, context->env);
    return fault == FAULT_NONE ? health_add_targets(out, context->env) : fault;
}

void
metrics_get(struct request *request, struct context *context)
{
    if (!health_may_read(request, context))
        return;
    char *space = xmalloc(HEALTH_TEXT);
    struct buffer out = buffer_over(space, HEALTH_TEXT);
    if (health_write(&out, context) != FAULT_NONE) {
        free(space);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    response_header(request, "Cache-Control", "no-store");
    response_send(request, 200, "text/plain; version=0.0.4; charset=utf-8", out.text, out.length);
    free(space);
}
