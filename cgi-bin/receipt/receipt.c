/*
 * receipt.fcgi: what the carrier calls back with: receipts, and what people write. Nothing is answered 2xx
 * that is not on the disk. See curt-receipt(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/monotonic.h"
#include "base/timestamp.h"
#include "carrier/vonage_webhook.h"
#include "http/auth.h"
#include "http/jwt_replay.h"
#include "http/problem.h"
#include "http/response.h"
#include "http/server.h"
#include "message/inbound.h"
#include "message/receipt.h"
#include "net/jwt.h"
#include "sender/receipt_match.h"

enum { CALLBACK_LOG_PAUSE = 60 * 1000 * 1000 /* microseconds */ };

/* A callback, from its body to its answer. */
struct callback {
    const struct config *config;
    struct env *env;
    char *body;
    size_t length;
    int64_t now;
    struct jwt_claims claims;
    struct status_update update;
    struct inbound_message inbound;
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
callback_refuse(struct request *request, enum error_code code, const char *why)
{
    callback_log(request, why);
    response_header(request, "WWW-Authenticate", "Bearer realm=\"curt\", error=\"invalid_token\"");
    problem_send(request, code, why, NULL);
}

/*
 * Is it the carrier who asks, now, and with this body? False when the answer, that it is not, is sent.
 * Without a signature it may have been the carrier all the same, which then asks again: not so with a wrong
 * one.
 */
static bool
callback_trusts(struct callback *r, struct request *request)
{
    const char *token = auth_bearer(request), *why;
    if (r->config->vonage_signature_secret[0] == '\0') {
        log_error("received a callback, but [vonage] signature_secret is not set; refusing it");
        problem_send(request, ERROR_NOT_CONFIGURED, "Callbacks cannot be verified here yet.", NULL);
        return false;
    }
    if (*token == '\0') {
        response_header(request, "Retry-After", "5");
        problem_send(request, ERROR_TOKEN_MISSING,
            "The callback is not signed. Send it again with a signature.", NULL);
        return false;
    }
    enum fault fault = jwt_verify(token, r->config->vonage_signature_secret, r->body, r->length, r->now,
        r->config->vonage_signature_age, &r->claims, &why);
    if (fault == FAULT_NONE && r->config->vonage_api_key[0] != '\0' && r->claims.api_key[0] != '\0' &&
        strcmp(r->claims.api_key, r->config->vonage_api_key) != 0) {
        fault = FAULT_INPUT;
        why = "The token is for another account.";
    }
    if (fault != FAULT_NONE)
        callback_refuse(request, ERROR_TOKEN_INVALID, why);
    return fault == FAULT_NONE;
}

static enum fault
callback_status_body(struct txn *txn, void *arg)
{
    struct callback *r = arg;
    enum fault fault = jwt_replay_add(txn, r->claims.iat, r->claims.jti);
    return fault != FAULT_NONE ? fault : receipt_match_update(txn, &r->update, r->body, r->length, r->now);
}

static enum fault
callback_inbound_body(struct txn *txn, void *arg)
{
    struct callback *r = arg;
    enum fault fault = jwt_replay_add(txn, r->claims.iat, r->claims.jti);
    return fault != FAULT_NONE ? fault : inbound_receive(txn, r->config, &r->inbound, r->now);
}

static void
callback_take(struct callback *r, struct request *request, bool inbound)
{
    struct input_error error;
    enum fault fault = inbound ? vonage_webhook_parse_inbound(r->body, r->length, r->now, &r->inbound, &error)
                               : vonage_webhook_parse_status(r->body, r->length, r->now, &r->update, &error);
    if (fault != FAULT_NONE) {
        problem_send_input(request, &error);
        return;
    }
    fault = env_txn(r->env, ENV_SYNC, inbound ? callback_inbound_body : callback_status_body, r);
    if (fault == FAULT_NONE) /* 200: it is kept, though it says nothing to us */
        response_send(request, !inbound && r->update.status == MESSAGE_REQUESTED ? 200 : 204, NULL, NULL, 0);
    else if (fault == FAULT_EXISTS)
        callback_refuse(request, ERROR_TOKEN_REUSED, "This token was used before.");
    else
        problem_send_store(request, fault);
}

static void
callback_handle(struct request *request, struct context *context, bool inbound)
{
    struct callback r = {.config = context->config, .env = context->env, .now = timestamp_now()};
    enum fault fault = request_body(request, RECEIPT_BODY_MAX, &r.body, &r.length);
    if (fault == FAULT_FULL)
        problem_send(request, ERROR_BODY_TOO_LARGE, "The body is longer than 32 KB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(request, ERROR_BODY_INCOMPLETE, "The body was cut off or has a NUL in it.", NULL);
    else if (callback_trusts(&r, request))
        callback_take(&r, request, inbound);
}

static void
vonage_status(struct request *request, struct context *context)
{
    callback_handle(request, context, false);
}

static void
vonage_inbound(struct request *request, struct context *context)
{
    callback_handle(request, context, true);
}

static const struct route receipt_routes[] = {
    {HTTP_POST, "/api/v1/receipts/vonage/status", ROLE_NONE, vonage_status, ROUTE_ANY_QUERY},
    {HTTP_POST, "/api/v1/receipts/vonage/inbound", ROLE_NONE, vonage_inbound, ROUTE_ANY_QUERY},
};

int
main(void)
{
    static const struct server_program program = {"receipt.fcgi", .routes = receipt_routes,
        .route_count = sizeof receipt_routes / sizeof *receipt_routes, .tables = TABLE_ALL};
    return server_main(&program, NULL);
}
