/*
 * message_field_visit.c: finds what a person reads or opens in a message's objects.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_field_visit.h"

#include <stdio.h>
#include <string.h>

struct message_field_visit {
    message_field_visitor visitor;
    void *arg;
};

static const struct message_field message_field_opaque_text = {.name = "text", .kind = MESSAGE_FIELD_TEXT},
                                  message_field_opaque_link = {.name = "url", .kind = MESSAGE_FIELD_LINK};

/* What a member of an opaque object is to a person: NULL for nothing. */
static const struct message_field *
message_field_of_opaque(const char *name)
{
    static const char *const texts[] = {"text", "body", "caption", "description", "title"},
                             *const links[] = {"url", "fallbackUrl"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(name, texts[i]) == 0)
            return &message_field_opaque_text;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (strcmp(name, links[i]) == 0)
            return &message_field_opaque_link;
    return NULL;
}

static enum fault message_field_visit_opaque(
    const struct message_field_visit *, struct json_object *value, const char *path, const char *name);

static enum fault
message_field_visit_opaque_object(
    const struct message_field_visit *v, struct json_object *object, const char *path)
{
    json_object_object_foreach(object, name, member)
    {
        enum fault fault = message_field_visit_opaque(v, member, path, name);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* JSON's depth is bounded where it is read (base/json_reader.h), and so are the calls here. */
static enum fault
message_field_visit_opaque(
    const struct message_field_visit *v, struct json_object *value, const char *path, const char *name)
{
    const struct message_field *field = message_field_of_opaque(name);
    enum fault fault = FAULT_NONE;
    if (json_object_is_type(value, json_type_object))
        return message_field_visit_opaque_object(v, value, path);
    if (json_object_is_type(value, json_type_string) && field != NULL)
        return v->visitor(v->arg, field, path, name, value);
    if (json_object_is_type(value, json_type_array))
        for (size_t i = 0; i < json_object_array_length(value) && fault == FAULT_NONE; i++)
            fault = message_field_visit_opaque(v, json_object_array_get_idx(value, i), path, name);
    return fault;
}

static const struct message_field *
message_field_item_fields(const struct message_field *field, struct json_object *item)
{
    const struct message_field_variant *variant = field->variants;
    if (variant == NULL)
        return field->fields;
    while (variant->type != NULL && strcmp(variant->type, json_member(item, "type")) != 0)
        variant++;
    return variant->fields; /* NULL for one of a kind that is not known any more */
}

static enum fault
message_field_visit_list(const struct message_field_visit *v, const struct message_field *field,
    struct json_object *list, const char *inner)
{
    char path[MESSAGE_FIELD_PATH_SIZE];
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < json_object_array_length(list) && fault == FAULT_NONE; i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        const struct message_field *fields = message_field_item_fields(field, item);
        message_field_path_of_item(path, inner, field->name, i);
        if (fields != NULL)
            fault = message_field_visit(fields, item, path, v->visitor, v->arg);
    }
    return fault;
}

static enum fault
message_field_visit_parameters(const struct message_field_visit *v, const struct message_field *field,
    struct json_object *list, const char *inner)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < json_object_array_length(list) && fault == FAULT_NONE; i++)
        fault = v->visitor(
            v->arg, &message_field_opaque_text, inner, field->name, json_object_array_get_idx(list, i));
    return fault;
}

static enum fault
message_field_visit_one(const struct message_field_visit *v, const struct message_field *field,
    struct json_object *value, const char *inner)
{
    char path[MESSAGE_FIELD_PATH_SIZE];
    message_field_path(path, inner, field->name);
    switch (field->kind) {
    case MESSAGE_FIELD_TEXT:
    case MESSAGE_FIELD_LINK:
        return v->visitor(v->arg, field, inner, field->name, value);
    case MESSAGE_FIELD_OBJECT:
        return message_field_visit(field->fields, value, path, v->visitor, v->arg);
    case MESSAGE_FIELD_LIST:
        return message_field_visit_list(v, field, value, inner);
    case MESSAGE_FIELD_PARAMETERS:
        return message_field_visit_parameters(v, field, value, inner);
    case MESSAGE_FIELD_OPAQUE:
        return message_field_visit_opaque(v, value, inner, field->name);
    default:
        return FAULT_NONE;
    }
}

enum fault
message_field_visit(const struct message_field *fields, struct json_object *object, const char *path,
    message_field_visitor visitor, void *arg)
{
    const struct message_field_visit v = {visitor, arg};
    enum fault fault = FAULT_NONE;
    for (const struct message_field *field = fields; field->name != NULL && fault == FAULT_NONE; field++) {
        struct json_object *value;
        if (json_object_object_get_ex(object, field->name, &value) && value != NULL)
            fault = message_field_visit_one(&v, field, value, path);
    }
    return fault;
}
