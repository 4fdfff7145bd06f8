#include <string.h>

#include "bus.h"
#include "bus/bus_json.h"
#include "http/json_body.h"
#include "http/problem.h"

enum { TARGETS_BODY_MAX = 65536 };

static void
targets_send(struct request *http, struct json_object *shown)
{
    if (shown != NULL)
        json_send(http, 200, "application/json", shown);
    else
        problem_send_store(http);
}

static void
targets_list(struct bus *bus, struct request *http)
{
    struct target target = {.name = ""};
    struct json_object *answer = json_object_new_object(), *targets = json_object_new_array();
    struct json_object *shown = aggregator_to_json(bus->env);
    enum fault fault = FAULT_NONE;
    json_object_object_add(answer, "targets", targets);
    while (shown != NULL && fault == FAULT_NONE) {
        json_object_array_add(targets, shown);
        fault = target_next(env_read(bus->env), target.name, &target);
        if (fault == FAULT_NONE)
            shown = target_to_json(bus->env, &target);
    }
    if (fault == FAULT_MISSING) {
        json_send(http, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(http);
    }
}

/*
 * Who has the key of an administrator need not be one of this machine, where a line in somebody's file can be
 * a command: false when the answer, that this file is refused, is sent.
 */
static bool
targets_may_write(const struct bus *bus, struct request *http, struct json_object *sent)
{
    const char *path = json_member(sent, "path"), *folder = bus->config.bus_log_directory;
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    if (path[0] != '/' || (length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/' &&
                              strstr(path, "/../") == NULL))
        return true; /* what is no absolute path is refused by others */
    problem_send(http, 422,
        "Here, a file must be below [bus] log_directory; on the machine itself, curt target add may name "
        "any.",
        "#/path");
    return false;
}

/* The body of a request for a target; NULL when the answer is sent. */
static struct json_object *
targets_body(const struct bus *bus, struct request *http)
{
    struct json_object *sent = json_body(http, TARGETS_BODY_MAX, NULL, NULL);
    if (sent == NULL || targets_may_write(bus, http, sent))
        return sent;
    json_object_put(sent);
    return NULL;
}

static void
targets_add(struct bus *bus, struct request *http)
{
    struct target target;
    struct refusal refusal;
    char secret[WEBHOOK_SECRET_SIZE];
    struct json_object *sent = targets_body(bus, http);
    if (sent == NULL)
        return;
    enum fault fault = office_add_target(bus->env, &bus->rules, sent, &target, secret, &refusal);
    json_object_put(sent);
    if (fault != FAULT_NONE) {
        bus_refuse(http, fault, &refusal);
        return;
    }
    struct json_object *shown = target_to_json(bus->env, &target);
    if (shown == NULL) {
        problem_send_store(http);
        return;
    }
    if (secret[0] != '\0') /* the only time it is shown */
        json_object_object_add(shown, "secret", json_object_new_string(secret));
    bus_made(bus, http, "targets", target.name, shown);
}

static void
targets_read(struct bus *bus, struct request *http, const char *name)
{
    struct target target;
    const bool count = strcmp(name, TARGET_AGGREGATOR) == 0;
    enum fault fault = count ? FAULT_NONE : target_get(env_read(bus->env), name, &target);
    if (fault == FAULT_NONE)
        targets_send(http, count ? aggregator_to_json(bus->env) : target_to_json(bus->env, &target));
    else if (fault == FAULT_MISSING)
        bus_missing(http);
    else
        problem_send_store(http);
}

static void
targets_change(struct bus *bus, struct request *http, const char *name)
{
    struct target target;
    struct refusal refusal;
    struct json_object *sent = targets_body(bus, http);
    if (sent == NULL)
        return;
    enum fault fault = office_change_target(bus->env, &bus->rules, name, sent, &target, &refusal);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        targets_send(http, target_to_json(bus->env, &target));
    else
        bus_refuse(http, fault, &refusal);
}

static void
targets_remove(struct bus *bus, struct request *http, const char *name)
{
    struct refusal refusal;
    enum fault fault = office_remove_target(bus->env, name, &refusal);
    if (fault == FAULT_NONE)
        response_send(http, 204, NULL, NULL, 0);
    else
        bus_refuse(http, fault, &refusal);
}

static void
targets_rotate(struct bus *bus, struct request *http, const char *name)
{
    struct target target;
    struct refusal refusal;
    char secret[WEBHOOK_SECRET_SIZE];
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    enum fault fault = office_rotate_target(bus->env, name, &target, secret, &refusal);
    if (fault != FAULT_NONE) {
        bus_refuse(http, fault, &refusal);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "name", json_object_new_string(target.name));
    json_object_object_add(answer, "secret", json_object_new_string(secret));
    json_send(http, 200, "application/json", answer);
}

static void
targets_handle_one(struct bus *bus, struct request *http, const char *name)
{
    if (http->method == HTTP_GET || http->method == HTTP_HEAD)
        targets_read(bus, http, name);
    else if (http->method == HTTP_PATCH)
        targets_change(bus, http, name);
    else if (http->method == HTTP_DELETE)
        targets_remove(bus, http, name);
    else
        problem_send_method(http, "GET, HEAD, PATCH, DELETE");
}

void
bus_targets(struct bus *bus, struct request *http, const char *rest)
{
    char name[TARGET_NAME_MAX + 1];
    const char *below = strchr(rest, '/');
    if (*rest == '\0' && (http->method == HTTP_GET || http->method == HTTP_HEAD)) {
        targets_list(bus, http);
    } else if (*rest == '\0' && http->method == HTTP_POST) {
        targets_add(bus, http);
    } else if (*rest == '\0') {
        problem_send_method(http, "GET, HEAD, POST");
    } else if (below == NULL) {
        targets_handle_one(bus, http, rest);
    } else if (strcmp(below, "/rotate") == 0 && (size_t)(below - rest) < sizeof name) {
        memcpy(name, rest, (size_t)(below - rest));
        name[below - rest] = '\0';
        targets_rotate(bus, http, name);
    } else {
        bus_missing(http);
    }
}
