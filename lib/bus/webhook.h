/*
 * webhook.h: events as HTTP requests to a webhook, signed as Standard Webhooks 1.0 has it, and what an answer
 * means.
 *
 * One event a request: the body is the event (or what the template turns it into), webhook-id is the event's
 * id. A batch is a JSON array; its webhook-id is made from the ids in it, so that the same events have the
 * same. CloudEvents 1.0: structured (application/cloudevents+json, or -batch+json), or binary (ce-* headers,
 * the detail as the body).
 */
#ifndef CURT_BUS_WEBHOOK_H
#define CURT_BUS_WEBHOOK_H

#include <json-c/json.h>

#include "bus/delivery.h"
#include "event/event_log.h"
#include "net/http_client.h"

#define WEBHOOK_BODY_MAX (4 * 1024 * 1024)

/* An event on its way out. */
struct outgoing {
    const uint8_t *id;            /* UUID_BYTES */
    int64_t at;                   /* when it was taken into the log */
    struct json_object *envelope; /* with the replay's name, if it is one */
    const char *rule;
};

struct webhook; /* the space in which bodies are put together */

struct webhook *webhook_create(void);
void webhook_free(struct webhook *);

/*
 * Writes what one event is to the target into the space; it is good until the next call. FAULT_FULL,
 * FAULT_INPUT: the event cannot be put into the target's form, and *result is about that.
 */
enum fault webhook_text(struct webhook *, const struct target_config *, const struct outgoing *,
    const char **text, size_t *length, struct delivery_result *result);

/*
 * Sends events, several only to a target that takes batches. *sent says how many of them fit into the request
 * (one at least). FAULT_FULL when `client` has no room; FAULT_INPUT as webhook_text, for the first event.
 */
enum fault webhook_send(struct webhook *, struct http_client *, const struct target_config *,
    const struct outgoing *, size_t count, void *owner, size_t *sent, struct delivery_result *result);

/* What an answer means. */
void webhook_judge(const struct http_client_response *, struct delivery_result *out);

#endif
