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
#include "base/money.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "message/address.h"

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
vonage_webhook_need(
    struct json_object *of, const char *name, char *out, size_t size, struct input_error *error)
{
    const char *text = json_member(of, name);
    if (*text != '\0' && strlen(text) < size) {
        utf8_clean(text, strlen(text), out, size);
        return FAULT_NONE;
    }
    return input_error_set(error, *text == '\0' ? ERROR_MISSING_FIELD : ERROR_INVALID_LENGTH, "", name,
        "%s must be a string of 1 to %zu bytes.", name, size - 1);
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

/* to or from: a text in v1, in v0.1 an object with the number or the id; "" for none, or one too long. */
static void
vonage_webhook_party(struct json_object *body, const char *name, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    struct json_object *party = vonage_webhook_object(body, name);
    vonage_webhook_text_or_number(
        party != NULL ? party : body, party != NULL ? "number" : name, out, MESSAGE_ADDRESS_MAX + 1);
    if (out[0] == '\0' && party != NULL)
        vonage_webhook_text_or_number(party, "id", out, MESSAGE_ADDRESS_MAX + 1);
}

/* The WhatsApp user: the id (BSUID) that stands for one who shows no number, and the number, where it is
 * told. */
static void
vonage_webhook_user(struct json_object *body, const char *party, char id[static MESSAGE_ADDRESS_MAX + 1],
    char number[static MESSAGE_ADDRESS_MAX + 1])
{
    struct json_object *whatsapp = vonage_webhook_object(body, "whatsapp"),
                       *user = vonage_webhook_object(whatsapp, "recipient");
    if (user == NULL)
        user = vonage_webhook_object(whatsapp, "sender");
    vonage_webhook_text(user, "user_id", id, MESSAGE_ADDRESS_MAX + 1, false);
    if (id[0] == '\0')
        vonage_webhook_text(user, "parent_user_id", id, MESSAGE_ADDRESS_MAX + 1, false);
    vonage_webhook_text_or_number(user, "wa_id", number, MESSAGE_ADDRESS_MAX + 1);
    if (id[0] == '\0' && address_is_bsuid(party))
        strcpy(id, party);
}

/* When, by the carrier; by us where that cannot be read: no receipt is lost over its time. */
static int64_t
vonage_webhook_moment(struct json_object *body, int64_t arrival)
{
    int64_t at;
    return timestamp_parse_loosely(json_member(body, "timestamp"), &at) == FAULT_NONE ? at : arrival;
}

static void
vonage_webhook_channel(struct json_object *body, char out[static CHANNEL_SIZE])
{
    struct json_object *to = vonage_webhook_object(body, "to");
    vonage_webhook_text(to != NULL ? to : body, to != NULL ? "type" : "channel", out, CHANNEL_SIZE, false);
}

/* MESSAGE_REQUESTED for one that means nothing to us, or comes from us only. */
static enum message_status
vonage_webhook_status(struct json_object *body)
{
    const enum message_status status = message_status_parse(json_member(body, "status"));
    switch (status) {
    case MESSAGE_SUBMITTED:
    case MESSAGE_DELIVERED:
    case MESSAGE_READ:
    case MESSAGE_REJECTED:
    case MESSAGE_UNDELIVERABLE:
        return status;
    default:
        return MESSAGE_REQUESTED;
    }
}

/* Reads the body's JSON; the caller owns it. */
static enum fault
vonage_webhook_read(const char *body, size_t length, struct json_object **out, struct input_error *error)
{
    char why[JSON_ERROR_SIZE];
    struct json_reader *reader = json_reader_create(JSON_MEMORY_MAX);
    const enum fault fault = json_reader_read(reader, body, length, out, why);
    json_reader_free(reader);
    if (fault != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_JSON, "", "", "The body is not JSON: %s.", why);
    if (json_object_is_type(*out, json_type_object))
        return FAULT_NONE;
    json_object_put(*out);
    *out = NULL;
    return input_error_set(error, ERROR_WRONG_TYPE, "", "", "The body must be an object.");
}

static bool
vonage_webhook_is_code(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

void
vonage_webhook_code(struct json_object *problem, char out[static MESSAGE_ERROR_MAX + 1])
{
    char code[MESSAGE_ERROR_MAX + 1] = "", title[MESSAGE_ERROR_MAX + 1] = "";
    const char *fragment = strrchr(json_member(problem, "type"), '#'), *found = "";
    vonage_webhook_text_or_number(problem, "code", code, sizeof code);
    vonage_webhook_text_or_number(problem, "title", title, sizeof title);
    const char *const texts[] = {
        title[0] != '\0' ? title : json_member(problem, "title"), fragment != NULL ? fragment + 1 : "", code};
    for (size_t i = 0; i < 3; i++)
        if (*found == '\0' || (!vonage_webhook_is_code(found) && vonage_webhook_is_code(texts[i])))
            found = texts[i];
    utf8_clean(found, strlen(found), out, MESSAGE_ERROR_MAX + 1);
}

static void
vonage_webhook_error(struct json_object *body, struct status_update *out)
{
    static const char *const details[] = {"detail", "reason", "title"};
    struct json_object *problem = vonage_webhook_object(body, "error");
    vonage_webhook_code(problem, out->error);
    for (size_t i = 0; i < 3 && out->error_detail[0] == '\0'; i++)
        vonage_webhook_text(problem, details[i], out->error_detail, sizeof out->error_detail, true);
    if (strcmp(out->error_detail, out->error) == 0)
        out->error_detail[0] = '\0';
}

/* A price in any spelling of a number; kept as it was written where people write it like that. */
static void
vonage_webhook_price(struct json_object *usage, char out[static MESSAGE_PRICE_MAX + 1])
{
    char text[64] = "", plain[MONEY_SIZE];
    int64_t amount;
    vonage_webhook_text_or_number(usage, "price", text, sizeof text);
    if (money_parse(text, &amount) != FAULT_NONE)
        return;
    money_format(amount, plain);
    const bool usual = strspn(text, "0123456789.") == strlen(text) && strlen(text) <= MESSAGE_PRICE_MAX;
    snprintf(out, MESSAGE_PRICE_MAX + 1, "%.*s", MESSAGE_PRICE_MAX, usual ? text : plain);
}

static void
vonage_webhook_usage(struct json_object *body, struct status_update *out)
{
    struct json_object *usage = vonage_webhook_object(body, "usage");
    vonage_webhook_text(usage, "currency", out->currency, sizeof out->currency, false);
    vonage_webhook_price(usage, out->price);
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

static enum fault
receipt_fill(struct json_object *body, int64_t arrival, struct status_update *out, struct input_error *error)
{
    char number[MESSAGE_ADDRESS_MAX + 1] = "";
    vonage_webhook_text(body, "message_uuid", out->carrier_id, sizeof out->carrier_id, false);
    vonage_webhook_text(body, "client_ref", out->client_ref, sizeof out->client_ref, false);
    if (out->carrier_id[0] == '\0' && out->client_ref[0] == '\0')
        return input_error_set(error, ERROR_MISSING_FIELD, "", "message_uuid",
            "message_uuid must be a string of 1 to %d bytes, or client_ref one of 1 to %d.", CARRIER_ID_MAX,
            MESSAGE_CLIENT_REF_MAX);
    vonage_webhook_party(body, "to", out->to);
    vonage_webhook_party(body, "from", out->from);
    vonage_webhook_user(body, out->to, out->user_id, number);
    vonage_webhook_channel(body, out->channel);
    out->at = vonage_webhook_moment(body, arrival);
    out->status = vonage_webhook_status(body);
    vonage_webhook_error(body, out);
    vonage_webhook_usage(body, out);
    vonage_webhook_text_or_number(
        vonage_webhook_object(body, "destination"), "network_code", out->network, sizeof out->network);
    vonage_webhook_workflow(body, out);
    return FAULT_NONE;
}

enum fault
vonage_webhook_parse_status(
    const char *body, size_t length, int64_t arrival, struct status_update *out, struct input_error *error)
{
    struct json_object *value;
    *out = (struct status_update){.at = 0};
    enum fault fault = vonage_webhook_read(body, length, &value, error);
    if (fault == FAULT_NONE)
        fault = receipt_fill(value, arrival, out, error);
    json_object_put(value);
    return fault;
}

/* The text; of a tap on a button or an item of a list, what it says there, else what it stands for. */
static const char *
inbound_content(struct json_object *content)
{
    static const char *const names[] = {"text", "title", "payload", "id"};
    struct json_object *taps[] = {
        vonage_webhook_object(content, "button"), vonage_webhook_object(content, "reply")};
    const char *text = json_member(content, "text");
    for (size_t i = 0; i < sizeof taps / sizeof *taps; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names && *text == '\0'; k++)
            text = json_member(taps[i], names[k]);
    return text;
}

static enum fault
inbound_fill(
    struct json_object *body, int64_t arrival, struct inbound_message *out, struct input_error *error)
{
    enum fault fault = vonage_webhook_need(
        body, "message_uuid", out->carrier_id, sizeof out->carrier_id, error);
    if (fault != FAULT_NONE)
        return fault;
    vonage_webhook_party(body, "to", out->to);
    vonage_webhook_party(body, "from", out->from);
    vonage_webhook_user(body, out->from, out->user_id, out->number);
    vonage_webhook_text(vonage_webhook_object(body, "context"), "message_uuid", out->context_id,
        sizeof out->context_id, false);
    vonage_webhook_channel(body, out->channel);
    out->at = vonage_webhook_moment(body, arrival);
    struct json_object *old = vonage_webhook_object(vonage_webhook_object(body, "message"), "content");
    struct json_object *content = old != NULL ? old : body;
    inbound_set_text(out, inbound_content(content));
    return FAULT_NONE;
}

enum fault
vonage_webhook_parse_inbound(
    const char *body, size_t length, int64_t arrival, struct inbound_message *out, struct input_error *error)
{
    struct json_object *value;
    *out = (struct inbound_message){.at = 0};
    enum fault fault = vonage_webhook_read(body, length, &value, error);
    if (fault == FAULT_NONE)
        fault = inbound_fill(value, arrival, out, error);
    json_object_put(value);
    return fault;
}
