/*
 * twilio_webhook.c: checks, reads and parses what Twilio calls back with.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/twilio_webhook.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "net/twilio_signature.h"
#include "net/url.h"

#define TWILIO_WEBHOOK_MINUTE (60 * TIMESTAMP_SECOND)
#define TWILIO_WEBHOOK_LATE   (55 * TWILIO_WEBHOOK_MINUTE) /* less than most zones differ by */

enum carrier_trust
twilio_webhook_verify(
    const struct config *config, const struct carrier_callback *callback, struct carrier_proof *out)
{
    const char *settings = callback->header(callback->header_arg, "X-Twilio-Webhooks-Signature-Settings");
    const char *signature = callback->header(callback->header_arg, "X-Twilio-Signature");
    char key[CONFIG_VALUE_SIZE] = "", name[CONFIG_VALUE_SIZE], algorithm[32];
    const bool shared = *settings != '\0';
    twilio_signature_setting(settings, "key", name, sizeof name);
    twilio_signature_setting(settings, "algorithm", algorithm, sizeof algorithm);
    if (config->twilio_auth_token[0] == '\0' && config->twilio_signing_keys[0] == '\0') {
        out->why = "[twilio] auth_token is not set";
        return CARRIER_UNCONFIGURED;
    }
    out->why = *signature == '\0' ? "The callback is not signed (X-Twilio-Signature)."
               : shared ? "The signature is not by a key of [twilio] signing_keys, over this URL and body."
                        : "The signature is not by the auth token, over this URL and body.";
    if (shared && strcasecmp(algorithm, "HMAC_SHA256") == 0)
        twilio_signature_setting(config->twilio_signing_keys, name, key, sizeof key);
    else if (!shared)
        snprintf(key, sizeof key, "%s", config->twilio_auth_token);
    const bool holds = twilio_signature_holds(shared ? TWILIO_SIGNATURE_SHA256 : TWILIO_SIGNATURE_SHA1, key,
        callback->url, callback->body, callback->length, signature);
    explicit_bzero(key, sizeof key);
    return holds ? CARRIER_TRUSTED : CARRIER_FORGED;
}

/* ---- What is kept ---- */

/* A text that is not UTF-8 loses what is none of it, and its line ends. */
static void
twilio_webhook_add(struct json_object *fields, const char *name, char *value)
{
    if (!utf8_is_valid(name, strlen(name)) || json_object_object_get_ex(fields, name, NULL))
        return;
    if (!utf8_is_valid(value, strlen(value)))
        utf8_clean(value, strlen(value), value, strlen(value) + 1);
    json_add_text(fields, name, value);
}

/* Adds the fields of a form, or of them the one that is wanted. */
static void
twilio_webhook_add_form(struct json_object *fields, const char *text, size_t length, const char *wanted)
{
    char *form = xmalloc(length + 1), *rest = form;
    memcpy(form, text, length);
    form[length] = '\0';
    for (char *pair; (pair = strsep(&rest, "&")) != NULL;) {
        char *value = strchr(pair, '=');
        if (value == NULL)
            continue;
        *value++ = '\0';
        if (url_decode(pair, true) == FAULT_NONE && url_decode(value, true) == FAULT_NONE &&
            (wanted == NULL || strcmp(wanted, pair) == 0))
            twilio_webhook_add(fields, pair, value);
    }
    free(form);
}

/* The texts and numbers of a JSON object; NULL when the body is none. */
static struct json_object *
twilio_webhook_from_json(const struct carrier_callback *callback, struct input_error *error)
{
    char why[JSON_ERROR_SIZE];
    struct json_object *body = json_read_or_say(callback->body, callback->length, why);
    if (!json_object_is_type(body, json_type_object)) {
        input_error_set(error, ERROR_INVALID_JSON, "", "", "The body is not a JSON object: %s.",
            body == NULL ? why : "it is something else");
        json_object_put(body);
        return NULL;
    }
    return body;
}

enum fault
twilio_webhook_read(const struct carrier_callback *callback, char *out, size_t size, size_t *length,
    struct input_error *error)
{
    const char *query = strchr(callback->url, '?');
    const bool is_json = callback->body[strspn(callback->body, " \t\r\n")] == '{';
    struct json_object *fields = is_json ? twilio_webhook_from_json(callback, error)
                                         : json_object_new_object();
    enum fault fault = FAULT_INPUT;
    if (fields == NULL)
        return fault;
    json_object_object_del(fields, "id");
    if (query != NULL)
        twilio_webhook_add_form(fields, query + 1, strlen(query + 1), "id");
    if (!is_json)
        twilio_webhook_add_form(fields, callback->body, callback->length, NULL);
    const char *text = json_text(fields, length);
    fault = *length < size ? FAULT_NONE : FAULT_FULL;
    if (fault == FAULT_NONE)
        memcpy(out, text, *length + 1);
    json_object_put(fields);
    return fault;
}

/* ---- What it says ---- */

/* The text of a field, or of a number that is one in JSON; cut where it is longer, or left out. */
static void
twilio_webhook_text(struct json_object *body, const char *name, char *out, size_t size, bool cut)
{
    struct json_object *value;
    out[0] = '\0';
    if (!json_object_object_get_ex(body, name, &value) ||
        !(json_object_is_type(value, json_type_string) || json_object_is_type(value, json_type_int)))
        return;
    const char *text = json_object_get_string(value);
    if (cut || strlen(text) < size)
        utf8_clean(text, strlen(text), out, size);
}

/* "whatsapp:+447700900000": the number, and the channel. What is not a number is left as it is. */
static void
twilio_webhook_party(struct json_object *body, const char *name, char out[static MESSAGE_ADDRESS_MAX + 1],
    const char **channel)
{
    static const char *const channels[] = {"whatsapp", "messenger", "rcs"};
    char text[MESSAGE_ADDRESS_MAX + 1] = "";
    twilio_webhook_text(body, name, text, sizeof text, false);
    const char *at = text;
    for (size_t i = 0; i < sizeof channels / sizeof *channels; i++) {
        const size_t length = strlen(channels[i]);
        if (strncmp(text, channels[i], length) != 0 || text[length] != ':')
            continue;
        *channel = channels[i];
        at = text + length + 1;
    }
    snprintf(out, MESSAGE_ADDRESS_MAX + 1, "%s", at + (*at == '+'));
}

/* Reads what was kept, which is the caller's: FAULT_INPUT when it is no object. */
static enum fault
twilio_webhook_open(const char *text, size_t length, struct json_object **out, struct input_error *error)
{
    const struct carrier_callback callback = {.body = text, .length = length};
    *out = twilio_webhook_from_json(&callback, error);
    return *out != NULL ? FAULT_NONE : FAULT_INPUT;
}

static enum fault
twilio_webhook_needs_sid(struct input_error *error)
{
    return input_error_set(error, ERROR_MISSING_FIELD, "", "MessageSid",
        "MessageSid must be a text of 1 to %d bytes.", CARRIER_ID_MAX);
}

/* FAILED is what the carrier has not taken: what it took and then failed at, it has rejected.
 * MESSAGE_REQUESTED for a status that means nothing to us. */
static enum message_status
twilio_webhook_status(const char *name)
{
    static const struct {
        const char *name;
        enum message_status status;
    } table[] = {{"accepted", MESSAGE_SUBMITTED}, {"scheduled", MESSAGE_SUBMITTED},
        {"queued", MESSAGE_SUBMITTED}, {"sending", MESSAGE_SUBMITTED}, {"sent", MESSAGE_SUBMITTED},
        {"partially_delivered", MESSAGE_SUBMITTED}, {"delivered", MESSAGE_DELIVERED}, {"read", MESSAGE_READ},
        {"undelivered", MESSAGE_UNDELIVERABLE}, {"failed", MESSAGE_REJECTED}, {"canceled", MESSAGE_REJECTED}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].name, name) == 0)
            return table[i].status;
    return MESSAGE_REQUESTED;
}

static int64_t
twilio_webhook_moment(struct json_object *body, int64_t arrival)
{
    const char *text = json_member(body, "RawDlrDoneDate");
    char full[32];
    int64_t at;
    if (strlen(text) != 10 || strspn(text, "0123456789") != 10)
        return arrival;
    snprintf(
        full, sizeof full, "20%.2s-%.2s-%.2sT%.2s:%.2s:00Z", text, text + 2, text + 4, text + 6, text + 8);
    if (timestamp_parse_loosely(full, &at) != FAULT_NONE)
        return arrival;
    /* Within the minute, when it came is the better time. */
    return at > arrival - TWILIO_WEBHOOK_LATE && at + TWILIO_WEBHOOK_MINUTE < arrival ? at : arrival;
}

static enum fault
twilio_webhook_fill_status(
    struct json_object *body, int64_t arrival, struct status_update *out, struct input_error *error)
{
    const char *channel = "sms";
    char status[32];
    twilio_webhook_text(body, "MessageSid", out->carrier_id, sizeof out->carrier_id, false);
    twilio_webhook_text(body, "id", out->client_ref, sizeof out->client_ref, false);
    if (out->carrier_id[0] == '\0' && out->client_ref[0] == '\0')
        return twilio_webhook_needs_sid(error);
    twilio_webhook_party(body, "From", out->from, &channel);
    twilio_webhook_party(body, "To", out->to, &channel);
    snprintf(out->channel, sizeof out->channel, "%s", channel);
    twilio_webhook_text(body, "MessageStatus", status, sizeof status, false);
    out->status = twilio_webhook_status(status);
    out->at = twilio_webhook_moment(body, arrival);
    twilio_webhook_text(body, "ErrorCode", out->error, sizeof out->error, false);
    twilio_webhook_text(body, "ErrorMessage", out->error_detail, sizeof out->error_detail, true);
    return FAULT_NONE;
}

enum fault
twilio_webhook_parse_status(
    const char *body, size_t length, int64_t arrival, struct status_update *out, struct input_error *error)
{
    struct json_object *fields;
    *out = (struct status_update){.at = 0};
    enum fault fault = twilio_webhook_open(body, length, &fields, error);
    if (fault == FAULT_NONE)
        fault = twilio_webhook_fill_status(fields, arrival, out, error);
    json_object_put(fields);
    return fault;
}

/* What the carrier takes the text for, where it looks after opt-outs itself. */
static enum keyword
twilio_webhook_keyword(struct json_object *body)
{
    const char *type = json_member(body, "OptOutType");
    return strcasecmp(type, "STOP") == 0    ? KEYWORD_STOP
           : strcasecmp(type, "START") == 0 ? KEYWORD_START
           : strcasecmp(type, "HELP") == 0  ? KEYWORD_HELP
                                            : KEYWORD_NONE;
}

static enum fault
twilio_webhook_fill_inbound(
    struct json_object *body, int64_t arrival, struct inbound_message *out, struct input_error *error)
{
    char media[8];
    twilio_webhook_text(body, "MessageSid", out->carrier_id, sizeof out->carrier_id, false);
    if (out->carrier_id[0] == '\0')
        return twilio_webhook_needs_sid(error);
    twilio_webhook_text(body, "NumMedia", media, sizeof media, false);
    const char *channel = media[0] == '\0' || strcmp(media, "0") == 0 ? "sms" : "mms";
    twilio_webhook_party(body, "To", out->to, &channel);
    twilio_webhook_party(body, "From", out->from, &channel);
    snprintf(out->channel, sizeof out->channel, "%s", channel);
    twilio_webhook_text(body, "OriginalRepliedMessageSid", out->context_id, sizeof out->context_id, false);
    out->at = arrival;
    out->keyword = twilio_webhook_keyword(body);
    inbound_set_text(out, json_member(body, "Body"));
    return FAULT_NONE;
}

enum fault
twilio_webhook_parse_inbound(
    const char *body, size_t length, int64_t arrival, struct inbound_message *out, struct input_error *error)
{
    struct json_object *fields;
    *out = (struct inbound_message){.at = 0};
    enum fault fault = twilio_webhook_open(body, length, &fields, error);
    if (fault == FAULT_NONE)
        fault = twilio_webhook_fill_inbound(fields, arrival, out, error);
    json_object_put(fields);
    return fault;
}
