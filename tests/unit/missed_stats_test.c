/*
 * missed_stats_test.c: what was asked for and did not open: counted by day, domain, people and bots; a
 * scanner leaves a bounded row, and what people asked for in it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/missed_batch.h"

#include "base/timestamp.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

#define DAY(n) ((n)*TIMESTAMP_DAY + 5)

static struct missed_batch *batch;

static int
begin(void **state)
{
    batch = missed_batch_create(1000);
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    missed_batch_free(batch);
    return store_fixture_end(state);
}

static void
add(int64_t at, const char *domain, enum missed_by by, enum missed_reason reason, const char *path)
{
    const struct missed missed = {.reason = reason, .path = {path, strlen(path)}};
    assert_int_equal(missed_batch_add(batch, &missed, domain, by, at), FAULT_NONE);
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = missed_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

/* Once in vain: what is applied again is counted once. */
static void
apply(struct store_fixture *fixture)
{
    enum fault aborted = FAULT_REFUSED, done = FAULT_NONE;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &aborted), FAULT_REFUSED);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &done), FAULT_NONE);
    missed_batch_clear(batch);
}

struct question {
    uint32_t first, last;
    const char *domain;
    struct missed_summary summary;
};

static enum fault
read_body(struct txn *txn, void *arg)
{
    struct question *q = arg;
    return missed_read(txn, q->first, q->last, q->domain, &q->summary);
}

/* "path:reason:people/bots " of the first three. */
static void
check(struct store_fixture *fixture, uint32_t first, uint32_t last, const char *domain, const char *wanted)
{
    struct question q = {.first = first, .last = last, .domain = domain};
    char text[1000] = "";
    assert_int_equal(env_txn(fixture->env, ENV_READ, read_body, &q), FAULT_NONE);
    for (size_t i = 0; i < q.summary.count && i < 3; i++) {
        const struct missed_item *item = &q.summary.items[i];
        sprintf(text + strlen(text), "%s%s:%s:%u/%u ", item->domain, item->path,
            missed_reason_name(item->reason), (unsigned)item->counts[MISSED_PEOPLE],
            (unsigned)item->counts[MISSED_BOTS]);
    }
    missed_summary_free(&q.summary);
    assert_string_equal(text, wanted);
}

static uint64_t
total(struct store_fixture *fixture, uint32_t day, enum missed_by by, enum missed_reason reason)
{
    static struct missed_day row;
    row = (struct missed_day){.day = day, .by = by};
    assert_int_equal(missed_day_get(env_read(fixture->env), &row), FAULT_NONE);
    return row.counts[reason];
}

static void
each_is_counted_once_by_day_domain_and_who(void **state)
{
    struct store_fixture *fixture = *state;
    add(DAY(10), "", MISSED_PEOPLE, MISSED_NOT_FOUND, "/a");
    add(DAY(10), "", MISSED_BOTS, MISSED_NOT_FOUND, "/a");
    add(DAY(11), "", MISSED_PEOPLE, MISSED_NOT_FOUND, "/a");
    add(DAY(11), "", MISSED_PEOPLE, MISSED_EXPIRED, "/a");
    add(DAY(11), "go.example", MISSED_BOTS, MISSED_ROOT, "/");
    apply(fixture);
    add(DAY(11), "", MISSED_PEOPLE, MISSED_NOT_FOUND, "/a");
    apply(fixture);
    check(fixture, 10, 11, NULL, "/a:not_found:3/1 /a:expired:1/0 go.example/:root:0/1 ");
    check(fixture, 10, 10, "", "/a:not_found:1/1 ");
    check(fixture, 1, 60, "go.example", "go.example/:root:0/1 ");
    check(fixture, 12, 60, NULL, "");
    assert_int_equal(total(fixture, 11, MISSED_PEOPLE, MISSED_NOT_FOUND), 2);
    assert_int_equal(total(fixture, MISSED_EVER, MISSED_PEOPLE, MISSED_NOT_FOUND), 3);
    assert_int_equal(total(fixture, MISSED_EVER, MISSED_BOTS, MISSED_ROOT), 1);
}

static void
a_scanner_drives_out_its_own_paths(void **state)
{
    struct store_fixture *fixture = *state;
    char path[32];
    add(DAY(10), "", MISSED_PEOPLE, MISSED_NOT_FOUND, "/printed");
    add(DAY(10), "", MISSED_PEOPLE, MISSED_NOT_FOUND, "/printed");
    for (unsigned i = 0; i < 20000; i++) {
        sprintf(path, "/scan%u", i);
        add(DAY(10) + i, "", MISSED_PEOPLE, MISSED_NOT_FOUND, path);
        if (i % 500 == 499)
            apply(fixture);
    }
    check(fixture, 10, 10, NULL, "/printed:not_found:2/0 /scan19999:not_found:1/0 /scan19998:not_found:1/0 ");
    assert_int_equal(total(fixture, 10, MISSED_PEOPLE, MISSED_NOT_FOUND), 20002);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_MISSED), 2);
}

static void
longest_paths_fit_and_bad_bytes_are_cleaned(void **state)
{
    struct store_fixture *fixture = *state;
    char path[MISSED_PATH_MAX + 1] = "/";
    for (unsigned i = 0; i < 300; i++) {
        memset(path + 1, 'a' + (int)i % 26, MISSED_PATH_MAX - 1);
        path[1 + i / 26] = '\xff';
        add(DAY(10), "", MISSED_BOTS, MISSED_NOT_FOUND, path);
    }
    apply(fixture);
    struct question q = {.first = 10, .last = 10};
    assert_int_equal(env_txn(fixture->env, ENV_READ, read_body, &q), FAULT_NONE);
    assert_int_equal(q.summary.count, MISSED_PATHS);
    assert_int_equal(strlen(q.summary.items[0].path), MISSED_PATH_MAX);
    assert_null(strchr(q.summary.items[0].path, '\xff'));
    missed_summary_free(&q.summary);
}

static void
a_link_of_a_message_is_counted_without_its_path(void **state)
{
    static const uint8_t message[UUID_BYTES] = {1};
    struct store_fixture *fixture = *state;
    const struct missed missed = {
        .reason = MISSED_EXPIRED, .path = {"/secret", 7}, .click = {.message = message}};
    assert_int_equal(missed_batch_add(batch, &missed, "", MISSED_PEOPLE, DAY(10)), FAULT_NONE);
    apply(fixture);
    check(fixture, 10, 10, NULL, "");
    assert_int_equal(total(fixture, 10, MISSED_PEOPLE, MISSED_EXPIRED), 1);
}

static void
days_long_past_go_and_the_sum_stays(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t before = 11;
    struct missed_batch *small = missed_batch_create(1);
    struct row_sweep sweep = {
        .table = TABLE_MISSED, .is_expired = missed_is_expired, .arg = &before, .looks = 100};
    const struct missed missed = {.reason = MISSED_ROOT, .path = {"/", 1}};
    assert_int_equal(missed_batch_add(small, &missed, "", MISSED_PEOPLE, 5), FAULT_NONE);
    assert_int_equal(missed_batch_add(small, &missed, "", MISSED_PEOPLE, 5), FAULT_FULL);
    missed_batch_free(small);
    add(DAY(10), "", MISSED_PEOPLE, MISSED_ROOT, "/");
    add(DAY(11), "", MISSED_PEOPLE, MISSED_ROOT, "/");
    apply(fixture);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
    check(fixture, 1, 20, NULL, "/:root:1/0 ");
    assert_int_equal(total(fixture, MISSED_EVER, MISSED_PEOPLE, MISSED_ROOT), 2);
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(each_is_counted_once_by_day_domain_and_who),
        WITH_BATCH(a_scanner_drives_out_its_own_paths),
        WITH_BATCH(longest_paths_fit_and_bad_bytes_are_cleaned),
        WITH_BATCH(a_link_of_a_message_is_counted_without_its_path),
        WITH_BATCH(days_long_past_go_and_the_sum_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
