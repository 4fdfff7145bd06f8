/*
 * message_field.c: reads the members of a message's objects by their tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "message/filled_text.h"
#include "message/phone_number.h"
#include "net/url.h"

enum {
    MESSAGE_FIELD_NAMES_MAX = 16, /* members of an object, and variants of a list */
    MESSAGE_FIELD_MEDIA_MAX = 2048,
    MESSAGE_FIELD_PARAMETER_MAX = 1024, /* characters */
    MESSAGE_FIELD_TIME_MAX = 40,
    MESSAGE_FIELD_DEGREES_SIZE = 24,
};

/* A member that is being read. */
struct message_field_reader {
    struct message_reader *r;
    struct json_object *object; /* that it is of */
    const char *inner;          /* where that stands */
    const struct message_field *field;
    struct json_object *kept; /* what the carrier gets of the object */
};

void
message_field_path(char out[static MESSAGE_FIELD_PATH_SIZE], const char *inner, const char *name)
{
    snprintf(out, MESSAGE_FIELD_PATH_SIZE, "%s%s%s", inner, *inner != '\0' ? "/" : "", name);
}

void
message_field_path_of_item(
    char out[static MESSAGE_FIELD_PATH_SIZE], const char *inner, const char *name, size_t i)
{
    snprintf(out, MESSAGE_FIELD_PATH_SIZE, "%s%s%s/%zu", inner, *inner != '\0' ? "/" : "", name, i);
}

/* The object's member; NULL when it is not there, or null. */
static struct json_object *
message_field_member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

/* An object by itself, in which nothing else may stand. */
static enum fault
message_field_read_whole(struct message_reader *r, struct json_object *object, const char *path,
    const struct message_field *fields, const char *other, struct json_object *kept)
{
    const char *names[MESSAGE_FIELD_NAMES_MAX + 2];
    size_t n = 0;
    while (n < MESSAGE_FIELD_NAMES_MAX && fields[n].name != NULL) {
        names[n] = fields[n].name;
        n++;
    }
    names[n] = other;
    names[n + 1] = NULL;
    enum fault fault = message_reader_check_names(r, object, path, names);
    return fault == FAULT_NONE ? message_field_read(r, object, path, fields, kept) : fault;
}

/* A text of at most so many characters; *text is NULL when it is not there. */
static enum fault
message_field_text(struct message_field_reader *f, size_t max, const char **text)
{
    return message_reader_text(f->r, f->object, f->inner, f->field->name, max, text);
}

/* The text as it was sent, with what hangs on it. */
static enum fault
message_field_keep(struct message_field_reader *f)
{
    message_reader_keep_same(f->kept, f->object, f->field->name);
    return FAULT_NONE;
}

static enum fault
message_field_refuse(struct message_field_reader *f, enum error_code code, const char *what)
{
    return message_reader_error(f->r, code, f->inner, f->field->name, "%s %s.", f->field->name, what);
}

static enum fault
message_field_read_text(struct message_field_reader *f)
{
    const char *text;
    enum fault fault = message_field_text(f, MESSAGE_CONTENT_MAX, &text);
    return fault == FAULT_NONE ? message_field_keep(f) : fault;
}

static enum fault
message_field_read_label(struct message_field_reader *f)
{
    const char *text;
    enum fault fault = message_field_text(f, f->field->max, &text);
    return fault == FAULT_NONE ? message_field_keep(f) : fault;
}

static enum fault
message_field_read_link(struct message_field_reader *f)
{
    const char *url;
    enum fault fault = message_field_text(f, MESSAGE_CONTENT_MAX, &url);
    if (fault != FAULT_NONE || url == NULL)
        return fault;
    if (!url_is_absolute(url))
        return message_field_refuse(f, ERROR_INVALID_URL, "must be an absolute URL");
    filled_text_attach_value(message_field_member(f->object, f->field->name));
    return message_field_keep(f);
}

static enum fault
message_field_read_media(struct message_field_reader *f)
{
    const char *url, *why;
    enum fault fault = message_field_text(f, MESSAGE_FIELD_MEDIA_MAX, &url);
    if (fault != FAULT_NONE || url == NULL)
        return fault;
    if (http_client_check(f->r->policy, url, &why) != FAULT_NONE)
        return message_reader_error(f->r, ERROR_ADDRESS_NOT_ALLOWED, f->inner, f->field->name, "%s", why);
    return message_field_keep(f);
}

static enum fault
message_field_read_word(struct message_field_reader *f)
{
    const char *word;
    enum fault fault = message_reader_word(f->r, f->object, f->inner, f->field->name, f->field->words, &word);
    return fault == FAULT_NONE ? message_field_keep(f) : fault;
}

static enum fault
message_field_read_phone(struct message_field_reader *f)
{
    const char *text, *why;
    char number[MESSAGE_ADDRESS_MAX + 2] = "+";
    enum fault fault = message_field_text(f, MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE || text == NULL)
        return fault;
    if (phone_number_parse(text, number + 1, &why) != FAULT_NONE)
        return message_field_refuse(f, ERROR_INVALID_PHONE_NUMBER, why);
    message_reader_keep(f->kept, f->field->name, number);
    return FAULT_NONE;
}

static enum fault
message_field_read_time(struct message_field_reader *f)
{
    const char *text;
    int64_t at;
    enum fault fault = message_field_text(f, MESSAGE_FIELD_TIME_MAX, &text);
    if (fault != FAULT_NONE || text == NULL)
        return fault;
    if (timestamp_parse(text, &at) != FAULT_NONE)
        return message_field_refuse(f, ERROR_INVALID_VALUE, "must be a time such as 2026-12-24T18:00:00Z");
    return message_field_keep(f);
}

static enum fault
message_field_read_degrees(struct message_field_reader *f)
{
    struct json_object *value = message_field_member(f->object, f->field->name);
    char what[48], *end;
    if (value == NULL)
        return FAULT_NONE;
    const char *text = json_object_get_string(value);
    const double degrees = strtod(text, &end);
    const bool number = json_object_is_type(value, json_type_double) ||
                        json_object_is_type(value, json_type_int) ||
                        json_object_is_type(value, json_type_string);
    if (number && end != text && *end == '\0' && strlen(text) < MESSAGE_FIELD_DEGREES_SIZE &&
        text[strspn(text, "+-.0123456789")] == '\0' && fabs(degrees) <= (double)f->field->max) {
        message_reader_keep(f->kept, f->field->name, text);
        return FAULT_NONE;
    }
    snprintf(what, sizeof what, "must be a decimal number from -%zu to %zu", f->field->max, f->field->max);
    return message_field_refuse(f, ERROR_OUT_OF_RANGE, what);
}

static enum fault
message_field_read_number(struct message_field_reader *f)
{
    struct json_object *value = message_field_member(f->object, f->field->name);
    char what[80];
    if (value == NULL)
        return FAULT_NONE;
    const int64_t number = json_object_get_int64(value);
    if (json_object_is_type(value, json_type_int) && number >= (int64_t)f->field->min &&
        number <= (int64_t)f->field->max)
        return message_field_keep(f);
    snprintf(what, sizeof what, "must be a whole number, %zu to %zu", f->field->min, f->field->max);
    return message_field_refuse(f, ERROR_OUT_OF_RANGE, what);
}

static enum fault
message_field_read_boolean(struct message_field_reader *f)
{
    struct json_object *value = message_field_member(f->object, f->field->name);
    if (value != NULL && !json_object_is_type(value, json_type_boolean))
        return message_field_refuse(f, ERROR_WRONG_TYPE, "must be true or false");
    return message_field_keep(f);
}

static enum fault
message_field_read_object(struct message_field_reader *f)
{
    struct json_object *value = message_field_member(f->object, f->field->name), *kept;
    char path[MESSAGE_FIELD_PATH_SIZE];
    if (value == NULL)
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_object))
        return message_field_refuse(f, ERROR_WRONG_TYPE, "must be an object");
    kept = json_object_new_object();
    json_object_object_add(f->kept, f->field->name, kept);
    message_field_path(path, f->inner, f->field->name);
    return message_field_read_whole(f->r, value, path, f->field->fields, NULL, kept);
}

/* One of a list whose items have a type. */
static enum fault
message_field_read_variant(
    struct message_field_reader *f, struct json_object *item, const char *path, struct json_object *kept)
{
    const char *types[MESSAGE_FIELD_NAMES_MAX + 1], *type;
    const struct message_field_variant *variant = f->field->variants;
    size_t n = 0;
    while (n < MESSAGE_FIELD_NAMES_MAX && variant[n].type != NULL) {
        types[n] = variant[n].type;
        n++;
    }
    types[n] = NULL;
    enum fault fault = message_reader_word(f->r, item, path, "type", types, &type);
    if (fault == FAULT_NONE && type == NULL)
        fault = message_reader_error(f->r, ERROR_MISSING_FIELD, path, "type", "type is missing.");
    if (fault != FAULT_NONE)
        return fault;
    while (strcmp(variant->type, type) != 0)
        variant++;
    message_reader_keep(kept, "type", type);
    return message_field_read_whole(f->r, item, path, variant->fields, "type", kept);
}

static enum fault
message_field_read_item(
    struct message_field_reader *f, struct json_object *item, size_t i, struct json_object *kept)
{
    char path[MESSAGE_FIELD_PATH_SIZE];
    message_field_path_of_item(path, f->inner, f->field->name, i);
    if (!json_object_is_type(item, json_type_object))
        return message_reader_error(
            f->r, ERROR_WRONG_TYPE, path, "", "Each item of %s must be an object.", f->field->name);
    return f->field->variants != NULL
               ? message_field_read_variant(f, item, path, kept)
               : message_field_read_whole(f->r, item, path, f->field->fields, NULL, kept);
}

static enum fault
message_field_read_list(struct message_field_reader *f)
{
    struct json_object *list = message_field_member(f->object, f->field->name), *kept;
    char what[64];
    enum fault fault = FAULT_NONE;
    if (list == NULL)
        return FAULT_NONE;
    const bool array = json_object_is_type(list, json_type_array);
    const size_t count = array ? json_object_array_length(list) : 0;
    if (!array || count < f->field->min || count > f->field->max) {
        snprintf(what, sizeof what, "must be an array of %zu to %zu items", f->field->min, f->field->max);
        return message_field_refuse(f, ERROR_WRONG_TYPE, what);
    }
    kept = json_object_new_array();
    json_object_object_add(f->kept, f->field->name, kept);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        struct json_object *item = json_object_new_object();
        json_object_array_add(kept, item);
        fault = message_field_read_item(f, json_object_array_get_idx(list, i), i, item);
    }
    return fault;
}

/* Is it a text, of 1 to so many characters? */
static bool
message_field_is_parameter(struct json_object *one)
{
    const char *text = json_object_is_type(one, json_type_string) ? json_object_get_string(one) : "";
    return *text != '\0' && strlen(text) == (size_t)json_object_get_string_len(one) &&
           utf8_count(text) <= MESSAGE_FIELD_PARAMETER_MAX;
}

static enum fault
message_field_read_parameters(struct message_field_reader *f)
{
    struct json_object *list = message_field_member(f->object, f->field->name), *kept;
    if (list == NULL)
        return FAULT_NONE;
    if (!json_object_is_type(list, json_type_array) || json_object_array_length(list) > f->field->max)
        return message_reader_error(f->r, ERROR_WRONG_TYPE, f->inner, f->field->name,
            "%s must be an array of at most %zu texts.", f->field->name, f->field->max);
    kept = json_object_new_array();
    json_object_object_add(f->kept, f->field->name, kept);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        if (!message_field_is_parameter(one))
            return message_reader_error(f->r, ERROR_INVALID_LENGTH, f->inner, f->field->name,
                "parameter %zu must be a text of 1 to %d characters.", i + 1, MESSAGE_FIELD_PARAMETER_MAX);
        filled_text_attach_value(one); /* the template that it is filled into is the carrier's */
        json_object_array_add(kept, json_object_get(one));
    }
    return FAULT_NONE;
}

static enum fault
message_field_read_opaque(struct message_field_reader *f)
{
    struct json_object *value = message_field_member(f->object, f->field->name);
    if (value == NULL)
        return FAULT_NONE;
    if (!json_object_is_type(value, json_type_object) || json_object_object_length(value) == 0)
        return message_field_refuse(f, ERROR_WRONG_TYPE, "must be an object that is not empty");
    return message_field_keep(f);
}

static enum fault (*const message_field_readers[])(struct message_field_reader *) = {
    [MESSAGE_FIELD_TEXT] = message_field_read_text,
    [MESSAGE_FIELD_LABEL] = message_field_read_label,
    [MESSAGE_FIELD_LINK] = message_field_read_link,
    [MESSAGE_FIELD_MEDIA] = message_field_read_media,
    [MESSAGE_FIELD_WORD] = message_field_read_word,
    [MESSAGE_FIELD_PHONE] = message_field_read_phone,
    [MESSAGE_FIELD_TIME] = message_field_read_time,
    [MESSAGE_FIELD_DEGREES] = message_field_read_degrees,
    [MESSAGE_FIELD_NUMBER] = message_field_read_number,
    [MESSAGE_FIELD_BOOLEAN] = message_field_read_boolean,
    [MESSAGE_FIELD_OBJECT] = message_field_read_object,
    [MESSAGE_FIELD_LIST] = message_field_read_list,
    [MESSAGE_FIELD_PARAMETERS] = message_field_read_parameters,
    [MESSAGE_FIELD_OPAQUE] = message_field_read_opaque,
};

enum fault
message_field_read(struct message_reader *r, struct json_object *object, const char *inner,
    const struct message_field *fields, struct json_object *kept)
{
    enum fault fault = FAULT_NONE;
    for (const struct message_field *field = fields; field->name != NULL && fault == FAULT_NONE; field++) {
        struct message_field_reader f = {r, object, inner, field, kept};
        if (field->required && message_field_member(object, field->name) == NULL)
            return message_reader_error(
                r, ERROR_MISSING_FIELD, inner, field->name, "%s is missing.", field->name);
        fault = message_field_readers[field->kind](&f);
    }
    return fault;
}
