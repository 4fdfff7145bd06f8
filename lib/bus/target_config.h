/*
 * target_config.h: how a target wants its events: a JSON object that an operator writes, checked once, kept
 * as text in bus/target.h, and read again by who delivers.
 *
 *   {"type": "webhook", "url": ..., "method": "POST" | "PUT" | "PATCH", "secret": "whsec_...",
 *    "old_secret": ..., "headers": {name: text}, "authorization": {"name": a header, "value": text, kept
 * secret}, "form": "event" | "cloudevents" | "cloudevents-binary", "template": text, "variables": {name:
 * path}, "event_path": the only part of the event that it gets (event_path.h), "batch": 1..100,
 * "concurrency": 1..64, "rate": events a second (0: no limit), "timeout": seconds, "retry_attempts": 0..185,
 * "retry_age": 60..86400 seconds}
 *   {"type": "log", "path": absolute path} or {"type": "log", "syslog": true}, with template, variables and
 * event_path
 */
#ifndef CURT_BUS_TARGET_CONFIG_H
#define CURT_BUS_TARGET_CONFIG_H

#include "base/config.h"
#include "base/input_error.h"
#include "base/json.h"
#include "net/http_client.h"
#include "net/url.h"
#include "net/webhook_signature.h"

#define TARGET_CONFIG_HEADERS_MAX 16
#define TARGET_CONFIG_BATCH_MAX   100

#define TARGET_CONFIG_EVENT_PATH_MAX    256 /* bytes */
#define TARGET_CONFIG_AUTHORIZATION_MAX 700 /* bytes: Basic with a name and a password of 256 */

enum target_config_type { TARGET_CONFIG_WEBHOOK = 1, TARGET_CONFIG_LOG };
enum target_config_form { TARGET_CONFIG_EVENT, TARGET_CONFIG_CLOUDEVENTS, TARGET_CONFIG_CLOUDEVENTS_BINARY };

struct target_config {
    struct json_object *json; /* all of it; what follows points into it */
    enum target_config_type type;
    enum target_config_form form;
    const char *url;
    const char *secret;                   /* the newer one; NULL: a log has none */
    struct webhook_signature_key keys[2]; /* the live secrets, the newer one first */
    size_t key_count;
    struct json_object *headers;                          /* NULL for none */
    const char *method;                                   /* NULL: POST */
    const char *authorization_name, *authorization_value; /* a header; NULL for none */
    const char *template;                                 /* NULL for none */
    struct json_object *variables;
    const char *event_path; /* NULL: all of it */
    const char *path;       /* of a log; NULL: syslog */
    int batch, concurrency, rate, timeout;
    int retry_attempts, retry_age; /* seconds */
};

/*
 * Checks what was sent, which it takes over, fills in what was left out (a webhook without a secret gets one)
 * and reads it. FAULT_INPUT: *error says what, and there is nothing to free.
 */
enum fault target_config_from_json(struct json_object *sent, const struct http_client_policy *,
    struct target_config *out, struct input_error *error);

/* A webhook at this URL, with a generated secret and the defaults for all else. FAULT_INPUT as above. */
enum fault target_config_webhook(
    const char *url, const struct http_client_policy *, struct target_config *out, struct input_error *error);

/* Reads what is stored. FAULT_INPUT (logged) when it cannot be. */
enum fault target_config_read(const char *text, struct target_config *out);

void target_config_free(struct target_config *);

/* The settings as they may be shown: with secrets hidden. The caller owns the object. */
struct json_object *target_config_to_json(const struct target_config *);

#endif
