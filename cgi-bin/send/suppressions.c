#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/json_body.h"
#include "http/problem.h"
#include "http/query.h"
#include "message/phone_number.h"
#include "message/suppression.h"
#include "send.h"

enum {
    STOPS_BODY_MAX = 4096,
    STOPS_PAGE = 100,
    STOPS_PAGE_MAX = 1000,
    STOPS_CURSOR = 2 * SUPPRESSION_ID + 1
};

/* One number to be put on the list, or taken off. */
struct stopping {
    char number[PHONE_NUMBER_SIZE];
    int64_t now;
};

static struct json_object *
stops_view(const struct suppression *stop)
{
    char since[TIMESTAMP_SIZE];
    struct json_object *view = json_object_new_object();
    timestamp_format(stop->since, since);
    json_object_object_add(
        view, "number", stop->number[0] == '\0' ? NULL : json_object_new_string(stop->number));
    json_object_object_add(view, "reason", json_object_new_string(suppression_reason_name(stop->reason)));
    json_object_object_add(view, "since", json_object_new_string(since));
    return view;
}

static enum fault
stops_add_body(struct txn *txn, void *arg)
{
    const struct stopping *stopping = arg;
    return suppression_add(txn, stopping->number, SUPPRESSION_ADMIN, stopping->now);
}

static enum fault
stops_remove_body(struct txn *txn, void *arg)
{
    const struct stopping *stopping = arg;
    return suppression_remove(txn, stopping->number);
}

static void
stops_read(struct send *s, struct request *http, const char *number)
{
    struct suppression stop;
    enum fault fault = suppression_get(env_read(s->env), number, &stop);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", stops_view(&stop));
    else if (fault == FAULT_MISSING)
        problem_send(http, 404, "This number is not on the list.", NULL);
    else
        problem_send_store(http);
}

static void
stops_add(struct send *s, struct request *http)
{
    struct stopping stopping = {.now = timestamp_now()};
    struct suppression stop;
    struct json_object *sent = json_body(http, STOPS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    const bool good = json_object_get_type(sent) == json_type_object &&
                      json_object_object_length(sent) == 1 &&
                      phone_number_parse(json_member(sent, "number"), stopping.number) == FAULT_NONE;
    json_object_put(sent);
    if (!good) {
        problem_send(http, 422, "Send {\"number\": a number with its country code}.", "#/number");
        return;
    }
    enum fault fault = env_txn(s->env, ENV_SYNC, stops_add_body, &stopping);
    const int status = fault == FAULT_NONE ? 201 : 200; /* it may have been there */
    if (fault == FAULT_NONE || fault == FAULT_EXISTS)
        fault = suppression_get(env_read(s->env), stopping.number, &stop);
    if (fault == FAULT_NONE)
        json_send(http, status, "application/json", stops_view(&stop));
    else
        problem_send_store(http);
}

static void
stops_remove(struct send *s, struct request *http, const char *number)
{
    struct stopping stopping;
    strcpy(stopping.number, number);
    switch (env_txn(s->env, ENV_SYNC, stops_remove_body, &stopping)) {
    case FAULT_NONE:
        response_send(http, 204, NULL, NULL, 0);
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
stops_cursor(struct request *http, uint8_t out[static SUPPRESSION_ID])
{
    char text[STOPS_CURSOR];
    unsigned byte;
    memset(out, 0, SUPPRESSION_ID);
    enum fault fault = request_query(http, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    bool good = fault == FAULT_NONE && strlen(text) == STOPS_CURSOR - 1 &&
                strspn(text, "0123456789abcdef") == STOPS_CURSOR - 1;
    for (size_t i = 0; good && i < SUPPRESSION_ID; i++) {
        good = sscanf(text + 2 * i, "%2x", &byte) == 1;
        out[i] = (uint8_t)byte;
    }
    if (!good)
        problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
    return good;
}

static void
stops_list(struct send *s, struct request *http)
{
    struct suppression stop;
    char next[STOPS_CURSOR];
    size_t limit;
    enum fault fault;
    if (!query_limit(http, STOPS_PAGE, STOPS_PAGE_MAX, &limit) || !stops_cursor(http, stop.id))
        return;
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    json_object_object_add(answer, "stops", list);
    struct buffer b = buffer_over(next, sizeof next);
    while ((fault = suppression_next(env_read(s->env), stop.id, &stop)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        json_object_array_add(list, stops_view(&stop));
        b = buffer_over(next, sizeof next);
        for (size_t i = 0; i < SUPPRESSION_ID; i++)
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
send_stops(struct send *s, struct request *http, const char *rest)
{
    char number[PHONE_NUMBER_SIZE];
    const bool reads = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0' && !reads && http->method != HTTP_POST)
        problem_send_method(http, "GET, HEAD, POST");
    else if (*rest == '\0')
        (reads ? stops_list : stops_add)(s, http);
    else if (phone_number_parse(rest, number) != FAULT_NONE)
        problem_send(http, 404, "This is not a number.", NULL);
    else if (reads)
        stops_read(s, http, number);
    else if (http->method == HTTP_DELETE)
        stops_remove(s, http, number);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}
