/*
 * settings.h: how a target wants its events: a JSON object that an operator writes, checked once, kept as
 * text in store/target.h, and read again by who delivers.
 *
 *   {"type": "webhook", "url": ..., "secret": "whsec_...", "old_secret": ..., "headers": {name: text},
 *    "form": "event" | "cloudevents" | "cloudevents-binary", "template": text, "variables": {name: path},
 *    "batch": 1..100, "concurrency": 1..64, "rate": events a second (0: no limit), "timeout": seconds,
 *    "retry_attempts": 0..185, "retry_age": 60..86400 seconds}
 *   {"type": "log", "path": absolute path} or {"type": "log", "syslog": true}, with template and variables
 */
#ifndef CURT_BUS_SETTINGS_H
#define CURT_BUS_SETTINGS_H

#include "base/conf.h"
#include "base/fetch.h"
#include "base/json.h"
#include "base/sign.h"
#include "base/url.h"

#define SETTINGS_HEADERS_MAX 16
#define SETTINGS_BATCH_MAX   100
#define SETTINGS_WHY         200

enum settings_type { SETTINGS_WEBHOOK = 1, SETTINGS_LOG };
enum settings_form { SETTINGS_EVENT, SETTINGS_CLOUDEVENTS, SETTINGS_CLOUDEVENTS_BINARY };

struct settings {
    struct json_object *json; /* all of it; what follows points into it */
    enum settings_type type;
    enum settings_form form;
    const char *url;
    struct sign_key keys[2]; /* the live secrets, the newer one first */
    size_t key_count;
    struct json_object *headers; /* NULL for none */
    const char *template;        /* NULL for none */
    struct json_object *variables;
    const char *path; /* of a log; NULL: syslog */
    int batch, concurrency, rate, timeout;
    int retry_attempts, retry_age; /* seconds */
};

/* What is wrong with settings that were sent. */
struct settings_fault {
    char pointer[JSON_POINTER]; /* "#/url" */
    char why[SETTINGS_WHY];     /* a sentence */
};

/*
 * Checks what was sent, which it takes over, fills in what was left out (a webhook without a secret gets one)
 * and reads it. FAULT_INPUT: *wrong says what, and there is nothing to free.
 */
enum fault settings_check(
    struct json_object *sent, const struct fetch_rules *, struct settings *out, struct settings_fault *wrong);

/* Reads what is stored. FAULT_INPUT (logged) when it cannot be. */
enum fault settings_read(const char *text, struct settings *out);

void settings_free(struct settings *);

/* The settings as they may be shown: with secrets hidden. The caller owns the object. */
struct json_object *settings_show(const struct settings *);

#endif
