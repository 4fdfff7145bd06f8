/*
 * visitor_test.c: a visitor is new once a day in each scope, in however many.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/visitor.h"

#include "store_fixture.h"

/* Is the visitor new in scopes from first to last, each named by its number? How often. */
struct look {
    uint32_t day;
    uint64_t id;
    unsigned first, last, new;
};

static enum fault
look_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct look *look = story->arg;
    struct row_editor rows;
    struct visitor visitor = {.rows = &rows, .day = look->day, .id = look->id};
    look->new = 0;
    CHECK(row_editor_open(&rows, txn, TABLE_VISITOR_DAY) == FAULT_NONE);
    CHECK(visitor_get(&visitor) == FAULT_NONE);
    for (unsigned i = look->first; i <= look->last; i++) {
        bool new;
        CHECK(visitor_see(&visitor, (struct row_key){&i, sizeof i}, &new) == FAULT_NONE);
        look->new += new;
    }
    CHECK(visitor_put(&visitor) == FAULT_NONE);
    row_editor_close(&rows);
    return FAULT_NONE;
}

static unsigned
newly(struct store_fixture *fixture, uint32_t day, uint64_t id, unsigned first, unsigned last)
{
    struct look look = {day, id, first, last, 0};
    store_fixture_transact(fixture, look_body, &look);
    return look.new;
}

static void
each_scope_sees_a_visitor_once_a_day(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(newly(fixture, 1, 5, 1, 3), 3);
    assert_int_equal(newly(fixture, 1, 5, 1, 3), 0);
    assert_int_equal(newly(fixture, 1, 5, 2, 5), 2);
    assert_int_equal(newly(fixture, 1, 6, 1, 3), 3);
    assert_int_equal(newly(fixture, 2, 5, 1, 3), 3);
    assert_int_equal(newly(fixture, 1, 5, 1, 5), 0);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_VISITOR_DAY), 3);
}

/* Of a crawler that says it is a browser: as many as there are links. */
static void
scopes_without_end(void **state)
{
    struct store_fixture *fixture = *state;
    static const unsigned scopes = 10 * VISITOR_SCOPES;
    assert_int_equal(newly(fixture, 1, 5, 1, VISITOR_SCOPES), VISITOR_SCOPES);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_VISITOR_DAY), 1);
    assert_int_equal(newly(fixture, 1, 5, 1, scopes), scopes - VISITOR_SCOPES);
    assert_int_equal(newly(fixture, 1, 5, 1, scopes), 0);
    assert_int_equal(newly(fixture, 1, 6, 1, scopes), scopes);
    assert_int_equal(newly(fixture, 2, 5, scopes, scopes), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(each_scope_sees_a_visitor_once_a_day), WITH_STORE(scopes_without_end)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
