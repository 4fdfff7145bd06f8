/*
 * event_match.c: POST /api/v1/events/match: which of the newest events does a pattern fit? Nothing is stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "bus.h"
#include "bus/envelope.h"
#include "bus/rules.h"
#include "event/checkpoint.h"
#include "event/event_log.h"
#include "event/pattern.h"
#include "http/json_body.h"

enum {
    EVENT_MATCH_BODY_MAX = 65536,
    EVENT_MATCH_LOOKS = 1000,
    EVENT_MATCH_BYTES = 4 * 1024 *
                        1024, /* of events that are looked at; the one that goes beyond is the last */
    EVENT_MATCH_SHOWN = 10,
};

struct event_match {
    struct context *context;
    struct pattern *pattern;
    struct json_object *events; /* the newest that it fits */
    uint64_t looked_at, matched;
    size_t bytes;
};

static void
event_match_show(struct event_match *match, uint64_t number, struct json_object *envelope)
{
    struct json_object *one = json_object_new_object();
    json_object_object_add(one, "number", json_object_new_uint64(number));
    json_object_object_add(one, "event", envelope);
    json_object_array_add(match->events, one);
}

static enum fault
event_match_look(struct event_match *match, uint64_t number, struct event *event)
{
    const enum fault fault = event_log_read(env_read(match->context->env), number, event);
    struct json_object *envelope = fault == FAULT_NONE ? envelope_create(event) : NULL;
    if (envelope == NULL)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    const struct event_value value = event_value_from_json(envelope);
    match->looked_at++;
    match->bytes += event->length;
    if (!pattern_matches(match->pattern, &value)) {
        json_object_put(envelope);
        return FAULT_NONE;
    }
    if (match->matched++ < EVENT_MATCH_SHOWN)
        event_match_show(match, number, envelope);
    else
        json_object_put(envelope);
    return FAULT_NONE;
}

static enum fault
event_match_run(struct event_match *match)
{
    uint64_t first = 1, last = 0;
    struct event *event = xmalloc(sizeof *event);
    struct checkpoint counted;
    enum fault fault = checkpoint_get(env_read(match->context->env), CHECKPOINT_AGGREGATOR, &counted);
    if (fault == FAULT_NONE)
        fault = event_log_range(match->context->env, counted.number, &first, &last);
    for (uint64_t number = last; fault == FAULT_NONE && number >= first && number > 0 &&
                                 match->looked_at < EVENT_MATCH_LOOKS && match->bytes < EVENT_MATCH_BYTES;
         number--)
        fault = event_match_look(match, number, event);
    free(event);
    return fault;
}

static void
event_match_answer(struct request *request, struct event_match *match)
{
    struct json_object *answer = json_object_new_object();
    match->events = json_object_new_array();
    json_object_object_add(answer, "events", match->events);
    if (event_match_run(match) != FAULT_NONE) {
        json_object_put(answer);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    json_object_object_add(answer, "looked_at", json_object_new_uint64(match->looked_at));
    json_object_object_add(answer, "matched", json_object_new_uint64(match->matched));
    response_send_json(request, 200, "application/json", answer);
}

void
events_match(struct request *request, struct context *context)
{
    struct event_match match = {.context = context};
    struct rule_patch wanted;
    struct input_error error;
    char why[PATTERN_ERROR_SIZE];
    struct json_object *sent = json_body(request, EVENT_MATCH_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = rule_patch_from_json(sent, &wanted, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE && (!wanted.has_pattern || wanted.has_enabled))
        fault = input_error_set(&error, ERROR_MISSING_FIELD, "", "pattern", "Send {\"pattern\": {...}}.");
    else if (fault == FAULT_NONE &&
             pattern_compile(wanted.pattern, strlen(wanted.pattern), &match.pattern, why) != FAULT_NONE)
        fault = input_error_set(
            &error, ERROR_INVALID_PATTERN, "", "pattern", "pattern is not valid: %s.", why);
    if (fault == FAULT_NONE)
        event_match_answer(request, &match);
    else
        bus_refuse(request, fault, &error);
    pattern_free(match.pattern);
}
