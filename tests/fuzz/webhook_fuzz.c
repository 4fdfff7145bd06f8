/*
 * webhook_fuzz.c: what carriers call back with: receipts and inbound texts, of which all texts end and are
 * UTF-8. A body is each carrier's: what Twilio's is kept as can be parsed, and its signature only computed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/timestamp.h"
#include "base/utf8.h"
#include "carrier/carrier_callback.h"
#include "fuzz.h"
#include "message/receipt.h"

#define CHECK_TEXT(text) HOLDS(memchr(text, '\0', sizeof(text)) != NULL && utf8_is_valid(text, strlen(text)))

static void
check_status(const struct status_update *s)
{
    CHECK_TEXT(s->carrier_id);
    CHECK_TEXT(s->client_ref);
    CHECK_TEXT(s->channel);
    CHECK_TEXT(s->to);
    CHECK_TEXT(s->from);
    CHECK_TEXT(s->user_id);
    CHECK_TEXT(s->error);
    CHECK_TEXT(s->error_detail);
    CHECK_TEXT(s->currency);
    CHECK_TEXT(s->price);
    CHECK_TEXT(s->network);
    HOLDS(s->status < MESSAGE_STATUSES && s->item <= s->items);
    HOLDS(s->carrier_id[0] != '\0' || s->client_ref[0] != '\0');
}

static void
check_inbound(const struct inbound_message *m)
{
    CHECK_TEXT(m->carrier_id);
    CHECK_TEXT(m->to);
    CHECK_TEXT(m->from);
    CHECK_TEXT(m->user_id);
    CHECK_TEXT(m->number);
    CHECK_TEXT(m->context_id);
    CHECK_TEXT(m->channel);
    CHECK_TEXT(m->text);
    HOLDS(m->carrier_id[0] != '\0');
}

static void
parse(enum config_carrier carrier, const char *body, size_t length)
{
    static struct status_update status;
    static struct inbound_message inbound;
    const int64_t now = INT64_C(20000) * TIMESTAMP_DAY;
    struct input_error error = {0};
    if (carrier_callback_parse_status(carrier, body, length, now, &status, &error) == FAULT_NONE)
        check_status(&status);
    else
        HOLDS(error.detail[0] != '\0');
    error.detail[0] = '\0';
    if (carrier_callback_parse_inbound(carrier, body, length, now, &inbound, &error) == FAULT_NONE)
        check_inbound(&inbound);
    else
        HOLDS(error.detail[0] != '\0');
}

static const char *
header(const void *arg, const char *name)
{
    (void)arg, (void)name;
    return "x";
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const enum config_carrier carriers[] = {CONFIG_VONAGE, CONFIG_TWILIO};
    static char kept[RECEIPT_BODY_MAX + 1];
    static struct config config = {.twilio_auth_token = "token", .vonage_signature_secret = "secret"};
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct carrier_callback callback = {
        .url = "https://s.example/api/v1/receipts/twilio/status?id=018f", .header = header};
    char *body = fuzz_rest(&in, &callback.length);
    callback.body = body;
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
        struct carrier_proof proof;
        struct input_error error = {0};
        size_t length;
        HOLDS(carrier_callback_verify(carriers[i], &config, &callback, &proof) != CARRIER_TRUSTED);
        const enum fault fault = carrier_callback_read(
            carriers[i], &callback, kept, sizeof kept, &length, &error);
        if (fault == FAULT_NONE)
            parse(carriers[i], kept, length);
        else
            HOLDS(fault == FAULT_FULL || error.detail[0] != '\0');
    }
    free(body);
    return 0;
}
