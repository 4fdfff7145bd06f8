/*
 * merge_template.c: fills {fields} into the texts of a template.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/merge_template.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "campaign/merge_text.h"

struct fill {
    struct json_object *fields;
    struct url_finder *finder;
    struct input_error *error;
    const char *name; /* of the member whose text is filled */
};

/* The field of this name: as it is written, or else the only one that differs in case alone, as headers do.
 */
static struct json_object *
merge_template_field(const struct fill *f, const char *name)
{
    struct json_object *found = NULL;
    if (json_object_object_get_ex(f->fields, name, &found))
        return found;
    json_object_object_foreach(f->fields, other, value)
    {
        if (strcasecmp(other, name) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = value;
    }
    return found;
}

/* Adds the value of the name that begins at text, after the brace. *length is how much of text it took. */
static enum fault
merge_template_value(struct fill *f, struct merge_text *out, const char *text, size_t *length)
{
    struct json_object *value;
    char name[MERGE_TEMPLATE_FIELD_MAX + 1];
    const size_t n = strcspn(text, "{}");
    if (text[n] != '}' || n < 1 || n > MERGE_TEMPLATE_FIELD_MAX)
        return input_error_set(f->error, ERROR_TEMPLATE_SYNTAX, "", f->name,
            "a { begins the name of a field, which ends with a }; write {{ for a brace.");
    memcpy(name, text, n);
    name[n] = '\0';
    value = merge_template_field(f, name);
    if (json_object_get_type(value) != json_type_string || json_object_get_string_len(value) == 0) {
        char clean[MERGE_TEMPLATE_FIELD_MAX + 1];
        utf8_clean(name, n, clean, sizeof clean);
        return input_error_set(
            f->error, ERROR_TEMPLATE_FIELD, "", f->name, "nothing is given for {%s}.", clean);
    }
    merge_text_add_value(out, json_object_get_string(value));
    *length = n + 1;
    return FAULT_NONE;
}

static enum fault
merge_template_fill(struct fill *f, const char *text, struct merge_text *out)
{
    while (*text != '\0') {
        const size_t plain = strcspn(text, "{}");
        size_t taken = 2;
        enum fault fault = FAULT_NONE;
        merge_text_add(out, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        if (text[1] == text[0])
            merge_text_add(out, text, 1);
        else if (*text == '{')
            fault = merge_template_value(f, out, text + 1, &taken);
        else
            fault = input_error_set(f->error, ERROR_TEMPLATE_SYNTAX, "", f->name,
                "a } has no { before it; write }} for a brace.");
        if (fault != FAULT_NONE)
            return fault;
        text += text[1] == text[0] ? 2 : taken + 1;
    }
    return FAULT_NONE;
}

static enum fault
merge_template_text(struct fill *f, const char *text, struct json_object **out)
{
    struct merge_text *merged = merge_text_create(strlen(text) / sizeof "{}"); /* the shortest is {n} */
    enum fault fault = merge_template_fill(f, text, merged);
    if (fault == FAULT_NONE && (*out = merge_text_to_json(merged, f->finder)) == NULL)
        fault = input_error_set(f->error, ERROR_INVALID_LENGTH, "", f->name, "%s is too long.", f->name);
    merge_text_free(merged);
    return fault;
}

static enum fault merge_template_any(struct fill *, struct json_object *, struct json_object **out);

static enum fault
merge_template_array(struct fill *f, struct json_object *array, struct json_object **out)
{
    enum fault fault = FAULT_NONE;
    *out = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(array) && fault == FAULT_NONE; i++) {
        struct json_object *one = NULL;
        fault = merge_template_any(f, json_object_array_get_idx(array, i), &one);
        if (fault == FAULT_NONE)
            json_object_array_add(*out, one);
    }
    return fault;
}

static enum fault
merge_template_object(struct fill *f, struct json_object *object, struct json_object **out)
{
    *out = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        struct json_object *one = NULL;
        f->name = name;
        enum fault fault = merge_template_any(f, value, &one);
        if (fault != FAULT_NONE)
            return fault;
        json_object_object_add(*out, name, one);
    }
    return FAULT_NONE;
}

/* *out is the caller's also when it is filled in part only. */
static enum fault
merge_template_any(struct fill *f, struct json_object *value, struct json_object **out)
{
    enum fault fault = FAULT_NONE;
    *out = NULL;
    switch (json_object_get_type(value)) {
    case json_type_string:
        return merge_template_text(f, json_object_get_string(value), out);
    case json_type_array:
        fault = merge_template_array(f, value, out);
        break;
    case json_type_object:
        fault = merge_template_object(f, value, out);
        break;
    default:
        *out = json_object_get(value);
    }
    if (fault != FAULT_NONE) {
        json_object_put(*out);
        *out = NULL;
    }
    return fault;
}

enum fault
merge_template_apply(struct json_object *template, struct json_object *fields, struct url_finder *finder,
    struct json_object **out, struct input_error *error)
{
    struct fill f = {.fields = fields, .finder = finder, .error = error, .name = ""};
    enum fault fault = merge_template_any(&f, template, out);
    if (fault != FAULT_NONE)
        return fault;
    const char *to = json_member(fields, "to");
    if (*to == '\0') {
        json_object_put(*out);
        return input_error_set(error, ERROR_MISSING_FIELD, "", "to", "to is missing.");
    }
    json_object_object_add(*out, "to", json_object_new_string(to));
    return FAULT_NONE;
}

static void
merge_template_names_of_text(const char *text, struct json_object *fields, const char *value)
{
    char name[MERGE_TEMPLATE_FIELD_MAX + 1];
    while ((text = strchr(text, '{')) != NULL) {
        const size_t n = strcspn(text + 1, "{}");
        const bool good = text[1] != '{' && text[1 + n] == '}' && n >= 1 && n <= MERGE_TEMPLATE_FIELD_MAX;
        if (good) {
            memcpy(name, text + 1, n);
            name[n] = '\0';
            if (!json_object_object_get_ex(fields, name, NULL))
                json_object_object_add(fields, name, json_object_new_string(value));
        }
        text += text[1] == '{' ? 2 : 1;
    }
}

void
merge_template_names(struct json_object *template, struct json_object *fields, const char *value)
{
    if (json_object_get_type(template) == json_type_string) {
        merge_template_names_of_text(json_object_get_string(template), fields, value);
    } else if (json_object_get_type(template) == json_type_array) {
        for (size_t i = 0; i < json_object_array_length(template); i++)
            merge_template_names(json_object_array_get_idx(template, i), fields, value);
    } else if (json_object_get_type(template) == json_type_object) {
        json_object_object_foreach(template, name, inner)
        {
            (void)name;
            merge_template_names(inner, fields, value);
        }
    }
}
