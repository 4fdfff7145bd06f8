/*
 * target_queue_test.c: the window of a queue: what is sent, tried again, given up; where its position is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_queue.h"

#include "base/timestamp.h"
#include "store_fixture.h"

#define NOW (INT64_C(1700000000) * TIMESTAMP_SECOND)

static const struct delivery_result taken = {.kind = DELIVERY_RESULT_ACCEPTED};
static const struct delivery_result retry = {
    .kind = DELIVERY_RESULT_RETRY, .status = 500, .code = DEAD_LETTER_ERROR_FROM_TARGET};
static const struct delivery_result lost = {
    .kind = DELIVERY_RESULT_RETRY, .code = DEAD_LETTER_CONNECTION_FAILURE};
static const struct delivery_result final = {
    .kind = DELIVERY_RESULT_REJECTED, .status = 400, .code = DEAD_LETTER_ERROR_FROM_TARGET};
static const struct delivery_result gone = {
    .kind = DELIVERY_RESULT_GONE, .status = 410, .code = DEAD_LETTER_TARGET_DISABLED};

static struct target_queue *
open_lane(void)
{
    struct target_queue *queue = target_queue_create(&(struct target){.id = 1, .name = "t", .rule = "r"}, "");
    queue->open = true;
    queue->config.type = TARGET_CONFIG_WEBHOOK;
    queue->config.batch = 1;
    queue->config.concurrency = 4;
    queue->config.retry_attempts = 185;
    return queue;
}

static uint64_t
take_one(struct target_queue *queue, int64_t now)
{
    uint64_t number = 0;
    return target_queue_take(queue, now, 1, &number) == 1 ? number : 0;
}

static void
the_position_is_where_the_window_begins(void **state)
{
    struct target_queue *queue = open_lane();
    (void)state;
    assert_int_equal(target_queue_position(queue, 9), 9);
    target_queue_push(queue, 10);
    target_queue_push(queue, 12);
    target_queue_push(queue, 15);
    assert_int_equal(target_queue_position(queue, 20), 9);
    assert_int_equal(take_one(queue, NOW), 10);
    assert_int_equal(take_one(queue, NOW), 12);
    assert_null(target_queue_settle(queue, 12, NOW, &taken, false));
    assert_int_equal(target_queue_position(queue, 20), 9); /* 10 is still under way */
    assert_null(target_queue_settle(queue, 10, NOW, &taken, false));
    assert_int_equal(target_queue_position(queue, 20), 14);
    assert_int_equal(take_one(queue, NOW), 15);
    assert_null(target_queue_settle(queue, 15, NOW, &taken, false));
    assert_int_equal(target_queue_position(queue, 20), 20);
    assert_int_equal(queue->record.delivered, 3);
    target_queue_free(queue);
}

static void
the_window_has_an_end_and_goes_round(void **state)
{
    struct target_queue *queue = open_lane();
    uint64_t number = 1;
    (void)state;
    for (int round = 0; round < 3; round++) {
        while (target_queue_has_room(queue))
            target_queue_push(queue, number++);
        for (uint64_t taken_out; (taken_out = take_one(queue, NOW)) != 0;)
            target_queue_settle(queue, taken_out, NOW, &taken, false);
        assert_int_equal(target_queue_position(queue, number - 1), number - 1);
    }
    assert_int_equal(number, 3 * TARGET_QUEUE_WINDOW + 1);
    target_queue_free(queue);
}

/* Else a window would be emptied only as often as the relay's clock says. */
static void
a_full_window_waits_for_what_is_done_to_be_written(void **state)
{
    struct target_queue *queue = open_lane();
    uint64_t number = 1;
    (void)state;
    queue->seen = true;
    while (target_queue_has_room(queue))
        target_queue_push(queue, number++);
    assert_false(target_queue_waits(queue)); /* nothing is done */
    for (uint64_t taken_out; (taken_out = take_one(queue, NOW)) != 0;)
        if (taken_out > 1)
            target_queue_settle(queue, taken_out, NOW, &taken, false);
    assert_false(target_queue_waits(queue)); /* the first is under way: the position would not move */
    target_queue_settle(queue, 1, NOW, &taken, false);
    assert_true(target_queue_waits(queue));
    queue->seen = false; /* nothing of it is written any more */
    assert_false(target_queue_waits(queue));
    queue->seen = true;
    assert_int_equal(target_queue_position(queue, number - 1), number - 1);
    assert_false(target_queue_waits(queue));
    target_queue_free(queue);
}

static void
three_attempts_over_seconds_then_it_is_given_up(void **state)
{
    struct target_queue *queue = open_lane();
    int64_t now = NOW;
    (void)state;
    target_queue_push(queue, 1);
    for (int attempt = 1; attempt <= DELIVERY_ATTEMPTS; attempt++) {
        while (take_one(queue, now) == 0)
            now += 10000;
        assert_int_equal(
            target_queue_settle(queue, 1, now, &retry, false) != NULL, attempt == DELIVERY_ATTEMPTS);
    }
    assert_in_range(now - NOW, TIMESTAMP_SECOND, 4 * TIMESTAMP_SECOND);
    assert_int_equal(queue->record.failed, DELIVERY_ATTEMPTS);
    assert_int_equal(queue->record.dead, 1);
    assert_int_equal(target_queue_position(queue, 1), 1);
    target_queue_free(queue);
}

static void
no_use_no_second_attempt(void **state)
{
    struct target_queue *queue = open_lane();
    (void)state;
    target_queue_push(queue, 1);
    target_queue_push(queue, 2);
    take_one(queue, NOW);
    assert_non_null(target_queue_settle(queue, 1, NOW, &final, false));
    queue->config.retry_attempts = 0;
    take_one(queue, NOW);
    assert_non_null(target_queue_settle(queue, 2, NOW, &retry, false));
    target_queue_free(queue);
}

/* One bad event must not take those along that were sent with it. */
static void
what_was_refused_with_others_is_tried_alone(void **state)
{
    struct target_queue *queue = open_lane();
    uint64_t numbers[3];
    (void)state;
    for (uint64_t n = 1; n <= 3; n++)
        target_queue_push(queue, n);
    assert_int_equal(target_queue_take(queue, NOW, 3, numbers), 3);
    for (uint64_t n = 1; n <= 3; n++)
        assert_null(target_queue_settle(queue, n, NOW, &final, true));
    assert_int_equal(target_queue_take(queue, NOW + 10 * TIMESTAMP_SECOND, 3, numbers), 1);
    assert_int_equal(numbers[0], 1);
    assert_non_null(target_queue_settle(queue, 1, NOW, &final, false));
    target_queue_free(queue);
}

static void
a_target_without_an_answer_is_left_alone_for_longer_and_longer(void **state)
{
    struct target_queue *queue = open_lane();
    int64_t before = 0;
    (void)state;
    assert_int_equal(target_queue_may_send(queue, NOW), 1);
    for (int i = 0; i < 12; i++) {
        target_queue_note(queue, NOW, &lost);
        assert_int_equal(target_queue_may_send(queue, NOW), 0);
        assert_true(queue->health.pause - NOW >= before / 2);
        before = queue->health.pause - NOW;
    }
    assert_in_range(before, 15 * TIMESTAMP_SECOND, 33 * TIMESTAMP_SECOND);
    queue->in_flight = 1;
    assert_int_equal(
        target_queue_may_send(queue, queue->health.pause), 0); /* one at a time until one succeeds */
    queue->in_flight = 0;
    assert_int_equal(target_queue_may_send(queue, queue->health.pause), 1);
    target_queue_note(queue, NOW, &taken);
    queue->in_flight = 1;
    assert_int_equal(target_queue_may_send(queue, queue->health.pause), 1);
    target_queue_free(queue);
}

static void
an_answer_of_500_says_nothing_of_the_target(void **state)
{
    struct target_queue *queue = open_lane();
    (void)state;
    target_queue_note(queue, NOW, &retry);
    assert_int_equal(target_queue_may_send(queue, NOW), 1);
    target_queue_note(queue, NOW,
        &(struct delivery_result){
            .kind = DELIVERY_RESULT_RETRY, .status = 429, .throttled = true, .retry_after = 7});
    assert_int_equal(target_queue_may_send(queue, NOW + 7 * TIMESTAMP_SECOND - 1), 0);
    assert_int_equal(target_queue_may_send(queue, NOW + 7 * TIMESTAMP_SECOND), 1);
    target_queue_note(queue, NOW, &gone);
    assert_int_equal(target_queue_may_send(queue, NOW + 7000 * TIMESTAMP_SECOND), 0);
    assert_true(queue->health.gone);
    target_queue_free(queue);
}

static void
a_rate_is_kept(void **state)
{
    struct target_queue *queue = open_lane();
    unsigned sent = 0;
    uint64_t numbers[8];
    (void)state;
    queue->config.rate = 10;
    queue->config.batch = 8;
    for (uint64_t n = 1; n <= 200; n++)
        target_queue_push(queue, n);
    for (int64_t now = NOW; now <= NOW + 5 * TIMESTAMP_SECOND; now += TIMESTAMP_SECOND / 100)
        for (unsigned most; (most = target_queue_may_send(queue, now)) > 0;)
            sent += target_queue_take(queue, now, most, numbers);
    assert_in_range(sent, 55, 60); /* a second's worth at once, then ten a second */
    target_queue_free(queue);
}

static void
concurrency_is_kept(void **state)
{
    struct target_queue *queue = open_lane();
    (void)state;
    queue->in_flight = 3;
    assert_int_equal(target_queue_may_send(queue, NOW), 1);
    queue->in_flight = 4;
    assert_int_equal(target_queue_may_send(queue, NOW), 0);
    target_queue_free(queue);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_position_is_where_the_window_begins),
        cmocka_unit_test(the_window_has_an_end_and_goes_round),
        cmocka_unit_test(a_full_window_waits_for_what_is_done_to_be_written),
        cmocka_unit_test(three_attempts_over_seconds_then_it_is_given_up),
        cmocka_unit_test(no_use_no_second_attempt),
        cmocka_unit_test(what_was_refused_with_others_is_tried_alone),
        cmocka_unit_test(a_target_without_an_answer_is_left_alone_for_longer_and_longer),
        cmocka_unit_test(an_answer_of_500_says_nothing_of_the_target),
        cmocka_unit_test(a_rate_is_kept),
        cmocka_unit_test(concurrency_is_kept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
