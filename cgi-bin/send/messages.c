#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "http/create_limit.h"
#include "http/idempotency_key.h"
#include "http/json_body.h"
#include "http/problem.h"
#include "http/query.h"
#include "message/message_builder.h"
#include "message/message_index.h"
#include "message/message_json.h"
#include "message/phone_number.h"
#include "message/resend.h"
#include "message/suppression.h"
#include "send.h"

enum {
    MESSAGES_BODY_MAX = 128 * 1024,
    MESSAGES_ANSWER_MAX = 512 * 1024,
    MESSAGES_PAGE = 50,
    MESSAGES_PAGE_MAX = 200,
    MESSAGES_LOOKS = 20000, /* messages that one request for a list looks through */
};

/* One request to send a message, from its body to its answer. */
struct sending {
    struct send *send;
    struct message_request draft;
    struct message_builder compose;
    bool has_once;
    struct idempotency once;
    int64_t now;
    int status;
    char secret[WEBHOOK_SECRET_SIZE]; /* of its webhook, when that is new */
    char *answer;                     /* the message's id, a line feed, the body */
    size_t length;
};

static void
sending_set_answer(struct sending *s, const char *text, size_t length)
{
    free(s->answer);
    s->answer = malloc(length + 1);
    if (s->answer == NULL)
        log_fatal("out of memory");
    memcpy(s->answer, text, length);
    s->answer[length] = '\0';
    s->length = length;
}

static void
sending_make_answer(struct sending *s)
{
    char id[UUID_SIZE];
    size_t length;
    struct json_object *view = message_to_json(
        &s->compose.message, s->compose.body, &s->send->config, send_sees_numbers(s->send));
    if (s->secret[0] != '\0')
        json_object_object_add(view, "webhook_secret", json_object_new_string(s->secret));
    const char *text = json_text(view, &length);
    struct buffer b;
    uuid_format(s->compose.message.id, id);
    free(s->answer);
    s->answer = malloc(length + UUID_SIZE + 1);
    if (s->answer == NULL)
        log_fatal("out of memory");
    b = buffer_over(s->answer, length + UUID_SIZE + 1);
    buffer_addf(&b, "%s\n%s", id, text);
    s->length = b.length;
    s->status = 202;
    json_object_put(view);
}

static enum fault
sending_find_once(struct txn *txn, struct sending *s)
{
    size_t length = 0;
    char *space = malloc(MESSAGES_ANSWER_MAX);
    if (space == NULL)
        log_fatal("out of memory");
    const int64_t since = s->now - s->send->config.keep_idempotency * TIMESTAMP_SECOND;
    enum fault fault = idempotency_get(txn, &s->once, since, space, MESSAGES_ANSWER_MAX, &length);
    if (fault == FAULT_NONE)
        sending_set_answer(s, space, length);
    s->status = s->once.status;
    free(space);
    return fault;
}

static enum fault
sending_known_body(struct txn *txn, void *arg)
{
    return sending_find_once(txn, arg);
}

/* The message with its links, and the answer: the same request gets these very bytes, or nothing was done. */
static enum fault
sending_body(struct txn *txn, void *arg)
{
    struct sending *s = arg;
    enum fault fault = s->has_once ? sending_find_once(txn, s) : FAULT_MISSING;
    if (fault != FAULT_MISSING)
        return fault;
    fault = message_builder_write(txn, &s->compose, s->send->key.id, 0, s->now, s->now);
    if (fault != FAULT_NONE)
        return fault;
    sending_make_answer(s);
    s->once.at = s->now;
    s->once.status = (uint16_t)s->status;
    return s->has_once ? idempotency_put(txn, &s->once, s->answer, s->length) : FAULT_NONE;
}

static void
sending_send(struct request *http, const struct sending *s)
{
    char location[CONFIG_VALUE_SIZE + 64 + UUID_SIZE];
    const char *body = memchr(s->answer, '\n', s->length);
    const size_t id = (size_t)(body - s->answer);
    snprintf(location, sizeof location, "%s" SEND_PATH "messages/%.*s", s->send->config.web_base_url, (int)id,
        s->answer);
    response_header(http, "Location", location);
    response_header(http, "Cache-Control", "no-store");
    response_send(http, s->status, "application/json", body + 1, s->length - id - 1);
}

static void
sending_run(struct request *http, struct sending *s)
{
    const struct send *send = s->send;
    struct message_request_fault wrong;
    int64_t wait = 0;
    const int64_t costs = s->compose.link_count > 0 ? (int64_t)s->compose.link_count : 1;
    enum fault fault = FAULT_MISSING;
    if (s->has_once) /* an answer given before costs nothing of the rate */
        fault = env_txn(send->env, ENV_SYNC, sending_known_body, s);
    if (fault == FAULT_MISSING) {
        fault = create_limit_take(
            send->env, send->key.id, send->config.links_creates_per_minute, costs, s->now, &wait);
        if (fault == FAULT_REFUSED) {
            problem_send_rate(http, "messages and links", send->config.links_creates_per_minute, wait);
            return;
        }
        if (fault == FAULT_NONE)
            fault = send_webhook(s->send, s->draft.message.webhook, s->secret, &wrong);
        if (fault == FAULT_INPUT) {
            send_refuse(http, &wrong);
            return;
        }
        if (fault == FAULT_NONE)
            fault = env_txn(send->env, ENV_SYNC, sending_body, s);
    }
    if (fault == FAULT_NONE)
        sending_send(http, s);
    else if (fault == FAULT_REFUSED)
        idempotency_key_refuse(http);
    else
        problem_send_store(http);
}

/* Is nothing sent to this number any more? Then the answer, that it is so, is sent. */
static bool
sending_is_stopped(struct request *http, const struct send *s, struct json_object *flat, const char *pointer)
{
    struct suppression stop;
    enum fault fault = suppression_get(env_read(s->env), json_member(flat, "to"), &stop);
    if (fault == FAULT_NONE)
        problem_send(http, 422, "This number is on the list of those that get nothing more.", pointer);
    else if (fault != FAULT_MISSING)
        problem_send_store(http);
    return fault != FAULT_MISSING;
}

static bool
sending_may_go(struct request *http, const struct sending *s)
{
    struct json_object *failover = NULL;
    char pointer[JSON_POINTER_SIZE];
    if (sending_is_stopped(http, s->send, s->draft.flat, "#/to"))
        return false;
    json_object_object_get_ex(s->draft.flat, "failover", &failover);
    for (size_t i = 0; failover != NULL && i < json_object_array_length(failover); i++) {
        snprintf(pointer, sizeof pointer, "#/failover/%zu/to", i);
        if (sending_is_stopped(http, s->send, json_object_array_get_idx(failover, i), pointer))
            return false;
    }
    return true;
}

static void
messages_add(struct send *send, struct request *http)
{
    static struct sending s; /* a message's links and texts are more than a stack should hold */
    struct message_request_fault wrong;
    char *body;
    size_t length;
    struct json_object *sent = json_body(http, MESSAGES_BODY_MAX, &body, &length);
    if (sent == NULL)
        return;
    s = (struct sending){.send = send, .now = timestamp_now()};
    enum fault fault = message_request_read(sent, &send->rules, &s.draft, &wrong);
    json_object_put(sent);
    if (fault == FAULT_NONE) {
        fault = message_builder_plan(&s.compose, &send->config, send->hyperlinks, &s.draft, &wrong);
        if (fault != FAULT_NONE)
            message_request_free(&s.draft);
    }
    if (fault != FAULT_NONE) {
        send_refuse(http, &wrong);
        return;
    }
    if (sending_may_go(http, &s) &&
        idempotency_key_read(http, &send->key, body, length, &s.once, &s.has_once))
        sending_run(http, &s);
    free(s.answer);
    message_builder_free(&s.compose);
    message_request_free(&s.draft);
}

/* The message of this id that the key may see: false when the answer, that there is none, is sent. */
static bool
messages_find(struct send *s, struct request *http, const char *text, struct message *out)
{
    uint8_t id[UUID_BYTES];
    const uint32_t owner = send_owner(s);
    enum fault fault = uuid_parse(text, id) == FAULT_NONE ? message_get(env_read(s->env), id, out)
                                                          : FAULT_MISSING;
    if (fault == FAULT_NONE && (owner == 0 || out->owner == owner))
        return true;
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        send_missing(http);
    else
        problem_send_store(http);
    return false;
}

static void
messages_read(struct send *s, struct request *http, const char *text)
{
    struct message message;
    struct json_object *body = NULL;
    size_t length;
    if (!messages_find(s, http, text, &message))
        return;
    char *space = malloc(MESSAGE_BODY_MAX + 1);
    if (space == NULL)
        log_fatal("out of memory");
    enum fault fault = message_body(env_read(s->env), message.id, space, MESSAGE_BODY_MAX + 1, &length);
    if (fault == FAULT_NONE)
        body = json_read(space, length);
    if (body != NULL)
        json_send(
            http, 200, "application/json", message_to_json(&message, body, &s->config, send_sees_numbers(s)));
    else if (fault == FAULT_MISSING)
        send_missing(http);
    else
        problem_send_store(http);
    json_object_put(body);
    free(space);
}

/* A page of the list being filled. */
struct listing {
    const struct send *send;
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
    const uint32_t owner = send_owner(listing->send);
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
            message_to_json(message, NULL, &listing->send->config, send_sees_numbers(listing->send)));
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
listing_status(struct request *http, struct listing *listing)
{
    char text[16];
    listing->status = -1;
    if (request_query(http, "status", text, sizeof text) == FAULT_MISSING)
        return true;
    listing->status = (int)message_status_parse(text);
    if (listing->status < MESSAGE_STATUSES)
        return true;
    problem_send(http, 400,
        "status is one of requested, sending, unknown, submitted, delivered, read, rejected, undeliverable, "
        "failed.",
        "status");
    return false;
}

static bool
listing_read(struct request *http, struct listing *listing)
{
    char cursor[UUID_SIZE];
    enum fault fault;
    if (!query_text(http, "campaign", listing->campaign, sizeof listing->campaign) ||
        !query_text(http, "to", listing->to, sizeof listing->to) || !listing_status(http, listing) ||
        !query_limit(http, MESSAGES_PAGE, MESSAGES_PAGE_MAX, &listing->limit))
        return false;
    fault = request_query(http, "cursor", cursor, sizeof cursor);
    if (fault != FAULT_MISSING &&
        (fault != FAULT_NONE || uuid_parse(cursor, listing->list.after) != FAULT_NONE)) {
        problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
        return false;
    }
    listing->list.group = listing->status == MESSAGE_UNKNOWN ? MESSAGE_GROUP_UNKNOWN : MESSAGE_GROUP_ALL;
    if (listing->to[0] != '\0') {
        char number[PHONE_NUMBER_SIZE];
        if (phone_number_parse(listing->to, number) == FAULT_NONE) /* as it is kept */
            strcpy(listing->to, number);
        listing->list.group = MESSAGE_GROUP_TO;
        listing->list.name = listing->to;
    } else if (listing->campaign[0] != '\0' && listing->status != MESSAGE_UNKNOWN) {
        listing->list.group = MESSAGE_GROUP_CAMPAIGN;
        listing->list.name = listing->campaign;
    }
    return true;
}

static void
messages_list(struct send *s, struct request *http)
{
    char next[UUID_SIZE];
    struct listing listing = {.send = s};
    if (!listing_read(http, &listing))
        return;
    if (env_txn(s->env, ENV_WRITE, listing_body, &listing) != FAULT_NONE) {
        json_object_put(listing.messages);
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    uuid_format(listing.last, next);
    json_object_object_add(answer, "messages", listing.messages);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    json_send(http, 200, "application/json", answer);
}

/* Sends one again of which nobody knows whether it went out: a person's decision. */
static void
messages_resend(struct send *s, struct request *http, const char *text)
{
    struct message message;
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    if (!messages_find(s, http, text, &message))
        return;
    switch (message_resend(s->env, message.id, &message)) {
    case FAULT_NONE:
        json_send(
            http, 202, "application/json", message_to_json(&message, NULL, &s->config, send_sees_numbers(s)));
        break;
    case FAULT_REFUSED:
        problem_send(http, 409, "Only a message whose status is unknown can be sent again.", NULL);
        break;
    default:
        problem_send_store(http);
    }
}

/* What is asked of the store about a message's receipts. */
struct receipts_asked {
    const struct message *message;
    struct json_object *list;
};

static enum fault
receipts_body(struct txn *txn, void *arg)
{
    struct receipts_asked *asked = arg;
    json_object_put(asked->list);
    return receipts_to_json(txn, asked->message, &asked->list);
}

/* What the carrier said, word for word: numbers are in it, so it is for those who may see them. */
static void
messages_receipts(struct send *s, struct request *http, const char *text)
{
    struct message message;
    struct receipts_asked asked = {.message = &message, .list = NULL};
    if (http->method != HTTP_GET && http->method != HTTP_HEAD) {
        problem_send_method(http, "GET, HEAD");
        return;
    }
    if (!send_sees_numbers(s)) {
        problem_send(http, 403, "Receipts have numbers in them: they are for administrators.", NULL);
        return;
    }
    if (!messages_find(s, http, text, &message))
        return;
    if (env_txn(s->env, ENV_WRITE, receipts_body, &asked) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "receipts", asked.list);
    json_send(http, 200, "application/json", answer);
}

void
send_messages(struct send *s, struct request *http, const char *rest)
{
    char id[UUID_SIZE];
    const bool reads = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (*rest == '\0') {
        if (!reads && http->method != HTTP_POST)
            problem_send_method(http, "GET, HEAD, POST");
        else
            (reads ? messages_list : messages_add)(s, http);
        return;
    }
    const size_t length = strcspn(rest, "/");
    if (length != UUID_SIZE - 1) {
        send_missing(http);
        return;
    }
    memcpy(id, rest, length);
    id[length] = '\0';
    rest += length;
    if (strcmp(rest, "/resend") == 0)
        messages_resend(s, http, id);
    else if (strcmp(rest, "/receipts") == 0)
        messages_receipts(s, http, id);
    else if (*rest != '\0')
        send_missing(http);
    else if (!reads)
        problem_send_method(http, "GET, HEAD");
    else
        messages_read(s, http, id);
}
