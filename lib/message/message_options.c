/*
 * message_options.c: reads the options of a channel, and holds what they say against each other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_options.h"

#include <string.h>

#include "message/message_shape.h"

/* The member that is an object, as the carrier gets it; NULL when there is none. */
static struct json_object *
message_options_object(const struct message_reader *r, const char *name)
{
    struct json_object *object = NULL;
    json_object_object_get_ex(r->message, name, &object);
    return object;
}

static bool
message_options_has(struct json_object *object, const char *name)
{
    return json_object_object_get_ex(object, name, NULL);
}

/* The same, made if need be. */
static struct json_object *
message_options_need_object(struct message_reader *r, const char *name)
{
    struct json_object *object = message_options_object(r, name);
    if (object != NULL)
        return object;
    object = json_object_new_object();
    json_object_object_add(r->message, name, object);
    return object;
}

static enum fault
message_options_check_rcs(struct message_reader *r)
{
    if (message_options_has(r->message, "custom") && message_options_has(r->message, "suggestions"))
        return message_reader_error(
            r, ERROR_CONFLICTING_FIELDS, "", "suggestions", "suggestions of a custom message are in custom.");
    return FAULT_NONE;
}

static enum fault
message_options_check_whatsapp(struct message_reader *r)
{
    struct json_object *options, *sticker = message_options_object(r, "sticker"),
                                 *reaction = message_options_object(r, "reaction");
    if (sticker != NULL && json_object_object_length(sticker) != 1)
        return message_reader_error(
            r, ERROR_MISSING_FIELD, "sticker", "url", "A sticker needs exactly one of url or id.");
    if (reaction != NULL && !message_options_has(r->message, "context"))
        return message_reader_error(r, ERROR_MISSING_FIELD, "", "context",
            "context is missing: a reaction needs the message_uuid of the message it is about.");
    if (reaction != NULL &&
        (strcmp(json_member(reaction, "action"), "react") == 0) != message_options_has(reaction, "emoji"))
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "reaction", "emoji",
            "emoji must be given with the action react, and only with it.");
    if (!message_options_has(r->message, "template"))
        return FAULT_NONE;
    options = message_options_need_object(r, "whatsapp");
    if (json_member(options, "locale")[0] == '\0')
        return message_reader_error(r, ERROR_MISSING_FIELD, "whatsapp", "locale",
            "locale is missing: a template needs one, such as en_GB.");
    if (json_member(options, "policy")[0] == '\0')
        message_reader_keep(options, "policy", "deterministic");
    return FAULT_NONE;
}

/* The carrier has the time to live among them. */
static enum fault
message_options_check_viber(struct message_reader *r)
{
    struct json_object *options = message_options_object(r, "viber_service");
    const bool video = message_options_has(r->message, "video");
    if (video && (!message_options_has(options, "duration") || !message_options_has(options, "file_size")))
        return message_reader_error(r, ERROR_MISSING_FIELD, "viber_service", "duration",
            "A video needs its duration, in seconds, and its file_size, in MB.");
    if (message_options_has(r->message, "file") && message_options_has(options, "action"))
        return message_reader_error(
            r, ERROR_CONFLICTING_FIELDS, "viber_service", "action", "A file has no action.");
    if (r->ttl > 0)
        json_object_object_add(
            message_options_need_object(r, "viber_service"), "ttl", json_object_new_int64(r->ttl));
    return FAULT_NONE;
}

static enum fault
message_options_check_messenger(struct message_reader *r)
{
    struct json_object *options = message_options_object(r, "messenger");
    const bool tagged = strcmp(json_member(options, "category"), "message_tag") == 0;
    if (message_options_has(options, "tag") != tagged)
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "messenger", "tag",
            "tag must be given with the category message_tag, and only with it.");
    return FAULT_NONE;
}

enum fault
message_options_read(struct message_reader *r)
{
    static enum fault (*const checks[MESSAGE_CHANNELS])(struct message_reader *) = {
        [MESSAGE_RCS] = message_options_check_rcs,
        [MESSAGE_WHATSAPP] = message_options_check_whatsapp,
        [MESSAGE_VIBER] = message_options_check_viber,
        [MESSAGE_MESSENGER] = message_options_check_messenger,
    };
    const struct message_field *options = message_shape(r->channel)->options;
    enum fault fault = message_field_read(r, r->sent, "", options, r->message);
    if (fault == FAULT_NONE && checks[r->channel] != NULL)
        fault = checks[r->channel](r);
    for (const struct message_field *option = options; option->name != NULL; option++) {
        struct json_object *object = message_options_object(r, option->name);
        if (json_object_is_type(object, json_type_object) && json_object_object_length(object) == 0)
            json_object_object_del(r->message, option->name);
    }
    return fault;
}
