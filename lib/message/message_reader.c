/*
 * message_reader.c: reads the fields of a message that was sent, each checked once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

enum fault __attribute__((format(printf, 5, 6))) message_reader_error(struct message_reader *r,
    enum error_code code, const char *inner, const char *name, const char *format, ...)
{
    char path[96], detail[INPUT_ERROR_DETAIL_SIZE];
    va_list args;
    snprintf(path, sizeof path, "%s%s%s", r->path, r->path[0] != '\0' && inner[0] != '\0' ? "/" : "", inner);
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return input_error_set(r->error, code, path, name, "%s", detail);
}

enum fault
message_reader_text(struct message_reader *r, struct json_object *object, const char *inner, const char *name,
    size_t max, const char **out)
{
    struct json_object *value;
    *out = NULL;
    if (!json_object_object_get_ex(object, name, &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_string)
        return message_reader_error(r, ERROR_WRONG_TYPE, inner, name, "%s must be a string.", name);
    const char *text = json_object_get_string(value);
    if (strlen(text) != (size_t)json_object_get_string_len(value))
        return message_reader_error(r, ERROR_WRONG_TYPE, inner, name, "%s must not contain a NUL.", name);
    const size_t length = utf8_count(text);
    if (length < 1 || length > max)
        return message_reader_error(r, ERROR_INVALID_LENGTH, inner, name,
            "%s has %zu characters; it must have 1 to %zu.", name, length, max);
    *out = text;
    return FAULT_NONE;
}

enum fault
message_reader_required(struct message_reader *r, struct json_object *object, const char *inner,
    const char *name, size_t max, const char **out)
{
    enum fault fault = message_reader_text(r, object, inner, name, max, out);
    if (fault != FAULT_NONE || *out != NULL)
        return fault;
    return message_reader_error(r, ERROR_MISSING_FIELD, inner, name, "%s is missing.", name);
}

static bool
message_reader_is_listed(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

enum fault
message_reader_check_names(
    struct message_reader *r, struct json_object *object, const char *inner, const char *const *known)
{
    char clean[65];
    json_object_object_foreach(object, name, value)
    {
        (void)value;
        if (message_reader_is_listed(name, known))
            continue;
        utf8_clean(name, strlen(name), clean, sizeof clean);
        return message_reader_error(r, ERROR_UNKNOWN_FIELD, inner, name, "There is no field %s here.", clean);
    }
    return FAULT_NONE;
}

void
message_reader_keep(struct json_object *to, const char *name, const char *text)
{
    if (text != NULL)
        json_object_object_add(to, name, json_object_new_string(text));
}

void
message_reader_keep_same(struct json_object *to, struct json_object *from, const char *name)
{
    struct json_object *value;
    if (json_object_object_get_ex(from, name, &value) && value != NULL)
        json_object_object_add(to, name, json_object_get(value));
}

enum fault
message_reader_object(struct message_reader *r, const char *name, struct json_object **out)
{
    *out = NULL;
    if (!json_object_object_get_ex(r->sent, name, out) || *out == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*out) != json_type_object)
        return message_reader_error(r, ERROR_WRONG_TYPE, "", name, "%s must be an object.", name);
    return FAULT_NONE;
}

enum fault
message_reader_word(struct message_reader *r, struct json_object *object, const char *inner, const char *name,
    const char *const *words, const char **out)
{
    char list[120];
    enum fault fault = message_reader_text(r, object, inner, name, 40, out);
    if (fault != FAULT_NONE)
        return fault;
    if (*out != NULL && !message_reader_is_listed(*out, words)) {
        struct buffer b = buffer_over(list, sizeof list);
        for (size_t i = 0; words[i] != NULL; i++)
            buffer_addf(&b, "%s%s", i > 0 ? ", " : "", words[i]);
        return message_reader_error(r, ERROR_INVALID_VALUE, inner, name, "%s must be one of %s.", name, list);
    }
    return FAULT_NONE;
}
