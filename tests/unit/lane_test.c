/* lane_test.c: the window of a lane: what is sent, tried again, given up; where its position is. */
#include "bus/lane.h"

#include "base/clock.h"
#include "room.h"

#define NOW (INT64_C(1700000000) * CLOCK_SECOND)

static const struct verdict taken = {.kind = VERDICT_TAKEN};
static const struct verdict retry = {.kind = VERDICT_RETRY, .status = 500, .code = DEAD_ERROR_FROM_TARGET};
static const struct verdict lost = {.kind = VERDICT_RETRY, .code = DEAD_CONNECTION_FAILURE};
static const struct verdict final = {.kind = VERDICT_FINAL, .status = 400, .code = DEAD_ERROR_FROM_TARGET};
static const struct verdict gone = {.kind = VERDICT_GONE, .status = 410, .code = DEAD_TARGET_DISABLED};

static struct lane *
open_lane(void)
{
    struct lane *lane = lane_new(&(struct target){.id = 1, .name = "t", .rule = "r"}, "");
    lane->open = true;
    lane->settings.type = SETTINGS_WEBHOOK;
    lane->settings.batch = 1;
    lane->settings.concurrency = 4;
    lane->settings.retry_attempts = 185;
    return lane;
}

static uint64_t
take_one(struct lane *lane, int64_t now)
{
    uint64_t number = 0;
    return lane_take(lane, now, 1, &number) == 1 ? number : 0;
}

static void
the_position_is_where_the_window_begins(void **state)
{
    struct lane *lane = open_lane();
    (void)state;
    assert_int_equal(lane_position(lane, 9), 9);
    lane_push(lane, 10);
    lane_push(lane, 12);
    lane_push(lane, 15);
    assert_int_equal(lane_position(lane, 20), 9);
    assert_int_equal(take_one(lane, NOW), 10);
    assert_int_equal(take_one(lane, NOW), 12);
    assert_false(lane_settle(lane, 12, NOW, &taken, false));
    assert_int_equal(lane_position(lane, 20), 9); /* 10 is still under way */
    assert_false(lane_settle(lane, 10, NOW, &taken, false));
    assert_int_equal(lane_position(lane, 20), 14);
    assert_int_equal(take_one(lane, NOW), 15);
    assert_false(lane_settle(lane, 15, NOW, &taken, false));
    assert_int_equal(lane_position(lane, 20), 20);
    assert_int_equal(lane->news.delivered, 3);
    lane_free(lane);
}

static void
the_window_has_an_end_and_goes_round(void **state)
{
    struct lane *lane = open_lane();
    uint64_t number = 1;
    (void)state;
    for (int round = 0; round < 3; round++) {
        while (lane_has_room(lane))
            lane_push(lane, number++);
        for (uint64_t taken_out; (taken_out = take_one(lane, NOW)) != 0;)
            lane_settle(lane, taken_out, NOW, &taken, false);
        assert_int_equal(lane_position(lane, number - 1), number - 1);
    }
    assert_int_equal(number, 3 * LANE_WINDOW + 1);
    lane_free(lane);
}

static void
three_attempts_over_seconds_then_it_is_given_up(void **state)
{
    struct lane *lane = open_lane();
    int64_t now = NOW;
    (void)state;
    lane_push(lane, 1);
    for (int attempt = 1; attempt <= LANE_PATIENT; attempt++) {
        while (take_one(lane, now) == 0)
            now += 10000;
        assert_int_equal(lane_settle(lane, 1, now, &retry, false), attempt == LANE_PATIENT);
    }
    assert_in_range(now - NOW, CLOCK_SECOND, 4 * CLOCK_SECOND);
    assert_int_equal(lane->news.failed, LANE_PATIENT);
    assert_int_equal(lane->news.dead, 1);
    assert_int_equal(lane_position(lane, 1), 1);
    lane_free(lane);
}

static void
no_use_no_second_attempt(void **state)
{
    struct lane *lane = open_lane();
    (void)state;
    lane_push(lane, 1);
    lane_push(lane, 2);
    take_one(lane, NOW);
    assert_true(lane_settle(lane, 1, NOW, &final, false));
    lane->settings.retry_attempts = 0;
    take_one(lane, NOW);
    assert_true(lane_settle(lane, 2, NOW, &retry, false));
    lane_free(lane);
}

/* One bad event must not take those along that were sent with it. */
static void
what_was_refused_with_others_is_tried_alone(void **state)
{
    struct lane *lane = open_lane();
    uint64_t numbers[3];
    (void)state;
    for (uint64_t n = 1; n <= 3; n++)
        lane_push(lane, n);
    assert_int_equal(lane_take(lane, NOW, 3, numbers), 3);
    for (uint64_t n = 1; n <= 3; n++)
        assert_false(lane_settle(lane, n, NOW, &final, true));
    assert_int_equal(lane_take(lane, NOW + 10 * CLOCK_SECOND, 3, numbers), 1);
    assert_int_equal(numbers[0], 1);
    assert_true(lane_settle(lane, 1, NOW, &final, false));
    lane_free(lane);
}

static void
a_target_without_an_answer_is_left_alone_for_longer_and_longer(void **state)
{
    struct lane *lane = open_lane();
    int64_t before = 0;
    (void)state;
    assert_int_equal(lane_may_send(lane, NOW), 1);
    for (int i = 0; i < 12; i++) {
        lane_pace(lane, NOW, &lost);
        assert_int_equal(lane_may_send(lane, NOW), 0);
        assert_true(lane->pause - NOW >= before / 2);
        before = lane->pause - NOW;
    }
    assert_in_range(before, 15 * CLOCK_SECOND, 33 * CLOCK_SECOND);
    lane->flying = 1;
    assert_int_equal(lane_may_send(lane, lane->pause), 0); /* one at a time until one succeeds */
    lane->flying = 0;
    assert_int_equal(lane_may_send(lane, lane->pause), 1);
    lane_pace(lane, NOW, &taken);
    lane->flying = 1;
    assert_int_equal(lane_may_send(lane, lane->pause), 1);
    lane_free(lane);
}

static void
an_answer_of_500_says_nothing_of_the_target(void **state)
{
    struct lane *lane = open_lane();
    (void)state;
    lane_pace(lane, NOW, &retry);
    assert_int_equal(lane_may_send(lane, NOW), 1);
    lane_pace(lane, NOW,
        &(struct verdict){.kind = VERDICT_RETRY, .status = 429, .throttled = true, .retry_after = 7});
    assert_int_equal(lane_may_send(lane, NOW + 7 * CLOCK_SECOND - 1), 0);
    assert_int_equal(lane_may_send(lane, NOW + 7 * CLOCK_SECOND), 1);
    lane_pace(lane, NOW, &gone);
    assert_int_equal(lane_may_send(lane, NOW + 7000 * CLOCK_SECOND), 0);
    assert_true(lane->news.gone);
    lane_free(lane);
}

static void
a_rate_is_kept(void **state)
{
    struct lane *lane = open_lane();
    unsigned sent = 0;
    uint64_t numbers[8];
    (void)state;
    lane->settings.rate = 10;
    lane->settings.batch = 8;
    for (uint64_t n = 1; n <= 200; n++)
        lane_push(lane, n);
    for (int64_t now = NOW; now <= NOW + 5 * CLOCK_SECOND; now += CLOCK_SECOND / 100)
        for (unsigned most; (most = lane_may_send(lane, now)) > 0;)
            sent += lane_take(lane, now, most, numbers);
    assert_in_range(sent, 55, 60); /* a second's worth at once, then ten a second */
    lane_free(lane);
}

static void
concurrency_is_kept(void **state)
{
    struct lane *lane = open_lane();
    (void)state;
    lane->flying = 3;
    assert_int_equal(lane_may_send(lane, NOW), 1);
    lane->flying = 4;
    assert_int_equal(lane_may_send(lane, NOW), 0);
    lane_free(lane);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_position_is_where_the_window_begins),
        cmocka_unit_test(the_window_has_an_end_and_goes_round),
        cmocka_unit_test(three_attempts_over_seconds_then_it_is_given_up),
        cmocka_unit_test(no_use_no_second_attempt),
        cmocka_unit_test(what_was_refused_with_others_is_tried_alone),
        cmocka_unit_test(a_target_without_an_answer_is_left_alone_for_longer_and_longer),
        cmocka_unit_test(an_answer_of_500_says_nothing_of_the_target),
        cmocka_unit_test(a_rate_is_kept),
        cmocka_unit_test(concurrency_is_kept),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
