/*
 * webhook.h: events as HTTP requests to a webhook, signed as Standard Webhooks 1.0 has it, and what an answer
 * means.
 *
 * One event a request: the body is the event (or what the template makes of it), webhook-id is the event's
 * id. A batch is a JSON array; its webhook-id is made from the ids in it, so that the same events have the
 * same. CloudEvents 1.0: structured (application/cloudevents+json, or -batch+json), or binary (ce-* headers,
 * the detail as the body).
 */
#ifndef CURT_BUS_WEBHOOK_H
#define CURT_BUS_WEBHOOK_H

#include <json-c/json.h>

#include "bus/dead_letter.h"
#include "bus/target_config.h"
#include "event/event_log.h"
#include "net/http_client.h"

#define WEBHOOK_BODY_MAX (4 * 1024 * 1024)

enum verdict_kind {
    DELIVERY_RESULT_ACCEPTED,
    VERDICT_RETRY,            /* another time, perhaps */
    DELIVERY_RESULT_REJECTED, /* never: no use in trying again */
    VERDICT_GONE,             /* 410: the target wants no more of anything */
};

/* What came of an attempt. */
struct delivery_result {
    enum verdict_kind kind;
    enum dead_letter_code code; /* when it was not taken */
    uint16_t status;            /* of HTTP; 0 for none */
    bool throttled;             /* 429, 502, 504: the target as a whole wants a pause */
    int64_t retry_after;        /* seconds, as the target asks; 0: it does not */
    char message[DEAD_LETTER_MESSAGE_MAX + 1];
};

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
 * FAULT_INPUT: the event cannot be put into the target's form, and *verdict is about that.
 */
enum fault webhook_text(struct webhook *, const struct target_config *, const struct outgoing *,
    const char **text, size_t *length, struct delivery_result *verdict);

/*
 * Sends events, several only to a target that takes batches. *sent says how many of them fit into the request
 * (one at least). FAULT_FULL when `fetch` has no room; FAULT_INPUT as webhook_text, for the first event.
 */
enum fault webhook_send(struct webhook *, struct http_client *, const struct target_config *,
    const struct outgoing *, size_t count, void *owner, size_t *sent, struct delivery_result *verdict);

/* What an answer means. */
void webhook_judge(const struct http_client_response *, struct delivery_result *out);

/* A verdict without a request. */
void verdict_set(struct delivery_result *, enum verdict_kind, enum dead_letter_code, const char *message);

#endif
