/*
 * aws_resources.c: reads, writes and lists resources that only EventBridge's clients know.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "aws.h"
#include "base/json.h"
#include "base/timestamp.h"

enum fault
aws_load(
    struct aws_call *call, enum aws_kind kind, const char *what, const char *name, struct aws_resource *out)
{
    const enum fault fault = aws_resource_get(env_read(call->context->env), kind, name, out);
    return fault == FAULT_MISSING ? aws_fail(call, AWS_NOT_FOUND, "%s %s does not exist.", what, name)
                                  : aws_refuse(call, fault, NULL);
}

enum fault
aws_change(struct aws_call *call, struct aws_resource *resource, struct json_object *json)
{
    resource->changed = timestamp_now();
    return aws_resource_set(resource, json) == FAULT_NONE ? FAULT_NONE
                                                          : aws_fail(call, AWS_VALIDATION, AWS_TOO_LONG);
}

static enum fault
aws_load_named(struct aws_call *call, const struct aws_noun *noun, struct aws_resource *out)
{
    char name[TABLE_NAME_MAX + 1];
    const enum fault fault = aws_read_name(call, noun->name, name);
    return fault == FAULT_NONE ? aws_load(call, noun->kind, noun->what, name, out) : fault;
}

static enum fault
aws_create_body(struct txn *txn, void *arg)
{
    const enum fault fault = aws_check_connection(txn, arg);
    return fault == FAULT_NONE ? aws_resource_add(txn, arg) : fault;
}

/* Writes a new one of this name, with the object as its JSON, now. */
static enum fault
aws_add(struct aws_call *call, const struct aws_noun *noun, const char *name, struct json_object *json,
    struct aws_resource *out)
{
    *out = (struct aws_resource){.kind = noun->kind, .created = timestamp_now()};
    strcpy(out->name, name);
    enum fault fault = aws_change(call, out, json);
    if (fault != FAULT_NONE)
        return fault;
    fault = env_txn(call->context->env, ENV_SYNC, aws_create_body, out);
    return fault == FAULT_EXISTS ? aws_fail(call, AWS_EXISTS, "%s %s already exists.", noun->what, name)
           : fault == FAULT_FULL ? aws_fail(call, AWS_LIMIT, "There are already 1,000; delete one first.")
                                 : aws_refuse(call, fault, NULL);
}

enum fault
aws_create(struct aws_call *call)
{
    const struct aws_noun *noun = call->noun;
    struct aws_resource resource;
    char name[TABLE_NAME_MAX + 1];
    struct json_object *json = json_object_new_object();
    enum fault fault = aws_read_name(call, noun->name, name);
    if (fault == FAULT_NONE)
        fault = noun->read(call, json, true);
    if (fault == FAULT_NONE)
        fault = aws_add(call, noun, name, json, &resource);
    if (fault == FAULT_NONE)
        noun->tell(call, &resource, json);
    json_object_put(json);
    return fault;
}

enum fault
aws_update(struct aws_call *call)
{
    const struct aws_noun *noun = call->noun;
    struct aws_resource resource;
    enum fault fault = aws_load_named(call, noun, &resource);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&resource);
    const int64_t before = resource.changed;
    fault = noun->read(call, json, false);
    if (fault == FAULT_NONE)
        fault = aws_change(call, &resource, json);
    if (fault == FAULT_NONE)
        fault = noun->write(call, &resource, before);
    if (fault == FAULT_NONE)
        noun->tell(call, &resource, json);
    json_object_put(json);
    return fault;
}

enum fault
aws_describe(struct aws_call *call)
{
    const struct aws_noun *noun = call->noun;
    static const char *const fields[] = {"Description", NULL};
    struct aws_resource resource;
    const enum fault fault = aws_load_named(call, noun, &resource);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *json = aws_resource_read(&resource);
    noun->show(call, &resource, json, call->output);
    aws_copy(call->output, json, fields);
    if (noun->describe != NULL)
        noun->describe(call, &resource, json);
    json_object_put(json);
    return FAULT_NONE;
}

static enum fault
aws_remove_body(struct txn *txn, void *arg)
{
    const struct aws_resource *resource = arg;
    bool used;
    const enum fault fault = aws_is_used(txn, resource, &used);
    if (fault == FAULT_NONE && used)
        return FAULT_REFUSED;
    return fault == FAULT_NONE ? aws_resource_remove(txn, resource->kind, resource->name) : fault;
}

static enum fault
aws_remove(struct aws_call *call, struct aws_resource *resource)
{
    const enum fault fault = env_txn(call->context->env, ENV_SYNC, aws_remove_body, resource);
    if (fault == FAULT_REFUSED)
        return aws_fail(call, AWS_VALIDATION,
            resource->kind == AWS_CONNECTION
                ? "Connection %s is that of an API destination; delete that first."
                : "ApiDestination %s is the target of a rule; remove that first.",
            resource->name);
    return aws_refuse(call, fault, NULL);
}

enum fault
aws_delete(struct aws_call *call)
{
    struct aws_resource resource;
    enum fault fault = aws_load_named(call, call->noun, &resource);
    if (fault == FAULT_NONE)
        fault = aws_remove(call, &resource);
    if (fault != FAULT_NONE || call->noun->tell_gone == NULL)
        return fault;
    struct json_object *json = aws_resource_read(&resource);
    call->noun->tell_gone(call, &resource, json);
    json_object_put(json);
    return FAULT_NONE;
}

/* Adds one to the list if it is asked for and has a place on the page; false where the page ends. */
static bool
aws_list_one(struct aws_call *call, const struct aws_resource *resource, struct aws_page *page,
    struct json_object *list)
{
    struct json_object *json = aws_resource_read(resource);
    const enum aws_page_place place = call->noun->asks(call, json)
                                          ? aws_page_place(call, page, resource->name)
                                          : AWS_PAGE_SKIPS;
    if (place == AWS_PAGE_TAKES) {
        struct json_object *one = json_object_new_object();
        call->noun->show(call, resource, json, one);
        json_object_array_add(list, one);
    }
    json_object_put(json);
    return place != AWS_PAGE_ENDS;
}

enum fault
aws_list(struct aws_call *call)
{
    struct aws_page page;
    struct aws_resource resource;
    struct json_object *list = json_object_new_array();
    json_object_object_add(call->output, call->noun->list, list);
    enum fault fault = aws_page_read(call, &page);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(resource.name, page.after);
    do
        fault = aws_resource_next(env_read(call->context->env), call->noun->kind, resource.name, &resource);
    while (fault == FAULT_NONE && aws_list_one(call, &resource, &page, list));
    return aws_refuse(call, fault == FAULT_MISSING ? FAULT_NONE : fault, NULL);
}

void
aws_add_times(struct json_object *to, const struct aws_resource *resource)
{
    aws_add_time(to, "CreationTime", resource->created);
    aws_add_time(to, "LastModifiedTime", resource->changed);
}

void
aws_draw_uuid(struct json_object *json)
{
    uint8_t id[UUID_BYTES];
    char text[UUID_SIZE];
    uuid_v4(id);
    uuid_format(id, text);
    json_add_text(json, "Uuid", text);
}

void
aws_add_own_arn(const struct aws_call *call, struct json_object *to, const char *field, const char *what,
    const struct aws_resource *resource, struct json_object *json)
{
    char name[TABLE_NAME_MAX + UUID_SIZE + 2];
    snprintf(name, sizeof name, "%s/%s", resource->name, json_member(json, "Uuid"));
    aws_add_arn(call, to, field, what, name);
}

void
aws_copy(struct json_object *to, struct json_object *from, const char *const *fields)
{
    struct json_object *value;
    for (; *fields != NULL; fields++)
        if (json_object_object_get_ex(from, *fields, &value) && value != NULL)
            json_object_object_add(to, *fields, json_object_get(value));
}
