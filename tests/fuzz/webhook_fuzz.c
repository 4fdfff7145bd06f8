/*
 * webhook_fuzz.c: what a carrier calls back with: receipts and inbound texts, of which all texts end and are
 * UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage_webhook.h"

#include "base/timestamp.h"
#include "base/utf8.h"
#include "fuzz.h"

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

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct status_update status;
    static struct inbound_message inbound;
    const int64_t now = INT64_C(20000) * TIMESTAMP_DAY;
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct input_error error = {0};
    size_t length;
    char *body = fuzz_rest(&in, &length);
    if (vonage_webhook_parse_status(body, length, now, &status, &error) == FAULT_NONE)
        check_status(&status);
    else
        HOLDS(error.detail[0] != '\0');
    error.detail[0] = '\0';
    if (vonage_webhook_parse_inbound(body, length, now, &inbound, &error) == FAULT_NONE)
        check_inbound(&inbound);
    else
        HOLDS(error.detail[0] != '\0');
    free(body);
    return 0;
}
