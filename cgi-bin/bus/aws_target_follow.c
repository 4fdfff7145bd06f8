/*
 * aws_target_follow.c: which targets come from an API destination or a connection, and what becomes of them
 * when that changes.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/memory.h"
#include "bus/targets.h"

/* What is to be written again: the targets, and what has changed. */
struct aws_following {
    struct target_whole *wholes;
    size_t count;
    uint64_t version; /* of rules and targets, before they were looked through */
    struct aws_resource changed;
    int64_t before; /* when that was changed before */
};

/* FAULT_AGAIN: another target has come meanwhile, perhaps one that should follow too, or somebody else has
 * changed the same. Each target that was written has counted the version up. */
static enum fault
aws_put_changed(struct txn *txn, void *arg)
{
    const struct aws_following *following = arg;
    uint64_t version;
    enum fault fault = rule_version(txn, &version);
    if (fault == FAULT_NONE && version != following->version + following->count)
        return FAULT_AGAIN;
    if (fault == FAULT_NONE)
        fault = aws_check_connection(txn, &following->changed);
    return fault == FAULT_NONE ? aws_resource_replace(txn, &following->changed, following->before) : fault;
}

/* Does what PutTargets was sent come from this destination or connection? What it is made of, then. */
static bool
aws_comes_from(struct aws_call *call, struct json_object *sent, const struct aws_resource *of,
    struct aws_destination *out)
{
    struct txn *read = env_read(call->context->env);
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    if (aws_arn_parse(json_member(sent, "Arn"), "api-destination", name, uuid) != FAULT_NONE ||
        aws_resource_get(read, AWS_DESTINATION, name, &out->resource) != FAULT_NONE)
        return false;
    if (of->kind == AWS_DESTINATION && strcmp(of->name, name) == 0)
        out->resource = *of;
    struct json_object *json = aws_resource_read(&out->resource);
    const bool has_connection = aws_resource_get(read, AWS_CONNECTION, json_member(json, "Connection"),
                                    &out->connection) == FAULT_NONE;
    if (of->kind == AWS_CONNECTION && aws_destination_is_of(json, of->name))
        out->connection = *of;
    json_object_put(json);
    return has_connection && (of->kind == AWS_DESTINATION ? strcmp(of->name, name) == 0
                                                          : strcmp(out->connection.name, of->name) == 0);
}

/* Adds the target with its new settings; it stays enabled or not. */
static enum fault
aws_follow_one(struct aws_call *call, const char *name, struct json_object *sent,
    const struct aws_destination *from, struct aws_following *following)
{
    struct target before;
    struct json_object *settings = NULL;
    enum fault fault = target_get(env_read(call->context->env), name, &before);
    if (fault == FAULT_MISSING)
        return FAULT_NONE;
    fault = fault != FAULT_NONE ? aws_refuse(call, fault, NULL)
                                : aws_target_settings(call, sent, from, &settings);
    if (fault != FAULT_NONE)
        return fault;
    following->wholes = xreallocarray(following->wholes, following->count + 1, sizeof *following->wholes);
    struct target_whole *whole = &following->wholes[following->count];
    fault = aws_make_target(call, name, before.rule, settings, whole);
    if (fault == FAULT_NONE) {
        whole->target.state = before.state;
        following->count++;
    }
    return fault;
}

static enum fault
aws_follow_all(struct aws_call *call, struct aws_following *following)
{
    struct aws_resource *notes = xcalloc(1, sizeof *notes);
    struct aws_destination *from = xcalloc(1, sizeof *from);
    enum fault fault = FAULT_NONE;
    enum fault found = FAULT_NONE;
    while (fault == FAULT_NONE && (found = aws_resource_next(env_read(call->context->env), AWS_TARGET,
                                       notes->name, notes)) == FAULT_NONE) {
        struct json_object *sent = aws_resource_read(notes);
        if (aws_comes_from(call, sent, &following->changed, from))
            fault = aws_follow_one(call, notes->name, sent, from, following);
        json_object_put(sent);
    }
    free(notes);
    free(from);
    return fault == FAULT_NONE && found != FAULT_MISSING ? aws_refuse(call, found, NULL) : fault;
}

enum fault
aws_targets_follow(struct aws_call *call, const struct aws_resource *changed, int64_t before)
{
    struct aws_following following = {.changed = *changed, .before = before};
    struct input_error error;
    enum fault fault = rule_version(env_read(call->context->env), &following.version);
    fault = fault != FAULT_NONE ? aws_refuse(call, fault, NULL) : aws_follow_all(call, &following);
    if (fault == FAULT_NONE) {
        fault = target_replace(
            call->context->env, following.wholes, following.count, aws_put_changed, &following, &error);
        fault = aws_refuse(call, fault, &error);
    }
    for (size_t i = 0; i < following.count; i++)
        target_config_free(&following.wholes[i].config);
    free(following.wholes);
    return fault;
}

enum fault
aws_check_connection(struct txn *txn, const struct aws_resource *resource)
{
    if (resource->kind != AWS_DESTINATION)
        return FAULT_NONE;
    struct aws_resource *connection = xcalloc(1, sizeof *connection);
    struct json_object *json = aws_resource_read(resource);
    const enum fault fault = aws_resource_get(
        txn, AWS_CONNECTION, json_member(json, "Connection"), connection);
    json_object_put(json);
    free(connection);
    return fault == FAULT_MISSING ? FAULT_AGAIN : fault;
}

/* A connection is used by a destination, a destination by a target. */
enum fault
aws_is_used(struct txn *txn, const struct aws_resource *resource, bool *out)
{
    struct aws_resource *by = xcalloc(1, sizeof *by);
    const enum aws_kind kind = resource->kind == AWS_CONNECTION ? AWS_DESTINATION : AWS_TARGET;
    char name[TABLE_NAME_MAX + 1], uuid[UUID_SIZE];
    enum fault fault = FAULT_NONE;
    const bool can_be = resource->kind == AWS_CONNECTION || resource->kind == AWS_DESTINATION;
    *out = false;
    while (can_be && !*out && (fault = aws_resource_next(txn, kind, by->name, by)) == FAULT_NONE) {
        struct json_object *json = aws_resource_read(by);
        *out = kind == AWS_DESTINATION
                   ? aws_destination_is_of(json, resource->name)
                   : aws_arn_parse(json_member(json, "Arn"), "api-destination", name, uuid) == FAULT_NONE &&
                         strcmp(name, resource->name) == 0;
        json_object_put(json);
    }
    free(by);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
