/*
 * demo_messages.c: sample campaigns: their messages, and what became of each. Nothing is sent: each message
 * is taken out of the outbox in the transaction that puts it in. The numbers are those that Ofcom keeps for
 * drama.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/timestamp.h"
#include "campaign/campaign_request.h"
#include "demo_data.h"
#include "message/message_builder.h"
#include "message/message_state.h"
#include "message/outbox.h"
#include "message/url_finder.h"

#define MINUTE (60 * TIMESTAMP_SECOND)

static const struct demo_campaign {
    const char *name, *channel, *from, *template;
    unsigned messages, days_ago;
    bool read_receipts;
} demo_campaigns[] = {
    {"parcels", "sms", "Shop",
        "Hello {name}, your parcel is on its way: https://shop.example.com/parcels/{order}", 220, 9, false},
    {"vouchers", "rcs", "Shop",
        "{name}, here is 10% for you, until Sunday: https://shop.example.com/vouchers?c={order}", 160, 3,
        true},
};

static const char *const demo_names[] = {
    "Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Radia", "Ken"};

struct demo_sending {
    struct demo *demo;
    const struct demo_campaign *campaign;
    struct message_builder *builder;
    int64_t at;
    uint64_t seed; /* as it was before: the body may run again */
};

static enum fault
demo_move(struct txn *txn, struct demo_sending *s, struct message *message, enum message_status status,
    int64_t at, const char *error, const char *detail)
{
    const bool taken = status == MESSAGE_SUBMITTED;
    struct message_state_change change = {.status = status,
        .at = at,
        .error = error,
        .detail = detail,
        .price = taken && !s->campaign->read_receipts ? "0.0382" : NULL,
        .currency = taken ? "EUR" : NULL};
    return message_state_advance(txn, message, &change, at);
}

/* Somebody opens the link of the message, some of them twice. */
static enum fault
demo_open(struct txn *txn, struct demo_sending *s, int64_t at)
{
    struct json_object *links;
    struct link link;
    if (!json_object_object_get_ex(s->builder->body, "links", &links) || json_object_array_length(links) == 0)
        return FAULT_NONE;
    enum fault fault = link_get(txn, json_member(json_object_array_get_idx(links, 0), "code"), &link);
    for (unsigned opens = 1 + demo_below(s->demo, 5) / 4; opens > 0 && fault == FAULT_NONE; opens--) {
        at += (int64_t)demo_below(s->demo, 600) * TIMESTAMP_SECOND;
        if (at < s->demo->now)
            fault = demo_click(txn, s->demo, &link, at);
    }
    return fault;
}

/* What became of it: most arrive, some are read, about a third are clicked. */
static enum fault
demo_live(struct txn *txn, struct demo_sending *s, struct message *message)
{
    const unsigned fate = demo_below(s->demo, 100);
    int64_t at = s->at + (int64_t)(1 + demo_below(s->demo, 20)) * TIMESTAMP_SECOND;
    enum fault fault = demo_move(
        txn, s, message, fate == 0 ? MESSAGE_UNKNOWN : MESSAGE_SUBMITTED, at, NULL, NULL);
    at += (int64_t)(2 + demo_below(s->demo, 120)) * TIMESTAMP_SECOND;
    if (fault != FAULT_NONE || fate == 0)
        return fault;
    if (fate < 4)
        return demo_move(txn, s, message, MESSAGE_REJECTED, at, "1320", "Message already sent.");
    if (fate < 8)
        return demo_move(txn, s, message, MESSAGE_UNDELIVERABLE, at, "1250", "The number is not in use.");
    fault = demo_move(txn, s, message, MESSAGE_DELIVERED, at, NULL, NULL);
    at += (int64_t)demo_below(s->demo, 90) * MINUTE;
    if (fault == FAULT_NONE && s->campaign->read_receipts && fate > 20)
        fault = demo_move(txn, s, message, MESSAGE_READ, at, NULL, NULL);
    return fault == FAULT_NONE && fate > 60 ? demo_open(txn, s, at) : fault;
}

static enum fault
demo_send_body(struct txn *txn, void *arg)
{
    struct demo_sending *s = arg;
    struct message message;
    s->demo->seed = s->seed;
    enum fault fault = message_builder_write(txn, s->builder, s->demo->owner, 0, s->at, s->at);
    struct outbox row = {.queue = 0, .due = s->at};
    memcpy(row.id, s->builder->message.id, UUID_BYTES);
    if (fault == FAULT_NONE)
        fault = outbox_remove(txn, &row);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, row.id, &message);
    return fault == FAULT_NONE ? demo_live(txn, s, &message) : fault;
}

static struct json_object *
demo_message(const struct demo_campaign *campaign, unsigned number)
{
    char to[16], order[16];
    const char *name = demo_names[number % (sizeof demo_names / sizeof *demo_names)],
               *at = campaign->template;
    char text[256];
    struct buffer b = buffer_over(text, sizeof text);
    snprintf(to, sizeof to, "447700900%03u", number % 1000);
    snprintf(order, sizeof order, "%u", 4711 + number);
    for (const char *open; (open = strchr(at, '{')) != NULL; at = strchr(open, '}') + 1) {
        buffer_add_bytes(&b, at, (size_t)(open - at));
        buffer_add(&b, open[1] == 'n' ? name : order);
    }
    buffer_add(&b, at);
    struct json_object *json = json_object_new_object();
    json_add_text(json, "channel", campaign->channel);
    json_add_text(json, "to", to);
    json_add_text(json, "from", campaign->from);
    json_add_text(json, "text", b.text);
    json_add_text(json, "campaign", campaign->name);
    return json;
}

static enum fault
demo_send(struct demo_sending *s, struct url_finder *finder, const struct http_client_policy *policy,
    unsigned number)
{
    struct message_request request;
    struct message_builder builder;
    struct input_error error;
    struct json_object *json = demo_message(s->campaign, number);
    enum fault fault = message_request_from_json(json, policy, &request, &error);
    json_object_put(json);
    if (fault != FAULT_NONE)
        return fault;
    fault = message_builder_plan(&builder, s->demo->config, finder, &request, &error);
    if (fault == FAULT_NONE) {
        s->builder = &builder;
        s->seed = s->demo->seed;
        fault = env_txn(s->demo->env, ENV_WRITE, demo_send_body, s);
        message_builder_free(&builder);
        s->demo->messages++;
    }
    message_request_free(&request);
    return fault;
}

static enum fault
demo_campaign_body(struct txn *txn, void *arg)
{
    return campaign_add(txn, arg);
}

/* The campaign as it is listed: done long ago. */
static enum fault
demo_add_campaign(struct demo *demo, const struct demo_campaign *c, int64_t at)
{
    static struct campaign campaign; /* large */
    struct input_error error;
    struct json_object *json = json_object_new_object();
    json_add_text(json, "name", c->name);
    json_add_text(json, "channel", c->channel);
    json_add_text(json, "from", c->from);
    json_add_text(json, "template", c->template);
    enum fault fault = campaign_from_json(json, demo->config, &campaign, &error);
    json_object_put(json);
    if (fault != FAULT_NONE)
        return fault;
    campaign.owner = demo->owner;
    campaign.state = CAMPAIGN_DONE;
    campaign.created = at - TIMESTAMP_DAY;
    campaign.started = at;
    campaign.ended = at + (int64_t)c->messages * MINUTE / 4;
    campaign.recipients = campaign.taken = c->messages;
    return env_txn(demo->env, ENV_WRITE, demo_campaign_body, &campaign);
}

enum fault
demo_add_messages(struct demo *demo)
{
    struct http_client_policy policy;
    struct url_finder *finder = url_finder_create();
    enum fault fault = FAULT_NONE;
    http_client_policy_read(demo->config, &policy);
    for (size_t i = 0; i < sizeof demo_campaigns / sizeof *demo_campaigns && fault == FAULT_NONE; i++) {
        const struct demo_campaign *c = &demo_campaigns[i];
        const int64_t begin = demo->now / TIMESTAMP_DAY * TIMESTAMP_DAY - c->days_ago * TIMESTAMP_DAY +
                              9 * 60 * MINUTE;
        fault = demo_add_campaign(demo, c, begin);
        for (unsigned number = 0; number < c->messages && fault == FAULT_NONE; number++) {
            struct demo_sending sending = {
                .demo = demo, .campaign = c, .at = begin + (int64_t)number * MINUTE / 4};
            fault = demo_send(&sending, finder, &policy, number);
        }
    }
    url_finder_free(finder);
    return fault;
}
