/*
 * message_request.c: reads a message that is to be sent: the whole, and those that follow when it fails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_request.h"

#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "message/address.h"
#include "message/message_content.h"
#include "message/message_options.h"
#include "message/message_reader.h"
#include "message/message_shape.h"
#include "message/phone_number.h"
#include "message/send_time.h"

enum {
    MESSAGE_REQUEST_SENDER_MAX =
        11, /* letters and digits in the place of a number: 3GPP TS 23.040, section 9.1.2.5 */
    MESSAGE_REQUEST_ID_MAX = 50,
};

static enum fault
message_request_channel(struct message_reader *r)
{
    const char *text;
    enum fault fault = message_reader_required(r, r->sent, "", "channel", 20, &text);
    if (fault != FAULT_NONE)
        return fault;
    r->channel = message_channel_parse(text);
    if (r->channel == MESSAGE_CHANNELS)
        return message_reader_error(r, ERROR_INVALID_VALUE, "", "channel",
            "channel must be sms, mms, rcs, whatsapp, viber_service or messenger.");
    return FAULT_NONE;
}

/* Is it without spaces and control characters? */
static bool
message_request_is_plain(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= 0x20 || (unsigned char)*text == 0x7f)
            return false;
    return true;
}

static enum fault
message_request_to(struct message_reader *r)
{
    const char *text, *why;
    const bool number = message_channel_facts(r->channel)->numbers;
    enum fault fault = message_reader_required(r, r->sent, "", "to", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (number && (r->channel == MESSAGE_WHATSAPP ? address_parse : phone_number_parse)(text, r->to, &why) !=
                      FAULT_NONE)
        return message_reader_error(r, ERROR_INVALID_PHONE_NUMBER, "", "to", "to %s.", why);
    if (!number && (strlen(text) > MESSAGE_REQUEST_ID_MAX || !message_request_is_plain(text)))
        return message_reader_error(r, ERROR_INVALID_LENGTH, "", "to",
            "to must be an id of at most %d bytes.", MESSAGE_REQUEST_ID_MAX);
    if (!number)
        strcpy(r->to, text);
    return FAULT_NONE;
}

/* Is it a sender's name of letters, digits and spaces? */
static bool
message_request_is_sender(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._&-";
    return strspn(text, allowed) == strlen(text) && strlen(text) <= MESSAGE_REQUEST_SENDER_MAX &&
           strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != NULL;
}

/* Is it the number of a service, which has no country code? */
static bool
message_request_is_short_code(const char *text)
{
    const size_t length = strspn(text, "0123456789");
    return length >= 3 && length <= 8 && text[length] == '\0' && text[0] != '0';
}

static enum fault
message_request_from(struct message_reader *r)
{
    const char *text;
    const bool sms = r->channel == MESSAGE_SMS || r->channel == MESSAGE_MMS;
    enum fault fault = message_reader_required(r, r->sent, "", "from", MESSAGE_ADDRESS_MAX, &text);
    if (fault != FAULT_NONE)
        return fault;
    if (r->channel == MESSAGE_WHATSAPP || sms) {
        if (phone_number_parse(text, r->from, NULL) == FAULT_NONE)
            return FAULT_NONE;
        if (!sms || (!message_request_is_sender(text) && !message_request_is_short_code(text)))
            return message_reader_error(r, ERROR_INVALID_PHONE_NUMBER, "", "from",
                "from must be a number with its country code%s.",
                sms ? ", a short code of 3 to 8 digits, or a name of at most 11 letters and digits" : "");
    } else if (strlen(text) > MESSAGE_REQUEST_ID_MAX || !utf8_is_valid(text, strlen(text)) ||
               strpbrk(text, "\r\n\t")) {
        return message_reader_error(r, ERROR_INVALID_SENDER, "", "from",
            "from must be an id of at most %d bytes.", MESSAGE_REQUEST_ID_MAX);
    }
    strcpy(r->from, text);
    return FAULT_NONE;
}

static enum fault
message_request_ttl(struct message_reader *r)
{
    const struct message_channel_facts *facts = message_channel_facts(r->channel);
    const int64_t min = facts->ttl_max > 0 ? facts->ttl_min : 1,
                  max = facts->ttl_max > 0 ? facts->ttl_max : INT64_C(100) * 366 * 86400;
    struct json_object *value;
    if (!json_object_object_get_ex(r->sent, "ttl", &value) || value == NULL)
        return FAULT_NONE;
    r->ttl = json_object_get_int64(value);
    if (json_object_get_type(value) != json_type_int || r->ttl < min || r->ttl > max)
        return message_reader_error(r, ERROR_OUT_OF_RANGE, "", "ttl",
            "ttl must be a whole number of seconds, %lld to %lld.", (long long)min, (long long)max);
    if (facts->ttl_max > 0 && r->channel != MESSAGE_VIBER)
        json_object_object_add(r->message, "ttl", json_object_new_int64(r->ttl));
    return FAULT_NONE;
}

/* One message, without what belongs to the whole. */
static enum fault
message_request_one(struct message_reader *r)
{
    enum fault fault = message_request_channel(r);
    if (fault == FAULT_NONE)
        fault = message_request_to(r);
    if (fault == FAULT_NONE)
        fault = message_request_from(r);
    if (fault != FAULT_NONE)
        return fault;
    message_reader_keep(r->message, "channel", message_channel_name(r->channel));
    message_reader_keep(r->message, "to", r->to);
    message_reader_keep(r->message, "from", r->from);
    fault = message_content_read(r);
    if (fault == FAULT_NONE)
        fault = message_request_ttl(r);
    return fault == FAULT_NONE ? message_options_read(r) : fault;
}

/* Adds the names of a table; the list has room for all that one message may have. */
static size_t
message_request_add_names(const char **names, size_t count, const struct message_field *fields)
{
    for (; fields->name != NULL; fields++)
        names[count++] = fields->name;
    return count;
}

/* Has it no other fields than its channel knows, and those of the whole, where it is that? */
static enum fault
message_request_check_names(struct message_reader *r, bool whole)
{
    static const char *const each[] = {"to", "from", "channel", "message_type", "ttl"},
                             *const once[] = {"failover", "track", "campaign", "client_ref", "webhook",
                                 "domain", "send_at"};
    const struct message_shape *shape = message_shape(r->channel);
    const char *names[sizeof each / sizeof *each + sizeof once / sizeof *once + MESSAGE_SHAPE_FIELDS_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        names[n++] = each[i];
    n = message_request_add_names(names, n, shape->contents);
    n = message_request_add_names(names, n, shape->options);
    for (size_t i = 0; whole && i < sizeof once / sizeof *once; i++)
        names[n++] = once[i];
    names[n] = NULL;
    return message_reader_check_names(r, r->sent, "", names);
}

static enum fault
message_request_failover(struct message_request *request, struct message_reader *first)
{
    struct json_object *list, *kept;
    if (!json_object_object_get_ex(first->sent, "failover", &list) || list == NULL)
        return FAULT_NONE;
    const size_t count = json_object_get_type(list) == json_type_array ? json_object_array_length(list) : 0;
    if (count < 1)
        return input_error_set(
            first->error, ERROR_WRONG_TYPE, "", "failover", "failover must be an array of messages.");
    kept = json_object_new_array();
    json_object_object_add(request->message_json, "failover", kept);
    for (size_t i = 0; i < count; i++) {
        struct message_reader r = {.sent = json_object_array_get_idx(list, i),
            .message = json_object_new_object(),
            .policy = first->policy,
            .error = first->error};
        snprintf(r.path, sizeof r.path, "failover/%zu", i);
        json_object_array_add(kept, r.message);
        if (json_object_get_type(r.sent) != json_type_object)
            return input_error_set(
                r.error, ERROR_WRONG_TYPE, r.path, "", "Each item of failover must be a message.");
        enum fault fault = message_request_one(&r);
        if (fault == FAULT_NONE)
            fault = message_request_check_names(&r, false);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
message_request_track(struct message_request *request, struct message_reader *r)
{
    static const char *const words[] = {"every", "first", "none", NULL};
    const char *word;
    enum fault fault = message_reader_word(r, r->sent, "", "track", words, &word);
    if (fault != FAULT_NONE || word == NULL)
        return fault;
    request->track = strcmp(word, "first") == 0  ? MESSAGE_REQUEST_TRACK_FIRST
                     : strcmp(word, "none") == 0 ? MESSAGE_REQUEST_TRACK_NONE
                                                 : MESSAGE_REQUEST_TRACK_EVERY;
    return FAULT_NONE;
}

static enum fault
message_request_domain(struct message_request *request, struct message_reader *r)
{
    const char *domain;
    enum fault fault = message_reader_text(r, r->sent, "", "domain", 4 * DOMAIN_NAME_MAX, &domain);
    if (fault != FAULT_NONE || domain == NULL)
        return fault;
    if (domain_name_parse(domain, request->domain) != FAULT_NONE)
        return message_reader_error(
            r, ERROR_INVALID_VALUE, "", "domain", "domain must be the name of a host.");
    return FAULT_NONE;
}

/* What is about the whole, and not the carrier's business. */
static enum fault
message_request_whole(struct message_request *request, struct message_reader *r)
{
    const char *campaign, *ref, *webhook, *why;
    struct message *message = &request->message;
    enum fault fault = message_reader_text(r, r->sent, "", "campaign", LABEL_MAX, &campaign);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, r->sent, "", "client_ref", MESSAGE_CLIENT_REF_MAX, &ref);
    if (fault == FAULT_NONE)
        fault = message_reader_text(r, r->sent, "", "webhook", MESSAGE_WEBHOOK_MAX, &webhook);
    if (fault != FAULT_NONE)
        return fault;
    if (campaign != NULL && !label_is_valid(campaign))
        return message_reader_error(r, ERROR_INVALID_LENGTH, "", "campaign",
            "campaign must be 1 to %d bytes long, without control characters.", LABEL_MAX);
    if (ref != NULL && strlen(ref) > MESSAGE_CLIENT_REF_MAX)
        return message_reader_error(r, ERROR_INVALID_LENGTH, "", "client_ref",
            "client_ref must be at most %d bytes long.", MESSAGE_CLIENT_REF_MAX);
    if (webhook != NULL &&
        (strlen(webhook) > MESSAGE_WEBHOOK_MAX || http_client_check(r->policy, webhook, &why) != FAULT_NONE))
        return message_reader_error(r, ERROR_INVALID_VALUE, "", "webhook", "%s",
            strlen(webhook) > MESSAGE_WEBHOOK_MAX ? "webhook is too long." : why);
    strcpy(message->campaign, campaign != NULL ? campaign : "");
    strcpy(message->client_ref, ref != NULL ? ref : "");
    strcpy(message->webhook, webhook != NULL ? webhook : "");
    fault = send_time_read(r->sent, timestamp_now(), &message->send_at, r->error);
    if (fault == FAULT_NONE)
        fault = message_request_domain(request, r);
    return fault == FAULT_NONE ? message_request_track(request, r) : fault;
}

enum fault
message_request_from_json(struct json_object *sent, const struct http_client_policy *policy,
    struct message_request *out, struct input_error *error)
{
    memset(out, 0, sizeof *out);
    if (json_object_get_type(sent) != json_type_object)
        return input_error_set(error, ERROR_WRONG_TYPE, "", "", "A message must be an object.");
    out->message_json = json_object_new_object();
    struct message_reader r = {.sent = sent, .message = out->message_json, .policy = policy, .error = error};
    enum fault fault = message_request_one(&r);
    if (fault == FAULT_NONE)
        fault = message_request_check_names(&r, true);
    if (fault == FAULT_NONE)
        fault = message_request_whole(out, &r);
    if (fault == FAULT_NONE)
        fault = message_request_failover(out, &r);
    if (fault != FAULT_NONE) {
        message_request_free(out);
        return fault;
    }
    out->ttl = r.ttl;
    out->message.channel = r.channel;
    strcpy(out->message.to, r.to);
    strcpy(out->message.from, r.from);
    return FAULT_NONE;
}

void
message_request_free(struct message_request *request)
{
    json_object_put(request->message_json);
    request->message_json = NULL;
}
