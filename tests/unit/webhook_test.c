/* webhook_test.c: what an answer means, and when a dead letter is tried again. */
#include "bus/webhook.h"

#include "base/timestamp.h"
#include "bus/retry_policy.h"
#include "store_fixture.h"

#define NOW (INT64_C(1700000000) * TIMESTAMP_SECOND)

static struct delivery_result
judged(enum http_client_result end, int status)
{
    struct delivery_result verdict;
    webhook_judge(
        &(struct http_client_response){.end = end, .status = status, .message = "says so"}, &verdict);
    return verdict;
}

static void
only_2xx_is_success(void **state)
{
    (void)state;
    for (int status = 100; status < 600; status++) {
        const struct delivery_result verdict = judged(HTTP_CLIENT_RESPONDED, status);
        const enum verdict_kind wanted = status >= 200 && status < 300    ? DELIVERY_RESULT_ACCEPTED
                                         : status == 410                  ? VERDICT_GONE
                                         : status == 429 || status >= 500 ? VERDICT_RETRY
                                                                          : DELIVERY_RESULT_REJECTED;
        if (verdict.kind != wanted)
            fail_msg("%d", status);
        assert_int_equal(verdict.throttled, status == 429 || status == 502 || status == 504);
        assert_int_equal(verdict.status, status);
    }
    assert_int_equal(judged(HTTP_CLIENT_RESPONDED, 429).code, DEAD_LETTER_THROTTLING);
    assert_int_equal(judged(HTTP_CLIENT_RESPONDED, 500).code, DEAD_LETTER_ERROR_FROM_TARGET);
    assert_string_equal(judged(HTTP_CLIENT_RESPONDED, 500).message, "HTTP 500: says so");
}

static void
no_answer_is_tried_again(void **state)
{
    (void)state;
    assert_int_equal(judged(HTTP_CLIENT_TIMED_OUT, 0).kind, VERDICT_RETRY);
    assert_int_equal(judged(HTTP_CLIENT_TIMED_OUT, 0).code, DEAD_LETTER_TIMEOUT);
    assert_int_equal(judged(HTTP_CLIENT_NOT_CONNECTED, 0).code, DEAD_LETTER_CONNECTION_FAILURE);
    assert_int_equal(judged(HTTP_CLIENT_BROKEN, 200).kind, VERDICT_RETRY);
    assert_int_equal(judged(HTTP_CLIENT_ADDRESS_REFUSED, 0).code, DEAD_LETTER_ADDRESS_REFUSED);
}

static void
fail_letter(struct dead_letter *dead, const struct delivery_result *verdict, unsigned attempts, int64_t now)
{
    const struct target_config settings = {.retry_attempts = 5, .retry_age = 3600};
    retry_policy_fail(dead, &settings, verdict, attempts, now);
}

static void
a_letter_waits_longer_and_longer_and_then_rests(void **state)
{
    struct dead_letter *dead = calloc(1, sizeof *dead);
    const struct delivery_result retry = {.kind = VERDICT_RETRY, .status = 500};
    int64_t longest = 0;
    (void)state;
    dead->event.at = NOW;
    for (unsigned attempts = 1; attempts <= 5; attempts++) {
        fail_letter(dead, &retry, attempts, NOW);
        assert_int_equal(dead->exhausted, DEAD_LETTER_NOT_EXHAUSTED);
        assert_true(dead->next - NOW >= longest / 2);
        longest = dead->next - NOW;
        assert_in_range(longest, 15 * TIMESTAMP_SECOND, 960 * TIMESTAMP_SECOND);
    }
    fail_letter(dead, &retry, 6, NOW); /* five retries after the first attempt */
    assert_int_equal(dead->exhausted, DEAD_LETTER_ATTEMPTS);
    assert_int_equal(dead->next, 0);
    fail_letter(dead, &retry, 3, NOW + 3599 * TIMESTAMP_SECOND);
    assert_int_equal(dead->exhausted, DEAD_LETTER_AGE);
    fail_letter(dead, &(struct delivery_result){.kind = DELIVERY_RESULT_REJECTED, .status = 400}, 1, NOW);
    assert_int_equal(dead->exhausted, DEAD_LETTER_FINAL);
    assert_int_equal(dead->next, 0);
    free(dead);
}

static void
retry_after_is_honoured_when_it_is_later(void **state)
{
    struct dead_letter *dead = calloc(1, sizeof *dead);
    (void)state;
    dead->event.at = NOW;
    fail_letter(
        dead, &(struct delivery_result){.kind = VERDICT_RETRY, .status = 429, .retry_after = 2000}, 1, NOW);
    assert_int_equal(dead->next, NOW + 2000 * TIMESTAMP_SECOND);
    fail_letter(
        dead, &(struct delivery_result){.kind = VERDICT_RETRY, .status = 429, .retry_after = 1}, 1, NOW);
    assert_in_range(dead->next - NOW, 15 * TIMESTAMP_SECOND, 60 * TIMESTAMP_SECOND);
    free(dead);
}

/* A replay's event is old by its nature. */
static void
the_age_of_a_replayed_event_begins_with_the_letter(void **state)
{
    struct dead_letter *dead = calloc(1, sizeof *dead);
    (void)state;
    dead->event.at = NOW - 90 * TIMESTAMP_DAY;
    dead->since = NOW;
    fail_letter(dead, &(struct delivery_result){.kind = VERDICT_RETRY, .status = 500}, 1, NOW);
    assert_int_equal(dead->exhausted, DEAD_LETTER_AGE);
    strcpy(dead->replay, "again");
    fail_letter(dead, &(struct delivery_result){.kind = VERDICT_RETRY, .status = 500}, 1, NOW);
    assert_int_equal(dead->exhausted, DEAD_LETTER_NOT_EXHAUSTED);
    free(dead);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_2xx_is_success),
        cmocka_unit_test(no_answer_is_tried_again),
        cmocka_unit_test(a_letter_waits_longer_and_longer_and_then_rests),
        cmocka_unit_test(retry_after_is_honoured_when_it_is_later),
        cmocka_unit_test(the_age_of_a_replayed_event_begins_with_the_letter),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
