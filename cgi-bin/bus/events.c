/*
 * events.c: /api/v1/events: the event log, and events from outside.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "bus.h"
#include "bus/envelope.h"
#include "bus/publish.h"
#include "event/event_log.h"
#include "event/event_request.h"
#include "http/json_body.h"
#include "http/query.h"

enum {
    EVENTS_PAGE = 50,
    EVENTS_PAGE_MAX = 200,
    EVENTS_PAGE_BYTES = 4 * 1024 * 1024, /* of events; the one that goes beyond is the last */
};

static int
events_status(enum fault fault)
{
    return fault == FAULT_NONE     ? 201
           : fault == FAULT_EXISTS ? 200
           : fault == FAULT_INPUT  ? 422
           : fault == FAULT_FULL   ? 413
           : fault == FAULT_SPACE  ? 507
                                   : 503;
}

static struct json_object *
events_problem(enum fault fault, const struct input_error *error)
{
    if (fault_is_ours(fault))
        return problem_store_json(fault);
    return problem_json(error->code, error->detail, error->pointer);
}

/* What became of one event that was sent, if it was taken, as it stands alone and in a batch. */
static struct json_object *
events_taken(enum fault fault, const char *id)
{
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "status", json_object_new_int(events_status(fault)));
    json_add_text(answer, "id", id);
    return answer;
}

static bool
events_is_taken(enum fault fault)
{
    return fault == FAULT_NONE || fault == FAULT_EXISTS;
}

static void
events_publish_one(struct request *request, struct context *context, struct json_object *sent)
{
    struct input_error error;
    char id[UUID_SIZE];
    enum fault fault = publish_event(context->env, context->config, sent, id, &error);
    if (fault == FAULT_NONE)
        fault = env_flush(context->env);
    if (events_is_taken(fault))
        response_send_json(request, events_status(fault), "application/json", events_taken(fault, id));
    else
        bus_refuse(request, fault, &error);
}

static struct json_object *
events_publish_item(struct context *context, struct json_object *sent)
{
    struct input_error error;
    char id[UUID_SIZE];
    enum fault fault = publish_event(context->env, context->config, sent, id, &error);
    if (events_is_taken(fault))
        return events_taken(fault, id);
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "status", json_object_new_int(events_status(fault)));
    json_object_object_add(answer, "problem", events_problem(fault, &error));
    return answer;
}

/* An answer an event, in their order, as for links. */
static void
events_publish_many(struct request *request, struct context *context, struct json_object *sent)
{
    const size_t count = json_object_array_length(sent);
    if (count == 0 || count > EVENT_REQUESTS_MAX) {
        problem_send(request, count == 0 ? ERROR_BATCH_EMPTY : ERROR_BATCH_TOO_LARGE,
            "A batch must have 1 to 1,000 events.", "#");
        return;
    }
    struct json_object *answers = json_object_new_array();
    for (size_t i = 0; i < count; i++)
        json_object_array_add(answers, events_publish_item(context, json_object_array_get_idx(sent, i)));
    if (env_flush(context->env) == FAULT_NONE) {
        response_send_json(request, 207, "application/json", answers);
    } else {
        json_object_put(answers);
        problem_send_store(request, FAULT_AGAIN);
    }
}

/* A part of the log that one answer shows. */
struct events_page {
    struct json_object *events;
    size_t limit, bytes;
    uint64_t next; /* where the next one begins */
};

/* Where in the log to begin; false when the answer, that this is no number, is sent. */
static bool
events_read_from(struct request *request, uint64_t *out)
{
    char text[24];
    *out = 1;
    enum fault fault = request_query(request, "from", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    errno = 0;
    *out = strtoull(text, NULL, 10);
    if (fault == FAULT_NONE && errno == 0 && *out > 0 && strspn(text, "0123456789") == strlen(text))
        return true;
    problem_send(request, ERROR_INVALID_PARAMETER, "from must be the number of an event.", "from");
    return false;
}

static enum fault
events_take(struct context *context, struct events_page *page, struct event *event)
{
    enum fault fault = event_log_read(env_read(context->env), page->next, event);
    struct json_object *envelope = fault == FAULT_NONE ? envelope_create(event) : NULL;
    if (envelope != NULL) {
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "number", json_object_new_uint64(page->next));
        json_object_object_add(one, "event", envelope);
        json_object_array_add(page->events, one);
        page->bytes += event->length;
    }
    page->next++;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
events_fill(struct context *context, struct events_page *page, uint64_t *last)
{
    uint64_t first;
    struct event *event = xmalloc(sizeof *event);
    enum fault fault = event_log_range(context->env, page->next, &first, last);
    if (fault == FAULT_NONE && page->next < first)
        page->next = first;
    while (fault == FAULT_NONE && page->next <= *last && page->bytes < EVENTS_PAGE_BYTES &&
           json_object_array_length(page->events) < page->limit)
        fault = events_take(context, page, event);
    free(event);
    return fault;
}

void
events_list(struct request *request, struct context *context)
{
    struct events_page page = {.bytes = 0};
    uint64_t last;
    if (!query_limit(request, EVENTS_PAGE, EVENTS_PAGE_MAX, &page.limit) ||
        !events_read_from(request, &page.next))
        return;
    struct json_object *answer = json_object_new_object();
    page.events = json_object_new_array();
    json_object_object_add(answer, "events", page.events);
    if (events_fill(context, &page, &last) == FAULT_NONE) {
        json_object_object_add(answer, "next", page.next <= last ? json_object_new_uint64(page.next) : NULL);
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, FAULT_AGAIN);
    }
}

void
events_publish(struct request *request, struct context *context)
{
    struct json_object *sent = json_body(request, EVENT_REQUESTS_BYTES_MAX, NULL, NULL);
    if (json_object_is_type(sent, json_type_array))
        events_publish_many(request, context, sent);
    else if (sent != NULL)
        events_publish_one(request, context, sent);
    json_object_put(sent);
}
