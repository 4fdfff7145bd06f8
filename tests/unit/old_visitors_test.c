/*
 * old_visitors_test.c: visitors as version 2 wrote them, upgraded: nobody is new who was there before, and
 * everybody else is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_visitors.h"

#include "click_fixture.h"
#include "db/codec.h"
#include "event/visitor_salt.h"
#include "old_store_fixture.h"
#include "stats/click_stats_row.h"

static const struct click_stats_scope everything = {.kind = CLICK_STATS_ALL},
                                      campaign = {.kind = CLICK_STATS_CAMPAIGN, .name = "spring"};

static void
old_add(DB *table, int64_t at, const struct click_stats_scope *scope, uint64_t visitor)
{
    uint8_t space[ROW_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    encode_u32(&key, visitor_salt_day(at));
    click_stats_encode_scope(&key, scope);
    encode_u64(&key, visitor);
    old_store_put(table, encoder_key(&key), "", 0);
}

/* Visitors 1 to 1500 on the first day, to link 1 and everywhere, the first 10 in the campaign too; one on the
 * second day; and one who opened very many links. */
static void
old_make(struct store_fixture *fixture)
{
    store_fixture_close(fixture);
    DB_ENV *handle = old_store_open(fixture);
    DB *table = old_store_table(handle, "visitor.db");
    for (uint64_t visitor = 1; visitor <= 1500; visitor++) {
        old_add(table, DAY1, &link_1, visitor);
        old_add(table, DAY1, &everything, visitor);
        if (visitor <= 10)
            old_add(table, DAY1, &campaign, visitor);
    }
    old_add(table, DAY1 + TIMESTAMP_DAY, &link_1, 1);
    for (uint64_t link = 1; link <= 100; link++)
        old_add(table, DAY1, &(struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link}, 7777);
    assert_int_equal(table->close(table, 0), 0);
    assert_int_equal(handle->close(handle, 0), 0);
}

static uint64_t told, told_all;

static void
tell(uint64_t done, uint64_t all)
{
    assert_true(done > told && done <= all);
    told = done;
    told_all = all;
}

enum { OLD_ROWS = 2 * 1500 + 10 + 1 + 100 };

static void
upgrade(struct store_fixture *fixture, bool again)
{
    told = 0;
    old_store_upgrade(fixture, (struct store_version){.number = 2, .upgrading = again}, tell);
    assert_int_equal(told, OLD_ROWS);
    assert_int_equal(told_all, OLD_ROWS);
    assert_false(old_store_has_file(fixture, "visitor.db"));
}

static void
check_who_is_new(struct store_fixture *fixture)
{
    struct click_stats_open open = person(DAY1, 3);
    open.labels = &spring;
    add(open); /* was everywhere, but for the owner's scopes and the tags */
    open.visitor = 11;
    add(open); /* is new to the campaign */
    open.at += TIMESTAMP_DAY;
    open.visitor = 1;
    add(open); /* is new everywhere but to the link */
    open.visitor = 7777;
    add(open);
    apply(fixture);
    assert_int_equal(totals(fixture, link_1).visitors, 1);
    assert_int_equal(totals(fixture, everything).visitors, 2);
    assert_int_equal(totals(fixture, campaign).visitors, 3);
    for (uint64_t link = 91; link <= 110; link++) {
        open = person(DAY1, 7777);
        open.link = link;
        add(open);
    }
    apply(fixture);
    for (uint64_t link = 91; link <= 110; link++)
        assert_int_equal(
            totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link}).visitors,
            link > 100);
}

static void
nobody_is_new_after_the_upgrade(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture);
    upgrade(fixture, false);
    check_who_is_new(fixture);
}

/* Cut short before the old table was removed, it gathers the same once more. */
static void
what_was_cut_short_begins_again(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture);
    upgrade(fixture, false);
    const unsigned rows = store_fixture_count(env_read(fixture->env), TABLE_VISITOR_DAY);
    old_make(fixture);
    upgrade(fixture, true);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_VISITOR_DAY), rows);
    check_who_is_new(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(nobody_is_new_after_the_upgrade),
        WITH_BATCH(what_was_cut_short_begins_again),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
