/*
 * message_list.c: GET /api/v1/messages: messages, newest first, a page at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "http/query.h"
#include "message/address.h"
#include "message/message_index.h"
#include "message/message_json.h"
#include "send.h"

enum {
    MESSAGES_PAGE = 50,
    MESSAGES_PAGE_MAX = 200,
    MESSAGES_LOOKS = 20000, /* messages that one request for a list looks through */
};

/* A page of the list being filled. */
struct listing {
    const struct request *request;
    const struct context *context;
    struct message_list list;
    char campaign[LABEL_MAX + 1], to[MESSAGE_ADDRESS_MAX + 1];
    int status; /* -1: any */
    size_t limit, looks;
    uint8_t last[UUID_BYTES];
    struct json_object *messages;
    bool more;
};

static bool
listing_take(const struct message *message, void *arg)
{
    struct listing *listing = arg;
    const uint32_t owner = api_key_scope(&listing->request->key);
    if (json_object_array_length(listing->messages) == listing->limit || listing->looks == MESSAGES_LOOKS) {
        listing->more = true;
        return false;
    }
    listing->looks++;
    memcpy(listing->last, message->id, UUID_BYTES);
    const bool wanted = (owner == 0 || message->owner == owner) &&
                        (listing->status < 0 || message->status == (enum message_status)listing->status) &&
                        (listing->campaign[0] == '\0' || strcmp(message->campaign, listing->campaign) == 0) &&
                        (listing->to[0] == '\0' || strcmp(message->to, listing->to) == 0);
    if (wanted)
        json_object_array_add(listing->messages,
            message_to_json(message, NULL, listing->context->config, send_sees_numbers(listing->request)));
    return true;
}

static enum fault
listing_body(struct txn *txn, void *arg)
{
    struct listing *listing = arg;
    struct message_list list = listing->list;
    json_object_put(listing->messages);
    listing->messages = json_object_new_array();
    listing->looks = 0;
    listing->more = false;
    enum fault fault = message_list_visit(txn, &list, listing_take, listing);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

static bool
listing_status(struct request *request, struct listing *listing)
{
    char text[16];
    listing->status = -1;
    if (request_query(request, "status", text, sizeof text) == FAULT_MISSING)
        return true;
    listing->status = (int)message_status_parse(text);
    if (listing->status < MESSAGE_STATUSES)
        return true;
    problem_send(request, ERROR_INVALID_PARAMETER,
        "status must be one of requested, sending, unknown, submitted, delivered, read, rejected, "
        "undeliverable, "
        "failed.",
        "status");
    return false;
}

static bool
listing_read(struct request *request, struct listing *listing)
{
    if (!query_text(request, "campaign", listing->campaign, sizeof listing->campaign) ||
        !query_text(request, "to", listing->to, sizeof listing->to) || !listing_status(request, listing) ||
        !query_limit(request, MESSAGES_PAGE, MESSAGES_PAGE_MAX, &listing->limit))
        return false;
    if (listing->to[0] != '\0' && request->key.role == ROLE_READER) {
        problem_send(request, ERROR_ROLE_TOO_LOW,
            "A reader may not look for numbers, which would be told by trying them.", "to");
        return false;
    }
    if (!query_after(request, listing->list.after))
        return false;
    listing->list.group = listing->status == MESSAGE_UNKNOWN ? MESSAGE_GROUP_UNKNOWN : MESSAGE_GROUP_ALL;
    if (listing->to[0] != '\0') {
        char number[MESSAGE_ADDRESS_MAX + 1];
        if (address_parse(listing->to, number, NULL) == FAULT_NONE) /* as it is kept */
            strcpy(listing->to, number);
        listing->list.group = MESSAGE_GROUP_TO;
        listing->list.name = listing->to;
    } else if (listing->campaign[0] != '\0' && listing->status != MESSAGE_UNKNOWN) {
        listing->list.group = MESSAGE_GROUP_CAMPAIGN;
        listing->list.name = listing->campaign;
    }
    return true;
}

void
messages_list(struct request *request, struct context *context)
{
    char next[UUID_SIZE];
    struct listing listing = {.request = request, .context = context};
    if (!listing_read(request, &listing))
        return;
    if (env_txn(context->env, ENV_READ, listing_body, &listing) != FAULT_NONE) {
        json_object_put(listing.messages);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    struct json_object *answer = json_object_new_object();
    uuid_format(listing.last, next);
    json_object_object_add(answer, "messages", listing.messages);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    response_send_json(request, 200, "application/json", answer);
}
