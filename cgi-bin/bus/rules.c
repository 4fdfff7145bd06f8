/*
 * rules.c: /api/v1/rules: which events are wanted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bus.h"
#include "bus/bus_json.h"
#include "bus/rules.h"
#include "http/json_body.h"

enum { RULES_BODY_MAX = 65536 };

static void
rules_send(struct request *request, const struct rule *rule)
{
    char etag[ETAG_SIZE];
    rule_etag(rule, etag);
    response_send_tagged(request, 200, etag, rule_to_json(rule));
}

void
rules_list(struct request *request, struct context *context)
{
    struct rule rule = {.name = ""};
    struct json_object *rules = json_object_new_array();
    enum fault fault;
    while ((fault = rule_next(env_read(context->env), rule.name, &rule)) == FAULT_NONE)
        json_object_array_add(rules, rule_to_json(&rule));
    bus_send_list(request, fault, "rules", rules);
}

void
rules_create(struct request *request, struct context *context)
{
    struct rule rule;
    struct input_error error;
    struct json_object *sent = json_body(request, RULES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = rule_from_json(sent, &rule, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        fault = rule_create(context->env, &rule, &error);
    if (fault == FAULT_NONE)
        bus_send_created(request, context, "rules", rule.name, rule_to_json(&rule));
    else
        bus_refuse(request, fault, &error);
}

void
rules_get(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct rule rule;
    enum fault fault = rule_get(env_read(context->env), name, &rule);
    if (fault == FAULT_NONE)
        rules_send(request, &rule);
    else
        bus_send_fault(request, fault);
}

void
rules_patch(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct rule rule;
    struct rule_patch patch;
    struct input_error error;
    struct json_object *sent = json_body(request, RULES_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = rule_patch_from_json(sent, &patch, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        fault = rule_update(context->env, name, request->fields[HTTP_IF_MATCH], &patch, &rule, &error);
    if (fault == FAULT_NONE)
        rules_send(request, &rule);
    else
        bus_refuse(request, fault, &error);
}

void
rules_delete(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct input_error error;
    enum fault fault = rule_delete(context->env, name, request->fields[HTTP_IF_MATCH], &error);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        bus_refuse(request, fault, &error);
}
