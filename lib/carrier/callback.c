#include "carrier/callback.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_reader.h"
#include "base/utf8.h"

static const char *const callback_statuses[] = {[NEWS_SUBMITTED] = "submitted",
    [NEWS_DELIVERED] = "delivered",
    [NEWS_REJECTED] = "rejected",
    [NEWS_UNDELIVERABLE] = "undeliverable",
    [NEWS_READ] = "read"};

const char *
news_status_name(enum news_status status)
{
    return callback_statuses[status];
}

static enum fault
callback_say(struct callback_wrong *wrong, const char *outer, const char *name, const char *why)
{
    json_pointer(outer, name, wrong->pointer);
    snprintf(wrong->why, sizeof wrong->why, "%s", why);
    return FAULT_INPUT;
}

/* A member that is an object, or NULL: json-c takes NULL for an object without members. */
static struct json_object *
callback_object(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) && json_object_is_type(value, json_type_object) ? value
                                                                                                       : NULL;
}

/* A text that has to be there, and to fit. */
static enum fault
callback_need(struct json_object *of, const char *outer, const char *name, char *out, size_t size,
    struct callback_wrong *wrong)
{
    const char *text = json_member(of, name);
    char why[CALLBACK_WHY];
    if (*text != '\0' && strlen(text) < size) {
        utf8_clean(text, strlen(text), out, size);
        return FAULT_NONE;
    }
    snprintf(why, sizeof why, "It must be there, a text of 1 to %zu bytes.", size - 1);
    return callback_say(wrong, outer, name, why);
}

/* A text that may be there; when it does not fit it is cut, or left out. */
static void
callback_text(struct json_object *of, const char *name, char *out, size_t size, bool cut)
{
    const char *text = json_member(of, name);
    if (cut || strlen(text) < size)
        utf8_clean(text, strlen(text), out, size);
}

/* The same for a member that may be a number as well. */
static void
callback_text_or_number(struct json_object *of, const char *name, char *out, size_t size)
{
    struct json_object *value;
    size_t length;
    if (!json_object_object_get_ex(of, name, &value))
        return;
    if (!json_object_is_type(value, json_type_int) && !json_object_is_type(value, json_type_double)) {
        callback_text(of, name, out, size, false);
        return;
    }
    const char *text = json_text(value, &length); /* as it was written */
    if (length < size)
        memcpy(out, text, length + 1);
}

/* to or from: a text in v1, in v0.1 an object with the number or the id. */
static enum fault
callback_party(
    struct json_object *body, const char *name, char out[static CALLBACK_PARTY], struct callback_wrong *wrong)
{
    struct json_object *party = callback_object(body, name);
    if (party == NULL)
        return callback_need(body, NULL, name, out, CALLBACK_PARTY, wrong);
    const bool by_id = *json_member(party, "number") == '\0' && *json_member(party, "id") != '\0';
    return callback_need(party, name, by_id ? "id" : "number", out, CALLBACK_PARTY, wrong);
}

static enum fault
callback_moment(struct json_object *body, int64_t *out, struct callback_wrong *wrong)
{
    return clock_parse(json_member(body, "timestamp"), out) == FAULT_NONE
               ? FAULT_NONE
               : callback_say(wrong, NULL, "timestamp", "It must be there, a time as in RFC 3339.");
}

static enum fault
callback_channel(struct json_object *body, char out[static CALLBACK_CHANNEL], struct callback_wrong *wrong)
{
    struct json_object *to = callback_object(body, "to");
    return to != NULL ? callback_need(to, "to", "type", out, CALLBACK_CHANNEL, wrong)
                      : callback_need(body, NULL, "channel", out, CALLBACK_CHANNEL, wrong);
}

static enum fault
callback_status(struct json_object *body, enum news_status *out, struct callback_wrong *wrong)
{
    const char *name = json_member(body, "status");
    for (size_t i = 0; i < sizeof callback_statuses / sizeof *callback_statuses; i++)
        if (strcmp(name, callback_statuses[i]) == 0) {
            *out = (enum news_status)i;
            return FAULT_NONE;
        }
    return callback_say(
        wrong, NULL, "status", "It must be there: submitted, delivered, rejected, undeliverable or read.");
}

/* Reads the body's JSON; the caller owns it. */
static enum fault
callback_read(const char *body, size_t length, struct json_object **out, struct callback_wrong *wrong)
{
    char why[JSON_WHY];
    struct json_reader *reader = json_reader_new();
    const enum fault fault = json_reader_read(reader, body, length, out, why);
    json_reader_free(reader);
    if (fault != FAULT_NONE) {
        callback_say(wrong, NULL, "", "");
        snprintf(wrong->why, sizeof wrong->why, "It is not JSON: %s.", why);
        return FAULT_INPUT;
    }
    if (json_object_is_type(*out, json_type_object))
        return FAULT_NONE;
    json_object_put(*out);
    *out = NULL;
    return callback_say(wrong, NULL, "", "It must be a JSON object.");
}

/* The code: v1's title, or how its type ends; v0.1's code. */
static void
callback_error(struct json_object *body, struct receipt_news *out)
{
    struct json_object *error = callback_object(body, "error");
    const char *fragment = strchr(json_member(error, "type"), '#');
    callback_text(error, "title", out->error, sizeof out->error, true);
    if (out->error[0] == '\0' && fragment != NULL)
        utf8_clean(fragment + 1, strlen(fragment + 1), out->error, sizeof out->error);
    if (out->error[0] == '\0')
        callback_text_or_number(error, "code", out->error, sizeof out->error);
    callback_text(error, "detail", out->error_detail, sizeof out->error_detail, true);
    if (out->error_detail[0] == '\0')
        callback_text(error, "reason", out->error_detail, sizeof out->error_detail, true);
}

/* Digits, perhaps a sign in front, and perhaps a point with digits behind it. */
static bool
callback_is_decimal(const char *text)
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
callback_usage(struct json_object *body, struct receipt_news *out)
{
    struct json_object *usage = callback_object(body, "usage");
    callback_text(usage, "currency", out->currency, sizeof out->currency, false);
    callback_text_or_number(usage, "price", out->price, sizeof out->price);
    if (!callback_is_decimal(out->price))
        out->price[0] = '\0';
}

/* A count of up to four digits, or 0. */
static unsigned
callback_count(struct json_object *of, const char *name)
{
    char text[5] = "";
    callback_text_or_number(of, name, text, sizeof text);
    return text[strspn(text, "0123456789")] == '\0' ? (unsigned)strtoul(text, NULL, 10) : 0;
}

static void
callback_workflow(struct json_object *body, struct receipt_news *out)
{
    struct json_object *workflow = callback_object(body, "workflow");
    const unsigned item = callback_count(workflow, "items_number");
    const unsigned items = callback_count(workflow, "items_total");
    if (item == 0 || item > items)
        return;
    out->item = item;
    out->items = items;
}

static enum fault
receipt_fill(struct json_object *body, struct receipt_news *out, struct callback_wrong *wrong)
{
    enum fault fault = callback_need(body, NULL, "message_uuid", out->uuid, sizeof out->uuid, wrong);
    fault = fault != FAULT_NONE ? fault : callback_party(body, "to", out->to, wrong);
    fault = fault != FAULT_NONE ? fault : callback_party(body, "from", out->from, wrong);
    fault = fault != FAULT_NONE ? fault : callback_channel(body, out->channel, wrong);
    fault = fault != FAULT_NONE ? fault : callback_moment(body, &out->at, wrong);
    fault = fault != FAULT_NONE ? fault : callback_status(body, &out->status, wrong);
    if (fault != FAULT_NONE)
        return fault;
    callback_text(body, "client_ref", out->client_ref, sizeof out->client_ref, false);
    callback_error(body, out);
    callback_usage(body, out);
    callback_text_or_number(
        callback_object(body, "destination"), "network_code", out->network, sizeof out->network);
    callback_workflow(body, out);
    return FAULT_NONE;
}

enum fault
callback_receipt(const char *body, size_t length, struct receipt_news *out, struct callback_wrong *wrong)
{
    struct json_object *value;
    *out = (struct receipt_news){.at = 0};
    enum fault fault = callback_read(body, length, &value, wrong);
    if (fault == FAULT_NONE)
        fault = receipt_fill(value, out, wrong);
    json_object_put(value);
    return fault;
}

/* The reader has seen to it that it is UTF-8. */
static void
inbound_text(const char *text, char out[static CALLBACK_TEXT])
{
    size_t length = strlen(text);
    if (length >= CALLBACK_TEXT)
        for (length = CALLBACK_TEXT - 1; ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

static enum fault
inbound_fill(struct json_object *body, struct inbound_news *out, struct callback_wrong *wrong)
{
    enum fault fault = callback_need(body, NULL, "message_uuid", out->uuid, sizeof out->uuid, wrong);
    fault = fault != FAULT_NONE ? fault : callback_party(body, "to", out->to, wrong);
    fault = fault != FAULT_NONE ? fault : callback_party(body, "from", out->from, wrong);
    fault = fault != FAULT_NONE ? fault : callback_channel(body, out->channel, wrong);
    fault = fault != FAULT_NONE ? fault : callback_moment(body, &out->at, wrong);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *old = callback_object(callback_object(body, "message"), "content");
    struct json_object *content = old != NULL ? old : body;
    inbound_text(json_member(content, "text"), out->text);
    callback_text(
        content, old != NULL ? "type" : "message_type", out->message_type, sizeof out->message_type, false);
    if (out->message_type[0] == '\0' && out->text[0] != '\0')
        strcpy(out->message_type, "text");
    callback_text(callback_object(body, "sms"), "keyword", out->keyword, sizeof out->keyword, false);
    return FAULT_NONE;
}

enum fault
callback_inbound(const char *body, size_t length, struct inbound_news *out, struct callback_wrong *wrong)
{
    struct json_object *value;
    *out = (struct inbound_news){.at = 0};
    enum fault fault = callback_read(body, length, &value, wrong);
    if (fault == FAULT_NONE)
        fault = inbound_fill(value, out, wrong);
    json_object_put(value);
    return fault;
}
