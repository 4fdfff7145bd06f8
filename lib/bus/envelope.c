/*
 * envelope.c: an event of each kind as an EventBridge envelope.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/envelope.h"

#include <stdio.h>

#include "base/json.h"
#include "base/log.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "event/click.h"
#include "event/labels.h"
#include "event/missed.h"
#include "event/visit.h"
#include "link/link_event.h"
#include "message/conversion_json.h"
#include "message/message_event.h"

/* What a stranger sent, so that it is text; left out when it was not sent. */
static void
envelope_add_sent(struct json_object *to, const char *name, struct click_text sent)
{
    char clean[CLICK_BYTES_MAX];
    if (sent.length == 0)
        return;
    utf8_clean(sent.bytes, sent.length, clean, sizeof clean);
    json_add_text(to, name, clean);
}

static void
envelope_add_id(struct json_object *to, const char *name, const uint8_t id[static UUID_BYTES])
{
    char text[UUID_SIZE];
    uuid_format(id, text);
    json_add_text(to, name, text);
}

static enum fault
envelope_add_click(struct json_object *detail, const struct click *click, int64_t at)
{
    struct labels labels;
    char address[IP_ADDRESS_SIZE], visitor[17];
    if (labels_decode(click->labels.bytes, click->labels.length, &labels) != FAULT_NONE)
        return FAULT_INPUT;
    envelope_add_sent(detail, "code", click->code);
    envelope_add_sent(detail, "domain", click->domain);
    json_add_timestamp(detail, "at", at);
    json_object_object_add(detail, "owner", json_object_new_int64(click->owner));
    if (click->message != NULL)
        envelope_add_id(detail, "message", click->message);
    labels_add_json(&labels, detail);
    envelope_add_sent(detail, "referrer", click->referrer);
    envelope_add_sent(detail, "user_agent", click->agent);
    envelope_add_sent(detail, "language", click->language);
    envelope_add_sent(detail, "query", click->query);
    ip_address_format(&click->address, address);
    if (address[0] != '\0')
        json_add_text(detail, "ip", address);
    if (click->target.length > 0)
        json_object_object_add(detail, "rule", click->rule > 0 ? json_object_new_int(click->rule) : NULL);
    envelope_add_sent(detail, "target", click->target);
    snprintf(visitor, sizeof visitor, "%016llx", (unsigned long long)click->visitor);
    json_add_text(detail, "visitor", visitor);
    return FAULT_NONE;
}

static enum fault
envelope_click(const struct event *event, struct json_object *detail)
{
    struct click click;
    const enum fault fault = click_decode(event->body, event->length, &click);
    return fault == FAULT_NONE ? envelope_add_click(detail, &click, event->at) : fault;
}

static enum fault
envelope_visit(const struct event *event, struct json_object *detail, const char **type)
{
    struct visit visit;
    enum fault fault = visit_decode(event, &visit);
    *type = "link.visit_imported";
    if (fault == FAULT_NONE)
        fault = envelope_add_click(detail, &visit.click, visit.at);
    if (fault == FAULT_NONE)
        json_add_known(detail, "country", visit.country);
    return fault;
}

static enum fault
envelope_missed(const struct event *event, struct json_object *detail)
{
    struct missed missed;
    enum fault fault = missed_decode(event->body, event->length, &missed);
    if (fault != FAULT_NONE)
        return fault;
    json_add_text(detail, "reason", missed_reason_name(missed.reason));
    envelope_add_sent(detail, "path", missed.path);
    fault = envelope_add_click(detail, &missed.click, event->at);
    if (missed.click.owner == 0)
        json_object_object_del(detail, "owner");
    return fault;
}

static enum fault
envelope_link(const struct event *event, struct json_object *detail, const char **type)
{
    static const char *const types[] = {
        [LINK_EVENT_CREATED] = "link.created",
        [LINK_EVENT_CHANGED] = "link.changed",
        [LINK_EVENT_DISABLED] = "link.disabled",
        [LINK_EVENT_ENABLED] = "link.enabled",
        [LINK_EVENT_DELETED] = "link.deleted",
        [LINK_EVENT_RESTORED] = "link.restored",
        [LINK_EVENT_EXPIRED] = "link.expired",
        [LINK_EVENT_REPORTED] = "link.reported",
    };
    struct link_event link;
    if (link_event_decode(event, &link) != FAULT_NONE || link.kind < LINK_EVENT_CREATED ||
        link.kind > LINK_EVENT_REPORTED)
        return FAULT_INPUT;
    *type = types[link.kind];
    json_add_text(detail, "code", link.code);
    json_add_known(detail, "domain", link.domain);
    json_add_timestamp(detail, "at", event->at);
    json_add_text(detail, "url", link.url);
    json_object_object_add(detail, "owner", json_object_new_int64(link.owner));
    if (!uuid_is_nil(link.message))
        envelope_add_id(detail, "message", link.message);
    labels_add_json(&link.labels, detail);
    if (link.expires != 0)
        json_add_timestamp(detail, "expires_at", link.expires);
    return FAULT_NONE;
}

static void
envelope_add_message(struct json_object *detail, const struct message *m)
{
    if (!uuid_is_nil(m->id))
        envelope_add_id(detail, "message", m->id);
    json_add_text(detail, "channel", message_channel_name(m->channel));
    json_add_known(detail, "to", m->to);
    json_add_known(detail, "from", m->from);
    if (m->owner != 0)
        json_object_object_add(detail, "owner", json_object_new_int64(m->owner));
    json_add_known(detail, "campaign", m->campaign);
    json_add_known(detail, "client_ref", m->client_ref);
    json_add_known(detail, "webhook", m->webhook);
    json_add_known(detail, "carrier_id", m->carrier_id);
    if (m->parts > 0)
        json_object_object_add(detail, "segments", json_object_new_int(m->parts));
    json_add_known(detail, "error", m->error);
    json_add_known(detail, "error_detail", m->detail);
    json_add_known(detail, "price", m->price);
    json_add_known(detail, "currency", m->currency);
    json_add_known(detail, "network", m->network);
}

static enum fault
envelope_message(const struct event *event, struct json_object *detail, const char **type)
{
    static const char *const types[MESSAGE_STATUSES] = {
        [MESSAGE_REQUESTED] = "message.requested",
        [MESSAGE_SENDING] = "message.sending",
        [MESSAGE_UNKNOWN] = "message.unknown",
        [MESSAGE_SUBMITTED] = "message.submitted",
        [MESSAGE_DELIVERED] = "message.delivered",
        [MESSAGE_READ] = "message.read",
        [MESSAGE_REJECTED] = "message.rejected",
        [MESSAGE_UNDELIVERABLE] = "message.undeliverable",
        [MESSAGE_FAILED] = "message.failed",
    };
    struct message_event message;
    if (message_event_decode(event, &message) != FAULT_NONE)
        return FAULT_INPUT;
    *type = message.kind == MESSAGE_EVENT_INBOUND          ? "message.received"
            : message.kind == MESSAGE_EVENT_PRICE          ? "message.priced"
            : message.kind == MESSAGE_EVENT_STOPPED        ? "message.stopped"
            : message.kind == MESSAGE_EVENT_REVOKED        ? "message.revoked"
            : message.kind == MESSAGE_EVENT_REVOKE_REFUSED ? "message.revoke_refused"
                                                           : types[message.message.status];
    json_add_timestamp(detail, "at", event->at);
    if (message.carrier_at != 0)
        json_add_timestamp(detail, "carrier_at", message.carrier_at);
    envelope_add_message(detail, &message.message);
    if (message.kind == MESSAGE_EVENT_INBOUND)
        json_add_text(detail, "text", message.text);
    json_add_known(detail, "keyword", keyword_name(message.keyword));
    return FAULT_NONE;
}

static enum fault
envelope_conversion(const struct event *event, struct json_object **detail, const char **type)
{
    struct conversion conversion;
    const enum fault fault = conversion_decode(event, &conversion);
    *type = "conversion.reported";
    if (fault != FAULT_NONE)
        return fault;
    json_object_put(*detail);
    *detail = conversion_to_json(&conversion);
    return FAULT_NONE;
}

/* What came from outside is an envelope already. */
static struct json_object *
envelope_from_outside(const struct event *event)
{
    struct json_object *all = json_read((const char *)event->body, event->length);
    if (json_object_is_type(all, json_type_object))
        return all;
    log_error("cannot read event %llu", (unsigned long long)event->number);
    json_object_put(all);
    return NULL;
}

struct json_object *
envelope_create(const struct event *event)
{
    if (event->kind == EVENT_ERASED)
        return NULL;
    if (event->kind == EVENT_CUSTOM)
        return envelope_from_outside(event);
    struct json_object *detail = json_object_new_object();
    const char *type = click_event_type(event->kind);
    enum fault fault = FAULT_INPUT;
    if (event->kind == EVENT_MISSED)
        fault = envelope_missed(event, detail);
    else if (type != NULL)
        fault = envelope_click(event, detail);
    else if (event->kind == EVENT_LINK)
        fault = envelope_link(event, detail, &type);
    else if (event->kind == EVENT_VISIT)
        fault = envelope_visit(event, detail, &type);
    else if (event->kind == EVENT_MESSAGE)
        fault = envelope_message(event, detail, &type);
    else if (event->kind == EVENT_CONVERSION)
        fault = envelope_conversion(event, &detail, &type);
    if (fault != FAULT_NONE) {
        log_error("cannot read event %llu", (unsigned long long)event->number);
        json_object_put(detail);
        return NULL;
    }
    struct json_object *all = json_object_new_object();
    json_add_text(all, "version", "0");
    envelope_add_id(all, "id", event->id);
    json_add_text(all, "detail-type", type);
    json_add_text(all, "source", "urlshortener");
    json_add_text(all, "account", "");
    json_add_timestamp(all, "time", event->at);
    json_add_text(all, "region", "");
    json_object_object_add(all, "resources", json_object_new_array());
    json_object_object_add(all, "detail", detail);
    return all;
}

struct json_object *
envelope_sent(const struct event *event, const char *replay)
{
    struct json_object *all = envelope_create(event);
    if (all != NULL && *replay != '\0')
        json_object_object_add(all, "replay-name", json_object_new_string(replay));
    return all;
}
