/*
 * twilio_form.c: a message as the form that Twilio's Messages API takes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/twilio.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/utf8.h"
#include "message/message_channel.h"
#include "net/url.h"

enum { TWILIO_NUMBER_MIN = 7, TWILIO_ADDRESS = 64 };

#define TWILIO_NO_TYPE "Twilio is sent texts, media and templates alone"

/* A form while it is written. */
struct twilio_form {
    const struct config *config;
    struct json_object *message;
    enum message_channel channel;
    struct buffer text;
    const char *why; /* NULL: nothing is wrong yet */
};

static void
twilio_form_add(struct twilio_form *form, const char *name, const char *value)
{
    struct buffer *text = &form->text;
    if (text->length > 0)
        buffer_add(text, "&");
    buffer_add(text, name);
    buffer_add(text, "=");
    url_add_value(text, value);
}

static void
twilio_form_refuse(struct twilio_form *form, const char *why)
{
    if (form->why == NULL)
        form->why = why;
}

static bool
twilio_form_is_number(const char *text)
{
    return strlen(text) >= TWILIO_NUMBER_MIN && text[strspn(text, "0123456789")] == '\0';
}

bool
twilio_is_sid(const char *text, const char *letters)
{
    return strlen(text) == TWILIO_SID_MAX && strncmp(text, letters, 2) == 0 &&
           strspn(text + 2, "0123456789abcdefABCDEF") == TWILIO_SID_MAX - 2;
}

/* A number: "+447700900000", "whatsapp:+447700900000". */
static void
twilio_form_add_number(struct twilio_form *form, const char *name, const char *number)
{
    char address[TWILIO_ADDRESS];
    snprintf(address, sizeof address, "%s+%s", form->channel == MESSAGE_WHATSAPP ? "whatsapp:" : "", number);
    twilio_form_add(form, name, address);
}

static void
twilio_form_add_to(struct twilio_form *form)
{
    const char *to = json_member(form->message, "to");
    if (twilio_form_is_number(to) && strlen(to) < TWILIO_ADDRESS - 16)
        twilio_form_add_number(form, "To", to);
    else
        twilio_form_refuse(form, "Twilio sends to phone numbers alone");
}

/* A number is the sender; for a word, the messaging service chooses one, if there is a service. */
static void
twilio_form_add_from(struct twilio_form *form)
{
    const char *from = json_member(form->message, "from");
    const char *service = form->config->twilio_messaging_service;
    if (twilio_form_is_number(from) && strlen(from) < TWILIO_ADDRESS - 16)
        twilio_form_add_number(form, "From", from);
    else if (*service != '\0')
        twilio_form_add(form, "MessagingServiceSid", service);
    else if (form->channel == MESSAGE_WHATSAPP)
        twilio_form_refuse(form, "WhatsApp by Twilio needs a number as from, or [twilio] messaging_service");
    else
        twilio_form_add(form, "From", from); /* a word or a short code */
}

static void
twilio_form_add_text(struct twilio_form *form, const char *text)
{
    if (utf8_count(text) > TWILIO_TEXT_MAX)
        twilio_form_refuse(form, "Twilio takes at most 1,600 characters of text");
    else if (*text != '\0')
        twilio_form_add(form, "Body", text);
}

/* An image, a video, ...: Twilio looks at the file itself. */
static void
twilio_form_add_media(struct twilio_form *form, struct json_object *media)
{
    twilio_form_add_text(form, json_member(media, "caption"));
    twilio_form_add(form, "MediaUrl", json_member(media, "url"));
}

/* Several files; a message has one text. */
static void
twilio_form_add_files(struct twilio_form *form, struct json_object *files)
{
    const char *caption = "";
    for (size_t i = 0; i < json_object_array_length(files); i++) {
        struct json_object *file = json_object_array_get_idx(files, i);
        const char *own = json_member(file, "caption");
        if (*own != '\0' && *caption != '\0')
            twilio_form_refuse(form, "Twilio takes one caption for all files");
        caption = *own != '\0' ? own : caption;
        twilio_form_add(form, "MediaUrl", json_member(file, "url"));
    }
    twilio_form_add_text(form, caption);
}

static bool
twilio_is_media(const char *type)
{
    static const char *const types[] = {"image", "vcard", "audio", "video", "file"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(type, types[i]) == 0)
            return true;
    return false;
}

const char *
twilio_unoffered(struct json_object *message)
{
    const enum message_channel channel = message_channel_parse(json_member(message, "channel"));
    const char *type = json_member(message, "message_type");
    const bool media = twilio_is_media(type);
    if (channel != MESSAGE_SMS && channel != MESSAGE_MMS && channel != MESSAGE_WHATSAPP)
        return "Twilio is asked for sms, mms and whatsapp alone";
    if (json_object_object_get_ex(message, "failover", NULL))
        return "Twilio has no failover";
    if (media && channel == MESSAGE_SMS)
        return "Twilio sends media by mms and whatsapp alone";
    return media || strcmp(type, "text") == 0 || strcmp(type, "content") == 0 || strcmp(type, "template") == 0
               ? NULL
               : TWILIO_NO_TYPE;
}

/* The variables of a content template are numbered from 1. */
static void
twilio_form_add_template(struct twilio_form *form, struct json_object *template)
{
    const char *sid = json_member(template, "name");
    struct json_object *parameters;
    if (!twilio_is_sid(sid, "HX"))
        twilio_form_refuse(form, "with Twilio, a template's name is its Content SID (HX...)");
    twilio_form_add(form, "ContentSid", sid);
    if (!json_object_object_get_ex(template, "parameters", &parameters) ||
        !json_object_is_type(parameters, json_type_array))
        return;
    struct json_object *variables = json_object_new_object();
    for (size_t i = 0; i < json_object_array_length(parameters); i++) {
        char number[24];
        snprintf(number, sizeof number, "%zu", i + 1);
        json_object_object_add(variables, number, json_object_get(json_object_array_get_idx(parameters, i)));
    }
    twilio_form_add(form, "ContentVariables", json_text(variables, NULL));
    json_object_put(variables);
}

static void
twilio_form_add_content(struct twilio_form *form)
{
    const char *type = json_member(form->message, "message_type");
    struct json_object *content;
    const bool is_object = json_object_object_get_ex(form->message, type, &content) &&
                           json_object_is_type(content, json_type_object);
    if (strcmp(type, "text") == 0)
        twilio_form_add_text(form, json_member(form->message, "text"));
    else if (is_object && twilio_is_media(type))
        twilio_form_add_media(form, content);
    else if (strcmp(type, "content") == 0 && json_object_is_type(content, json_type_array))
        twilio_form_add_files(form, content);
    else if (is_object && strcmp(type, "template") == 0)
        twilio_form_add_template(form, content);
    else
        twilio_form_refuse(form, TWILIO_NO_TYPE);
}

static void
twilio_form_add_times(struct twilio_form *form, const char *id)
{
    char text[CONFIG_VALUE_SIZE + 96];
    uint64_t ttl;
    snprintf(text, sizeof text, "%s/api/v1/receipts/twilio/status?id=%s", form->config->web_base_url, id);
    twilio_form_add(form, "StatusCallback", text);
    if (!json_member_number(form->message, "ttl", INT64_MAX, &ttl) || ttl == 0)
        return;
    snprintf(text, sizeof text, "%d", (int)(ttl < TWILIO_VALID_MAX ? ttl : TWILIO_VALID_MAX));
    twilio_form_add(form, "ValidityPeriod", text);
}

enum fault
twilio_form(const struct config *config, struct json_object *message, const char *id,
    char out[static TWILIO_FORM_SIZE], const char **why)
{
    struct twilio_form form = {
        .config = config, .message = message, .text = buffer_over(out, TWILIO_FORM_SIZE)};
    form.channel = message_channel_parse(json_member(message, "channel"));
    form.why = twilio_unoffered(message);
    if (form.why == NULL) {
        twilio_form_add_to(&form);
        twilio_form_add_from(&form);
        twilio_form_add_content(&form);
        twilio_form_add_times(&form, id);
    }
    if (form.text.full)
        twilio_form_refuse(&form, "it is longer than what Twilio takes");
    *why = form.why;
    return form.why == NULL ? FAULT_NONE : FAULT_INPUT;
}
