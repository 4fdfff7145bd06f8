/*
 * spool_cut_test.c: a spool is cut at a moment: what comes after it is never taken in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_cut.h"

#include "aggregator_fixture.h"
#include "event/event_log.h"
#include "event/intake.h"
#include "event/spool.h"

enum { SECOND = 1000000 };

/* A worker that leaves a click of each second from NOON + from to NOON + to behind. */
static void
spool_clicks(struct store_fixture *fixture, int from, int to)
{
    struct spool *spool;
    uint8_t body[CLICK_BYTES_MAX];
    size_t length;
    const struct click click = {
        .link = 1, .owner = 7, .address = {4, {192, 0, 2, 0}}, .code = text("abc"), .agent = text(FIREFOX)};
    click_encode(&click, body, sizeof body, &length);
    assert_int_equal(spool_open(&spool, &fixture->config), FAULT_NONE);
    for (int second = from; second <= to; second++)
        spool_add(spool, EVENT_CLICK, NOON + (int64_t)second * SECOND, body, length);
    spool_flush(spool);
    spool_close(spool);
}

static uint64_t
take_in(struct store_fixture *fixture)
{
    struct intake *intake;
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    const uint64_t all = count_from(fixture, intake);
    intake_close(intake);
    return all;
}

static void
cut(struct store_fixture *fixture, int second)
{
    assert_int_equal(
        spool_cut(fixture->env, fixture->config.store_home, NOON + (int64_t)second * SECOND), FAULT_NONE);
}

static void
clicks_after_the_moment_go(void **state)
{
    struct store_fixture *fixture = *state;
    spool_clicks(fixture, 0, 9); /* some of them */
    spool_clicks(fixture, 6, 9); /* all of them */
    spool_clicks(fixture, 0, 3); /* none */
    cut(fixture, 5);
    assert_int_equal(take_in(fixture), 6 + 0 + 4);
    cut(fixture, 5);
    assert_int_equal(take_in(fixture), 0);
}

static void
what_is_taken_in_stays(void **state)
{
    struct store_fixture *fixture = *state;
    spool_clicks(fixture, 0, 9);
    assert_int_equal(take_in(fixture), 10);
    spool_clicks(fixture, 0, 2);
    cut(fixture, 1); /* the cursor of the first is behind the moment */
    assert_int_equal(take_in(fixture), 2);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 12);
}

static void
an_empty_spool_is_cut(void **state)
{
    struct store_fixture *fixture = *state;
    cut(fixture, 0);
    spool_clicks(fixture, 0, 0);
    cut(fixture, -1);
    publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX}); /* into the log itself */
    assert_int_equal(take_in(fixture), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(clicks_after_the_moment_go),
        WITH_STORE(what_is_taken_in_stays),
        WITH_STORE(an_empty_spool_is_cut),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
