/*
 * targets.c: /api/v1/targets: who gets the events of a rule.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/json.h"
#include "bus.h"
#include "bus/bus_json.h"
#include "bus/targets.h"
#include "http/json_body.h"

enum { TARGETS_BODY_MAX = 65536 };

static const struct http_client_policy *
targets_policy(const struct context *context)
{
    const struct bus *bus = context->program;
    return &bus->policy;
}

/* target: NULL for the built-in count, which has no settings. */
static void
targets_send(struct request *request, const struct target *target, struct json_object *shown)
{
    char etag[ETAG_SIZE];
    if (shown == NULL) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    if (target != NULL)
        target_etag(target, json_text(shown, NULL), etag);
    else
        etag_make(NULL, 0, json_text(shown, NULL), etag);
    response_send_tagged(request, 200, etag, shown);
}

void
targets_list(struct request *request, struct context *context)
{
    struct target target = {.name = ""};
    struct json_object *targets = json_object_new_array(), *shown = aggregator_to_json(context->env);
    enum fault fault = FAULT_NONE;
    while (shown != NULL && fault == FAULT_NONE) {
        json_object_array_add(targets, shown);
        fault = target_next(env_read(context->env), target.name, &target);
        if (fault == FAULT_NONE)
            shown = target_to_json(context->env, &target);
    }
    bus_send_list(request, fault, "targets", targets);
}

/*
 * Who has the key of an administrator need not be one of this machine, where a line in a file can be
 * a command: false when the answer, that this file is refused, is sent.
 */
static bool
targets_may_write(struct request *request, struct context *context, struct json_object *sent)
{
    const char *path = json_member(sent, "path"), *folder = context->config->bus_log_directory;
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/')
        length--;
    if (path[0] != '/' || (length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/' &&
                              strstr(path, "/../") == NULL))
        return true; /* what is no absolute path is refused by others */
    problem_send(request, ERROR_INVALID_VALUE,
        "path must be below [bus] log_directory; only `curt target add` on the host may name any file.",
        "#/path");
    return false;
}

/* The body of a request for a target; NULL when the answer is sent. */
static struct json_object *
targets_body(struct request *request, struct context *context)
{
    struct json_object *sent = json_body(request, TARGETS_BODY_MAX, NULL, NULL);
    if (sent == NULL || targets_may_write(request, context, sent))
        return sent;
    json_object_put(sent);
    return NULL;
}

/* The answer with a new target: the only time its secret is shown. */
static void
targets_send_created(struct request *request, struct context *context, const struct target *target,
    const struct target_config *config)
{
    struct json_object *shown = target_to_json(context->env, target);
    if (shown == NULL) {
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    if (config->secret != NULL)
        json_add_text(shown, "secret", config->secret);
    bus_send_created(request, context, "targets", target->name, shown);
}

void
targets_create(struct request *request, struct context *context)
{
    struct target target;
    struct target_config config;
    struct input_error error;
    struct json_object *sent = targets_body(request, context);
    if (sent == NULL)
        return;
    enum fault fault = target_from_json(sent, targets_policy(context), &target, &config, &error);
    json_object_put(sent);
    if (fault != FAULT_NONE) {
        bus_refuse(request, fault, &error);
        return;
    }
    fault = target_create(context->env, &target, &config, &error);
    if (fault == FAULT_NONE)
        targets_send_created(request, context, &target, &config);
    else
        bus_refuse(request, fault, &error);
    target_config_free(&config);
}

void
targets_get(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct target target;
    const bool count = strcmp(name, TARGET_AGGREGATOR) == 0;
    enum fault fault = count ? FAULT_NONE : target_get(env_read(context->env), name, &target);
    if (fault == FAULT_NONE)
        targets_send(request, count ? NULL : &target,
            count ? aggregator_to_json(context->env) : target_to_json(context->env, &target));
    else
        bus_send_fault(request, fault);
}

void
targets_patch(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct target target;
    struct input_error error;
    struct json_object *sent = targets_body(request, context);
    if (sent == NULL)
        return;
    enum fault fault = target_update(
        context->env, targets_policy(context), name, request->fields[HTTP_IF_MATCH], sent, &target, &error);
    json_object_put(sent);
    if (fault == FAULT_NONE)
        targets_send(request, &target, target_to_json(context->env, &target));
    else
        bus_refuse(request, fault, &error);
}

void
targets_delete(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct input_error error;
    enum fault fault = target_delete(context->env, name, request->fields[HTTP_IF_MATCH], &error);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        bus_refuse(request, fault, &error);
}

void
targets_rotate(struct request *request, struct context *context)
{
    const char *name = request_param(request, "name");
    struct target target;
    struct input_error error;
    char secret[WEBHOOK_SECRET_SIZE];
    enum fault fault = target_rotate_secret(context->env, name, &target, secret, &error);
    if (fault != FAULT_NONE) {
        bus_refuse(request, fault, &error);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_add_text(answer, "name", target.name);
    json_add_text(answer, "secret", secret);
    response_send_json(request, 200, "application/json", answer);
}
