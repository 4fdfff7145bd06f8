/*
 * message_options.c: reads the options that only one channel has.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_options.h"

#include <string.h>

static enum fault
message_options_sms(struct message_reader *r, struct json_object *options, struct json_object *kept)
{
    static const char *const names[] = {"encoding_type", NULL};
    static const char *const encodings[] = {"auto", "text", "unicode", NULL};
    const char *encoding = NULL;
    enum fault fault = message_reader_check_names(r, options, "sms", names);
    if (fault == FAULT_NONE)
        fault = message_reader_word(r, options, "sms", "encoding_type", encodings, &encoding);
    message_reader_keep(kept, "encoding_type", encoding);
    return fault;
}

static enum fault
message_options_whatsapp(struct message_reader *r, struct json_object *options, struct json_object *kept)
{
    static const char *const names[] = {"policy", "locale", NULL};
    static const char *const policies[] = {"deterministic", NULL};
    const char *policy = NULL, *locale = NULL;
    enum fault fault = message_reader_check_names(r, options, "whatsapp", names);
    if (fault == FAULT_NONE)
        fault = message_reader_word(r, options, "whatsapp", "policy", policies, &policy);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, options, "whatsapp", "locale", 20, &locale);
    message_reader_keep(kept, "policy", policy);
    message_reader_keep(kept, "locale", locale);
    return fault;
}

static enum fault
message_options_viber(struct message_reader *r, struct json_object *options, struct json_object *kept)
{
    static const char *const names[] = {"category", NULL};
    static const char *const categories[] = {"transaction", "promotion", NULL};
    const char *category = NULL;
    enum fault fault = message_reader_check_names(r, options, "viber_service", names);
    if (fault == FAULT_NONE)
        fault = message_reader_word(r, options, "viber_service", "category", categories, &category);
    message_reader_keep(kept, "category", category);
    return fault;
}

static enum fault
message_options_messenger(struct message_reader *r, struct json_object *options, struct json_object *kept)
{
    static const char *const names[] = {"category", "tag", NULL};
    static const char *const categories[] = {"response", "update", "message_tag", NULL};
    const char *category, *tag;
    enum fault fault = message_reader_check_names(r, options, "messenger", names);
    if (fault == FAULT_NONE)
        fault = message_reader_word(r, options, "messenger", "category", categories, &category);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, options, "messenger", "tag", 60, &tag);
    if (fault != FAULT_NONE)
        return fault;
    message_reader_keep(kept, "category", category);
    message_reader_keep(kept, "tag", tag);
    if ((tag != NULL) != (category != NULL && strcmp(category, "message_tag") == 0))
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "messenger", "tag",
            "tag must be given with the category message_tag, and only with it.");
    return FAULT_NONE;
}

/* The carrier wants some of them even where none were given. */
enum fault
message_options_read(struct message_reader *r)
{
    static enum fault (*const readers[MESSAGE_CHANNELS])(
        struct message_reader *, struct json_object *, struct json_object *) = {
        [MESSAGE_SMS] = message_options_sms,
        [MESSAGE_WHATSAPP] = message_options_whatsapp,
        [MESSAGE_VIBER] = message_options_viber,
        [MESSAGE_MESSENGER] = message_options_messenger,
    };
    const char *name = message_channel_facts(r->channel)->options;
    struct json_object *options, *kept;
    if (name == NULL)
        return FAULT_NONE;
    enum fault fault = message_reader_object(r, name, &options);
    if (fault != FAULT_NONE)
        return fault;
    kept = json_object_new_object();
    json_object_object_add(r->message, name, kept);
    if (options != NULL)
        fault = readers[r->channel](r, options, kept);
    const bool template = json_object_object_get_ex(r->message, "template", NULL);
    if (fault == FAULT_NONE && template && json_member(kept, "locale")[0] == '\0')
        return message_reader_error(r, ERROR_MISSING_FIELD, "whatsapp", "locale",
            "locale is missing: a template needs one, such as en_GB.");
    if (fault == FAULT_NONE && template && json_member(kept, "policy")[0] == '\0')
        message_reader_keep(kept, "policy", "deterministic");
    if (fault == FAULT_NONE && r->channel == MESSAGE_VIBER && r->ttl > 0)
        json_object_object_add(kept, "ttl", json_object_new_int64(r->ttl));
    if (json_object_object_length(kept) == 0)
        json_object_object_del(r->message, name);
    return fault;
}
