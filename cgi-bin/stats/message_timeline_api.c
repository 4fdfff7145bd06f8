/*
 * message_timeline_api.c: GET /api/v1/stats/messages/{id}: what happened to a message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message_timeline_api.h"

#include <stdlib.h>
#include <string.h>

#include "as_of.h"
#include "base/json.h"
#include "base/memory.h"
#include "carrier/carrier_error.h"
#include "http/problem.h"
#include "http/response.h"
#include "message/message.h"
#include "message/message_open.h"
#include "message/phone_number.h"
#include "message/receipt.h"

enum { MESSAGE_TIMELINE_API_MAX = MESSAGE_OPENS_MAX + 1 + 6 /* the steps of a message */ };

struct message_timeline_api_entry {
    int64_t at, received; /* received: when we heard of it; 0: of an open, or not known */
    const char *what;
    const char *by;               /* of an open; else NULL */
    char link[LINK_NAME_MAX + 1]; /* of an open */
};

struct timeline {
    uint8_t id[UUID_BYTES];
    struct message message;
    struct message_opens opens;
    int64_t receipts;
    struct checkpoint as_of;
    struct message_timeline_api_entry entries[MESSAGE_TIMELINE_API_MAX];
    size_t count;
    struct receipt space;
};

static void
message_timeline_api_add(struct timeline *t, int64_t at, enum message_status status)
{
    if (at != 0 && t->count < MESSAGE_TIMELINE_API_MAX)
        t->entries[t->count++] = (struct message_timeline_api_entry){
            .at = at, .received = t->message.received[status], .what = message_status_name(status)};
}

static void
message_timeline_api_take_open(const struct message_open *open, void *arg)
{
    struct timeline *t = arg;
    if (t->count == MESSAGE_TIMELINE_API_MAX)
        return;
    struct message_timeline_api_entry *entry = &t->entries[t->count++];
    *entry = (struct message_timeline_api_entry){
        .at = open->at, .what = "clicked", .by = click_class_name(open->class)};
    strcpy(entry->link, open->name);
}

static void
message_timeline_api_take_receipt(const struct receipt *receipt, void *arg)
{
    struct timeline *t = arg;
    (void)receipt;
    t->receipts++;
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
message_timeline_api_body(struct txn *txn, void *arg)
{
    struct timeline *t = arg;
    const struct message *m = &t->message;
    t->count = 0;
    t->receipts = 0;
    enum fault fault = checkpoint_get(txn, CHECKPOINT_AGGREGATOR, &t->as_of);
    if (fault == FAULT_NONE)
        fault = message_get(txn, t->id, &t->message);
    if (fault == FAULT_NONE)
        fault = message_opens(txn, t->id, &t->opens);
    if (fault != FAULT_NONE)
        return fault;
    message_timeline_api_add(t, m->created, MESSAGE_REQUESTED);
    message_timeline_api_add(t, m->submitted, MESSAGE_SUBMITTED);
    message_timeline_api_add(t, m->delivered, MESSAGE_DELIVERED);
    message_timeline_api_add(t, m->read, MESSAGE_READ);
    message_timeline_api_add(t, m->ended, m->status);
    if (m->stopped != 0)
        t->entries[t->count++] = (struct message_timeline_api_entry){.at = m->stopped, .what = "stopped"};
    fault = message_open_visit(txn, t->id, message_timeline_api_take_open, t);
    return fault == FAULT_NONE ? receipt_visit(txn, t->id, &t->space, message_timeline_api_take_receipt, t)
                               : fault;
}

/* By time; what happened at the same time stays in its order. */
static void
message_timeline_api_sort(struct timeline *t)
{
    for (size_t i = 1; i < t->count; i++) {
        const struct message_timeline_api_entry entry = t->entries[i];
        size_t to = i;
        for (; to > 0 && t->entries[to - 1].at > entry.at; to--)
            t->entries[to] = t->entries[to - 1];
        t->entries[to] = entry;
    }
}

static struct json_object *
message_timeline_api_entries_json(const struct timeline *t)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < t->count; i++) {
        const struct message_timeline_api_entry *entry = &t->entries[i];
        struct json_object *one = json_object_new_object();
        json_add_text_or_null(one, "what", entry->what);
        json_add_timestamp(one, "at", entry->at);
        if (entry->received != 0)
            json_add_timestamp(one, "received_at", entry->received);
        if (entry->by != NULL) {
            char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1];
            link_name_read(entry->link, strlen(entry->link), domain, code);
            json_add_text_or_null(one, "code", code);
            if (domain[0] != '\0')
                json_add_text(one, "domain", domain);
            json_add_text_or_null(one, "by", entry->by);
        }
        json_object_array_add(list, one);
    }
    return list;
}

static struct json_object *
message_timeline_api_json(const struct timeline *t, bool whole_number)
{
    const struct message *m = &t->message;
    const struct carrier_error *error = carrier_error_find(m->error);
    struct json_object *all = json_object_new_object();
    char id[UUID_SIZE], masked[MESSAGE_ADDRESS_MAX + 1];
    uuid_format(m->id, id);
    phone_number_mask(m->to, masked, sizeof masked);
    json_add_text_or_null(all, "id", id);
    json_add_text_or_null(all, "status", message_status_name(m->status));
    json_add_text_or_null(all, "channel", message_channel_name(m->channel));
    json_add_text_or_null(all, "to", whole_number ? m->to : masked);
    json_add_text_or_null(all, "campaign", m->campaign);
    json_add_text_or_null(all, "client_ref", m->client_ref);
    json_object_object_add(all, "timeline", message_timeline_api_entries_json(t));
    json_object_object_add(all, "clicks", json_object_new_int64(t->opens.people));
    json_add_text_or_null(all, "price", m->price);
    json_add_text_or_null(all, "currency", m->currency);
    json_add_text_or_null(all, "error", m->error);
    json_add_text_or_null(all, "error_detail", m->detail);
    json_add_text_or_null(all, "error_reason", error != NULL ? error->reason : "");
    json_add_text_or_null(all, "error_meaning", error != NULL ? error->meaning : "");
    json_object_object_add(all, "receipts", json_object_new_int64(t->receipts));
    as_of_add(all, &t->as_of);
    return all;
}

static void
message_timeline_api_answer(
    struct request *request, const struct context *context, const struct api_key *key, struct timeline *t)
{
    enum fault fault = env_txn(context->env, ENV_READ, message_timeline_api_body, t);
    if (fault == FAULT_NONE && !api_key_may_see(key, t->message.owner, t->message.campaign))
        fault = FAULT_MISSING;
    if (fault != FAULT_NONE) {
        problem_send_fault(request, fault, "There is no such message, or it belongs to another key.");
        return;
    }
    message_timeline_api_sort(t);
    response_send_json(
        request, 200, "application/json", message_timeline_api_json(t, key->role == ROLE_ADMIN));
}

void
message_timeline(struct request *request, struct context *context)
{
    struct timeline *t = xcalloc(1, sizeof *t);
    if (uuid_parse(request_param(request, "id"), t->id) != FAULT_NONE)
        problem_send(
            request, ERROR_NOT_FOUND, "There is no such message, or it belongs to another key.", NULL);
    else
        message_timeline_api_answer(request, context, &request->key, t);
    free(t);
}
