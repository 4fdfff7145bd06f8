/*
 * message_builder.c: plans a message within the limits of its channel, and writes it with its links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_builder.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "db/schedule.h"
#include "link/link_block.h"
#include "link/link_create.h"
#include "link/link_request.h"
#include "message/message_event.h"
#include "message/message_shape.h"
#include "message/message_write.h"
#include "message/outbox.h"

/* Can the text be sent in the encoding that was asked for? *out says in how many parts. */
static enum fault
message_builder_check_sms(struct message_builder *b, struct json_object *message_json, const char *path,
    struct sms_segments *out, struct input_error *error)
{
    struct json_object *options, *string;
    char inner[40];
    size_t length;
    const char *encoding = json_object_object_get_ex(message_json, "sms", &options)
                               ? json_member(options, "encoding_type")
                               : "";
    if (strcmp(json_member(message_json, "channel"), "sms") != 0 ||
        !json_object_object_get_ex(message_json, "text", &string))
        return FAULT_NONE;
    const char *text = message_links_shorten_text(&b->links, string, &length);
    if (sms_segments_count(text, length, strcmp(encoding, "unicode") == 0, out) != FAULT_NONE)
        return input_error_set(error, ERROR_INVALID_VALUE, path, "text", "the text is not UTF-8.");
    snprintf(inner, sizeof inner, "%s%ssms", path, path[0] != '\0' ? "/" : "");
    if (strcmp(encoding, "text") == 0 && out->foreign > 0)
        return input_error_set(error, ERROR_INVALID_VALUE, inner, "encoding_type",
            "the text has a character that is not in GSM-7 (%s): change it, or leave encoding_type out.",
            out->first_foreign);
    return FAULT_NONE;
}

struct message_builder_length {
    struct message_links *links;
    struct input_error *error;
};

/* Is what a person reads or opens within its limit, as it will be sent? */
static enum fault
message_builder_check_length(void *arg, const struct message_field *field, const char *path, const char *name,
    struct json_object *string)
{
    const struct message_builder_length *check = arg;
    size_t length;
    if (field->max == 0)
        return FAULT_NONE;
    const size_t characters = utf8_count(message_links_shorten_text(check->links, string, &length));
    if (characters <= field->max)
        return FAULT_NONE;
    return input_error_set(check->error, ERROR_TEXT_TOO_LONG, path, name,
        "%s has %zu characters with its links short; it may have %zu.", name, characters, field->max);
}

/* Does it fit into the store? URLs that were percent-encoded are longer than they came. */
static enum fault
message_builder_check_size(const struct message_builder *b, struct input_error *error)
{
    size_t length;
    json_text(b->request->message_json, &length);
    if (length + message_links_size(&b->links) <= MESSAGE_CONTENT_MAX)
        return FAULT_NONE;
    return input_error_set(error, ERROR_TOO_MANY_LINKS, "", "",
        "with its links, the message is longer than %d KB.", MESSAGE_CONTENT_MAX / 1024);
}

static enum fault
message_builder_check(struct message_builder *b, struct input_error *error)
{
    struct json_object *message_json = b->request->message_json, *failover = NULL;
    struct message_builder_length length = {&b->links, error};
    struct sms_segments others;
    char path[32];
    enum fault fault = message_shape_visit(message_json, message_builder_check_length, &length);
    if (fault == FAULT_NONE)
        fault = message_builder_check_sms(b, message_json, "", &b->segments, error);
    json_object_object_get_ex(message_json, "failover", &failover);
    const size_t count = failover != NULL ? json_object_array_length(failover) : 0;
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        snprintf(path, sizeof path, "failover/%zu", i);
        fault = message_builder_check_sms(b, json_object_array_get_idx(failover, i), path, &others, error);
    }
    return fault == FAULT_NONE ? message_builder_check_size(b, error) : fault;
}

enum fault
message_builder_plan(struct message_builder *b, const struct config *config, struct url_finder *finder,
    const struct message_request *request, struct input_error *error)
{
    enum fault fault = FAULT_NONE;
    const struct config_domain *domain = config_domain_find(config, request->domain);
    if (domain == NULL)
        return input_error_set(
            error, ERROR_INVALID_VALUE, "", "domain", "domain %s is not configured here.", request->domain);
    if (domain == config->domains)
        domain = NULL;
    b->config = config;
    b->request = request;
    b->links = (struct message_links){.config = config, .domain = domain};
    b->is_sms = request->message.channel == MESSAGE_SMS;
    b->segments = (struct sms_segments){.count = 0};
    b->body = NULL;
    b->fields = NULL;
    if (request->track != MESSAGE_REQUEST_TRACK_NONE)
        fault = message_links_find(&b->links, config, domain, finder, request->message_json);
    fault = fault == FAULT_NONE ? message_builder_check(b, error)
                                : input_error_set(error, ERROR_TOO_MANY_LINKS, "", "text",
                                      "a message has at most %d links.", MESSAGE_LINKS_MAX);
    if (fault != FAULT_NONE)
        message_builder_free(b);
    return fault;
}

enum fault
message_builder_refuse_blocked(struct txn *txn, const struct message_builder *b, struct input_error *error)
{
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < b->links.count && fault == FAULT_NONE; i++)
        fault = link_block_refuse_url(txn, b->links.links[i].url, "text", error);
    return fault;
}

static void
message_builder_make_body(struct message_builder *b)
{
    json_object_put(b->body); /* of a run before, whose codes were others */
    b->body = json_object_new_object();
    json_object_object_add(b->body, "message", message_links_shorten(&b->links, b->request->message_json));
    json_object_object_add(b->body, "links", message_links_to_json(&b->links));
    if (b->fields != NULL)
        json_object_object_add(b->body, "fields", json_object_get(b->fields));
}

static enum fault
message_builder_add_link(struct txn *txn, struct message_builder *b, size_t i, int64_t now)
{
    struct link link = {.owner = b->message.owner,
        .expires = b->request->ttl > 0 ? message_begins(&b->message) + b->request->ttl * TIMESTAMP_SECOND : 0,
        .status = link_request_status_of(b->links.domain),
        .track_first = b->request->track == MESSAGE_REQUEST_TRACK_FIRST};
    memcpy(link.message, b->message.id, UUID_BYTES);
    strcpy(link.labels.campaign, b->message.campaign);
    strcpy(link.url, b->links.links[i].url);
    if (b->links.domain != NULL)
        strcpy(link.domain, b->links.domain->name);
    enum fault fault = link_create(txn, &link, message_links_code_length(&b->links), now);
    strcpy(b->links.links[i].code, link.code);
    return fault;
}

/* Everything about the message itself. */
static enum fault
message_builder_add_message(
    struct txn *txn, struct message_builder *b, uint64_t queue, int64_t due, int64_t now)
{
    size_t length;
    struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = b->message};
    struct outbox waits = {.queue = queue, .due = due};
    if (b->message.send_at > 0)
        waits = (struct outbox){.queue = OUTBOX_SCHEDULED, .due = b->message.send_at};
    memcpy(waits.id, b->message.id, UUID_BYTES);
    message_builder_make_body(b);
    const char *body = json_text(b->body, &length);
    enum fault fault = message_add(txn, &b->message, body, length);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE)
        fault = schedule_add(txn, message_begins(&b->message) + b->config->keep_messages * TIMESTAMP_SECOND,
            SCHEDULE_DELETE_MESSAGE, b->message.id, UUID_BYTES);
    return fault == FAULT_NONE ? message_event_append(txn, &event, now) : fault;
}

enum fault
message_builder_write(
    struct txn *txn, struct message_builder *b, uint32_t owner, uint64_t queue, int64_t due, int64_t now)
{
    enum fault fault = FAULT_NONE;
    b->message = b->request->message;
    uuid_v7(now, b->message.id);
    b->message.owner = owner;
    b->message.queue = queue;
    b->message.created = now;
    b->message.parts = (uint16_t)(b->is_sms ? b->segments.count : 0);
    for (size_t i = 0; i < b->links.count && fault == FAULT_NONE; i++)
        fault = message_builder_add_link(txn, b, i, now);
    return fault == FAULT_NONE ? message_builder_add_message(txn, b, queue, due, now) : fault;
}

void
message_builder_preview(struct message_builder *b)
{
    for (size_t i = 0; i < b->links.count; i++)
        short_code_generate(
            b->links.links[i].code, message_links_code_length(&b->links), b->config->links_ignore_case != 0);
    b->message = b->request->message;
    message_builder_make_body(b);
}

const char *
message_builder_text(const struct message_builder *b)
{
    struct json_object *message;
    return json_object_object_get_ex(b->body, "message", &message) ? json_member(message, "text") : "";
}

void
message_builder_free(struct message_builder *b)
{
    message_links_free(&b->links);
    json_object_put(b->body);
    json_object_put(b->fields);
    b->body = b->fields = NULL;
}
