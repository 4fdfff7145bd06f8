/*
 * webhook.c: events as HTTP requests, and what the responses mean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/webhook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "base/utf8.h"
#include "bus/event_path.h"
#include "bus/input_transformer.h"

enum { WEBHOOK_LINE_SIZE = 1024, WEBHOOK_ID = UUID_SIZE };

struct webhook {
    char *one, *body; /* WEBHOOK_BODY_MAX each: an event; a request */
    char lines[HTTP_CLIENT_HEADERS_MAX][WEBHOOK_LINE_SIZE];
    size_t line_count;
};

struct webhook *
webhook_create(void)
{
    struct webhook *webhook = xcalloc(1, sizeof *webhook);
    webhook->one = xmalloc(WEBHOOK_BODY_MAX);
    webhook->body = xmalloc(WEBHOOK_BODY_MAX);
    return webhook;
}

void
webhook_free(struct webhook *webhook)
{
    if (webhook == NULL)
        return;
    free(webhook->one);
    free(webhook->body);
    free(webhook);
}

/* The event as CloudEvents 1.0, JSON format. */
static struct json_object *
webhook_cloudevent(struct json_object *event)
{
    static const char *const names[][2] = {{"id", "id"}, {"source", "source"}, {"detail-type", "type"},
        {"time", "time"}, {"replay-name", "replayname"}};
    struct json_object *out = json_object_new_object(), *value;
    json_add_text(out, "specversion", "1.0");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (json_object_object_get_ex(event, names[i][0], &value))
            json_object_object_add(out, names[i][1], json_object_get(value));
    json_add_text(out, "datacontenttype", "application/json");
    json_object_object_get_ex(event, "detail", &value);
    json_object_object_add(out, "data", json_object_get(value));
    return out;
}

/* The JSON that goes out when there is no template. The caller owns it. */
static struct json_object *
webhook_payload(const struct target_config *config, struct json_object *event)
{
    struct json_object *detail, *part = NULL;
    if (config->event_path != NULL) {
        event_path_follow(event, config->event_path, &part);
        return json_object_get(part);
    }
    switch (config->form) {
    case TARGET_CONFIG_CLOUDEVENTS:
        return webhook_cloudevent(event);
    case TARGET_CONFIG_CLOUDEVENTS_BINARY:
        json_object_object_get_ex(event, "detail", &detail);
        return json_object_get(detail);
    case TARGET_CONFIG_EVENT:
        break;
    }
    return json_object_get(event);
}

/* In a log an event is one line, whatever was written into it. In JSON, what goes is space between its
 * parts.
 */
static void
webhook_join_lines(struct buffer *out)
{
    for (size_t i = 0; i < out->length; i++)
        if ((unsigned char)out->text[i] < 0x20 || out->text[i] == 0x7f)
            out->text[i] = ' ';
}

enum fault
webhook_text(struct webhook *webhook, const struct target_config *config, const struct outgoing *outgoing,
    const char **text, size_t *length, struct delivery_result *result)
{
    struct buffer out = buffer_over(webhook->one, WEBHOOK_BODY_MAX);
    enum fault fault = FAULT_NONE;
    char ingested[TIMESTAMP_SIZE];
    if (config->template != NULL) {
        timestamp_format(outgoing->at, ingested);
        fault = input_transformer_run(
            config->template, config->variables, outgoing->envelope, outgoing->rule, ingested, &out);
    } else {
        struct json_object *payload = webhook_payload(config, outgoing->envelope);
        const char *bytes = json_text(payload, length);
        buffer_add_bytes(&out, bytes, *length);
        json_object_put(payload);
        fault = out.full ? FAULT_FULL : FAULT_NONE;
    }
    if (config->type == TARGET_CONFIG_LOG)
        webhook_join_lines(&out);
    *text = out.text;
    *length = out.length;
    if (fault != FAULT_NONE)
        delivery_result_set(result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_INVALID_PARAMETER,
            fault == FAULT_FULL ? "what the template makes of the event is too long"
                                : "what the template makes of the event is not JSON");
    return fault;
}

static void
webhook_line(struct webhook *webhook, const char *name, const char *value)
{
    char *line = webhook->lines[webhook->line_count];
    if (webhook->line_count < HTTP_CLIENT_HEADERS_MAX &&
        snprintf(line, WEBHOOK_LINE_SIZE, "%s: %s", name, value) < WEBHOOK_LINE_SIZE)
        webhook->line_count++;
}

/* A CloudEvents attribute as a header's value (HTTP Protocol Binding 1.0.2, 3.1.3.2). */
static void
webhook_ce_line(struct webhook *webhook, const char *name, const char *value)
{
    char space[WEBHOOK_LINE_SIZE - 32];
    struct buffer out = buffer_over(space, sizeof space);
    for (const unsigned char *c = (const unsigned char *)value; *c != '\0'; c++)
        if (*c <= ' ' || *c >= 0x7f || *c == '"' || *c == '%')
            buffer_addf(&out, "%%%02X", *c);
        else
            buffer_add_bytes(&out, c, 1);
    webhook_line(webhook, name, space);
}

static void
webhook_add_binary(struct webhook *webhook, struct json_object *event)
{
    static const char *const names[][2] = {{"id", "ce-id"}, {"source", "ce-source"},
        {"detail-type", "ce-type"}, {"time", "ce-time"}, {"replay-name", "ce-replayname"}};
    webhook_line(webhook, "ce-specversion", "1.0");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (*json_member(event, names[i][0]) != '\0')
            webhook_ce_line(webhook, names[i][1], json_member(event, names[i][0]));
}

static void
webhook_add_type(struct webhook *webhook, const struct target_config *config)
{
    const bool batch = config->batch > 1;
    if (config->template != NULL)
        webhook_line(webhook, "Content-Type",
            input_transformer_is_json(config->template) ? "application/json" : "text/plain; charset=utf-8");
    else if (config->form == TARGET_CONFIG_CLOUDEVENTS)
        webhook_line(webhook, "Content-Type",
            batch ? "application/cloudevents-batch+json" : "application/cloudevents+json");
    else
        webhook_line(webhook, "Content-Type", "application/json");
}

/* The id of one event is its own; several have one made from theirs. */
static void
webhook_id(const struct outgoing *events, size_t count, bool batch, char out[static WEBHOOK_ID])
{
    struct sha256_part parts[TARGET_CONFIG_BATCH_MAX];
    uint8_t digest[SHA256_BYTES];
    if (!batch) {
        uuid_format(events->id, out);
        return;
    }
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct sha256_part){events[i].id, UUID_BYTES};
    sha256_digest(parts, count, digest);
    digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x80); /* RFC 9562, 5.8: version 8, made from other data */
    digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
    uuid_format(digest, out);
}

static void
webhook_add_signature(
    struct webhook *webhook, const struct target_config *config, const char *id, const struct buffer *body)
{
    char timestamp[24], signatures[2 * WEBHOOK_SIGNATURE_SIZE], one[WEBHOOK_SIGNATURE_SIZE];
    struct buffer all = buffer_over(signatures, sizeof signatures);
    snprintf(timestamp, sizeof timestamp, "%lld", (long long)(timestamp_now() / TIMESTAMP_SECOND));
    for (size_t i = 0; i < config->key_count; i++) {
        webhook_signature_create(&config->keys[i], id, timestamp, body->text, body->length, one);
        if (i > 0)
            buffer_add(&all, " ");
        buffer_add(&all, one);
    }
    webhook_line(webhook, "webhook-id", id);
    webhook_line(webhook, "webhook-timestamp", timestamp);
    webhook_line(webhook, "webhook-signature", signatures);
}

/* Puts as many of the events into the body as fit. */
static enum fault
webhook_fill(struct webhook *webhook, const struct target_config *config, const struct outgoing *events,
    size_t count, struct buffer *body, size_t *sent, struct delivery_result *result)
{
    const bool batch = config->batch > 1;
    const char *text;
    size_t length;
    *body = buffer_over(webhook->body, WEBHOOK_BODY_MAX);
    buffer_add(body, batch ? "[" : "");
    for (*sent = 0; *sent < (batch ? count : 1); (*sent)++) {
        enum fault fault = webhook_text(webhook, config, &events[*sent], &text, &length, result);
        if (fault != FAULT_NONE)
            return *sent > 0 ? FAULT_NONE : FAULT_INPUT; /* a bad one is the first of the next request */
        if (body->length + length + 3 > WEBHOOK_BODY_MAX && *sent > 0)
            break;
        buffer_add(body, *sent > 0 ? "," : "");
        buffer_add_bytes(body, text, length);
    }
    return FAULT_NONE;
}

enum fault
webhook_send(struct webhook *webhook, struct http_client *client, const struct target_config *config,
    const struct outgoing *events, size_t count, void *owner, size_t *sent, struct delivery_result *result)
{
    const bool batch = config->batch > 1;
    struct buffer body;
    char id[WEBHOOK_ID];
    enum fault fault = webhook_fill(webhook, config, events, count, &body, sent, result);
    if (fault != FAULT_NONE)
        return fault;
    buffer_add(&body, batch ? "]" : "");
    if (body.full) {
        delivery_result_set(
            result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_INVALID_PARAMETER, "the request would be too long");
        return FAULT_INPUT;
    }
    webhook->line_count = 0;
    webhook_add_type(webhook, config);
    webhook_line(webhook, "Expect", ""); /* no waiting for 100 Continue */
    if (config->headers != NULL) {
        json_object_object_foreach(config->headers, name, value)
            webhook_line(webhook, name, json_object_get_string(value));
    }
    if (config->authorization_name != NULL)
        webhook_line(webhook, config->authorization_name, config->authorization_value);
    if (config->form == TARGET_CONFIG_CLOUDEVENTS_BINARY)
        webhook_add_binary(webhook, events->envelope);
    webhook_id(events, *sent, batch, id);
    webhook_add_signature(webhook, config, id, &body);

    struct http_client_request request = {.url = config->url,
        .method = config->method,
        .line_count = webhook->line_count,
        .body = body.text,
        .length = body.length,
        .timeout = config->timeout * 1000L,
        .owner = owner};
    for (size_t i = 0; i < webhook->line_count; i++)
        request.lines[i] = webhook->lines[i];
    fault = http_client_start(client, &request);
    if (fault == FAULT_INPUT)
        delivery_result_set(
            result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_INVALID_PARAMETER, "the request cannot be made");
    return fault;
}

/* May the same request be taken later? 408, 425 and 429 say so, 409 that something else is in the way now;
 * 5xx that it is the target's fault. */
static bool
webhook_is_passing(int status)
{
    return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

static void
webhook_judge_status(const struct http_client_response *answer, struct delivery_result *out)
{
    const int status = answer->status;
    out->status = (uint16_t)status;
    out->retry_after = answer->retry_after;
    out->code = DEAD_LETTER_ERROR_FROM_TARGET;
    if (status >= 200 && status < 300) {
        out->kind = DELIVERY_RESULT_ACCEPTED;
    } else if (status == 410) {
        out->kind = DELIVERY_RESULT_GONE;
        out->code = DEAD_LETTER_TARGET_DISABLED;
    } else if (webhook_is_passing(status)) {
        out->kind = DELIVERY_RESULT_RETRY;
        out->throttled = status == 429 || status == 502 || status == 504;
        out->code = status == 429 ? DEAD_LETTER_THROTTLING : DEAD_LETTER_ERROR_FROM_TARGET;
    } else {
        out->kind = DELIVERY_RESULT_REJECTED; /* other 4xx, and 3xx: redirects are not followed */
    }
    char message[DEAD_LETTER_MESSAGE_MAX + 32];
    snprintf(message, sizeof message, "HTTP %d%s%s", status, answer->message[0] != '\0' ? ": " : "",
        answer->message);
    utf8_clean(message, strnlen(message, DEAD_LETTER_MESSAGE_MAX), out->message, sizeof out->message);
}

void
webhook_judge(const struct http_client_response *answer, struct delivery_result *out)
{
    switch (answer->end) {
    case HTTP_CLIENT_RESPONDED:
        *out = (struct delivery_result){.code = 0};
        webhook_judge_status(answer, out);
        break;
    case HTTP_CLIENT_ADDRESS_REFUSED:
        delivery_result_set(out, DELIVERY_RESULT_RETRY, DEAD_LETTER_ADDRESS_REFUSED, answer->message);
        break;
    case HTTP_CLIENT_TIMED_OUT:
        delivery_result_set(out, DELIVERY_RESULT_RETRY, DEAD_LETTER_TIMEOUT, answer->message);
        break;
    case HTTP_CLIENT_NOT_CONNECTED:
    case HTTP_CLIENT_BROKEN:
        delivery_result_set(out, DELIVERY_RESULT_RETRY, DEAD_LETTER_CONNECTION_FAILURE, answer->message);
        break;
    }
}
