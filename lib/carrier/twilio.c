/*
 * twilio.c: the driver for Twilio's Messages API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/twilio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "carrier/carrier_client.h"
#include "carrier/carrier_driver.h"
#include "carrier/twilio_webhook.h"

enum { TWILIO_MOST = 64 };

struct twilio {
    const struct config *config;
    struct http_client *client;
    char url[CONFIG_VALUE_SIZE + 96];
    char authorization[CARRIER_BASIC_SIZE];
    long timeout; /* milliseconds */
    char form[TWILIO_FORM_SIZE];
};

static void
twilio_authenticate(struct twilio *twilio, const struct config *config)
{
    const bool by_key = config->twilio_api_key[0] != '\0';
    if (!twilio_is_sid(config->twilio_account_sid, "AC"))
        log_fatal("[twilio] account_sid must be AC and 32 hexadecimal digits, as Twilio's console shows it");
    if (config->twilio_messaging_service[0] != '\0' && !twilio_is_sid(config->twilio_messaging_service, "MG"))
        log_fatal("[twilio] messaging_service must be MG and 32 hexadecimal digits");
    if (by_key != (config->twilio_api_secret[0] != '\0'))
        log_fatal("[twilio] api_key and api_secret must be set together");
    if (!by_key && config->twilio_auth_token[0] == '\0')
        log_fatal("the carrier twilio needs auth_token, or api_key and api_secret, in [twilio]");
    if (by_key && !twilio_is_sid(config->twilio_api_key, "SK"))
        log_fatal("[twilio] api_key must be SK and 32 hexadecimal digits");
    carrier_client_authorize(by_key ? config->twilio_api_key : config->twilio_account_sid,
        by_key ? config->twilio_api_secret : config->twilio_auth_token, twilio->authorization);
}

static void *
twilio_open(const struct config *config)
{
    struct twilio *twilio = xcalloc(1, sizeof *twilio);
    twilio->config = config;
    twilio->timeout = (long)config->twilio_timeout * 1000;
    twilio_authenticate(twilio, config);
    snprintf(twilio->url, sizeof twilio->url, "%s/2010-04-01/Accounts/%.34s/Messages.json",
        config->twilio_base_url, config->twilio_account_sid);
    twilio->client = carrier_client_create("[twilio] base_url", twilio->url, TWILIO_MOST);
    return twilio;
}

static void
twilio_close(void *self)
{
    struct twilio *twilio = self;
    http_client_free(twilio->client);
    explicit_bzero(twilio->authorization, sizeof twilio->authorization);
    free(twilio);
}

static int64_t
twilio_rate(const void *self)
{
    const struct twilio *twilio = self;
    return twilio->config->twilio_rate;
}

static const char *
twilio_unfit(const struct config *config, struct json_object *message)
{
    char *form = xmalloc(TWILIO_FORM_SIZE);
    const char *why;
    twilio_form(config, message, "", form, &why);
    free(form);
    return why;
}

static enum fault
twilio_send(void *self, const struct carrier_request *request)
{
    struct twilio *twilio = self;
    const char *why;
    if (http_client_count(twilio->client) == TWILIO_MOST)
        return FAULT_FULL;
    enum fault fault = twilio_form(twilio->config, request->message, request->id, twilio->form, &why);
    if (fault != FAULT_NONE)
        return fault;
    /* Without Expect, libcurl would send a large body a second time when 100 Continue is refused. */
    const struct http_client_request post = {.url = twilio->url,
        .lines = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json",
            "Expect:", twilio->authorization},
        .line_count = 4,
        .body = twilio->form,
        .length = strlen(twilio->form),
        .timeout = twilio->timeout,
        .fresh = true,
        .owner = request->owner};
    return http_client_start(twilio->client, &post);
}

static void
twilio_wait(void *self, int milliseconds)
{
    struct twilio *twilio = self;
    http_client_wait(twilio->client, milliseconds);
}

static void
twilio_clean(const char *text, char *out, size_t size)
{
    utf8_clean(text, strlen(text), out, size);
}

/* An error of the API's: its code, or 0 when the body is none. */
static uint64_t
twilio_code(struct json_object *body)
{
    uint64_t code;
    return json_object_is_type(body, json_type_object) && json_member_number(body, "code", UINT32_MAX, &code)
               ? code
               : 0;
}

/*
 * 404 is about the account's path, since a recipient is none. Of 5xx, only the 503 of the API itself says
 * that nothing was done: the description says nothing of the others, and what stands before the API does not
 * know what happened after it.
 */
static enum carrier_outcome
twilio_outcome(int status, uint64_t code)
{
    if (status == 201)
        return CARRIER_ACCEPTED;
    if (status == 429)
        return CARRIER_RETRY_LATER;
    if (status == 401 || status == 402 || status == 403 || status == 404)
        return CARRIER_DENIED;
    if (status >= 400 && status < 500)
        return CARRIER_REFUSED;
    return status == 503 && code != 0 ? CARRIER_RETRY_LATER : CARRIER_UNKNOWN;
}

/* Why a message is refused is its code, which has words (carrier_error.h); of the others, the status. */
static void
twilio_explain(
    const struct http_client_response *answer, struct json_object *body, struct carrier_result *out)
{
    const uint64_t code = twilio_code(body);
    if (code != 0 && out->outcome == CARRIER_REFUSED)
        snprintf(out->title, sizeof out->title, "%llu", (unsigned long long)code);
    else
        snprintf(out->title, sizeof out->title, "HTTP %d", answer->status);
    if (code != 0 && *json_member(body, "message") != '\0')
        twilio_clean(json_member(body, "message"), out->detail, sizeof out->detail);
    else
        twilio_clean(answer->message, out->detail, sizeof out->detail);
}

static void
twilio_judge_status(const struct http_client_response *answer, struct carrier_result *out)
{
    struct json_object *body = json_read(answer->body, answer->length);
    out->status = answer->status;
    out->reached = true;
    out->outcome = twilio_outcome(answer->status, twilio_code(body));
    if (out->outcome == CARRIER_RETRY_LATER)
        out->retry_after = answer->retry_after;
    if (out->outcome != CARRIER_ACCEPTED)
        twilio_explain(answer, body, out);
    else if (twilio_is_sid(json_member(body, "sid"), "SM") || twilio_is_sid(json_member(body, "sid"), "MM"))
        strcpy(out->carrier_id, json_member(body, "sid"));
    json_object_put(body);
}

void
twilio_judge(const struct http_client_response *answer, struct carrier_result *out)
{
    *out = (struct carrier_result){.owner = answer->owner};
    if (answer->end == HTTP_CLIENT_RESPONDED)
        twilio_judge_status(answer, out);
    else
        carrier_client_judge_end(answer, out);
}

static bool
twilio_next(void *self, struct carrier_result *out)
{
    struct twilio *twilio = self;
    struct http_client_response answer;
    if (!http_client_next(twilio->client, &answer))
        return false;
    twilio_judge(&answer, out);
    return true;
}

static size_t
twilio_count(const void *self)
{
    const struct twilio *twilio = self;
    return http_client_count(twilio->client);
}

const struct carrier_driver twilio_driver = {.capacity = TWILIO_MOST,
    .open = twilio_open,
    .close = twilio_close,
    .rate = twilio_rate,
    .unfit = twilio_unfit,
    .unoffered = twilio_unoffered,
    .send = twilio_send,
    .wait = twilio_wait,
    .next = twilio_next,
    .count = twilio_count,
    .challenge = "Twilio-Signature realm=\"curt\"",
    .verify = twilio_webhook_verify,
    .read = twilio_webhook_read,
    .parse_status = twilio_webhook_parse_status,
    .parse_inbound = twilio_webhook_parse_inbound};
