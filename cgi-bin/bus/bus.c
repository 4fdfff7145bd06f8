/*
 * bus.fcgi: the event bus: rules, targets, events from outside, dead letters, replays, under /api/v1/, and
 * the same for AWS's clients, under /aws/. See curt-bus(8) and curt-aws(7).
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus.h"

#include <stdio.h>
#include <string.h>

#include "http/server.h"

static const struct route bus_routes[] = {
    {HTTP_GET, "/api/v1/rules", ROLE_ADMIN, rules_list, NULL},
    {HTTP_POST, "/api/v1/rules", ROLE_ADMIN, rules_create, NULL},
    {HTTP_GET, "/api/v1/rules/{name}", ROLE_ADMIN, rules_get, NULL},
    {HTTP_PATCH, "/api/v1/rules/{name}", ROLE_ADMIN, rules_patch, NULL},
    {HTTP_DELETE, "/api/v1/rules/{name}", ROLE_ADMIN, rules_delete, NULL},
    {HTTP_GET, "/api/v1/targets", ROLE_ADMIN, targets_list, NULL},
    {HTTP_POST, "/api/v1/targets", ROLE_ADMIN, targets_create, NULL},
    {HTTP_GET, "/api/v1/targets/{name}", ROLE_ADMIN, targets_get, NULL},
    {HTTP_PATCH, "/api/v1/targets/{name}", ROLE_ADMIN, targets_patch, NULL},
    {HTTP_DELETE, "/api/v1/targets/{name}", ROLE_ADMIN, targets_delete, NULL},
    {HTTP_POST, "/api/v1/targets/{name}/rotate", ROLE_ADMIN, targets_rotate, NULL},
    {HTTP_GET, "/api/v1/events", ROLE_ADMIN, events_list, "from limit"},
    {HTTP_POST, "/api/v1/events", ROLE_CREATOR, events_publish, NULL},
    {HTTP_POST, "/api/v1/events/match", ROLE_ADMIN, events_match, NULL},
    {HTTP_GET, "/api/v1/dead-letters", ROLE_ADMIN, dead_letters_list, "target reason before cursor limit"},
    {HTTP_POST, "/api/v1/dead-letters/redrive", ROLE_ADMIN, dead_letters_redrive_all, NULL},
    {HTTP_POST, "/api/v1/dead-letters/purge", ROLE_ADMIN, dead_letters_purge_all, NULL},
    {HTTP_GET, "/api/v1/dead-letters/{id}", ROLE_ADMIN, dead_letters_get, NULL},
    {HTTP_DELETE, "/api/v1/dead-letters/{id}", ROLE_ADMIN, dead_letters_delete, NULL},
    {HTTP_POST, "/api/v1/hosts/{name}/clicks", ROLE_NONE, hosts_take_clicks, NULL},
    {HTTP_POST, "/api/v1/hosts/{name}/standby", ROLE_NONE, hosts_stand_by, NULL},
    {HTTP_POST, "/api/v1/hosts/{name}/copies", ROLE_NONE, host_copies_begin, "id first"},
    {HTTP_GET, "/api/v1/hosts/{name}/copies/{id}/log", ROLE_NONE, host_copies_get_log, "first"},
    {HTTP_GET, "/api/v1/hosts/{name}/copies/{id}/files/{file*}", ROLE_NONE, host_copies_get_file,
        "first from length done all"},
    {HTTP_GET, "/api/v1/replays", ROLE_ADMIN, replays_list, NULL},
    {HTTP_POST, "/api/v1/replays", ROLE_ADMIN, replays_create, NULL},
    {HTTP_GET, "/api/v1/replays/{name}", ROLE_ADMIN, replays_get, NULL},
    {HTTP_DELETE, "/api/v1/replays/{name}", ROLE_ADMIN, replays_cancel, NULL},
    /* Its clients append the slash or not; the operations say who may (aws.c). */
    {HTTP_POST, "/aws", ROLE_NONE, aws_handle, NULL},
    {HTTP_POST, "/aws/", ROLE_NONE, aws_handle, NULL},
};

void
bus_refuse(struct request *request, enum fault fault, const struct input_error *error)
{
    if (fault_is_ours(fault))
        problem_send_store(request, fault);
    else
        problem_send_input(request, error);
}

void
bus_send_created(struct request *request, const struct context *context, const char *folder, const char *name,
    struct json_object *thing)
{
    char location[CONFIG_VALUE_SIZE + BUS_NAME_MAX + 64];
    snprintf(location, sizeof location, "%s" BUS_PATH "%s/%s", context->config->web_base_url, folder, name);
    response_header(request, "Location", location);
    response_send_json(request, 201, "application/json", thing);
}

void
bus_send_fault(struct request *request, enum fault fault)
{
    problem_send_fault(request, fault, "There is nothing with this name.");
}

void
bus_send_list(struct request *request, enum fault fault, const char *name, struct json_object *list)
{
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, name, list);
    if (fault == FAULT_MISSING) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, fault);
    }
}

static void
bus_open(struct context *context)
{
    struct bus *bus = context->program;
    http_client_policy_read(context->config, &bus->policy);
}

int
main(void)
{
    static struct bus bus;
    static const struct server_program program = {"bus.fcgi", .routes = bus_routes,
        .route_count = sizeof bus_routes / sizeof *bus_routes, .tables = TABLE_ALL, .open = bus_open};
    return server_main(&program, &bus);
}
