#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "send.h"
#include "store/stop.h"
#include "web/json.h"
#include "web/problem.h"
#include "web/query.h"

enum { STOPS_BODY_MAX = 4096, STOPS_PAGE = 100, STOPS_PAGE_MAX = 1000, STOPS_CURSOR = 2 * STOP_ID + 1 };

/* One number to be put on the list, or taken off. */
struct stopping {
    char number[NUMBER_TEXT];
    int64_t now;
};

static struct json_object *
stops_view(const struct stop *stop)
{
    char since[CLOCK_TEXT];
    struct json_object *view = json_object_new_object();
    clock_text(stop->since, since);
    json_object_object_add(
        view, "number", stop->number[0] == '\0' ? NULL : json_object_new_string(stop->number));
    json_object_object_add(view, "reason", json_object_new_string(stop_reason_name(stop->reason)));
    json_object_object_add(view, "since", json_object_new_string(since));
    return view;
}

static enum fault
stops_add_body(struct txn *txn, void *arg)
{
    const struct stopping *stopping = arg;
    return stop_add(txn, stopping->number, STOP_ADMIN, stopping->now);
}

static enum fault
stops_remove_body(struct txn *txn, void *arg)
{
    const struct stopping *stopping = arg;
    return stop_remove(txn, stopping->number);
}

static void
stops_read(struct send *s, struct http *http, const char *number)
{
    struct stop stop;
    enum fault fault = stop_find(env_read(s->env), number, &stop);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", stops_view(&stop));
    else if (fault == FAULT_MISSING)
        problem_send(http, 404, "This number is not on the list.", NULL);
    else
        problem_send_store(http);
}

static void
stops_add(struct send *s, struct http *http)
{
    struct stopping stopping = {.now = clock_now()};
    struct stop stop;
    struct json_object *sent = json_body(http, STOPS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool good = json_object_get_type(sent) == json_type_object &&
                      json_object_object_length(sent) == 1 &&
                      number_read(json_member(sent, "number"), stopping.number) == FAULT_NONE;
    json_object_put(sent);
    if (!good) {
        problem_send(http, 422, "Send {\"number\": a number with its country code}.", "#/number");
        return;
    }
    enum fault fault = env_txn(s->env, ENV_SYNC, stops_add_body, &stopping);
    const int status = fault == FAULT_NONE ? 201 : 200; /* it may have been there */
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        fault = stop_find(env_read(s->env), stopping.number, &stop);
    if (fault == FAULT_NONE)
        json_send(http, status, "application/json", stops_view(&stop));
    else
        problem_send_store(http);
}

static void
stops_remove(struct send *s, struct http *http, const char *number)
{
    struct stopping stopping;
    strcpy(stopping.number, number);
    switch (env_txn(s->env, ENV_SYNC, stops_remove_body, &stopping)) {
    case FAULT_NONE:
        http_send(http, 204, NULL, NULL, 0);
        break;
    case FAULT_MISSING:
        problem_send(http, 404, "This number is not on the list.", NULL);
        break;
    default:
        problem_send_store(http);
    }
}

/* The place that a list goes on from, as 32 hexadecimal digits. */
static bool
stops_cursor(struct http *http, uint8_t out[static STOP_ID])
{
    char text[STOPS_CURSOR];
    unsigned byte;
    memset(out, 0, STOP_ID);
    enum fault fault = http_query(http, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    bool good = fault == FAULT_NONE && strlen(text) == STOPS_CURSOR - 1 &&
                strspn(text, "0123456789abcdef") == STOPS_CURSOR - 1;
    for (size_t i = 0; good && i < STOP_ID; i++) {
        good = sscanf(text + 2 * i, "%2x", &byte) == 1;
        out[i] = (uint8_t)byte;
    }
    if (!good)
        problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
    return good;
}

static void
stops_list(struct send *s, struct http *http)
{
    struct stop stop;
    char next[STOPS_CURSOR];
    size_t limit;
    enum fault fault;
    if (!query_limit(http, STOPS_PAGE, STOPS_PAGE_MAX, &limit) || !stops_cursor(http, stop.id))
        return;
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "stops", list);
    struct buffer b = buffer_over(next, sizeof next);
    while ((fault = stop_next(env_read(s->env), stop.id, &stop)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        json_object_array_add(list, stops_view(&stop));
        b = buffer_over(next, sizeof next);
        for (size_t i = 0; i < STOP_ID; i++)
            buffer_addf(&b, "%02x", stop.id[i]);
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_new_string(next) : NULL);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

void
send_stops(struct send *s, struct http *http, const char *rest)
{
    char number[NUMBER_TEXT];
    const bool reads = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0' && !reads && http->method != HTTP_POST)
        problem_send_method(http, "GET, HEAD, POST");
    else if (*rest == '\0')
        (reads ? stops_list : stops_add)(s, http);
    else if (number_read(rest, number) != FAULT_NONE)
        problem_send(http, 404, "This is not a number.", NULL);
    else if (reads)
        stops_read(s, http, number);
    else if (http->method == HTTP_DELETE)
        stops_remove(s, http, number);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}
