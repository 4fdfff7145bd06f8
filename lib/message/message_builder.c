/*
 * message_builder.c: shortens the links of a message and stores it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_builder.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/random.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "db/schedule.h"
#include "link/link_create.h"
#include "message/message_event.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "net/url.h"

enum {
    MESSAGE_BUILDER_LINK = 32, /* bytes that the JSON of a link takes besides its URL and its code */
};

/* The link of this URL: the same URL twice in one message is one link. Place links[link_count] when there is
 * no room. */
static size_t
message_builder_link(struct message_builder *c, const char *url)
{
    for (size_t i = 0; i < c->link_count; i++)
        if (strcmp(c->links[i].url, url) == 0)
            return i;
    if (c->link_count < MESSAGE_BUILDER_LINKS_MAX)
        c->links[c->link_count].url = arena_copy(&c->arena, url, strlen(url));
    return c->link_count++;
}

/* One URL of a text; what cannot be shortened, and what is short already, stays. */
static enum fault
message_builder_take(
    struct message_builder *c, struct message_builder_slot *slot, const struct url_span *found)
{
    char url[URL_MAX + 1];
    const char *text = json_object_get_string(slot->text);
    struct input_error wrong;
    const struct url_rules rules = {c->config->links_schemes, c->config->web_base_url};
    const char *copy = arena_copy(&c->arena, text + found->start, found->length);
    if (url_check(copy, &rules, url, &wrong) != FAULT_NONE) {
        c->kept++;
        return FAULT_NONE;
    }
    const size_t link = message_builder_link(c, url);
    if (link == MESSAGE_BUILDER_LINKS_MAX)
        return FAULT_FULL;
    struct message_builder_piece *piece = arena_alloc(&c->arena, sizeof *piece);
    *piece = (struct message_builder_piece){.start = found->start, .length = found->length, .link = link};
    if (slot->last != NULL)
        slot->last->next = piece;
    else
        slot->first = piece;
    slot->last = piece;
    return FAULT_NONE;
}

static enum fault
message_builder_scan(struct message_builder *c, struct url_finder *hyperlinks, struct json_object *value)
{
    struct url_span found = {0, 0};
    if (json_object_get_type(value) != json_type_string)
        return FAULT_NONE;
    if (c->slot_count == MESSAGE_BUILDER_SLOTS_MAX)
        return FAULT_FULL;
    struct message_builder_slot *slot = &c->slots[c->slot_count++];
    *slot = (struct message_builder_slot){.text = value};
    const char *text = json_object_get_string(value);
    const size_t length = (size_t)json_object_get_string_len(value);
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && c->draft->track != MESSAGE_REQUEST_TRACK_NONE &&
           url_finder_next(hyperlinks, text, length, found.start + found.length, &found))
        fault = message_builder_take(c, slot, &found);
    return fault;
}

/* The texts of one message: its text, the caption of its image, its template's parameters. */
static enum fault
message_builder_scan_message(
    struct message_builder *c, struct url_finder *hyperlinks, struct json_object *flat)
{
    struct json_object *value, *inner;
    enum fault fault = FAULT_NONE;
    if (json_object_object_get_ex(flat, "text", &value))
        fault = message_builder_scan(c, hyperlinks, value);
    if (fault == FAULT_NONE && json_object_object_get_ex(flat, "image", &inner) &&
        json_object_object_get_ex(inner, "caption", &value))
        fault = message_builder_scan(c, hyperlinks, value);
    if (!json_object_object_get_ex(flat, "template", &inner) ||
        !json_object_object_get_ex(inner, "parameters", &value))
        return fault;
    for (size_t i = 0; fault == FAULT_NONE && i < json_object_array_length(value); i++)
        fault = message_builder_scan(c, hyperlinks, json_object_array_get_idx(value, i));
    return fault;
}

/* How long a short link is, before its code is drawn. */
static size_t
message_builder_short_length(const struct message_builder *c)
{
    return strlen(c->config->web_base_url) + 1 + (size_t)c->config->links_code_length;
}

/* The slot's text with its links short; a code that is not drawn yet is a row of x. */
static char *
message_builder_shorten(struct message_builder *c, const struct message_builder_slot *slot, size_t *length)
{
    const char *text = json_object_get_string(slot->text);
    const size_t whole = (size_t)json_object_get_string_len(slot->text);
    size_t size = whole + 1, at = 0;
    for (const struct message_builder_piece *piece = slot->first; piece != NULL; piece = piece->next)
        size += message_builder_short_length(c) + SHORT_CODE_MAX;
    char *out = arena_alloc(&c->arena, size);
    struct buffer b = buffer_over(out, size);
    for (const struct message_builder_piece *piece = slot->first; piece != NULL; piece = piece->next) {
        const char *code = c->links[piece->link].code;
        buffer_add_bytes(&b, text + at, piece->start - at);
        buffer_addf(&b, "%s/%s", c->config->web_base_url, code);
        for (int64_t i = *code == '\0' ? 0 : c->config->links_code_length; i < c->config->links_code_length;
             i++)
            buffer_add(&b, "x");
        at = piece->start + piece->length;
    }
    buffer_add_bytes(&b, text + at, whole - at);
    *length = b.length;
    return out;
}

/* The slot of a text: NULL when that message has none. */
static const struct message_builder_slot *
message_builder_slot_of(const struct message_builder *c, struct json_object *flat)
{
    struct json_object *text;
    if (!json_object_object_get_ex(flat, "text", &text))
        return NULL;
    for (size_t i = 0; i < c->slot_count; i++)
        if (c->slots[i].text == text)
            return &c->slots[i];
    return NULL;
}

/* Is the text within its channel's limits, as it will be sent? */
static enum fault
message_builder_check(struct message_builder *c, struct json_object *flat, const char *path,
    struct sms_segments *out, struct input_error *wrong)
{
    struct json_object *own;
    char inner[40];
    size_t length;
    const struct message_builder_slot *slot = message_builder_slot_of(c, flat);
    const enum message_channel channel = message_channel_parse(json_member(flat, "channel"));
    if (slot == NULL)
        return FAULT_NONE;
    const char *text = message_builder_shorten(c, slot, &length);
    const size_t characters = utf8_count(text), most = message_request_text_max(channel);
    if (characters > most)
        return input_error_set(wrong, ERROR_TOO_MANY_LINKS, path, "text",
            "the text has %zu characters with its links short; %s takes %zu.", characters,
            message_channel_name(channel), most);
    if (channel != MESSAGE_SMS)
        return FAULT_NONE;
    const char *encoding = json_object_object_get_ex(flat, "sms", &own) ? json_member(own, "encoding_type")
                                                                        : "";
    if (sms_segments_count(text, length, strcmp(encoding, "unicode") == 0, out) != FAULT_NONE)
        return input_error_set(wrong, ERROR_INVALID_VALUE, path, "text", "the text is not UTF-8.");
    snprintf(inner, sizeof inner, "%s%ssms", path, path[0] != '\0' ? "/" : "");
    if (strcmp(encoding, "text") == 0 && out->foreign > 0)
        return input_error_set(wrong, ERROR_INVALID_VALUE, inner, "encoding_type",
            "the text has a character that is not in GSM-7 (%s): change it, or leave encoding_type out.",
            out->first_foreign);
    return FAULT_NONE;
}

/* Does it fit into the store? URLs that were percent-encoded are longer than they came. */
static enum fault
message_builder_check_size(struct message_builder *c, struct input_error *wrong)
{
    size_t length;
    json_text(c->draft->flat, &length);
    for (size_t i = 0; i < c->slot_count; i++)
        for (const struct message_builder_piece *piece = c->slots[i].first; piece != NULL;
             piece = piece->next)
            length += message_builder_short_length(c);
    for (size_t i = 0; i < c->link_count; i++)
        length += strlen(c->links[i].url) + SHORT_CODE_MAX + MESSAGE_BUILDER_LINK;
    if (length + MESSAGE_BUILDER_LINK <= MESSAGE_BODY_MAX)
        return FAULT_NONE;
    return input_error_set(wrong, ERROR_TOO_MANY_LINKS, "", "",
        "with its links, the message is longer than %d KB.", MESSAGE_BODY_MAX / 1024);
}

static enum fault
message_builder_plan_all(struct message_builder *c, struct url_finder *hyperlinks, struct input_error *wrong)
{
    struct json_object *flat = c->draft->flat, *failover = NULL;
    struct sms_segments others;
    char path[32] = "";
    json_object_object_get_ex(flat, "failover", &failover);
    const size_t count = failover != NULL ? json_object_array_length(failover) : 0;
    enum fault fault = message_builder_scan_message(c, hyperlinks, flat);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++)
        fault = message_builder_scan_message(c, hyperlinks, json_object_array_get_idx(failover, i));
    if (fault != FAULT_NONE)
        return input_error_set(wrong, ERROR_TOO_MANY_LINKS, "", "text", "a message has at most %d links.",
            MESSAGE_BUILDER_LINKS_MAX);
    c->is_sms = c->draft->message.channel == MESSAGE_SMS;
    fault = message_builder_check(c, flat, "", &c->segments, wrong);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        snprintf(path, sizeof path, "failover/%zu", i);
        fault = message_builder_check(c, json_object_array_get_idx(failover, i), path, &others, wrong);
    }
    return fault == FAULT_NONE ? message_builder_check_size(c, wrong) : fault;
}

enum fault
message_builder_plan(struct message_builder *c, const struct config *config, struct url_finder *hyperlinks,
    struct message_request *draft, struct input_error *wrong)
{
    c->config = config;
    c->draft = draft;
    c->arena = (struct arena){NULL};
    c->link_count = c->slot_count = c->kept = 0;
    c->is_sms = false;
    c->segments = (struct sms_segments){.count = 0};
    c->body = NULL;
    for (size_t i = 0; i < MESSAGE_BUILDER_LINKS_MAX; i++)
        c->links[i].code[0] = '\0';
    enum fault fault = message_builder_plan_all(c, hyperlinks, wrong);
    if (fault != FAULT_NONE)
        message_builder_free(c);
    return fault;
}

/* The draft's flat message with its links short. */
static struct json_object *
message_builder_flat(struct message_builder *c)
{
    struct json_object *copy = NULL;
    char *originals[MESSAGE_BUILDER_SLOTS_MAX];
    size_t lengths[MESSAGE_BUILDER_SLOTS_MAX];
    for (size_t i = 0; i < c->slot_count; i++) {
        const struct message_builder_slot *slot = &c->slots[i];
        size_t length;
        if (slot->first == NULL)
            continue;
        lengths[i] = (size_t)json_object_get_string_len(slot->text);
        originals[i] = arena_copy(&c->arena, json_object_get_string(slot->text), lengths[i]);
        const char *text = message_builder_shorten(c, slot, &length);
        json_object_set_string_len(slot->text, text, (int)length);
    }
    copy = json_copy(c->draft->flat);
    for (size_t i = 0; i < c->slot_count; i++) /* another run begins with the same texts */
        if (c->slots[i].first != NULL)
            json_object_set_string_len(c->slots[i].text, originals[i], (int)lengths[i]);
    return copy;
}

static void
message_builder_make_body(struct message_builder *c)
{
    struct json_object *links = json_object_new_array();
    json_object_put(c->body);
    c->body = json_object_new_object();
    json_object_object_add(c->body, "message", message_builder_flat(c));
    for (size_t i = 0; i < c->link_count; i++) {
        struct json_object *link = json_object_new_object();
        json_object_object_add(link, "code", json_object_new_string(c->links[i].code));
        json_object_object_add(link, "url", json_object_new_string(c->links[i].url));
        json_object_array_add(links, link);
    }
    json_object_object_add(c->body, "links", links);
}

static enum fault
message_builder_add_link(struct txn *txn, struct message_builder *c, size_t i, int64_t now)
{
    struct link link = {.owner = c->message.owner,
        .expires = c->draft->ttl > 0 ? now + c->draft->ttl * TIMESTAMP_SECOND : 0,
        .status = 301,
        .track_first = c->draft->track == MESSAGE_REQUEST_TRACK_FIRST};
    memcpy(link.message, c->message.id, UUID_BYTES);
    strcpy(link.labels.campaign, c->message.campaign);
    strcpy(link.url, c->links[i].url);
    enum fault fault = link_create(txn, &link, (size_t)c->config->links_code_length, now);
    strcpy(c->links[i].code, link.code);
    return fault;
}

/* Everything about the message itself. */
static enum fault
message_builder_add_message(
    struct txn *txn, struct message_builder *c, uint64_t lane, int64_t due, int64_t now)
{
    size_t length;
    struct message_event event = {
        .deed = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = c->message};
    struct outbox waits = {.lane = lane, .due = due};
    memcpy(waits.id, c->message.id, UUID_BYTES);
    message_builder_make_body(c);
    const char *body = json_text(c->body, &length);
    enum fault fault = message_add(txn, &c->message, body, length);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &waits);
    if (fault == FAULT_NONE)
        fault = schedule_add(txn, now + c->config->keep_messages * TIMESTAMP_SECOND, SCHEDULE_DELETE_MESSAGE,
            c->message.id, UUID_BYTES);
    return fault == FAULT_NONE ? message_event_append(txn, &event, now) : fault;
}

enum fault
message_builder_write(
    struct txn *txn, struct message_builder *c, uint32_t owner, uint64_t lane, int64_t due, int64_t now)
{
    enum fault fault = FAULT_NONE;
    c->message = c->draft->message;
    uuid_v7(now, c->message.id);
    c->message.owner = owner;
    c->message.lane = lane;
    c->message.created = now;
    c->message.parts = (uint16_t)(c->is_sms ? c->segments.count : 0);
    for (size_t i = 0; i < c->link_count && fault == FAULT_NONE; i++)
        fault = message_builder_add_link(txn, c, i, now);
    return fault == FAULT_NONE ? message_builder_add_message(txn, c, lane, due, now) : fault;
}

void
message_builder_preview(struct message_builder *c)
{
    for (size_t i = 0; i < c->link_count; i++)
        short_code_generate(c->links[i].code, (size_t)c->config->links_code_length);
    c->message = c->draft->message;
    message_builder_make_body(c);
}

const char *
message_builder_text(const struct message_builder *c)
{
    struct json_object *message;
    return json_object_object_get_ex(c->body, "message", &message) ? json_member(message, "text") : "";
}

void
message_builder_free(struct message_builder *c)
{
    arena_free(&c->arena);
    json_object_put(c->body);
    c->body = NULL;
}
