/*
 * bus_json.c: rules, targets, dead letters and replays as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/bus_json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "bus/delivery_cursor.h"
#include "bus/envelope.h"
#include "bus/target_config.h"
#include "event/checkpoint.h"

static void
bus_json_number(struct json_object *to, const char *name, uint64_t number)
{
    json_object_object_add(to, name, json_object_new_uint64(number));
}

struct json_object *
rule_to_json(const struct rule *rule)
{
    struct json_object *all = json_object_new_object();
    json_add_text(all, "name", rule->name);
    json_object_object_add(all, "enabled", json_object_new_boolean(rule->enabled));
    json_add_text(all, "pattern", rule->pattern); /* a text, so that numbers stay as they were written */
    json_add_timestamp(all, "created_at", rule->created);
    return all;
}

static enum fault
bus_json_lag(struct env *env, uint64_t number, struct json_object *to)
{
    struct event_log_lag lag;
    enum fault fault = event_log_lag(env, number, timestamp_now(), &lag);
    if (fault != FAULT_NONE)
        return fault;
    bus_json_number(to, "lag_events", lag.events);
    json_object_object_add(to, "lag_seconds", json_object_new_int64(lag.age / TIMESTAMP_SECOND));
    return FAULT_NONE;
}

static enum fault
bus_json_stream(struct env *env, const struct target *target, struct json_object *all)
{
    struct delivery_cursor cursor;
    enum fault fault = delivery_cursor_get(env_read(env), target->id, &cursor);
    if (fault != FAULT_NONE)
        return fault;
    bus_json_number(all, "position", cursor.number);
    if (target->state == TARGET_ENABLED)
        fault = bus_json_lag(env, cursor.number, all);
    bus_json_number(all, "delivered", cursor.delivered);
    bus_json_number(all, "failed_attempts", cursor.failed);
    bus_json_number(all, "dead_letters", cursor.dead);
    json_add_timestamp(all, "last_success_at", cursor.last_success);
    json_add_timestamp(all, "last_failure_at", cursor.last_failure);
    json_add_text_or_null(all, "last_error", cursor.error);
    json_add_timestamp(all, "next_try_at", cursor.next_try > timestamp_now() ? cursor.next_try : 0);
    return fault;
}

struct json_object *
target_to_json(struct env *env, const struct target *target)
{
    struct target_config config;
    struct json_object *all = json_object_new_object();
    json_add_text(all, "name", target->name);
    json_add_text(all, "rule", target->rule);
    json_add_text(all, "state", target_state_name(target->state));
    if (target_config_read(target->config, &config) == FAULT_NONE) {
        struct json_object *shown = target_config_to_json(&config);
        json_object_object_foreach(shown, name, value)
            json_object_object_add(all, name, json_object_get(value));
        json_object_put(shown);
        target_config_free(&config);
    }
    json_add_timestamp(all, "created_at", target->created);
    if (bus_json_stream(env, target, all) != FAULT_NONE) {
        json_object_put(all);
        return NULL;
    }
    return all;
}

struct json_object *
aggregator_to_json(struct env *env)
{
    struct checkpoint count;
    struct json_object *all = json_object_new_object();
    json_add_text(all, "name", TARGET_AGGREGATOR);
    json_object_object_add(all, "rule", NULL);
    json_add_text(all, "state", "built in");
    json_add_text(all, "type", "count");
    if (checkpoint_get(env_read(env), CHECKPOINT_AGGREGATOR, &count) != FAULT_NONE ||
        bus_json_lag(env, count.number, all) != FAULT_NONE) {
        json_object_put(all);
        return NULL;
    }
    bus_json_number(all, "position", count.number);
    return all;
}

void
dead_letter_id_format(const struct dead_letter_id *place, char out[static DEAD_LETTER_ID_SIZE])
{
    snprintf(out, DEAD_LETTER_ID_SIZE, "%016" PRIx64 "-%" PRIu64, place->target, place->number);
}

enum fault
dead_letter_id_parse(const char *text, struct dead_letter_id *out)
{
    char same[DEAD_LETTER_ID_SIZE];
    if (sscanf(text, "%16" SCNx64 "-%20" SCNu64, &out->target, &out->number) != 2)
        return FAULT_INPUT;
    dead_letter_id_format(out, same); /* a letter has one name, and scanf reads others too */
    return strcmp(same, text) == 0 ? FAULT_NONE : FAULT_INPUT;
}

struct json_object *
dead_letter_to_json(const struct dead_letter *dead, bool whole)
{
    char text[DEAD_LETTER_ID_SIZE > UUID_SIZE ? DEAD_LETTER_ID_SIZE : UUID_SIZE];
    struct json_object *all = json_object_new_object();
    dead_letter_id_format(&(struct dead_letter_id){dead->target, dead->event.number}, text);
    json_add_text(all, "id", text);
    json_add_text(all, "RULE", dead->rule);
    json_add_text(all, "TARGET", dead->target_name);
    json_add_text(all, "ERROR_CODE", dead_letter_code_name(dead->code));
    json_add_text(all, "ERROR_MESSAGE", dead->message);
    json_object_object_add(all, "status", dead->status != 0 ? json_object_new_int(dead->status) : NULL);
    bus_json_number(all, "RETRY_ATTEMPTS", dead->attempts);
    json_object_object_add(all, "EXHAUSTED_RETRY_CONDITION",
        dead->exhausted != DEAD_LETTER_NOT_EXHAUSTED
            ? json_object_new_string(dead_letter_exhausted_name(dead->exhausted))
            : NULL);
    json_add_timestamp(all, "since", dead->since);
    json_add_timestamp(all, "last_attempt_at", dead->last);
    json_add_timestamp(all, "next_try_at", dead->next);
    bus_json_number(all, "event_number", dead->event.number);
    uuid_format(dead->event.id, text);
    json_add_text(all, "event_id", text);
    if (whole)
        json_object_object_add(all, "event", envelope_sent(&dead->event, dead->replay));
    return all;
}

/* Words with a space between two. */
static struct json_object *
bus_json_words(const char *words)
{
    struct json_object *list = json_object_new_array();
    for (const char *at = words; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        json_object_array_add(list, json_object_new_string_len(at, (int)strcspn(at, " ")));
    return list;
}

struct json_object *
replay_to_json(const struct replay *replay)
{
    struct json_object *all = json_object_new_object();
    const uint64_t events = replay->last + 1 - replay->first, done = replay->number + 1 - replay->first;
    json_add_text(all, "name", replay->name);
    json_add_text(all, "state", replay_state_name(replay->state));
    json_add_text_or_null(all, "rule", strchr(replay->rules, ' ') == NULL ? replay->rules : "");
    json_object_object_add(all, "rules", bus_json_words(replay->rules));
    json_add_text_or_null(all, "target", replay->target);
    json_add_text_or_null(all, "pattern", replay->pattern);
    json_add_timestamp(all, "from", replay->from);
    json_add_timestamp(all, "to", replay->to);
    bus_json_number(all, "events", events);
    bus_json_number(all, "looked_at", done < events ? done : events);
    bus_json_number(all, "sent", replay->sent);
    json_add_timestamp(all, "created_at", replay->created);
    json_add_timestamp(all, "ended_at", replay->ended);
    return all;
}
