/*
 * message_content.c: reads what a message says: a text, or the one other content that its channel takes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_content.h"

#include <string.h>

#include "base/utf8.h"
#include "message/filled_text.h"

enum {
    MESSAGE_CONTENT_URL_MAX = 2048,
    MESSAGE_CONTENT_CAPTION_MAX = 3000,
    MESSAGE_CONTENT_PARAMETERS_MAX = 50,
    MESSAGE_CONTENT_PARAMETER_MAX = 1024, /* characters */
    MESSAGE_CONTENT_NAME_MAX = 256,
};

static enum fault
message_content_image(struct message_reader *r, struct json_object *image)
{
    static const char *const names[] = {"url", "caption", NULL};
    const char *url, *caption, *why;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->message, "image", kept);
    enum fault fault = message_reader_check_names(r, image, "image", names);
    if (fault == FAULT_NONE)
        fault = message_reader_required(r, image, "image", "url", MESSAGE_CONTENT_URL_MAX, &url);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, image, "image", "caption", MESSAGE_CONTENT_CAPTION_MAX, &caption);
    if (fault != FAULT_NONE)
        return fault;
    if (http_client_check(r->policy, url, &why) != FAULT_NONE)
        return message_reader_error(r, ERROR_ADDRESS_NOT_ALLOWED, "image", "url", "%s", why);
    message_reader_keep(kept, "url", url);
    message_reader_keep_same(kept, image, "caption");
    return FAULT_NONE;
}

static enum fault
message_content_parameters(struct message_reader *r, struct json_object *template, struct json_object *kept)
{
    struct json_object *list, *copies;
    if (!json_object_object_get_ex(template, "parameters", &list) || list == NULL)
        return FAULT_NONE;
    if (json_object_get_type(list) != json_type_array ||
        json_object_array_length(list) > MESSAGE_CONTENT_PARAMETERS_MAX)
        return message_reader_error(r, ERROR_WRONG_TYPE, "template", "parameters",
            "parameters must be an array of at most %d texts.", MESSAGE_CONTENT_PARAMETERS_MAX);
    copies = json_object_new_array();
    json_object_object_add(kept, "parameters", copies);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        const char *text = json_object_get_type(one) == json_type_string ? json_object_get_string(one) : "";
        if (*text == '\0' || strlen(text) != (size_t)json_object_get_string_len(one) ||
            utf8_count(text) > MESSAGE_CONTENT_PARAMETER_MAX)
            return message_reader_error(r, ERROR_INVALID_LENGTH, "template", "parameters",
                "parameter %zu must be a text of 1 to %d characters.", i + 1, MESSAGE_CONTENT_PARAMETER_MAX);
        filled_text_attach_value(one); /* the template that it is filled into is the carrier's */
        json_object_array_add(copies, json_object_get(one));
    }
    return FAULT_NONE;
}

static enum fault
message_content_template(struct message_reader *r, struct json_object *template)
{
    static const char *const names[] = {"name", "parameters", NULL};
    const char *name;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->message, "template", kept);
    enum fault fault = message_reader_check_names(r, template, "template", names);
    if (fault == FAULT_NONE)
        fault = message_reader_required(r, template, "template", "name", MESSAGE_CONTENT_NAME_MAX, &name);
    if (fault != FAULT_NONE)
        return fault;
    message_reader_keep(kept, "name", name);
    return message_content_parameters(r, template, kept);
}

/* Exactly one of a text and the other content. */
enum fault
message_content_read(struct message_reader *r)
{
    const char *other = message_channel_facts(r->channel)->other, *text, *type;
    struct json_object *object = NULL;
    enum fault fault = message_reader_text(r, r->sent, "", "text", MESSAGE_CONTENT_MAX, &text);
    if (fault == FAULT_NONE && other != NULL)
        fault = message_reader_object(r, other, &object);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, r->sent, "", "message_type", 20, &type);
    if (fault != FAULT_NONE)
        return fault;
    const char *said = text != NULL ? "text" : object != NULL ? other : NULL;
    if (said == NULL || (text != NULL && object != NULL))
        return message_reader_error(r, ERROR_MISSING_FIELD, "", "text",
            other == NULL ? "text is missing." : "A message by %s needs either text or a%s %s.",
            message_channel_name(r->channel), other != NULL && other[0] == 'i' ? "n" : "", other);
    if (type != NULL && strcmp(type, said) != 0)
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "", "message_type",
            "message_type must be %s, like the content, or left out.", said);
    message_reader_keep(r->message, "message_type", said);
    message_reader_keep_same(r->message, r->sent, "text");
    if (object == NULL)
        return FAULT_NONE;
    return strcmp(other, "image") == 0 ? message_content_image(r, object)
                                       : message_content_template(r, object);
}
