/*
 * replays.c: /api/v1/replays: past events, sent again.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bus.h"
#include "bus/bus_json.h"
#include "bus/replays.h"
#include "http/json_body.h"

enum { REPLAYS_BODY_MAX = 65536 };

void
replays_list(struct request *request, struct context *context)
{
    struct replay replay = {.name = ""};
    struct json_object *replays = json_object_new_array();
    enum fault fault;
    while ((fault = replay_next(env_read(context->env), replay.name, &replay)) == FAULT_NONE)
        json_object_array_add(replays, replay_to_json(&replay));
    bus_send_list(request, fault, "replays", replays);
}

void
replays_create(struct request *request, struct context *context)
{
    struct replay replay;
    struct input_error error;
    struct json_object *sent = json_body(request, REPLAYS_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = replay_from_json(sent, &replay, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        fault = replay_create(context->env, &replay, &error);
    if (fault == FAULT_NONE)
        bus_send_created(request, context, "replays", replay.name, replay_to_json(&replay));
    else
        bus_refuse(request, fault, &error);
}

void
replays_get(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct replay replay;
    enum fault fault = replay_get(env_read(context->env), name, &replay);
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", replay_to_json(&replay));
    else
        bus_send_fault(request, fault);
}

void
replays_cancel(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct replay replay;
    struct input_error error;
    enum fault fault = replay_stop(context->env, name, &replay, &error);
    if (fault == FAULT_NONE)
        response_send_json(request, 200, "application/json", replay_to_json(&replay));
    else
        bus_refuse(request, fault, &error);
}
