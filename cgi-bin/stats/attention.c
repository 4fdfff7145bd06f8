/*
 * attention.c: GET /api/v1/stats/attention: dead letters, targets that are behind, what the carrier does not
 * take, messages of which nobody knows, the disk, and the counts. Health (health.h) tells everybody; this has
 * names, and is for administrators.
 *
 * SPDX-License-Identifier: ISC
 */
#include "attention.h"

#include <sys/statvfs.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "bus/dead_letter.h"
#include "bus/delivery_cursor.h"
#include "bus/target.h"
#include "event/checkpoint.h"
#include "event/event_log.h"
#include "http/problem.h"
#include "http/response.h"
#include "message/carrier_pause.h"
#include "stats/message_stats.h"

enum { ATTENTION_LETTERS_MAX = 1000 /* counted; more are as bad */ };

static struct json_object *
attention_target_json(
    const struct target *target, const struct delivery_cursor *cursor, const struct event_log_lag *lag)
{
    struct json_object *one = json_object_new_object();
    json_add_text(one, "name", target->name);
    json_add_text(one, "state", target_state_name(target->state));
    json_object_object_add(one, "lag_events", json_object_new_uint64(lag->events));
    json_object_object_add(one, "lag_seconds", json_object_new_int64(lag->age / TIMESTAMP_SECOND));
    json_add_timestamp(one, "next_try", cursor->next_try);
    json_add_text_or_null(one, "error", cursor->error);
    return one;
}

/* Targets that are gone, failed when last tried, or are further behind than the counts may be. */
static enum fault
attention_add_targets(struct json_object *to, const struct context *context)
{
    const int64_t now = timestamp_now(), most = context->config->stats_max_lag * TIMESTAMP_SECOND;
    struct target target = {.name = ""};
    struct delivery_cursor cursor;
    enum fault fault;
    while ((fault = target_next(env_read(context->env), target.name, &target)) == FAULT_NONE) {
        struct event_log_lag lag = {0};
        if (target.state == TARGET_DISABLED)
            continue;
        fault = delivery_cursor_get(env_read(context->env), target.id, &cursor);
        if (fault == FAULT_NONE && target.state == TARGET_ENABLED)
            fault = event_log_lag(context->env, cursor.number, now, &lag);
        if (fault != FAULT_NONE)
            return fault;
        if (target.state == TARGET_GONE || cursor.last_failure > cursor.last_success || lag.age > most)
            json_object_array_add(to, attention_target_json(&target, &cursor, &lag));
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Of the file system that the store is on: what curt's user can still write. */
static void
attention_add_disk(struct json_object *to, const char *home)
{
    struct statvfs fs;
    struct json_object *disk = NULL;
    if (statvfs(home, &fs) == 0) {
        disk = json_object_new_object();
        json_object_object_add(
            disk, "free_bytes", json_object_new_uint64((uint64_t)fs.f_bavail * fs.f_frsize));
        json_object_object_add(
            disk, "size_bytes", json_object_new_uint64((uint64_t)fs.f_blocks * fs.f_frsize));
    }
    json_object_object_add(to, "disk", disk);
}

static enum fault
attention_letters_body(struct txn *txn, void *count)
{
    return dead_letter_count(txn, ATTENTION_LETTERS_MAX, count);
}

static enum fault
attention_add_counts(struct json_object *to, const struct context *context)
{
    struct env *env = context->env;
    struct message_stats stats;
    struct checkpoint counted;
    struct event_log_lag lag;
    unsigned letters;
    enum fault fault = env_txn(env, ENV_READ, attention_letters_body, &letters);
    if (fault == FAULT_NONE)
        fault = message_stats_get_totals(env_read(env), &(struct message_stats_scope){0, ""}, &stats);
    if (fault == FAULT_NONE)
        fault = checkpoint_get(env_read(env), CHECKPOINT_AGGREGATOR, &counted);
    if (fault == FAULT_NONE)
        fault = event_log_lag(env, counted.number, timestamp_now(), &lag);
    if (fault != FAULT_NONE)
        return fault;
    json_object_object_add(to, "dead_letters", json_object_new_uint64(letters));
    json_object_object_add(to, "unknown_messages", json_object_new_int64(stats.steps[MESSAGE_STATS_UNKNOWN]));
    json_object_object_add(to, "count_lag_seconds", json_object_new_int64(lag.age / TIMESTAMP_SECOND));
    return FAULT_NONE;
}

void
attention_get(struct request *request, struct context *context)
{
    struct json_object *all = json_object_new_object(), *targets = json_object_new_array();
    enum fault fault = attention_add_counts(all, context);
    json_object_object_add(all, "targets", targets);
    if (fault == FAULT_NONE)
        fault = attention_add_targets(targets, context);
    if (fault != FAULT_NONE) {
        json_object_put(all);
        problem_send_store(request, fault);
        return;
    }
    json_object_object_add(all, "carrier_pause", carrier_pause_to_json(context->env, true));
    attention_add_disk(all, context->config->store_home);
    response_send_json(request, 200, "application/json", all);
}
