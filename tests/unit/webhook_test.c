/*
 * webhook_test.c: what an answer means.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/webhook.h"

#include "store_fixture.h"

static struct delivery_result
judged(enum http_client_result end, int status)
{
    struct delivery_result result;
    webhook_judge(
        &(struct http_client_response){.end = end, .status = status, .message = "says so"}, &result);
    return result;
}

static void
only_2xx_is_success(void **state)
{
    (void)state;
    for (int status = 100; status < 600; status++) {
        const struct delivery_result result = judged(HTTP_CLIENT_RESPONDED, status);
        const enum delivery_result_kind wanted = status >= 200 && status < 300 ? DELIVERY_RESULT_ACCEPTED
                                                 : status == 410               ? DELIVERY_RESULT_GONE
                                                 : status == 408 || status == 409 || status == 425 ||
                                                         status == 429 || status >= 500
                                                     ? DELIVERY_RESULT_RETRY
                                                     : DELIVERY_RESULT_REJECTED;
        if (result.kind != wanted)
            fail_msg("%d", status);
        assert_int_equal(result.throttled, status == 429 || status == 502 || status == 504);
        assert_int_equal(result.status, status);
    }
    assert_int_equal(judged(HTTP_CLIENT_RESPONDED, 429).code, DEAD_LETTER_THROTTLING);
    assert_int_equal(judged(HTTP_CLIENT_RESPONDED, 500).code, DEAD_LETTER_ERROR_FROM_TARGET);
    assert_string_equal(judged(HTTP_CLIENT_RESPONDED, 500).message, "HTTP 500: says so");
}

static void
no_answer_is_tried_again(void **state)
{
    (void)state;
    assert_int_equal(judged(HTTP_CLIENT_TIMED_OUT, 0).kind, DELIVERY_RESULT_RETRY);
    assert_int_equal(judged(HTTP_CLIENT_TIMED_OUT, 0).code, DEAD_LETTER_TIMEOUT);
    assert_int_equal(judged(HTTP_CLIENT_NOT_CONNECTED, 0).code, DEAD_LETTER_CONNECTION_FAILURE);
    assert_int_equal(judged(HTTP_CLIENT_BROKEN, 200).kind, DELIVERY_RESULT_RETRY);
    assert_int_equal(judged(HTTP_CLIENT_ADDRESS_REFUSED, 0).code, DEAD_LETTER_ADDRESS_REFUSED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_2xx_is_success),
        cmocka_unit_test(no_answer_is_tried_again),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
