/*
 * receipt.fcgi: what the carrier calls back with: receipts, and what people write. Nothing is answered 2xx
 * that is not on the disk. See curt-receipt(8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "carrier/vonage_webhook.h"
#include "http/auth.h"
#include "http/jwt_replay.h"
#include "http/problem.h"
#include "message/inbound.h"
#include "message/receipt.h"
#include "net/jwt.h"
#include "sender/receipt_match.h"

#define RECEIPT_STATUS  "/api/v1/receipts/vonage/status"
#define RECEIPT_INBOUND "/api/v1/receipts/vonage/inbound"

struct receiving {
    struct config config;
    struct env *env;
    struct page sorry;
    /* Of the request at hand: */
    char *body;
    size_t length;
    int64_t now;
    struct jwt_claims claims;
    struct status_update update;
    struct inbound_message inbound;
};

/* RFC 9110, section 15.5.2: a 401 says what would do. */
static void
receiving_refuse(struct request *http, const char *why)
{
    response_header(http, "WWW-Authenticate", "Bearer realm=\"curt\", error=\"invalid_token\"");
    problem_send(http, 401, why, NULL);
}

/*
 * Is it the carrier who asks, now, and with this body? False when the answer, that it is not, is sent.
 * Without a signature it may have been the carrier all the same, which then asks again: not so with a wrong
 * one.
 */
static bool
receiving_trusts(struct receiving *r, struct request *http)
{
    const char *token = auth_bearer(http), *why;
    if (r->config.vonage_signature_secret[0] == '\0') {
        log_error("a receipt came, but [vonage] signature_secret is not set: none can be taken");
        problem_send(http, 503, "Receipts cannot be checked here yet.", NULL);
        return false;
    }
    if (*token == '\0') {
        response_header(http, "Retry-After", "5");
        problem_send(http, 503, "This is not signed: send it again, with a signature.", NULL);
        return false;
    }
    enum fault fault = jwt_verify(token, r->config.vonage_signature_secret, r->body, r->length, r->now,
        r->config.vonage_signature_age, &r->claims, &why);
    if (fault == FAULT_NONE && r->config.vonage_api_key[0] != '\0' && r->claims.api_key[0] != '\0' &&
        strcmp(r->claims.api_key, r->config.vonage_api_key) != 0) {
        fault = FAULT_INPUT;
        why = "The token is for another account.";
    }
    if (fault != FAULT_NONE)
        receiving_refuse(http, why);
    return fault == FAULT_NONE;
}

static enum fault
receiving_status_body(struct txn *txn, void *arg)
{
    struct receiving *r = arg;
    enum fault fault = jwt_replay_add(txn, r->claims.iat, r->claims.jti);
    return fault != FAULT_NONE ? fault : receipt_match_update(txn, &r->update, r->body, r->length, r->now);
}

static enum fault
receiving_inbound_body(struct txn *txn, void *arg)
{
    struct receiving *r = arg;
    enum fault fault = jwt_replay_add(txn, r->claims.iat, r->claims.jti);
    return fault != FAULT_NONE ? fault : inbound_receive(txn, &r->config, &r->inbound, r->now);
}

static void
receiving_take(struct receiving *r, struct request *http, bool inbound)
{
    struct vonage_webhook_wrong wrong;
    enum fault fault = inbound ? vonage_webhook_parse_inbound(r->body, r->length, &r->inbound, &wrong)
                               : vonage_webhook_parse_status(r->body, r->length, &r->update, &wrong);
    if (fault != FAULT_NONE) {
        problem_send(http, 422, wrong.why, wrong.pointer);
        return;
    }
    fault = env_txn(r->env, ENV_SYNC, inbound ? receiving_inbound_body : receiving_status_body, r);
    if (fault == FAULT_NONE)
        response_send(http, 204, NULL, NULL, 0);
    else if (fault == FAULT_EXISTS)
        receiving_refuse(http, "This token was used before.");
    else
        problem_send_store(http);
}

static void
receiving_handle(struct request *http, void *arg)
{
    struct receiving *r = arg;
    const bool inbound = strcmp(http->path, RECEIPT_INBOUND) == 0;
    if (!inbound && strcmp(http->path, RECEIPT_STATUS) != 0) {
        problem_send(http, 404, "There is nothing at this address.", NULL);
        return;
    }
    if (http->method != HTTP_POST) {
        problem_send_method(http, "POST");
        return;
    }
    enum fault fault = request_body(http, RECEIPT_BODY_MAX, &r->body, &r->length);
    r->now = timestamp_now();
    if (fault == FAULT_FULL)
        problem_send(http, 413, "The body is longer than 32 KB.", NULL);
    else if (fault != FAULT_NONE)
        problem_send(http, 400, "The body cannot be read.", NULL);
    else if (receiving_trusts(r, http))
        receiving_take(r, http, inbound);
}

int
main(void)
{
    static struct receiving r;
    program_begin("receipt.fcgi");
    program_hold_signals(); /* until server_run is ready for them */
    config_load_or_die(&r.config);
    r.sorry = page_load(&r.config, "sorry.html");
    problem_use(&r.sorry);
    r.env = env_open_or_die(&r.config, TABLE_ALL, 0);
    server_run(&r.config, receiving_handle, &r);
    env_close(r.env);
    return EXIT_SUCCESS;
}
