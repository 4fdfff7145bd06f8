/*
 * transport.c: sends events to webhooks and logs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/transport.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct transport {
    struct http_client_policy rules;
    struct http_client *client;
    struct webhook *webhook;
};

void
bundle_add(struct bundle *bundle, const struct event *event, struct json_object *envelope, const char *rule)
{
    const unsigned i = bundle->count++;
    memcpy(bundle->ids[i], event->id, UUID_BYTES);
    bundle->numbers[i] = event->number;
    bundle->bytes += event->length;
    bundle->events[i] = (struct outgoing){
        .id = bundle->ids[i], .at = event->at, .envelope = envelope, .rule = rule};
}

void
bundle_clear(struct bundle *bundle)
{
    for (unsigned i = 0; i < bundle->count; i++)
        json_object_put(bundle->events[i].envelope);
    bundle->count = 0;
    bundle->bytes = 0;
}

struct transport *
transport_create(const struct config *config, size_t most)
{
    struct transport *t = xcalloc(1, sizeof *t);
    http_client_policy_read(config, &t->rules);
    t->client = http_client_create(&t->rules, most);
    t->webhook = webhook_create();
    return t;
}

void
transport_free(struct transport *t)
{
    webhook_free(t->webhook);
    http_client_free(t->client);
    free(t);
}

static enum transport_outcome
transport_write(struct transport *t, const struct target_config *config, struct log_target *log,
    const struct outgoing *event, struct delivery_result *result)
{
    const char *text, *why;
    size_t length;
    if (webhook_text(t->webhook, config, event, &text, &length, result) != FAULT_NONE)
        return TRANSPORT_REFUSED;
    *result = (struct delivery_result){.kind = DELIVERY_RESULT_ACCEPTED};
    if (log_target_write(log, config->path, text, length, &why) != FAULT_NONE)
        delivery_result_set(result, DELIVERY_RESULT_RETRY, DEAD_LETTER_ERROR_FROM_TARGET, why);
    return TRANSPORT_ANSWERED;
}

enum transport_outcome
transport_send(struct transport *t, const struct target_config *config, struct log_target *log,
    const struct bundle *bundle, unsigned first, void *owner, unsigned *sent, struct delivery_result *result)
{
    const struct outgoing *events = &bundle->events[first];
    size_t taken = 0;
    *sent = 1;
    if (config->type == TARGET_CONFIG_LOG)
        return transport_write(t, config, log, events, result);
    enum fault fault = webhook_send(
        t->webhook, t->client, config, events, bundle->count - first, owner, &taken, result);
    if (fault == FAULT_INPUT)
        return TRANSPORT_REFUSED;
    *sent = fault == FAULT_NONE ? (unsigned)taken : 0;
    return fault == FAULT_NONE ? TRANSPORT_STARTED : TRANSPORT_FULL;
}

size_t
transport_count(const struct transport *t)
{
    return http_client_count(t->client);
}

void
transport_wait(struct transport *t, int milliseconds)
{
    http_client_wait(t->client, milliseconds);
}

bool
transport_next(struct transport *t, void **owner, struct delivery_result *result)
{
    struct http_client_response answer;
    if (!http_client_next(t->client, &answer))
        return false;
    *owner = answer.owner;
    webhook_judge(&answer, result);
    return true;
}
