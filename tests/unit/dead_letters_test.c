/*
 * dead_letters_test.c: many dead letters at once: which ones, and a way through them that is walked in
 * pieces.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/dead_letters.h"

#include "base/timestamp.h"
#include "store_fixture.h"

enum { LETTERS = 450 /* more than two transactions take */ };

static enum fault
put_letter(struct txn *txn, void *arg)
{
    return dead_letter_put(txn, arg);
}

/* Letters of two targets by turns; each is a second older than the one before. */
static void
put_letters(struct store_fixture *fixture)
{
    struct dead_letter *dead = calloc(1, sizeof *dead);
    assert_non_null(dead);
    for (int i = 0; i < LETTERS; i++) {
        dead->target = (uint64_t)(i % 2 + 1);
        snprintf(dead->target_name, sizeof dead->target_name, "t%d", i % 2);
        dead->code = i % 3 == 0 ? DEAD_LETTER_TIMEOUT : DEAD_LETTER_ERROR_FROM_TARGET;
        dead->exhausted = DEAD_LETTER_FINAL;
        dead->attempts = 3;
        dead->since = (i + 1) * TIMESTAMP_SECOND;
        dead->event.number = (uint64_t)i + 1;
        dead->event.kind = EVENT_CUSTOM;
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_letter, dead), FAULT_NONE);
    }
    free(dead);
}

struct seen {
    size_t count, most;
};

static bool
see(const struct dead_letter *dead, void *arg)
{
    struct seen *seen = arg;
    (void)dead;
    if (seen->count == seen->most)
        return false;
    seen->count++;
    return true;
}

static size_t
count(struct store_fixture *fixture, const struct dead_letters_filter *wanted)
{
    struct dead_letters_cursor cursor = {.until = 0};
    struct seen seen = {.most = SIZE_MAX};
    assert_int_equal(dead_letters_visit(fixture->env, wanted, &cursor, see, &seen), FAULT_NONE);
    assert_true(cursor.over);
    return seen.count;
}

static void
those_are_found_that_are_wanted(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.code = 0}), 0);
    put_letters(fixture);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.code = 0}), LETTERS);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.target = "t1"}), LETTERS / 2);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.target = "t"}), 0);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.code = DEAD_LETTER_TIMEOUT}), LETTERS / 3);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.before = 101 * TIMESTAMP_SECOND}), 100);
    assert_int_equal(count(fixture,
                         &(struct dead_letters_filter){
                             .target = "t0", .code = DEAD_LETTER_TIMEOUT, .before = 13 * TIMESTAMP_SECOND}),
        2);
}

static void
a_page_ends_where_the_next_begins(void **state)
{
    struct store_fixture *fixture = *state;
    const struct dead_letters_filter wanted = {.code = DEAD_LETTER_TIMEOUT};
    struct dead_letters_cursor cursor = {.until = 0};
    size_t pages = 0, all = 0;
    put_letters(fixture);
    for (; !cursor.over; pages++) {
        struct seen seen = {.most = 50};
        assert_int_equal(dead_letters_visit(fixture->env, &wanted, &cursor, see, &seen), FAULT_NONE);
        all += seen.count;
    }
    assert_int_equal(all, LETTERS / 3);
    assert_int_equal(pages, 3); /* the last one is full, and known to be the last */
}

static void
who_has_no_time_goes_on_later(void **state)
{
    struct store_fixture *fixture = *state;
    const struct dead_letters_filter wanted = {.target = "t1"};
    struct dead_letters_cursor cursor = {.until = 1};
    struct seen seen = {.most = SIZE_MAX};
    uint64_t done;
    put_letters(fixture);
    assert_int_equal(dead_letters_visit(fixture->env, &wanted, &cursor, see, &seen), FAULT_NONE);
    assert_false(cursor.over);
    assert_int_equal(seen.count, 0);
    assert_int_equal(dead_letters_redrive(fixture->env, &wanted, &cursor, 9, &done), FAULT_NONE);
    assert_false(cursor.over);
    assert_int_equal(done, 0);

    cursor = (struct dead_letters_cursor){.after = {2, 400}}; /* t1 has the even numbers */
    assert_int_equal(dead_letters_redrive(fixture->env, &wanted, &cursor, 9, &done), FAULT_NONE);
    assert_true(cursor.over);
    assert_int_equal(done, 25);
    cursor = (struct dead_letters_cursor){.until = 0};
    assert_int_equal(dead_letters_purge(fixture->env, &wanted, &cursor, &done), FAULT_NONE);
    assert_true(cursor.over);
    assert_int_equal(done, LETTERS / 2);
    assert_int_equal(count(fixture, &(struct dead_letters_filter){.code = 0}), LETTERS / 2);
}

static void
a_redrive_begins_anew(void **state)
{
    struct store_fixture *fixture = *state;
    struct dead_letters_cursor cursor = {.until = 0};
    struct dead_letter *dead = calloc(1, sizeof *dead);
    uint64_t done;
    assert_non_null(dead);
    put_letters(fixture);
    assert_int_equal(
        dead_letters_redrive(fixture->env, &(struct dead_letters_filter){.code = 0}, &cursor, 77, &done),
        FAULT_NONE);
    assert_int_equal(done, LETTERS);
    assert_int_equal(
        dead_letter_get(env_read(fixture->env), &(struct dead_letter_id){1, 1}, dead), FAULT_NONE);
    assert_int_equal(dead->next, 77);
    assert_int_equal(dead->attempts, 0);
    assert_int_equal(dead->exhausted, DEAD_LETTER_NOT_EXHAUSTED);
    free(dead);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(those_are_found_that_are_wanted),
        WITH_STORE(a_page_ends_where_the_next_begins),
        WITH_STORE(who_has_no_time_goes_on_later),
        WITH_STORE(a_redrive_begins_anew),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
