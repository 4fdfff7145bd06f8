#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "bus.h"
#include "bus/envelope.h"
#include "store/event.h"
#include "web/json.h"
#include "web/problem.h"

enum { EVENTS_PAGE = 50, EVENTS_PAGE_MAX = 200 };

/* What became of one event that was sent. */
static struct json_object *
events_answer(enum fault fault, const char *id, const struct refusal *refusal)
{
    if (fault != FAULT_NONE && fault != FAULT_EXISTS)
        return fault == FAULT_INPUT ? problem_json(422, refusal->why, refusal->pointer)
                                    : problem_json(503, "The store is not to be had at the moment.", NULL);
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "status", json_object_new_int(fault == FAULT_EXISTS ? 200 : 201));
    json_object_object_add(answer, "id", json_object_new_string(id));
    return answer;
}

static struct json_object *
events_publish(struct bus *bus, struct json_object *sent, enum fault *fault)
{
    struct refusal refusal = {.pointer = ""};
    char id[UUID_TEXT] = "";
    *fault = office_publish(bus->env, &bus->conf, sent, id, &refusal);
    return events_answer(*fault, id, &refusal);
}

static void
events_publish_one(struct bus *bus, struct http *http, struct json_object *sent)
{
    enum fault fault;
    struct json_object *answer = events_publish(bus, sent, &fault);
    if (fault == FAULT_NONE && env_flush(bus->env) != FAULT_NONE)
        fault = FAULT_SYSTEM;
    const bool good = fault == FAULT_NONE || fault == FAULT_EXISTS;
    if (good || fault == FAULT_INPUT) {
        json_send(http, good ? fault == FAULT_NONE ? 201 : 200 : 422,
            good ? "application/json" : "application/problem+json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

/* An answer an event, in their order, as for links. */
static void
events_publish_many(struct bus *bus, struct http *http, struct json_object *sent)
{
    const size_t count = json_object_array_length(sent);
    enum fault fault = FAULT_NONE;
    if (count == 0 || count > ENTRIES_MAX) {
        problem_send(http, count == 0 ? 422 : 413, "A batch has 1 to 1000 events.", NULL);
        return;
    }
    struct json_object *answers = json_object_new_array();
    for (size_t i = 0; i < count; i++)
        json_object_array_add(answers, events_publish(bus, json_object_array_get_idx(sent, i), &fault));
    if (env_flush(bus->env) == FAULT_NONE) {
        json_send(http, 207, "application/json", answers);
    } else {
        json_object_put(answers);
        problem_send_store(http);
    }
}

/* A page of the log. */
static void
events_list(struct bus *bus, struct http *http)
{
    char text[24] = "", *end = text;
    size_t limit;
    uint64_t first, last;
    if (!bus_limit(http, EVENTS_PAGE, EVENTS_PAGE_MAX, &limit))
        return;
    enum fault fault = http_query(http, "from", text, sizeof text);
    uint64_t number = fault == FAULT_NONE ? strtoull(text, &end, 10) : 1;
    if ((fault != FAULT_NONE && fault != FAULT_MISSING) || *end != '\0' || number == 0) {
        problem_send(http, 400, "from is the number of an event.", "from");
        return;
    }
    struct event *event = malloc(sizeof *event);
    if (event == NULL)
        log_fatal("out of memory");
    struct json_object *answer = json_object_new_object(), *events = json_object_new_array();
    json_object_object_add(answer, "events", events);
    fault = event_range(bus->env, number, &first, &last);
    for (number = number < first ? first : number;
         fault == FAULT_NONE && number <= last && json_object_array_length(events) < limit; number++) {
        fault = event_read(env_read(bus->env), number, event);
        struct json_object *envelope = fault == FAULT_NONE ? envelope_of(event) : NULL;
        if (envelope != NULL) {
            struct json_object *one = json_object_new_object();
            json_object_object_add(one, "number", json_object_new_uint64(number));
            json_object_object_add(one, "event", envelope);
            json_object_array_add(events, one);
        }
        fault = fault == FAULT_MISSING ? FAULT_NONE : fault;
    }
    free(event);
    json_object_object_add(answer, "next", number <= last ? json_object_new_uint64(number) : NULL);
    if (fault == FAULT_NONE) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

void
bus_events(struct bus *bus, struct http *http, const char *rest)
{
    if (*rest != '\0') {
        bus_missing(http);
        return;
    }
    if (http->method == HTTP_GET || http->method == HTTP_HEAD) {
        events_list(bus, http);
        return;
    }
    if (http->method != HTTP_POST) {
        problem_send_method(http, "GET, HEAD, POST");
        return;
    }
    struct json_object *sent = bus_body(http, ENTRIES_BYTES_MAX);
    if (json_object_is_type(sent, json_type_array))
        events_publish_many(bus, http, sent);
    else if (sent != NULL)
        events_publish_one(bus, http, sent);
    json_object_put(sent);
}
