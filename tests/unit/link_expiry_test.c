/*
 * link_expiry_test.c: the counts of a deleted link go, its newest opens and its place in the ranking with
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "retention/link_expiry.h"

#include "aggregator_fixture.h"
#include "db/codec.h"
#include "db/schedule.h"
#include "stats/link_activity.h"

static struct schedule_entry entry = {.at = NOON, .kind = SCHEDULE_DELETE_STATS, .length = 8};

static enum fault
schedule_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct encoder p = encoder_over(entry.name, sizeof entry.name);
    encode_u64(&p, 1);
    CHECK(schedule_add(txn, entry.at, entry.kind, entry.name, entry.length) == FAULT_NONE);
    return FAULT_NONE;
}

static unsigned
rows(struct store_fixture *fixture, enum table table)
{
    return store_fixture_count(env_read(fixture->env), table);
}

static bool
has_activity(struct store_fixture *fixture, uint64_t link)
{
    uint64_t event;
    assert_int_equal(link_activity_event(env_read(fixture->env), link, &event), FAULT_NONE);
    return event != 0;
}

static void
the_counts_of_a_deleted_link_go(void **state)
{
    struct store_fixture *fixture = *state;
    struct retention retention = {.config = &fixture->config, .env = fixture->env, .now = NOON + 1};
    uint64_t removed = 0;
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 3});
    publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .count = 2});
    count(fixture);
    store_fixture_transact(fixture, schedule_body, NULL);
    assert_true(has_activity(fixture, 1) && has_activity(fixture, 2));
    assert_int_equal(rows(fixture, TABLE_CLICK_RANK), 4);

    retention.counted.at = NOON - 1; /* clicks before its end may not be counted yet */
    assert_int_equal(link_stats_delete(&retention, &entry, &removed), FAULT_NONE);
    assert_true(has_activity(fixture, 1) && has_activity(fixture, 2));

    retention.counted.at = NOON;
    retention.dry_run = true;
    assert_int_equal(link_stats_delete(&retention, &entry, &removed), FAULT_NONE);
    assert_true(has_activity(fixture, 1) && has_activity(fixture, 2));
    assert_int_equal(rows(fixture, TABLE_SCHEDULE), 1);

    retention.dry_run = false;
    assert_int_equal(link_stats_delete(&retention, &entry, &removed), FAULT_NONE);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 0);
    assert_int_equal(totals(fixture, 2).opens[CLICK_PERSON], 2);
    assert_true(!has_activity(fixture, 1) && has_activity(fixture, 2));
    assert_int_equal(rows(fixture, TABLE_CLICK_RANK), 2);
    assert_int_equal(rows(fixture, TABLE_SCHEDULE), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {WITH_STORE(the_counts_of_a_deleted_link_go)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
