/*
 * vonage_webhook.c: parses what Vonage calls back with.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage_webhook.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_reader.h"
#include "base/timestamp.h"
#include "base/utf8.h"

/* A member that is an object, or NULL: json-c takes NULL for an object without members. */
static struct json_object *
vonage_webhook_object(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) && json_object_is_type(value, json_type_object) ? value
                                                                                                       : NULL;
}

/* A text that has to be there, and to fit. */
static enum fault
vonage_webhook_need(struct json_object *of, const char *outer, const char *name, char *out, size_t size,
    struct input_error *wrong)
{
    const char *text = json_member(of, name);
    if (*text != '\0' && strlen(text) < size) {
        utf8_clean(text, strlen(text), out, size);
        return FAULT_NONE;
    }
    return input_error_set(wrong, *text == '\0' ? ERROR_MISSING_FIELD : ERROR_INVALID_LENGTH,
        outer != NULL ? outer : "", name, "%s must be a string of 1 to %zu bytes.", name, size - 1);
}

/* A text that may be there; when it does not fit it is cut, or left out. */
static void
vonage_webhook_text(struct json_object *of, const char *name, char *out, size_t size, bool cut)
{
    const char *text = json_member(of, name);
    if (cut || strlen(text) < size)
        utf8_clean(text, strlen(text), out, size);
}

/* The same for a member that may be a number as well. */
static void
vonage_webhook_text_or_number(struct json_object *of, const char *name, char *out, size_t size)
{
    struct json_object *value;
    size_t length;
    if (!json_object_object_get_ex(of, name, &value))
        return;
    if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double)) {
        vonage_webhook_text(of, name, out, size, false);
        return;
    }
    const char *text = json_text(value, &length); /* as it was written */
    if (length < size)
        memcpy(out, text, length + 1);
}

/* to or from: a text in v1, in v0.1 an object with the number or the id. */
static enum fault
vonage_webhook_party(struct json_object *body, const char *name, char out[static MESSAGE_ADDRESS_MAX + 1],
    struct input_error *wrong)
{
    struct json_object *party = vonage_webhook_object(body, name);
    if (party == NULL)
        return vonage_webhook_need(body, NULL, name, out, MESSAGE_ADDRESS_MAX + 1, wrong);
    const bool by_id = *json_member(party, "number") == '\0' && *json_member(party, "id") != '\0';
    return vonage_webhook_need(party, name, by_id ? "id" : "number", out, MESSAGE_ADDRESS_MAX + 1, wrong);
}

static enum fault
vonage_webhook_moment(struct json_object *body, int64_t *out, struct input_error *wrong)
{
    return timestamp_parse(json_member(body, "timestamp"), out) == FAULT_NONE
               ? FAULT_NONE
               : input_error_set(
                     wrong, ERROR_MISSING_FIELD, "", "timestamp", "timestamp must be a time as in RFC 3339.");
}

static enum fault
vonage_webhook_channel(struct json_object *body, char out[static CHANNEL_SIZE], struct input_error *wrong)
{
    struct json_object *to = vonage_webhook_object(body, "to");
    return to != NULL ? vonage_webhook_need(to, "to", "type", out, CHANNEL_SIZE, wrong)
                      : vonage_webhook_need(body, NULL, "channel", out, CHANNEL_SIZE, wrong);
}

static enum fault
vonage_webhook_status(struct json_object *body, enum message_status *out, struct input_error *wrong)
{
    *out = message_status_parse(json_member(body, "status"));
    switch (*out) {
    case MESSAGE_SUBMITTED:
    case MESSAGE_DELIVERED:
    case MESSAGE_READ:
    case MESSAGE_REJECTED:
    case MESSAGE_UNDELIVERABLE:
        return FAULT_NONE;
    default:
        return input_error_set(wrong, ERROR_INVALID_VALUE, "", "status",
            "status must be submitted, delivered, read, rejected or undeliverable.");
    }
}

/* Reads the body's JSON; the caller owns it. */
static enum fault
vonage_webhook_read(const char *body, size_t length, struct json_object **out, struct input_error *wrong)
{
    char why[JSON_ERROR_SIZE];
    struct json_reader *reader = json_reader_create();
    const enum fault fault = json_reader_read(reader, body, length, out, why);
    json_reader_free(reader);
    if (fault != FAULT_NONE)
        return input_error_set(wrong, ERROR_INVALID_JSON, "", "", "The body is not JSON: %s.", why);
    if (json_object_is_type(*out, json_type_object))
        return FAULT_NONE;
    json_object_put(*out);
    *out = NULL;
    return input_error_set(wrong, ERROR_WRONG_TYPE, "", "", "The body must be an object.");
}

/* The code: v1's title, or how its type ends; v0.1's code. */
static void
vonage_webhook_error(struct json_object *body, struct status_update *out)
{
    struct json_object *error = vonage_webhook_object(body, "error");
    const char *fragment = strchr(json_member(error, "type"), '#');
    vonage_webhook_text(error, "title", out->error, sizeof out->error, true);
    if (out->error[0] == '\0' && fragment != NULL)
        utf8_clean(fragment + 1, strlen(fragment + 1), out->error, sizeof out->error);
    if (out->error[0] == '\0')
        vonage_webhook_text_or_number(error, "code", out->error, sizeof out->error);
    vonage_webhook_text(error, "detail", out->error_detail, sizeof out->error_detail, true);
    if (out->error_detail[0] == '\0')
        vonage_webhook_text(error, "reason", out->error_detail, sizeof out->error_detail, true);
}

/* Digits, perhaps a sign in front, and perhaps a point with digits after it. */
static bool
vonage_webhook_is_decimal(const char *text)
{
    static const char digits[] = "0123456789";
    text += *text == '-';
    const size_t whole = strspn(text, digits);
    if (whole == 0 || text[whole] == '\0')
        return whole > 0;
    const size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, digits) : 0;
    return fraction > 0 && text[whole + 1 + fraction] == '\0';
}

static void
vonage_webhook_usage(struct json_object *body, struct status_update *out)
{
    struct json_object *usage = vonage_webhook_object(body, "usage");
    vonage_webhook_text(usage, "currency", out->currency, sizeof out->currency, false);
    vonage_webhook_text_or_number(usage, "price", out->price, sizeof out->price);
    if (!vonage_webhook_is_decimal(out->price))
        out->price[0] = '\0';
}

/* A count of up to four digits, or 0. */
static unsigned
vonage_webhook_count(struct json_object *of, const char *name)
{
    char text[5] = "";
    vonage_webhook_text_or_number(of, name, text, sizeof text);
    return text[strspn(text, "0123456789")] == '\0' ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static void
vonage_webhook_workflow(struct json_object *body, struct status_update *out)
{
    struct json_object *workflow = vonage_webhook_object(body, "workflow");
    const unsigned item = vonage_webhook_count(workflow, "items_number");
    const unsigned items = vonage_webhook_count(workflow, "items_total");
    if (item == 0 || item > items)
        return;
    out->item = item;
    out->items = items;
}

/* What both kinds begin with: the ids and who, over which channel, and when. */
static enum fault
vonage_webhook_head(struct json_object *body, char carrier_id[static CARRIER_ID_MAX + 1],
    char to[static MESSAGE_ADDRESS_MAX + 1], char from[static MESSAGE_ADDRESS_MAX + 1],
    char channel[static CHANNEL_SIZE], int64_t *at, struct input_error *wrong)
{
    enum fault fault = vonage_webhook_need(body, NULL, "message_uuid", carrier_id, CARRIER_ID_MAX + 1, wrong);
    fault = fault != FAULT_NONE ? fault : vonage_webhook_party(body, "to", to, wrong);
    fault = fault != FAULT_NONE ? fault : vonage_webhook_party(body, "from", from, wrong);
    fault = fault != FAULT_NONE ? fault : vonage_webhook_channel(body, channel, wrong);
    return fault != FAULT_NONE ? fault : vonage_webhook_moment(body, at, wrong);
}

static enum fault
receipt_fill(struct json_object *body, struct status_update *out, struct input_error *wrong)
{
    enum fault fault = vonage_webhook_head(
        body, out->carrier_id, out->to, out->from, out->channel, &out->at, wrong);
    fault = fault != FAULT_NONE ? fault : vonage_webhook_status(body, &out->status, wrong);
    if (fault != FAULT_NONE)
        return fault;
    vonage_webhook_text(body, "client_ref", out->client_ref, sizeof out->client_ref, false);
    vonage_webhook_error(body, out);
    vonage_webhook_usage(body, out);
    vonage_webhook_text_or_number(
        vonage_webhook_object(body, "destination"), "network_code", out->network, sizeof out->network);
    vonage_webhook_workflow(body, out);
    return FAULT_NONE;
}

enum fault
vonage_webhook_parse_status(
    const char *body, size_t length, struct status_update *out, struct input_error *wrong)
{
    struct json_object *value;
    *out = (struct status_update){.at = 0};
    enum fault fault = vonage_webhook_read(body, length, &value, wrong);
    if (fault == FAULT_NONE)
        fault = receipt_fill(value, out, wrong);
    json_object_put(value);
    return fault;
}

/* The reader has seen to it that it is UTF-8. */
static void
inbound_text(const char *text, char out[static MESSAGE_TEXT_MAX + 1])
{
    size_t length = strlen(text);
    if (length > MESSAGE_TEXT_MAX)
        for (length = MESSAGE_TEXT_MAX; ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

static enum fault
inbound_fill(struct json_object *body, struct inbound_message *out, struct input_error *wrong)
{
    enum fault fault = vonage_webhook_head(
        body, out->carrier_id, out->to, out->from, out->channel, &out->at, wrong);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *old = vonage_webhook_object(vonage_webhook_object(body, "message"), "content");
    struct json_object *content = old != NULL ? old : body;
    inbound_text(json_member(content, "text"), out->text);
    vonage_webhook_text(
        content, old != NULL ? "type" : "message_type", out->message_type, sizeof out->message_type, false);
    if (out->message_type[0] == '\0' && out->text[0] != '\0')
        strcpy(out->message_type, "text");
    vonage_webhook_text(
        vonage_webhook_object(body, "sms"), "keyword", out->keyword, sizeof out->keyword, false);
    return FAULT_NONE;
}

enum fault
vonage_webhook_parse_inbound(
    const char *body, size_t length, struct inbound_message *out, struct input_error *wrong)
{
    struct json_object *value;
    *out = (struct inbound_message){.at = 0};
    enum fault fault = vonage_webhook_read(body, length, &value, wrong);
    if (fault == FAULT_NONE)
        fault = inbound_fill(value, out, wrong);
    json_object_put(value);
    return fault;
}
