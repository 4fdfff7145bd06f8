/*
 * message_request.c: reads and checks a message that is to be sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_request.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "message/phone_number.h"

enum {
    MESSAGE_REQUEST_SENDER_MAX =
        11, /* letters and digits in the place of a number: 3GPP TS 23.040, section 9.1.2.5 */
    MESSAGE_REQUEST_ID_MAX = 50,
    MESSAGE_REQUEST_URL_MAX = 2048,
    MESSAGE_REQUEST_CAPTION_MAX = 3000,
    MESSAGE_REQUEST_PARAMETERS_MAX = 50,
    MESSAGE_REQUEST_PARAMETER_MAX = 1024, /* characters */
    MESSAGE_REQUEST_NAME_MAX = 256,
};

/* One message being read: the first, or one that takes its place when the one before fails. */
struct message_request_reading {
    struct json_object *sent, *flat;
    const struct http_client_policy *rules;
    struct input_error *wrong;
    enum message_channel channel;
    char where[32]; /* "failover/0", "" for the first */
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1];
    int64_t ttl;
};

/* What a channel takes: facts of Vonage's Messages API, which other carriers share. */
static const struct message_request_channel {
    size_t text;         /* characters, at most */
    int64_t least, most; /* seconds of ttl; 0: the carrier takes none */
    const char *own;     /* the object of the channel's own; NULL: none */
    const char *other;   /* another content than text */
    bool numbers;        /* recipients are numbers */
} message_request_channels[MESSAGE_CHANNELS] = {
    [MESSAGE_SMS] = {3200, 20, 604800, "sms", NULL, true},
    [MESSAGE_MMS] = {3200, 300, 259200, NULL, "image", true},
    [MESSAGE_RCS] = {3072, 20, 259200, NULL, NULL, true},
    [MESSAGE_WHATSAPP] = {4096, 0, 0, "whatsapp", "template", true},
    [MESSAGE_VIBER] = {1000, 30, 259200, "viber_service", NULL, true},
    [MESSAGE_MESSENGER] = {640, 0, 0, "messenger", NULL, false},
};

size_t
message_request_text_max(enum message_channel channel)
{
    return message_request_channels[channel].text;
}

/* About a field of the message that is being read, or of an object in it. */
static enum fault __attribute__((format(printf, 5, 6)))
message_request_wrong(struct message_request_reading *r, enum error_code code, const char *inner,
    const char *name, const char *format, ...)
{
    char path[64], detail[INPUT_ERROR_DETAIL_SIZE];
    va_list args;
    snprintf(
        path, sizeof path, "%s%s%s", r->where, r->where[0] != '\0' && inner[0] != '\0' ? "/" : "", inner);
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    return input_error_set(r->wrong, code, path, name, "%s", detail);
}

/* The member's text in *out, NULL when it is not there. */
static enum fault
message_request_text(struct message_request_reading *r, struct json_object *object, const char *inner,
    const char *name, size_t most, const char **out)
{
    struct json_object *value;
    *out = NULL;
    if (!json_object_object_get_ex(object, name, &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_string)
        return message_request_wrong(r, ERROR_WRONG_TYPE, inner, name, "%s must be a string.", name);
    const char *text = json_object_get_string(value);
    if (strlen(text) != (size_t)json_object_get_string_len(value))
        return message_request_wrong(r, ERROR_WRONG_TYPE, inner, name, "%s must not contain a NUL.", name);
    const size_t length = utf8_count(text);
    if (length < 1 || length > most)
        return message_request_wrong(r, ERROR_INVALID_LENGTH, inner, name,
            "%s has %zu characters; it must have 1 to %zu.", name, length, most);
    *out = text;
    return FAULT_NONE;
}

static enum fault
message_request_needed(struct message_request_reading *r, struct json_object *object, const char *inner,
    const char *name, size_t most, const char **out)
{
    enum fault fault = message_request_text(r, object, inner, name, most, out);
    if (fault != FAULT_NONE || *out != NULL)
        return fault;
    return message_request_wrong(r, ERROR_MISSING_FIELD, inner, name, "%s is missing.", name);
}

static bool
message_request_is_listed(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Refuses what nobody has described: a slip of the pen must not go unseen. */
static enum fault
message_request_check_names(struct message_request_reading *r, struct json_object *object, const char *inner,
    const char *const *names)
{
    char clean[65];
    json_object_object_foreach(object, name, value)
    {
        (void)value;
        if (message_request_is_listed(name, names))
            continue;
        utf8_clean(name, strlen(name), clean, sizeof clean);
        return message_request_wrong(
            r, ERROR_UNKNOWN_FIELD, inner, name, "There is no field %s here.", clean);
    }
    return FAULT_NONE;
}

static enum fault
message_request_channel(struct message_request_reading *r)
{
    const char *text;
    enum fault fault = message_request_needed(r, r->sent, "", "channel", 20, &text);
    if (fault != FAULT_NONE)
        return fault;
    r->channel = message_channel_parse(text);
    if (r->channel == MESSAGE_CHANNELS)
        return message_request_wrong(r, ERROR_INVALID_VALUE, "", "channel",
            "channel must be sms, mms, rcs, whatsapp, viber_service or messenger.");
    return FAULT_NONE;
}

static bool
message_request_is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text == 0x7f)
            return false;
    return true;
}

static enum fault
message_request_to(struct message_request_reading *r)
{
    const char *text;
    const bool number = message_request_channels[r->channel].numbers;
    enum fault fault = message_request_needed(r, r->sent, "", "to", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (number && phone_number_parse(text, r->to) != FAULT_NONE)
        return message_request_wrong(r, ERROR_INVALID_PHONE_NUMBER, "", "to",
            "to must be a number with its country code, 7 to 15 digits, such as 447700900000.");
    if (!number && (strlen(text) > MESSAGE_REQUEST_ID_MAX || !message_request_is_plain(text)))
        return message_request_wrong(r, ERROR_INVALID_LENGTH, "", "to",
            "to must be an id of at most %d bytes.", MESSAGE_REQUEST_ID_MAX);
    if (!number)
        strcpy(r->to, text);
    return FAULT_NONE;
}

/* Is it a sender's name of letters, digits and spaces? */
static bool
message_request_is_sender(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._&-";
    return strspn(text, allowed) == strlen(text) && strlen(text) <= MESSAGE_REQUEST_SENDER_MAX &&
           strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != NULL;
}

static enum fault
message_request_from(struct message_request_reading *r)
{
    const char *text;
    const bool sms = r->channel == MESSAGE_SMS || r->channel == MESSAGE_MMS;
    enum fault fault = message_request_needed(r, r->sent, "", "from", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (r->channel == MESSAGE_WHATSAPP || sms) {
        if (phone_number_parse(text, r->from) == FAULT_NONE)
            return FAULT_NONE;
        if (!sms || !message_request_is_sender(text))
            return message_request_wrong(r, ERROR_INVALID_PHONE_NUMBER, "", "from",
                "from must be a number with its country code%s.",
                sms ? ", or a name of at most 11 letters and digits" : "");
    } else if (strlen(text) > MESSAGE_REQUEST_ID_MAX || !utf8_is_valid(text, strlen(text)) ||
               strpbrk(text, "\r\n\t")) {
        return message_request_wrong(r, ERROR_INVALID_SENDER, "", "from",
            "from must be an id of at most %d bytes.", MESSAGE_REQUEST_ID_MAX);
    }
    strcpy(r->from, text);
    return FAULT_NONE;
}

static enum fault
message_request_ttl(struct message_request_reading *r)
{
    const struct message_request_channel *channel = &message_request_channels[r->channel];
    const int64_t least = channel->most > 0 ? channel->least : 1,
                  most = channel->most > 0 ? channel->most : INT64_C(100) * 366 * 86400;
    struct json_object *value;
    if (!json_object_object_get_ex(r->sent, "ttl", &value) || value == NULL)
        return FAULT_NONE;
    r->ttl = json_object_get_int64(value);
    if (json_object_get_type(value) != json_type_int || r->ttl < least || r->ttl > most)
        return message_request_wrong(r, ERROR_OUT_OF_RANGE, "", "ttl",
            "ttl must be a whole number of seconds, %lld to %lld.", (long long)least, (long long)most);
    if (channel->most > 0 && r->channel != MESSAGE_VIBER)
        json_object_object_add(r->flat, "ttl", json_object_new_int64(r->ttl));
    return FAULT_NONE;
}

static void
message_request_keep(struct json_object *to, const char *name, const char *text)
{
    if (text != NULL)
        json_object_object_add(to, name, json_object_new_string(text));
}

/* An object of the request: NULL when it is not there. */
static enum fault
message_request_object(struct message_request_reading *r, const char *name, struct json_object **out)
{
    *out = NULL;
    if (!json_object_object_get_ex(r->sent, name, out) || *out == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*out) != json_type_object)
        return message_request_wrong(r, ERROR_WRONG_TYPE, "", name, "%s must be an object.", name);
    return FAULT_NONE;
}

static enum fault
message_request_image(struct message_request_reading *r, struct json_object *image)
{
    static const char *const names[] = {"url", "caption", NULL};
    const char *url, *caption, *why;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->flat, "image", kept);
    enum fault fault = message_request_check_names(r, image, "image", names);
    if (fault == FAULT_NONE)
        fault = message_request_needed(r, image, "image", "url", MESSAGE_REQUEST_URL_MAX, &url);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, image, "image", "caption", MESSAGE_REQUEST_CAPTION_MAX, &caption);
    if (fault != FAULT_NONE)
        return fault;
    if (http_client_check(r->rules, url, &why) != FAULT_NONE)
        return message_request_wrong(r, ERROR_ADDRESS_NOT_ALLOWED, "image", "url", "%s", why);
    message_request_keep(kept, "url", url);
    message_request_keep(kept, "caption", caption);
    return FAULT_NONE;
}

static enum fault
message_request_parameters(
    struct message_request_reading *r, struct json_object *template, struct json_object *kept)
{
    struct json_object *list, *copies;
    if (!json_object_object_get_ex(template, "parameters", &list) || list == NULL)
        return FAULT_NONE;
    if (json_object_get_type(list) != json_type_array ||
        json_object_array_length(list) > MESSAGE_REQUEST_PARAMETERS_MAX)
        return message_request_wrong(r, ERROR_WRONG_TYPE, "template", "parameters",
            "parameters must be an array of at most %d texts.", MESSAGE_REQUEST_PARAMETERS_MAX);
    copies = json_object_new_array();
    json_object_object_add(kept, "parameters", copies);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        const char *text = json_object_get_type(one) == json_type_string ? json_object_get_string(one) : "";
        if (*text == '\0' || strlen(text) != (size_t)json_object_get_string_len(one) ||
            utf8_count(text) > MESSAGE_REQUEST_PARAMETER_MAX)
            return message_request_wrong(r, ERROR_INVALID_LENGTH, "template", "parameters",
                "parameter %zu must be a text of 1 to %d characters.", i + 1, MESSAGE_REQUEST_PARAMETER_MAX);
        json_object_array_add(copies, json_object_new_string(text));
    }
    return FAULT_NONE;
}

static enum fault
message_request_template(struct message_request_reading *r, struct json_object *template)
{
    static const char *const names[] = {"name", "parameters", NULL};
    const char *name;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->flat, "template", kept);
    enum fault fault = message_request_check_names(r, template, "template", names);
    if (fault == FAULT_NONE)
        fault = message_request_needed(r, template, "template", "name", MESSAGE_REQUEST_NAME_MAX, &name);
    if (fault != FAULT_NONE)
        return fault;
    message_request_keep(kept, "name", name);
    return message_request_parameters(r, template, kept);
}

/* The content: a text, or the one other that the channel takes. */
static enum fault
message_request_content(struct message_request_reading *r)
{
    const char *other = message_request_channels[r->channel].other, *text, *type;
    struct json_object *object = NULL;
    enum fault fault = message_request_text(r, r->sent, "", "text", MESSAGE_BODY_MAX, &text);
    if (fault == FAULT_NONE && other != NULL)
        fault = message_request_object(r, other, &object);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, r->sent, "", "message_type", 20, &type);
    if (fault != FAULT_NONE)
        return fault;
    const char *said = text != NULL ? "text" : object != NULL ? other : NULL;
    if (said == NULL || (text != NULL && object != NULL))
        return message_request_wrong(r, ERROR_MISSING_FIELD, "", "text",
            other == NULL ? "text is missing." : "A message by %s needs either text or a%s %s.",
            message_channel_name(r->channel), other != NULL && other[0] == 'i' ? "n" : "", other);
    if (type != NULL && strcmp(type, said) != 0)
        return message_request_wrong(r, ERROR_CONFLICTING_FIELDS, "", "message_type",
            "message_type must be %s, like the content, or left out.", said);
    message_request_keep(r->flat, "message_type", said);
    message_request_keep(r->flat, "text", text);
    if (object == NULL)
        return FAULT_NONE;
    return strcmp(other, "image") == 0 ? message_request_image(r, object)
                                       : message_request_template(r, object);
}

/* A word of an object that must be one of a list; the first is the usual one, "" for none. */
static enum fault
message_request_word(struct message_request_reading *r, struct json_object *object, const char *inner,
    const char *name, const char *const *words, struct json_object *kept)
{
    const char *text;
    char list[120];
    enum fault fault = message_request_text(r, object, inner, name, 40, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (text != NULL && !message_request_is_listed(text, words)) {
        struct buffer b = buffer_over(list, sizeof list);
        for (size_t i = 0; words[i] != NULL; i++)
            buffer_addf(&b, "%s%s", i > 0 ? ", " : "", words[i]);
        return message_request_wrong(
            r, ERROR_INVALID_VALUE, inner, name, "%s must be one of %s.", name, list);
    }
    message_request_keep(kept, name, text);
    return FAULT_NONE;
}

static enum fault
message_request_sms(struct message_request_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"encoding_type", NULL};
    static const char *const encodings[] = {"auto", "text", "unicode", NULL};
    enum fault fault = message_request_check_names(r, own, "sms", names);
    return fault != FAULT_NONE ? fault
                               : message_request_word(r, own, "sms", "encoding_type", encodings, kept);
}

static enum fault
message_request_whatsapp(struct message_request_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"policy", "locale", NULL};
    static const char *const policies[] = {"deterministic", NULL};
    const char *locale;
    enum fault fault = message_request_check_names(r, own, "whatsapp", names);
    if (fault == FAULT_NONE)
        fault = message_request_word(r, own, "whatsapp", "policy", policies, kept);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, own, "whatsapp", "locale", 20, &locale);
    if (fault == FAULT_NONE)
        message_request_keep(kept, "locale", locale);
    return fault;
}

static enum fault
message_request_viber(struct message_request_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"category", NULL};
    static const char *const categories[] = {"transaction", "promotion", NULL};
    enum fault fault = message_request_check_names(r, own, "viber_service", names);
    return fault != FAULT_NONE ? fault
                               : message_request_word(r, own, "viber_service", "category", categories, kept);
}

static enum fault
message_request_messenger(
    struct message_request_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"category", "tag", NULL};
    static const char *const categories[] = {"response", "update", "message_tag", NULL};
    const char *tag;
    enum fault fault = message_request_check_names(r, own, "messenger", names);
    if (fault == FAULT_NONE)
        fault = message_request_word(r, own, "messenger", "category", categories, kept);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, own, "messenger", "tag", 60, &tag);
    if (fault != FAULT_NONE)
        return fault;
    message_request_keep(kept, "tag", tag);
    if ((tag != NULL) != (strcmp(json_member(kept, "category"), "message_tag") == 0))
        return message_request_wrong(r, ERROR_CONFLICTING_FIELDS, "messenger", "tag",
            "tag must be given with the category message_tag, and only with it.");
    return FAULT_NONE;
}

/* The object that bears the channel's name; the carrier wants some of it even where nothing was given. */
static enum fault
message_request_own(struct message_request_reading *r)
{
    static enum fault (*const readers[MESSAGE_CHANNELS])(
        struct message_request_reading *, struct json_object *, struct json_object *) = {
        [MESSAGE_SMS] = message_request_sms,
        [MESSAGE_WHATSAPP] = message_request_whatsapp,
        [MESSAGE_VIBER] = message_request_viber,
        [MESSAGE_MESSENGER] = message_request_messenger,
    };
    const char *name = message_request_channels[r->channel].own;
    struct json_object *own, *kept;
    if (name == NULL)
        return FAULT_NONE;
    enum fault fault = message_request_object(r, name, &own);
    if (fault != FAULT_NONE)
        return fault;
    kept = json_object_new_object();
    json_object_object_add(r->flat, name, kept);
    if (own != NULL)
        fault = readers[r->channel](r, own, kept);
    const bool template = json_object_object_get_ex(r->flat, "template", NULL);
    if (fault == FAULT_NONE && template && json_member(kept, "locale")[0] == '\0')
        return message_request_wrong(r, ERROR_MISSING_FIELD, "whatsapp", "locale",
            "locale is missing: a template needs one, such as en_GB.");
    if (fault == FAULT_NONE && template && json_member(kept, "policy")[0] == '\0')
        message_request_keep(kept, "policy", "deterministic");
    if (fault == FAULT_NONE && r->channel == MESSAGE_VIBER && r->ttl > 0)
        json_object_object_add(kept, "ttl", json_object_new_int64(r->ttl));
    if (json_object_object_length(kept) == 0)
        json_object_object_del(r->flat, name);
    return fault;
}

/* One message, without what belongs to the whole. */
static enum fault
message_request_one(struct message_request_reading *r)
{
    enum fault fault = message_request_channel(r);
    if (fault == FAULT_NONE)
        fault = message_request_to(r);
    if (fault == FAULT_NONE)
        fault = message_request_from(r);
    if (fault != FAULT_NONE)
        return fault;
    message_request_keep(r->flat, "channel", message_channel_name(r->channel));
    message_request_keep(r->flat, "to", r->to);
    message_request_keep(r->flat, "from", r->from);
    fault = message_request_content(r);
    if (fault == FAULT_NONE)
        fault = message_request_ttl(r);
    return fault == FAULT_NONE ? message_request_own(r) : fault;
}

/* The names that a message by this channel may have, and those of the whole behind them. */
static enum fault
message_request_names(struct message_request_reading *r, bool whole)
{
    const struct message_request_channel *channel = &message_request_channels[r->channel];
    const char *names[18] = {"to", "from", "channel", "message_type", "text", "ttl"};
    size_t n = 6;
    if (channel->own != NULL)
        names[n++] = channel->own;
    if (channel->other != NULL)
        names[n++] = channel->other;
    for (const char *const *name =
             (const char *const[]){"failover", "track", "campaign", "client_ref", "webhook", NULL};
         whole && *name != NULL; name++)
        names[n++] = *name;
    names[n] = NULL;
    return message_request_check_names(r, r->sent, "", names);
}

static enum fault
message_request_failover(struct message_request *draft, struct message_request_reading *first)
{
    struct json_object *list, *kept;
    if (!json_object_object_get_ex(first->sent, "failover", &list) || list == NULL)
        return FAULT_NONE;
    const size_t count = json_object_get_type(list) == json_type_array ? json_object_array_length(list) : 0;
    if (count < 1 || count > MESSAGE_REQUEST_FAILOVER_MAX)
        return input_error_set(first->wrong, ERROR_WRONG_TYPE, "", "failover",
            "failover must be an array of 1 to %d messages.", MESSAGE_REQUEST_FAILOVER_MAX);
    kept = json_object_new_array();
    json_object_object_add(draft->flat, "failover", kept);
    for (size_t i = 0; i < count; i++) {
        struct message_request_reading r = {.sent = json_object_array_get_idx(list, i),
            .flat = json_object_new_object(),
            .rules = first->rules,
            .wrong = first->wrong};
        snprintf(r.where, sizeof r.where, "failover/%zu", i);
        json_object_array_add(kept, r.flat);
        if (json_object_get_type(r.sent) != json_type_object)
            return input_error_set(
                r.wrong, ERROR_WRONG_TYPE, r.where, "", "Each item of failover must be a message.");
        enum fault fault = message_request_one(&r);
        if (fault == FAULT_NONE)
            fault = message_request_names(&r, false);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
message_request_track(struct message_request *draft, struct message_request_reading *r)
{
    static const char *const words[] = {"every", "first", "none", NULL};
    struct json_object *kept = json_object_new_object();
    enum fault fault = message_request_word(r, r->sent, "", "track", words, kept);
    const char *text = json_member(kept, "track");
    draft->track = strcmp(text, "first") == 0  ? MESSAGE_REQUEST_TRACK_FIRST
                   : strcmp(text, "none") == 0 ? MESSAGE_REQUEST_TRACK_NONE
                                               : MESSAGE_REQUEST_TRACK_EVERY;
    json_object_put(kept);
    return fault;
}

/* What is about the whole, and not the carrier's business. */
static enum fault
message_request_whole(struct message_request *draft, struct message_request_reading *r)
{
    const char *campaign, *ref, *webhook, *why;
    struct message *message = &draft->message;
    enum fault fault = message_request_text(r, r->sent, "", "campaign", LABEL_MAX, &campaign);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, r->sent, "", "client_ref", MESSAGE_CLIENT_REF_MAX, &ref);
    if (fault == FAULT_NONE)
        fault = message_request_text(r, r->sent, "", "webhook", MESSAGE_WEBHOOK_MAX, &webhook);
    if (fault != FAULT_NONE)
        return fault;
    if (campaign != NULL && !label_is_valid(campaign))
        return message_request_wrong(r, ERROR_INVALID_LENGTH, "", "campaign",
            "campaign must be 1 to %d bytes long, without control characters.", LABEL_MAX);
    if (ref != NULL && strlen(ref) > MESSAGE_CLIENT_REF_MAX)
        return message_request_wrong(r, ERROR_INVALID_LENGTH, "", "client_ref",
            "client_ref must be at most %d bytes long.", MESSAGE_CLIENT_REF_MAX);
    if (webhook != NULL &&
        (strlen(webhook) > MESSAGE_WEBHOOK_MAX || http_client_check(r->rules, webhook, &why) != FAULT_NONE))
        return message_request_wrong(r, ERROR_INVALID_VALUE, "", "webhook", "%s",
            strlen(webhook) > MESSAGE_WEBHOOK_MAX ? "webhook is too long." : why);
    strcpy(message->campaign, campaign != NULL ? campaign : "");
    strcpy(message->client_ref, ref != NULL ? ref : "");
    strcpy(message->webhook, webhook != NULL ? webhook : "");
    return message_request_track(draft, r);
}

enum fault
message_request_read(struct json_object *sent, const struct http_client_policy *rules,
    struct message_request *out, struct input_error *wrong)
{
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return input_error_set(wrong, ERROR_WRONG_TYPE, "", "", "A message must be an object.");
    out->flat = json_object_new_object();
    struct message_request_reading r = {.sent = sent, .flat = out->flat, .rules = rules, .wrong = wrong};
    enum fault fault = message_request_one(&r);
    if (fault == FAULT_NONE)
        fault = message_request_names(&r, true);
    if (fault == FAULT_NONE)
        fault = message_request_whole(out, &r);
    if (fault == FAULT_NONE)
        fault = message_request_failover(out, &r);
    if (fault != FAULT_NONE) {
        message_request_free(out);
        return fault;
    }
    out->ttl = r.ttl;
    out->message.channel = r.channel;
    strcpy(out->message.to, r.to);
    strcpy(out->message.from, r.from);
    return FAULT_NONE;
}

void
message_request_free(struct message_request *draft)
{
    json_object_put(draft->flat);
    draft->flat = NULL;
}
