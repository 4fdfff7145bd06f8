/*
 * message_json.c: a message as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "link/link_json.h"
#include "message/message_shape.h"
#include "message/phone_number.h"
#include "message/receipt.h"
#include "message/ucs2_characters.h"

enum { MESSAGE_JSON_FOREIGN_FEW = 3, MESSAGE_JSON_NUMBER_SIZE = MESSAGE_ADDRESS_MAX + 1 };

static void
message_json_add_number(struct json_object *to, const char *name, const char *number, bool full)
{
    char shown[MESSAGE_JSON_NUMBER_SIZE];
    if (full)
        strcpy(shown, number);
    else
        phone_number_mask(number, shown, sizeof shown);
    json_add_text_or_null(to, name, shown);
}

struct json_object *
sms_segments_to_json(const struct sms_segments *segments)
{
    struct json_object *json = json_object_new_object();
    json_add_text_or_null(json, "encoding", segments->encoding == SMS_GSM7 ? "GSM-7" : "UCS-2");
    json_object_object_add(json, "count", json_object_new_int((int)segments->count));
    json_object_object_add(json, "units", json_object_new_int((int)segments->units));
    return json;
}

void
message_json_warnings(struct json_object *to, const struct sms_segments *segments)
{
    char text[160];
    if (segments->foreign == 0 || segments->foreign > MESSAGE_JSON_FOREIGN_FEW ||
        segments->encoding != SMS_UCS2)
        return;
    snprintf(text, sizeof text,
        "%u character%s not in GSM-7 (%s): the text is sent as UCS-2, in %u segment%s; without, it takes %u",
        segments->foreign, segments->foreign == 1 ? " is" : "s are", segments->first_foreign, segments->count,
        segments->count == 1 ? "" : "s", segments->count_gsm7);
    json_object_array_add(to, json_object_new_string(text));
}

static void
message_json_add_sms(struct json_object *json, struct json_object *message_json)
{
    struct sms_segments segments;
    struct json_object *own, *warnings;
    const char *text = json_member(message_json, "text");
    const bool forced = json_object_object_get_ex(message_json, "sms", &own) &&
                        strcmp(json_member(own, "encoding_type"), "unicode") == 0;
    if (strcmp(json_member(message_json, "channel"), "sms") != 0 ||
        sms_segments_count(text, strlen(text), forced, &segments) != FAULT_NONE)
        return;
    warnings = json_object_new_array();
    message_json_warnings(warnings, &segments);
    json_object_object_add(json, "segments", sms_segments_to_json(&segments));
    json_object_object_add(json, "warnings", warnings);
}

static void
message_json_add_links(struct json_object *json, struct json_object *links, const struct config *config)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; links != NULL && i < json_object_array_length(links); i++) {
        char short_url[LINK_SHORT_URL_SIZE];
        struct link at;
        struct json_object *link = json_object_array_get_idx(links, i), *one = json_object_new_object();
        const char *name = json_member(link, "code");
        link_name_read(name, strlen(name), at.domain, at.code);
        link_short_url(&at, config, short_url);
        json_add_text_or_null(one, "code", at.code);
        json_add_text_or_null(one, "domain", link_domain(&at, config));
        json_add_text_or_null(one, "short_url", short_url);
        json_add_text_or_null(one, "url", json_member(link, "url"));
        json_object_array_add(list, one);
    }
    json_object_object_add(json, "links", list);
}

static void
message_json_add_fields(
    struct json_object *json, struct json_object *message_json, const struct message_field *fields)
{
    struct json_object *value;
    for (; fields->name != NULL; fields++)
        if (json_object_object_get_ex(message_json, fields->name, &value))
            json_object_object_add(json, fields->name, json_object_get(value));
}

/* What is sent, without what the head says already; numbers in it as the one who asks may see them. */
static void
message_json_add_content(struct json_object *json, struct json_object *message_json, bool full)
{
    const enum message_channel channel = message_channel_parse(json_member(message_json, "channel"));
    struct json_object *value, *failover;
    if (channel == MESSAGE_CHANNELS)
        return;
    if (json_object_object_get_ex(message_json, "message_type", &value))
        json_object_object_add(json, "message_type", json_object_get(value));
    message_json_add_fields(json, message_json, message_shape(channel)->contents);
    message_json_add_fields(json, message_json, message_shape(channel)->options);
    if (json_object_object_get_ex(message_json, "ttl", &value))
        json_object_object_add(json, "ttl", json_object_get(value));
    if (!json_object_object_get_ex(message_json, "failover", &failover))
        return;
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(failover); i++) {
        struct json_object *other = json_object_array_get_idx(failover, i), *one = json_object_new_object();
        json_add_text_or_null(one, "channel", json_member(other, "channel"));
        message_json_add_number(one, "to", json_member(other, "to"), full);
        json_add_text_or_null(one, "from", json_member(other, "from"));
        message_json_add_content(one, other, full);
        json_object_array_add(list, one);
    }
    json_object_object_add(json, "failover", list);
}

static void
message_json_add_body(
    struct json_object *json, struct json_object *body, const struct config *config, bool full)
{
    struct json_object *message_json, *links = NULL;
    if (!json_object_object_get_ex(body, "message", &message_json))
        return;
    json_object_object_get_ex(body, "links", &links);
    message_json_add_content(json, message_json, full);
    message_json_add_links(json, links, config);
    message_json_add_sms(json, message_json);
}

struct json_object *
message_preview_to_json(struct json_object *body, const struct config *config, bool full)
{
    struct json_object *json = json_object_new_object();
    message_json_add_body(json, body, config, full);
    if (json_object_object_get_ex(json, "segments", NULL))
        json_object_object_add(json, "ucs2_characters", ucs2_characters_to_json(json_member(json, "text")));
    return json;
}

static struct json_object *
message_json_error(const struct message *m)
{
    if (m->error[0] == '\0')
        return NULL;
    struct json_object *error = json_object_new_object();
    json_add_text_or_null(error, "title", m->error);
    json_add_text_or_null(error, "detail", m->detail);
    return error;
}

static struct json_object *
message_json_price(const struct message *m)
{
    if (m->price[0] == '\0')
        return NULL;
    struct json_object *price = json_object_new_object();
    json_add_text_or_null(price, "amount", m->price);
    json_add_text_or_null(price, "currency", m->currency);
    return price;
}

struct json_object *
message_to_json(const struct message *m, struct json_object *body, const struct config *config, bool full)
{
    char id[UUID_SIZE];
    struct json_object *json = json_object_new_object();
    uuid_format(m->id, id);
    json_add_text_or_null(json, "id", id);
    json_add_text_or_null(json, "status", message_status_name(m->status));
    json_add_text_or_null(json, "channel", message_channel_name(m->channel));
    message_json_add_number(json, "to", m->to, full);
    json_add_text_or_null(json, "from", m->from);
    json_add_text_or_null(json, "campaign", m->campaign);
    json_add_text_or_null(json, "client_ref", m->client_ref);
    json_add_text_or_null(json, "webhook", m->webhook);
    if (body != NULL)
        message_json_add_body(json, body, config, full);
    json_add_timestamp(json, "requested_at", m->created);
    json_add_timestamp(json, "send_at", m->send_at);
    json_add_timestamp(json, "submitted_at", m->submitted);
    json_add_timestamp(json, "delivered_at", m->delivered);
    json_add_timestamp(json, "read_at", m->read);
    json_add_timestamp(json, "ended_at", m->ended);
    json_add_timestamp(json, "stopped_at", m->stopped);
    json_add_text_or_null(json, "revocation", message_revocation_name(m->revocation));
    json_add_timestamp(json, "revoked_at", m->revoked);
    json_object_object_add(json, "attempts", json_object_new_int(m->attempts));
    json_object_object_add(json, "error", message_json_error(m));
    json_object_object_add(json, "price", message_json_price(m));
    json_add_text_or_null(json, "carrier", m->carrier > 0 ? config_carrier_name(message_carrier(m)) : "");
    json_add_text_or_null(json, "carrier_id", m->carrier_id);
    json_object_object_add(json, "owner", json_object_new_int64(m->owner));
    return json;
}

static void
message_json_add_receipt(const struct receipt *receipt, void *arg)
{
    struct json_object *list = arg, *one = json_object_new_object();
    json_add_timestamp(one, "at", receipt->at);
    json_object_object_add(one, "body", json_object_new_string_len(receipt->body, (int)receipt->length));
    json_object_array_add(list, one);
}

enum fault
receipts_to_json(struct txn *txn, const struct message *message, struct json_object **out)
{
    struct receipt *space = xmalloc(sizeof *space);
    *out = json_object_new_array();
    enum fault fault = receipt_visit(txn, message->id, space, message_json_add_receipt, *out);
    free(space);
    if (fault != FAULT_NONE) {
        json_object_put(*out);
        *out = NULL;
    }
    return fault;
}
