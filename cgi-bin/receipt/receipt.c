/*
 * receipt.fcgi: what carriers call back with: receipts, and what people write. Nothing is answered 2xx that
 * is not on the disk. See curt-receipt(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "carrier/carrier_callback.h"
#include "http/jwt_replay.h"
#include "http/problem.h"
#include "http/response.h"
#include "http/server.h"
#include "message/inbound.h"
#include "message/receipt.h"
#include "sender/receipt_match.h"

enum { CALLBACK_LOG_PAUSE = 60 * 1000 * 1000 /* microseconds */ };
enum { CALLBACK_URL_SIZE = 8192 };

/* A callback, from its body to its answer. */
struct callback {
    const struct config *config;
    struct env *env;
    enum config_carrier carrier;
    bool inbound;
    struct carrier_callback came;
    char url[CALLBACK_URL_SIZE];
    char body[RECEIPT_BODY_MAX + 1]; /* as it is kept */
    size_t length;
    int64_t now;
    struct carrier_proof proof;
    struct status_update update;
    struct inbound_message message;
};

/* Somebody may be forging callbacks, or the secret is another's: once a minute is enough to be seen. */
static void
callback_log(const struct request *request, const char *why)
{
    static int64_t next;
    const int64_t now = monotonic_now();
    char client[IP_ADDRESS_SIZE];
    if (now < next)
        return;
    next = now + CALLBACK_LOG_PAUSE;
    request_format_client(request, client);
    log_warn("refused a callback from %s: %s", client, why);
}

/* RFC 9110, section 15.5.2: a 401 says what would do. */
static void
callback_refuse(const struct callback *r, struct request *request, enum error_code code, const char *why)
{
    callback_log(request, why);
    response_header(request, "WWW-Authenticate", carrier_callback_challenge(r->carrier));
    problem_send(request, code, why, NULL);
}

static const char *
callback_header(const void *request, const char *name)
{
    return request_header(request, name);
}

/*
 * Is it the carrier who asks, now, and with this body? False when the answer, that it is not, is sent.
 * Without a signature it may have been the carrier all the same, which then asks again: not so with a wrong
 * one.
 */
static bool
callback_trusts(struct callback *r, struct request *request)
{
    switch (carrier_callback_verify(r->carrier, r->config, &r->came, &r->proof)) {
    case CARRIER_TRUSTED:
        return true;
    case CARRIER_UNCONFIGURED:
        log_error("received a callback, but %s; refusing it", r->proof.why);
        problem_send(request, ERROR_NOT_CONFIGURED, "Callbacks cannot be verified here yet.", NULL);
        return false;
    case CARRIER_UNSIGNED:
        response_header(request, "Retry-After", "5");
        problem_send(request, ERROR_TOKEN_MISSING, r->proof.why, NULL);
        return false;
    case CARRIER_FORGED:
        break;
    }
    callback_refuse(r, request, ERROR_TOKEN_INVALID, r->proof.why);
    return false;
}

static enum fault
callback_body(struct txn *txn, void *arg)
{
    struct callback *r = arg;
    const bool again = r->proof.token_id[0] == '\0'; /* nothing tells one that is sent again */
    enum fault fault = again ? FAULT_NONE : jwt_replay_add(txn, r->proof.signed_at, r->proof.token_id);
    if (fault != FAULT_NONE)
        return fault;
    return r->inbound ? inbound_receive(txn, r->config, &r->message, r->now)
                      : receipt_match_update(txn, &r->update, r->body, r->length, again, r->now);
}

static enum fault
callback_parse(struct callback *r, struct input_error *error)
{
    enum fault fault = carrier_callback_read(
        r->carrier, &r->came, r->body, sizeof r->body, &r->length, error);
    if (fault != FAULT_NONE)
        return fault;
    return r->inbound
               ? carrier_callback_parse_inbound(r->carrier, r->body, r->length, r->now, &r->message, error)
               : carrier_callback_parse_status(r->carrier, r->body, r->length, r->now, &r->update, error);
}

static void
callback_refuse_body(struct request *request, enum fault fault, const struct input_error *error)
{
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 32 KB.", NULL);
    else
        problem_send_input(request, error);
}

static void
callback_take(struct callback *r, struct request *request)
{
    struct input_error error;
    enum fault fault = callback_parse(r, &error);
    if (fault == FAULT_INPUT || fault == FAULT_FULL) {
        callback_refuse_body(request, fault, &error);
        return;
    }
    fault = env_txn(r->env, ENV_SYNC, callback_body, r);
    if (fault == FAULT_NONE) /* 200: it is kept, though it says nothing to us */
        response_send(
            request, !r->inbound && r->update.status == MESSAGE_REQUESTED ? 200 : 204, NULL, NULL, 0);
    else if (fault == FAULT_EXISTS)
        callback_refuse(r, request, ERROR_TOKEN_REUSED, "This token was used before.");
    else
        problem_send_store(request, fault);
}

static void
callback_handle(struct request *request, struct context *context, enum config_carrier carrier, bool inbound)
{
    struct callback r = {.config = context->config,
        .env = context->env,
        .carrier = carrier,
        .inbound = inbound,
        .now = timestamp_now()};
    char *body;
    size_t length;
    enum fault fault = request_body(request, RECEIPT_BODY_MAX, &body, &length);
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 32 KB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    if (fault != FAULT_NONE)
        return;
    /* The URL as the carrier knows it, whatever the web server calls this host. */
    snprintf(r.url, sizeof r.url, "%s%s", context->config->web_base_url, request->fields[HTTP_REQUEST_URI]);
    r.came = (struct carrier_callback){.url = r.url,
        .header = callback_header,
        .header_arg = request,
        .body = body,
        .length = length,
        .now = r.now};
    if (callback_trusts(&r, request))
        callback_take(&r, request);
}

static void
vonage_status(struct request *request, struct context *context)
{
    callback_handle(request, context, CONFIG_VONAGE, false);
}

static void
vonage_inbound(struct request *request, struct context *context)
{
    callback_handle(request, context, CONFIG_VONAGE, true);
}

static void
twilio_status(struct request *request, struct context *context)
{
    callback_handle(request, context, CONFIG_TWILIO, false);
}

static void
twilio_inbound(struct request *request, struct context *context)
{
    callback_handle(request, context, CONFIG_TWILIO, true);
}

static const struct route receipt_routes[] = {
    {HTTP_POST, "/api/v1/receipts/vonage/status", ROLE_NONE, vonage_status, ROUTE_ANY_QUERY},
    {HTTP_POST, "/api/v1/receipts/vonage/inbound", ROLE_NONE, vonage_inbound, ROUTE_ANY_QUERY},
    {HTTP_POST, "/api/v1/receipts/twilio/status", ROLE_NONE, twilio_status, ROUTE_ANY_QUERY},
    {HTTP_POST, "/api/v1/receipts/twilio/inbound", ROLE_NONE, twilio_inbound, ROUTE_ANY_QUERY},
};

int
main(void)
{
    static const struct server_program program = {"receipt.fcgi", .routes = receipt_routes,
        .route_count = sizeof receipt_routes / sizeof *receipt_routes, .tables = TABLE_ALL};
    return server_main(&program, NULL);
}
