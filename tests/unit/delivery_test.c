/*
 * delivery_test.c: what an attempt makes of a delivery: delivered, another attempt, a dead letter, or the
 * end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/delivery.h"

#include "base/timestamp.h"
#include "store_fixture.h"

#define NOW (INT64_C(1700000000) * TIMESTAMP_SECOND)

static const struct target_config config = {.retry_attempts = 5, .retry_age = 3600};
static const struct delivery_result taken = {.kind = DELIVERY_RESULT_ACCEPTED, .status = 200};
static const struct delivery_result retry = {
    .kind = DELIVERY_RESULT_RETRY, .status = 500, .code = DEAD_LETTER_ERROR_FROM_TARGET};
static const struct delivery_result final = {
    .kind = DELIVERY_RESULT_REJECTED, .status = 400, .code = DEAD_LETTER_ERROR_FROM_TARGET};
static const struct delivery_result gone = {
    .kind = DELIVERY_RESULT_GONE, .status = 410, .code = DEAD_LETTER_TARGET_DISABLED};

static struct delivery
attempted(struct delivery delivery, const struct delivery_result *result, bool shared)
{
    delivery_begin(&delivery);
    assert_false(delivery_is_due(&delivery, INT64_MAX));
    delivery_attempted(&delivery, &config, result, shared, NOW);
    return delivery;
}

static void
what_is_taken_is_delivered(void **state)
{
    (void)state;
    for (int letter = 0; letter < 2; letter++) {
        const struct delivery d = attempted((struct delivery){.letter = letter}, &taken, false);
        assert_int_equal(d.state, DELIVERY_DELIVERED);
        assert_true(delivery_is_done(&d));
    }
}

/* One from the log is tried again within seconds, a few times; a letter is tried once. */
static void
attempts_in_place_and_of_letters(void **state)
{
    struct delivery d = {.born = NOW};
    (void)state;
    for (unsigned i = 1; i < DELIVERY_ATTEMPTS; i++) {
        d = attempted(d, &retry, false);
        assert_int_equal(d.state, DELIVERY_WAITING);
        assert_int_equal(d.attempts, i);
        assert_in_range(d.due - NOW, TIMESTAMP_SECOND / 4, 2 * TIMESTAMP_SECOND);
        assert_false(delivery_is_due(&d, NOW));
        assert_true(delivery_is_due(&d, d.due));
    }
    d = attempted(d, &retry, false);
    assert_int_equal(d.state, DELIVERY_DEAD);
    assert_int_equal(d.exhausted, DEAD_LETTER_NOT_EXHAUSTED);
    assert_in_range(d.due - NOW, 120 * TIMESTAMP_SECOND, 240 * TIMESTAMP_SECOND);
    d = attempted((struct delivery){.born = NOW, .letter = true}, &retry, false);
    assert_int_equal(d.state, DELIVERY_DEAD);
}

static void
what_is_refused_alone_is_never_tried_again(void **state)
{
    (void)state;
    struct delivery d = attempted((struct delivery){.born = NOW}, &final, false);
    assert_int_equal(d.state, DELIVERY_DEAD);
    assert_int_equal(d.exhausted, DEAD_LETTER_FINAL);
    assert_int_equal(d.due, 0);
    d = attempted((struct delivery){.born = NOW}, &gone, false);
    assert_int_equal(d.exhausted, DEAD_LETTER_FINAL);
    d = attempted((struct delivery){.born = NOW}, &final, true); /* it may be another's fault */
    assert_int_equal(d.state, DELIVERY_WAITING);
}

/* A target that says when is asked then, and not before: the event waits as a dead letter. */
static void
who_says_when_is_asked_then(void **state)
{
    const struct delivery_result later = {.kind = DELIVERY_RESULT_RETRY, .status = 429, .retry_after = 600};
    (void)state;
    const struct delivery d = attempted((struct delivery){.born = NOW}, &later, false);
    assert_int_equal(d.state, DELIVERY_DEAD);
    assert_int_equal(d.due, NOW + 600 * TIMESTAMP_SECOND);
}

static void
what_is_too_old_is_not_sent(void **state)
{
    struct delivery_result result;
    struct delivery d = {.born = NOW - 3601 * TIMESTAMP_SECOND};
    (void)state;
    assert_true(delivery_is_late(&d, &config, NOW));
    assert_false(delivery_is_late(&(struct delivery){.born = NOW - 3599 * TIMESTAMP_SECOND}, &config, NOW));
    assert_false(delivery_is_late(&(struct delivery){.born = 0}, &config, NOW)); /* a replay's */
    delivery_result_set(&result, DELIVERY_RESULT_REJECTED, DEAD_LETTER_NOT_TRIED, "too old");
    d = attempted(d, &result, false);
    assert_int_equal(d.state, DELIVERY_DEAD);
    assert_int_equal(d.exhausted, DEAD_LETTER_AGE);
    assert_int_equal(d.due, 0);
}

static void
a_target_that_cannot_be_asked_is_asked_later_or_never(void **state)
{
    struct delivery d = {.letter = true, .due = NOW};
    (void)state;
    delivery_put_off(&d, true, NOW);
    assert_int_equal(d.due, NOW + 300 * TIMESTAMP_SECOND);
    delivery_put_off(&d, false, NOW);
    assert_int_equal(d.due, 0);
    assert_int_equal(d.state, DELIVERY_WAITING);
}

static void
what_was_not_sent_waits_and_what_is_not_there_is_done(void **state)
{
    struct delivery d = {.number = 1};
    (void)state;
    delivery_begin(&d);
    delivery_return(&d);
    assert_true(delivery_is_due(&d, NOW));
    assert_int_equal(d.attempts, 0);
    delivery_begin(&d);
    delivery_abandon(&d);
    assert_true(delivery_is_done(&d));
}

/* An attempt at a letter that had one less so far. */
static void
fail_letter(struct dead_letter *dead, const struct delivery_result *result, unsigned attempts, int64_t now)
{
    dead->attempts = (uint16_t)(attempts - 1);
    struct delivery delivery = delivery_of_letter(dead);
    delivery_attempted(&delivery, &config, result, false, now);
    assert_int_equal(delivery.state, DELIVERY_DEAD);
    assert_true(delivery_is_done(&delivery));
    delivery_write(&delivery, result, now, dead);
    assert_int_equal(dead->attempts, attempts);
    assert_int_equal(dead->last, now);
}

static void
a_letter_waits_longer_and_longer_and_then_rests(void **state)
{
    struct dead_letter *dead = calloc(1, sizeof *dead);
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
    fail_letter(dead,
        &(struct delivery_result){.kind = DELIVERY_RESULT_RETRY, .status = 429, .retry_after = 2000}, 1, NOW);
    assert_int_equal(dead->next, NOW + 2000 * TIMESTAMP_SECOND);
    fail_letter(dead,
        &(struct delivery_result){.kind = DELIVERY_RESULT_RETRY, .status = 429, .retry_after = 1}, 1, NOW);
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
    fail_letter(dead, &(struct delivery_result){.kind = DELIVERY_RESULT_RETRY, .status = 500}, 1, NOW);
    assert_int_equal(dead->exhausted, DEAD_LETTER_AGE);
    strcpy(dead->replay, "again");
    fail_letter(dead, &(struct delivery_result){.kind = DELIVERY_RESULT_RETRY, .status = 500}, 1, NOW);
    assert_int_equal(dead->exhausted, DEAD_LETTER_NOT_EXHAUSTED);
    free(dead);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_delivered),
        cmocka_unit_test(attempts_in_place_and_of_letters),
        cmocka_unit_test(what_is_refused_alone_is_never_tried_again),
        cmocka_unit_test(who_says_when_is_asked_then),
        cmocka_unit_test(what_is_too_old_is_not_sent),
        cmocka_unit_test(a_target_that_cannot_be_asked_is_asked_later_or_never),
        cmocka_unit_test(what_was_not_sent_waits_and_what_is_not_there_is_done),
        cmocka_unit_test(a_letter_waits_longer_and_longer_and_then_rests),
        cmocka_unit_test(retry_after_is_honoured_when_it_is_later),
        cmocka_unit_test(the_age_of_a_replayed_event_begins_with_the_letter),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
