#include <string.h>

#include "bus.h"
#include "bus/bus_json.h"
#include "http/json_body.h"
#include "http/problem.h"

enum { REPLAYS_BODY_MAX = 4096 };

static void
replays_list(struct bus *bus, struct request *http)
{
    struct replay replay = {.name = ""};
    struct json_object *answer = json_object_new_object(), *replays = json_object_new_array();
    enum fault fault;
    json_object_object_add(answer, "replays", replays);
    while ((fault = replay_next(env_read(bus->env), replay.name, &replay)) == FAULT_NONE)
        json_object_array_add(replays, replay_to_json(&replay));
    if (fault == FAULT_MISSING) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

static void
replays_add(struct bus *bus, struct request *http)
{
    struct replay replay;
    struct refusal refusal;
    struct json_object *sent = json_body(http, REPLAYS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = office_add_replay(bus->env, sent, &replay, &refusal);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        bus_made(bus, http, "replays", replay.name, replay_to_json(&replay));
    else
        bus_refuse(http, fault, &refusal);
}

static void
replays_read(struct bus *bus, struct request *http, const char *name)
{
    struct replay replay;
    enum fault fault = replay_get(env_read(bus->env), name, &replay);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", replay_to_json(&replay));
    else if (fault == FAULT_MISSING)
        bus_missing(http);
    else
        problem_send_store(http);
}

static void
replays_cancel(struct bus *bus, struct request *http, const char *name)
{
    struct replay replay;
    struct refusal refusal;
    enum fault fault = office_cancel_replay(bus->env, name, &replay, &refusal);
    if (fault == FAULT_NONE)
        json_send(http, 200, "application/json", replay_to_json(&replay));
    else
        bus_refuse(http, fault, &refusal);
}

void
bus_replays(struct bus *bus, struct request *http, const char *rest)
{
    const bool read = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0' && read)
        replays_list(bus, http);
    else if (*rest == '\0' && http->method == HTTP_POST)
        replays_add(bus, http);
    else if (*rest == '\0')
        problem_send_method(http, "GET, HEAD, POST");
    else if (read)
        replays_read(bus, http, rest);
    else if (http->method == HTTP_DELETE)
        replays_cancel(bus, http, rest);
    else
        problem_send_method(http, "GET, HEAD, DELETE");
}
