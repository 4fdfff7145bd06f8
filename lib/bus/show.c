#include "bus/show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "bus/letter.h"
#include "store/consumer.h"
#include "store/stream.h"

static void
show_text(struct json_object *to, const char *name, const char *text)
{
    json_object_object_add(to, name, json_object_new_string(text));
}

static void
show_moment(struct json_object *to, const char *name, int64_t moment)
{
    char text[CLOCK_TEXT];
    clock_text(moment, text);
    json_object_object_add(to, name, moment != 0 ? json_object_new_string(text) : NULL);
}

static void
show_number(struct json_object *to, const char *name, uint64_t number)
{
    json_object_object_add(to, name, json_object_new_uint64(number));
}

struct json_object *
show_rule(const struct rule *rule)
{
    struct json_object *all = json_object_new_object();
    show_text(all, "name", rule->name);
    json_object_object_add(all, "enabled", json_object_new_boolean(rule->enabled));
    show_text(all, "pattern", rule->pattern); /* a text, so that numbers stay as they were written */
    show_moment(all, "created_at", rule->created);
    return all;
}

static enum fault
show_lag(struct env *env, uint64_t number, struct json_object *to)
{
    struct event_lag lag;
    enum fault fault = event_lag(env, number, clock_now(), &lag);
    if (fault != FAULT_NONE)
        return fault;
    show_number(to, "lag_events", lag.events);
    json_object_object_add(to, "lag_seconds", json_object_new_int64(lag.age / CLOCK_SECOND));
    return FAULT_NONE;
}

static enum fault
show_stream(struct env *env, const struct target *target, struct json_object *all)
{
    struct stream stream;
    enum fault fault = stream_get(env_read(env), target->id, &stream);
    if (fault != FAULT_NONE)
        return fault;
    show_number(all, "position", stream.number);
    if (target->state == TARGET_ENABLED)
        fault = show_lag(env, stream.number, all);
    show_number(all, "delivered", stream.delivered);
    show_number(all, "failed_attempts", stream.failed);
    show_number(all, "dead_letters", stream.dead);
    show_moment(all, "last_success_at", stream.last_success);
    show_moment(all, "last_failure_at", stream.last_failure);
    json_object_object_add(
        all, "last_error", stream.error[0] != '\0' ? json_object_new_string(stream.error) : NULL);
    show_moment(all, "next_try_at", stream.next_try > clock_now() ? stream.next_try : 0);
    return fault;
}

struct json_object *
show_target(struct env *env, const struct target *target)
{
    struct settings settings;
    struct json_object *all = json_object_new_object();
    show_text(all, "name", target->name);
    show_text(all, "rule", target->rule);
    show_text(all, "state", target_state_name(target->state));
    if (settings_read(target->settings, &settings) == FAULT_NONE) {
        struct json_object *shown = settings_show(&settings);
        json_object_object_foreach(shown, name, value)
            json_object_object_add(all, name, json_object_get(value));
        json_object_put(shown);
        settings_free(&settings);
    }
    show_moment(all, "created_at", target->created);
    if (show_stream(env, target, all) != FAULT_NONE) {
        json_object_put(all);
        return NULL;
    }
    return all;
}

struct json_object *
show_count(struct env *env)
{
    struct consumer count;
    struct json_object *all = json_object_new_object();
    show_text(all, "name", SHOW_COUNT);
    json_object_object_add(all, "rule", NULL);
    show_text(all, "state", "built in");
    show_text(all, "type", "count");
    if (consumer_get(env_read(env), CONSUMER_COUNT, &count) != FAULT_NONE ||
        show_lag(env, count.number, all) != FAULT_NONE) {
        json_object_put(all);
        return NULL;
    }
    show_number(all, "position", count.number);
    return all;
}

void
show_place(const struct dead_place *place, char out[static SHOW_PLACE])
{
    snprintf(out, SHOW_PLACE, "%016" PRIx64 "-%" PRIu64, place->target, place->number);
}

enum fault
show_place_parse(const char *text, struct dead_place *out)
{
    char same[SHOW_PLACE];
    if (sscanf(text, "%16" SCNx64 "-%20" SCNu64, &out->target, &out->number) != 2)
        return FAULT_INPUT;
    show_place(out, same); /* a letter has one name, and scanf reads others too */
    return strcmp(same, text) == 0 ? FAULT_NONE : FAULT_INPUT;
}

struct json_object *
show_dead(const struct dead *dead, bool whole)
{
    char text[SHOW_PLACE > UUID_TEXT ? SHOW_PLACE : UUID_TEXT];
    struct json_object *all = json_object_new_object();
    show_place(&(struct dead_place){dead->target, dead->event.number}, text);
    show_text(all, "id", text);
    show_text(all, "RULE", dead->rule);
    show_text(all, "TARGET", dead->target_name);
    show_text(all, "ERROR_CODE", dead_code_name(dead->code));
    show_text(all, "ERROR_MESSAGE", dead->message);
    json_object_object_add(all, "status", dead->status != 0 ? json_object_new_int(dead->status) : NULL);
    show_number(all, "RETRY_ATTEMPTS", dead->attempts);
    json_object_object_add(all, "EXHAUSTED_RETRY_CONDITION",
        dead->exhausted != DEAD_NOT_EXHAUSTED ? json_object_new_string(dead_exhausted_name(dead->exhausted))
                                              : NULL);
    show_moment(all, "since", dead->since);
    show_moment(all, "last_attempt_at", dead->last);
    show_moment(all, "next_try_at", dead->next);
    show_number(all, "event_number", dead->event.number);
    uuid_text(dead->event.id, text);
    show_text(all, "event_id", text);
    if (whole)
        json_object_object_add(all, "event", letter_envelope(&dead->event, dead->replay));
    return all;
}

struct json_object *
show_replay(const struct replay *replay)
{
    struct json_object *all = json_object_new_object();
    const uint64_t events = replay->last + 1 - replay->first, done = replay->number + 1 - replay->first;
    show_text(all, "name", replay->name);
    show_text(all, "state", replay_state_name(replay->state));
    json_object_object_add(
        all, "rule", replay->rule[0] != '\0' ? json_object_new_string(replay->rule) : NULL);
    json_object_object_add(
        all, "target", replay->target[0] != '\0' ? json_object_new_string(replay->target) : NULL);
    show_moment(all, "from", replay->from);
    show_moment(all, "to", replay->to);
    show_number(all, "events", events);
    show_number(all, "looked_at", done < events ? done : events);
    show_number(all, "sent", replay->sent);
    show_moment(all, "created_at", replay->created);
    show_moment(all, "ended_at", replay->ended);
    return all;
}
