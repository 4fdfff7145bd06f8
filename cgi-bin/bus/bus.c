/*
 * bus.fcgi: the event bus: rules, targets, events from outside, dead letters, replays, under /api/v1/. See
 * curt-bus(8).
 */
#include "bus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "http/api_key.h"
#include "http/auth.h"
#include "http/json_body.h"
#include "http/problem.h"

#define BUS_PATH "/api/v1/"

static const struct {
    const char *name;
    void (*handle)(struct bus *, struct request *, const char *rest);
} bus_resources[] = {
    {"rules", bus_rules},
    {"targets", bus_targets},
    {"dead-letters", bus_letters},
    {"events", bus_events},
    {"replays", bus_replays},
};

void
bus_refuse(struct request *http, enum fault fault, const struct refusal *refusal)
{
    int status;
    switch (fault) {
    case FAULT_INPUT:
        status = 422;
        break;
    case FAULT_MISSING:
        status = 404;
        break;
    case FAULT_EXISTS:
    case FAULT_FULL:
    case FAULT_REFUSED:
        status = 409;
        break;
    default:
        problem_send_store(http);
        return;
    }
    problem_send(http, status, refusal->why, refusal->pointer[0] != '\0' ? refusal->pointer : NULL);
}

void
bus_made(
    struct bus *bus, struct request *http, const char *folder, const char *name, struct json_object *thing)
{
    char location[CONFIG_VALUE_SIZE + BUS_NAME_MAX + 64];
    snprintf(location, sizeof location, "%s" BUS_PATH "%s/%s", bus->config.web_base_url, folder, name);
    response_header(http, "Location", location);
    json_send(http, 201, "application/json", thing);
}

void
bus_missing(struct request *http)
{
    problem_send(http, 404, "There is nothing of that name.", NULL);
}

/* Outside sources publish with the key of a creator; all else is for administrators. */
static bool
bus_may(struct bus *bus, struct request *http, const char *name)
{
    struct api_key key;
    const bool publishes = strcmp(name, "events") == 0 && http->method == HTTP_POST;
    return auth_require(http, bus->env, publishes ? ROLE_CREATOR : ROLE_ADMIN, &key) == FAULT_NONE;
}

static void
bus_handle(struct request *http, void *arg)
{
    struct bus *bus = arg;
    const char *path = http->path + strlen(BUS_PATH);
    for (size_t i = 0; i < sizeof bus_resources / sizeof *bus_resources; i++) {
        const char *name = bus_resources[i].name;
        const size_t length = strlen(name);
        if (strncmp(http->path, BUS_PATH, strlen(BUS_PATH)) != 0 || strncmp(path, name, length) != 0 ||
            (path[length] != '\0' && path[length] != '/'))
            continue;
        if (bus_may(bus, http, name))
            bus_resources[i].handle(bus, http, path + length + (path[length] == '/'));
        return;
    }
    problem_send(http, 404, "There is nothing at this address.", NULL);
}

int
main(void)
{
    static struct bus bus;
    program_begin("bus.fcgi");
    program_hold_signals(); /* until server_run is ready for them */
    config_load_or_die(&bus.config);
    http_client_policy_read(&bus.config, &bus.rules);
    bus.sorry = page_load(&bus.config, "sorry.html");
    problem_use(&bus.sorry);
    bus.env = env_open_or_die(&bus.config, TABLE_ALL, 0);
    server_run(&bus.config, bus_handle, &bus);
    env_close(bus.env);
    return EXIT_SUCCESS;
}
