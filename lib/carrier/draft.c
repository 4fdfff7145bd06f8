#include "carrier/draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "base/utf8.h"

enum {
    DRAFT_SENDER_MAX = 11, /* letters and digits in the place of a number: 3GPP TS 23.040, section 9.1.2.5 */
    DRAFT_ID_MAX = 50,
    DRAFT_URL_MAX = 2048,
    DRAFT_CAPTION_MAX = 3000,
    DRAFT_PARAMETERS_MAX = 50,
    DRAFT_PARAMETER_MAX = 1024, /* characters */
    DRAFT_NAME_MAX = 256,
};

/* One message being read: the first, or one that takes its place when the one before fails. */
struct draft_reading {
    struct json_object *sent, *flat;
    const struct fetch_rules *rules;
    struct draft_fault *wrong;
    enum message_channel channel;
    char where[32]; /* "failover/0", "" for the first */
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1];
    int64_t ttl;
};

/* What a channel takes: facts of Vonage's Messages API, which other carriers share. */
static const struct draft_channel {
    size_t text;         /* characters, at most */
    int64_t least, most; /* seconds of ttl; 0: the carrier takes none */
    const char *own;     /* the object of the channel's own; NULL: none */
    const char *other;   /* another content than text */
    bool numbers;        /* recipients are numbers */
} draft_channels[MESSAGE_CHANNELS] = {
    [MESSAGE_SMS] = {3200, 20, 604800, "sms", NULL, true},
    [MESSAGE_MMS] = {3200, 300, 259200, NULL, "image", true},
    [MESSAGE_RCS] = {3072, 20, 259200, NULL, NULL, true},
    [MESSAGE_WHATSAPP] = {4096, 0, 0, "whatsapp", "template", true},
    [MESSAGE_VIBER] = {1000, 30, 259200, "viber_service", NULL, true},
    [MESSAGE_MESSENGER] = {640, 0, 0, "messenger", NULL, false},
};

size_t
draft_text_max(enum message_channel channel)
{
    return draft_channels[channel].text;
}

/* Steps of a path of our own making, and a name that somebody may have sent. */
static enum fault
draft_say(struct draft_fault *wrong, const char *path, const char *name, const char *format, va_list args)
{
    char last[JSON_POINTER];
    vsnprintf(wrong->why, sizeof wrong->why, format, args);
    json_pointer(NULL, name, last);
    snprintf(
        wrong->pointer, sizeof wrong->pointer, "#%s%.40s%.110s", path[0] != '\0' ? "/" : "", path, last + 1);
    return FAULT_INPUT;
}

enum fault
draft_refuse(struct draft_fault *wrong, const char *path, const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    draft_say(wrong, path, name, format, args);
    va_end(args);
    return FAULT_INPUT;
}

/* About a field of the message that is being read, or of an object in it. */
static enum fault __attribute__((format(printf, 4, 5)))
draft_wrong(struct draft_reading *r, const char *inner, const char *name, const char *format, ...)
{
    char path[64];
    va_list args;
    snprintf(
        path, sizeof path, "%s%s%s", r->where, r->where[0] != '\0' && inner[0] != '\0' ? "/" : "", inner);
    va_start(args, format);
    draft_say(r->wrong, path, name, format, args);
    va_end(args);
    return FAULT_INPUT;
}

/* The member's text in *out, NULL when it is not there. */
static enum fault
draft_text(struct draft_reading *r, struct json_object *object, const char *inner, const char *name,
    size_t most, const char **out)
{
    struct json_object *value;
    *out = NULL;
    if (!json_object_object_get_ex(object, name, &value) || value == NULL)
        return FAULT_NONE;
    if (json_object_get_type(value) != json_type_string)
        return draft_wrong(r, inner, name, "%s must be a string", name);
    const char *text = json_object_get_string(value);
    if (strlen(text) != (size_t)json_object_get_string_len(value))
        return draft_wrong(r, inner, name, "%s must not contain a NUL", name);
    const size_t length = utf8_count(text);
    if (length < 1 || length > most)
        return draft_wrong(
            r, inner, name, "%s has %zu characters; it must have 1 to %zu", name, length, most);
    *out = text;
    return FAULT_NONE;
}

static enum fault
draft_needed(struct draft_reading *r, struct json_object *object, const char *inner, const char *name,
    size_t most, const char **out)
{
    enum fault fault = draft_text(r, object, inner, name, most, out);
    if (fault != FAULT_NONE || *out != NULL)
        return fault;
    return draft_wrong(r, inner, name, "%s is missing", name);
}

static bool
draft_is_listed(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Refuses what nobody has described: a slip of the pen must not go unseen. */
static enum fault
draft_check_names(
    struct draft_reading *r, struct json_object *object, const char *inner, const char *const *names)
{
    char clean[65];
    json_object_object_foreach(object, name, value)
    {
        (void)value;
        if (draft_is_listed(name, names))
            continue;
        utf8_clean(name, strlen(name), clean, sizeof clean);
        return draft_wrong(r, inner, name, "there is no field %s here", clean);
    }
    return FAULT_NONE;
}

static enum fault
draft_channel(struct draft_reading *r)
{
    const char *text;
    enum fault fault = draft_needed(r, r->sent, "", "channel", 20, &text);
    if (fault != FAULT_NONE)
        return fault;
    r->channel = message_channel_parse(text);
    if (r->channel == MESSAGE_CHANNELS)
        return draft_wrong(
            r, "", "channel", "channel must be sms, mms, rcs, whatsapp, viber_service or messenger");
    return FAULT_NONE;
}

static bool
draft_is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text == 0x7f)
            return false;
    return true;
}

static enum fault
draft_to(struct draft_reading *r)
{
    const char *text;
    const bool number = draft_channels[r->channel].numbers;
    enum fault fault = draft_needed(r, r->sent, "", "to", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (number && number_read(text, r->to) != FAULT_NONE)
        return draft_wrong(
            r, "", "to", "to must be a number with its country code, 7 to 15 digits, such as 447700900000");
    if (!number && (strlen(text) > DRAFT_ID_MAX || !draft_is_plain(text)))
        return draft_wrong(r, "", "to", "to must be an id of at most %d bytes", DRAFT_ID_MAX);
    if (!number)
        strcpy(r->to, text);
    return FAULT_NONE;
}

/* Is it a sender's name of letters, digits and spaces? */
static bool
draft_is_sender(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._&-";
    return strspn(text, allowed) == strlen(text) && strlen(text) <= DRAFT_SENDER_MAX &&
           strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != NULL;
}

static enum fault
draft_from(struct draft_reading *r)
{
    const char *text;
    const bool sms = r->channel == MESSAGE_SMS || r->channel == MESSAGE_MMS;
    enum fault fault = draft_needed(r, r->sent, "", "from", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (r->channel == MESSAGE_WHATSAPP || sms) {
        if (number_read(text, r->from) == FAULT_NONE)
            return FAULT_NONE;
        if (!sms || !draft_is_sender(text))
            return draft_wrong(r, "", "from", "from must be a number with its country code%s",
                sms ? ", or a name of at most 11 letters and digits" : "");
    } else if (strlen(text) > DRAFT_ID_MAX || !utf8_valid(text, strlen(text)) || strpbrk(text, "\r\n\t")) {
        return draft_wrong(r, "", "from", "from must be an id of at most %d bytes", DRAFT_ID_MAX);
    }
    strcpy(r->from, text);
    return FAULT_NONE;
}

static enum fault
draft_ttl(struct draft_reading *r)
{
    const struct draft_channel *channel = &draft_channels[r->channel];
    const int64_t least = channel->most > 0 ? channel->least : 1,
                  most = channel->most > 0 ? channel->most : INT64_C(100) * 366 * 86400;
    struct json_object *value;
    if (!json_object_object_get_ex(r->sent, "ttl", &value) || value == NULL)
        return FAULT_NONE;
    r->ttl = json_object_get_int64(value);
    if (json_object_get_type(value) != json_type_int || r->ttl < least || r->ttl > most)
        return draft_wrong(r, "", "ttl", "ttl must be a whole number of seconds, %lld to %lld",
            (long long)least, (long long)most);
    if (channel->most > 0 && r->channel != MESSAGE_VIBER)
        json_object_object_add(r->flat, "ttl", json_object_new_int64(r->ttl));
    return FAULT_NONE;
}

static void
draft_keep(struct json_object *to, const char *name, const char *text)
{
    if (text != NULL)
        json_object_object_add(to, name, json_object_new_string(text));
}

/* An object of the request: NULL when it is not there. */
static enum fault
draft_object(struct draft_reading *r, const char *name, struct json_object **out)
{
    *out = NULL;
    if (!json_object_object_get_ex(r->sent, name, out) || *out == NULL)
        return FAULT_NONE;
    if (json_object_get_type(*out) != json_type_object)
        return draft_wrong(r, "", name, "%s must be an object", name);
    return FAULT_NONE;
}

static enum fault
draft_image(struct draft_reading *r, struct json_object *image)
{
    static const char *const names[] = {"url", "caption", NULL};
    const char *url, *caption, *why;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->flat, "image", kept);
    enum fault fault = draft_check_names(r, image, "image", names);
    if (fault == FAULT_NONE)
        fault = draft_needed(r, image, "image", "url", DRAFT_URL_MAX, &url);
    if (fault == FAULT_NONE)
        fault = draft_text(r, image, "image", "caption", DRAFT_CAPTION_MAX, &caption);
    if (fault != FAULT_NONE)
        return fault;
    if (fetch_check(r->rules, url, &why) != FAULT_NONE)
        return draft_wrong(r, "image", "url", "%s", why);
    draft_keep(kept, "url", url);
    draft_keep(kept, "caption", caption);
    return FAULT_NONE;
}

static enum fault
draft_parameters(struct draft_reading *r, struct json_object *template, struct json_object *kept)
{
    struct json_object *list, *copies;
    if (!json_object_object_get_ex(template, "parameters", &list) || list == NULL)
        return FAULT_NONE;
    if (json_object_get_type(list) != json_type_array ||
        json_object_array_length(list) > DRAFT_PARAMETERS_MAX)
        return draft_wrong(r, "template", "parameters", "parameters must be an array of at most %d texts",
            DRAFT_PARAMETERS_MAX);
    copies = json_object_new_array();
    json_object_object_add(kept, "parameters", copies);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *one = json_object_array_get_idx(list, i);
        const char *text = json_object_get_type(one) == json_type_string ? json_object_get_string(one) : "";
        if (*text == '\0' || strlen(text) != (size_t)json_object_get_string_len(one) ||
            utf8_count(text) > DRAFT_PARAMETER_MAX)
            return draft_wrong(r, "template", "parameters",
                "parameter %zu must be a text of 1 to %d characters", i + 1, DRAFT_PARAMETER_MAX);
        json_object_array_add(copies, json_object_new_string(text));
    }
    return FAULT_NONE;
}

static enum fault
draft_template(struct draft_reading *r, struct json_object *template)
{
    static const char *const names[] = {"name", "parameters", NULL};
    const char *name;
    struct json_object *kept = json_object_new_object();
    json_object_object_add(r->flat, "template", kept);
    enum fault fault = draft_check_names(r, template, "template", names);
    if (fault == FAULT_NONE)
        fault = draft_needed(r, template, "template", "name", DRAFT_NAME_MAX, &name);
    if (fault != FAULT_NONE)
        return fault;
    draft_keep(kept, "name", name);
    return draft_parameters(r, template, kept);
}

/* The content: a text, or the one other that the channel takes. */
static enum fault
draft_content(struct draft_reading *r)
{
    const char *other = draft_channels[r->channel].other, *text, *type;
    struct json_object *object = NULL;
    enum fault fault = draft_text(r, r->sent, "", "text", MESSAGE_BODY_MAX, &text);
    if (fault == FAULT_NONE && other != NULL)
        fault = draft_object(r, other, &object);
    if (fault == FAULT_NONE)
        fault = draft_text(r, r->sent, "", "message_type", 20, &type);
    if (fault != FAULT_NONE)
        return fault;
    const char *said = text != NULL ? "text" : object != NULL ? other : NULL;
    if (said == NULL || (text != NULL && object != NULL))
        return draft_wrong(r, "", "text",
            other == NULL ? "text is missing" : "a message by %s has a text or a%s %s: one of the two",
            message_channel_name(r->channel), other != NULL && other[0] == 'i' ? "n" : "", other);
    if (type != NULL && strcmp(type, said) != 0)
        return draft_wrong(
            r, "", "message_type", "message_type must be %s, as the content is, or be left out", said);
    draft_keep(r->flat, "message_type", said);
    draft_keep(r->flat, "text", text);
    if (object == NULL)
        return FAULT_NONE;
    return strcmp(other, "image") == 0 ? draft_image(r, object) : draft_template(r, object);
}

/* A word of an object that must be one of a list; the first is the usual one, "" for none. */
static enum fault
draft_word(struct draft_reading *r, struct json_object *object, const char *inner, const char *name,
    const char *const *words, struct json_object *kept)
{
    const char *text;
    char list[120];
    enum fault fault = draft_text(r, object, inner, name, 40, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (text != NULL && !draft_is_listed(text, words)) {
        struct buffer b = buffer_over(list, sizeof list);
        for (size_t i = 0; words[i] != NULL; i++)
            buffer_addf(&b, "%s%s", i > 0 ? ", " : "", words[i]);
        return draft_wrong(r, inner, name, "%s must be one of %s", name, list);
    }
    draft_keep(kept, name, text);
    return FAULT_NONE;
}

static enum fault
draft_sms(struct draft_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"encoding_type", NULL};
    static const char *const encodings[] = {"auto", "text", "unicode", NULL};
    enum fault fault = draft_check_names(r, own, "sms", names);
    return fault != FAULT_NONE ? fault : draft_word(r, own, "sms", "encoding_type", encodings, kept);
}

static enum fault
draft_whatsapp(struct draft_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"policy", "locale", NULL};
    static const char *const policies[] = {"deterministic", NULL};
    const char *locale;
    enum fault fault = draft_check_names(r, own, "whatsapp", names);
    if (fault == FAULT_NONE)
        fault = draft_word(r, own, "whatsapp", "policy", policies, kept);
    if (fault == FAULT_NONE)
        fault = draft_text(r, own, "whatsapp", "locale", 20, &locale);
    if (fault == FAULT_NONE)
        draft_keep(kept, "locale", locale);
    return fault;
}

static enum fault
draft_viber(struct draft_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"category", NULL};
    static const char *const categories[] = {"transaction", "promotion", NULL};
    enum fault fault = draft_check_names(r, own, "viber_service", names);
    return fault != FAULT_NONE ? fault : draft_word(r, own, "viber_service", "category", categories, kept);
}

static enum fault
draft_messenger(struct draft_reading *r, struct json_object *own, struct json_object *kept)
{
    static const char *const names[] = {"category", "tag", NULL};
    static const char *const categories[] = {"response", "update", "message_tag", NULL};
    const char *tag;
    enum fault fault = draft_check_names(r, own, "messenger", names);
    if (fault == FAULT_NONE)
        fault = draft_word(r, own, "messenger", "category", categories, kept);
    if (fault == FAULT_NONE)
        fault = draft_text(r, own, "messenger", "tag", 60, &tag);
    if (fault != FAULT_NONE)
        return fault;
    draft_keep(kept, "tag", tag);
    if ((tag != NULL) != (strcmp(json_member(kept, "category"), "message_tag") == 0))
        return draft_wrong(
            r, "messenger", "tag", "a tag belongs to the category message_tag, and to no other");
    return FAULT_NONE;
}

/* The object that bears the channel's name; the carrier wants some of it even where nothing was given. */
static enum fault
draft_own(struct draft_reading *r)
{
    static enum fault (*const readers[MESSAGE_CHANNELS])(
        struct draft_reading *, struct json_object *, struct json_object *) = {
        [MESSAGE_SMS] = draft_sms,
        [MESSAGE_WHATSAPP] = draft_whatsapp,
        [MESSAGE_VIBER] = draft_viber,
        [MESSAGE_MESSENGER] = draft_messenger,
    };
    const char *name = draft_channels[r->channel].own;
    struct json_object *own, *kept;
    if (name == NULL)
        return FAULT_NONE;
    enum fault fault = draft_object(r, name, &own);
    if (fault != FAULT_NONE)
        return fault;
    kept = json_object_new_object();
    json_object_object_add(r->flat, name, kept);
    if (own != NULL)
        fault = readers[r->channel](r, own, kept);
    const bool template = json_object_object_get_ex(r->flat, "template", NULL);
    if (fault == FAULT_NONE && template && json_member(kept, "locale")[0] == '\0')
        return draft_wrong(r, "whatsapp", "locale", "a template needs its locale, such as en_GB");
    if (fault == FAULT_NONE && template && json_member(kept, "policy")[0] == '\0')
        draft_keep(kept, "policy", "deterministic");
    if (fault == FAULT_NONE && r->channel == MESSAGE_VIBER && r->ttl > 0)
        json_object_object_add(kept, "ttl", json_object_new_int64(r->ttl));
    if (json_object_object_length(kept) == 0)
        json_object_object_del(r->flat, name);
    return fault;
}

/* One message, without what belongs to the whole. */
static enum fault
draft_one(struct draft_reading *r)
{
    enum fault fault = draft_channel(r);
    if (fault == FAULT_NONE)
        fault = draft_to(r);
    if (fault == FAULT_NONE)
        fault = draft_from(r);
    if (fault != FAULT_NONE)
        return fault;
    draft_keep(r->flat, "channel", message_channel_name(r->channel));
    draft_keep(r->flat, "to", r->to);
    draft_keep(r->flat, "from", r->from);
    fault = draft_content(r);
    if (fault == FAULT_NONE)
        fault = draft_ttl(r);
    return fault == FAULT_NONE ? draft_own(r) : fault;
}

/* The names that a message by this channel may have, and those of the whole behind them. */
static enum fault
draft_names(struct draft_reading *r, bool whole)
{
    const struct draft_channel *channel = &draft_channels[r->channel];
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
    return draft_check_names(r, r->sent, "", names);
}

static enum fault
draft_failover(struct draft *draft, struct draft_reading *first)
{
    struct json_object *list, *kept;
    if (!json_object_object_get_ex(first->sent, "failover", &list) || list == NULL)
        return FAULT_NONE;
    const size_t count = json_object_get_type(list) == json_type_array ? json_object_array_length(list) : 0;
    if (count < 1 || count > DRAFT_FAILOVER_MAX)
        return draft_refuse(first->wrong, "", "failover", "failover must be an array of 1 to %d messages",
            DRAFT_FAILOVER_MAX);
    kept = json_object_new_array();
    json_object_object_add(draft->flat, "failover", kept);
    for (size_t i = 0; i < count; i++) {
        struct draft_reading r = {.sent = json_object_array_get_idx(list, i),
            .flat = json_object_new_object(),
            .rules = first->rules,
            .wrong = first->wrong};
        snprintf(r.where, sizeof r.where, "failover/%zu", i);
        json_object_array_add(kept, r.flat);
        if (json_object_get_type(r.sent) != json_type_object)
            return draft_refuse(r.wrong, r.where, "", "each of failover must be a whole message");
        enum fault fault = draft_one(&r);
        if (fault == FAULT_NONE)
            fault = draft_names(&r, false);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
draft_track(struct draft *draft, struct draft_reading *r)
{
    static const char *const words[] = {"every", "first", "none", NULL};
    struct json_object *kept = json_object_new_object();
    enum fault fault = draft_word(r, r->sent, "", "track", words, kept);
    const char *text = json_member(kept, "track");
    draft->track = strcmp(text, "first") == 0  ? DRAFT_TRACK_FIRST
                   : strcmp(text, "none") == 0 ? DRAFT_TRACK_NONE
                                               : DRAFT_TRACK_EVERY;
    json_object_put(kept);
    return fault;
}

/* What is about the whole, and not the carrier's business. */
static enum fault
draft_whole(struct draft *draft, struct draft_reading *r)
{
    const char *campaign, *ref, *webhook, *why;
    struct message *message = &draft->message;
    enum fault fault = draft_text(r, r->sent, "", "campaign", LABEL_MAX, &campaign);
    if (fault == FAULT_NONE)
        fault = draft_text(r, r->sent, "", "client_ref", MESSAGE_REF_MAX, &ref);
    if (fault == FAULT_NONE)
        fault = draft_text(r, r->sent, "", "webhook", MESSAGE_WEBHOOK_MAX, &webhook);
    if (fault != FAULT_NONE)
        return fault;
    if (campaign != NULL && !label_valid(campaign))
        return draft_wrong(
            r, "", "campaign", "campaign must be 1 to %d bytes long, without control characters", LABEL_MAX);
    if (ref != NULL && strlen(ref) > MESSAGE_REF_MAX)
        return draft_wrong(r, "", "client_ref", "client_ref is longer than %d bytes", MESSAGE_REF_MAX);
    if (webhook != NULL &&
        (strlen(webhook) > MESSAGE_WEBHOOK_MAX || fetch_check(r->rules, webhook, &why) != FAULT_NONE))
        return draft_wrong(
            r, "", "webhook", "%s", strlen(webhook) > MESSAGE_WEBHOOK_MAX ? "webhook is too long" : why);
    strcpy(message->campaign, campaign != NULL ? campaign : "");
    strcpy(message->client_ref, ref != NULL ? ref : "");
    strcpy(message->webhook, webhook != NULL ? webhook : "");
    return draft_track(draft, r);
}

enum fault
draft_read(
    struct json_object *sent, const struct fetch_rules *rules, struct draft *out, struct draft_fault *wrong)
{
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return draft_refuse(wrong, "", "", "a message is described by a JSON object");
    out->flat = json_object_new_object();
    struct draft_reading r = {.sent = sent, .flat = out->flat, .rules = rules, .wrong = wrong};
    enum fault fault = draft_one(&r);
    if (fault == FAULT_NONE)
        fault = draft_names(&r, true);
    if (fault == FAULT_NONE)
        fault = draft_whole(out, &r);
    if (fault == FAULT_NONE)
        fault = draft_failover(out, &r);
    if (fault != FAULT_NONE) {
        draft_free(out);
        return fault;
    }
    out->ttl = r.ttl;
    out->message.channel = r.channel;
    strcpy(out->message.to, r.to);
    strcpy(out->message.from, r.from);
    return FAULT_NONE;
}

void
draft_free(struct draft *draft)
{
    json_object_put(draft->flat);
    draft->flat = NULL;
}
