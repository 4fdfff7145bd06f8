/*
 * carrier_answer_fuzz.c: what a carrier answers: it is judged, and its words are cut where a character ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/utf8.h"
#include "carrier/twilio.h"
#include "carrier/vonage.h"
#include "fuzz.h"

static void
check(const struct carrier_result *result)
{
    HOLDS(strlen(result->carrier_id) < sizeof result->carrier_id);
    HOLDS(utf8_is_valid(result->title, strlen(result->title)));
    HOLDS(utf8_is_valid(result->detail, strlen(result->detail)));
    HOLDS(result->outcome == CARRIER_ACCEPTED || result->title[0] != '\0');
}

/* The first byte: how it ended; the second: the status, in hundreds; then its body. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct carrier_result result = {0};
    struct http_client_response answer = {.end = fuzz_byte(&in) % (HTTP_CLIENT_BROKEN + 1), .sent = true};
    answer.status = 100 * (fuzz_byte(&in) % 7) + fuzz_byte(&in) % 30;
    snprintf(answer.message, sizeof answer.message, "HTTP %d", answer.status);
    char *body = fuzz_rest(&in, &answer.length);
    answer.body = body;
    vonage_judge(&answer, &result);
    check(&result);
    twilio_judge(&answer, &result);
    check(&result);
    free(body);
    return 0;
}
