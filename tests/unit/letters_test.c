/* letters_test.c: many dead letters at once: which ones, and a way through them that is gone in pieces. */
#include "bus/letters.h"

#include "base/clock.h"
#include "room.h"

enum { LETTERS = 450 /* more than two transactions take */ };

static enum fault
put_letter(struct txn *txn, void *arg)
{
    return dead_put(txn, arg);
}

/* Letters of two targets by turns; each is a second older than the one before. */
static void
put_letters(struct room *room)
{
    struct dead *dead = calloc(1, sizeof *dead);
    assert_non_null(dead);
    for (int i = 0; i < LETTERS; i++) {
        dead->target = (uint64_t)(i % 2 + 1);
        snprintf(dead->target_name, sizeof dead->target_name, "t%d", i % 2);
        dead->code = i % 3 == 0 ? DEAD_TIMEOUT : DEAD_ERROR_FROM_TARGET;
        dead->exhausted = DEAD_FINAL;
        dead->attempts = 3;
        dead->since = (i + 1) * CLOCK_SECOND;
        dead->event.number = (uint64_t)i + 1;
        dead->event.kind = EVENT_OUTSIDE;
        assert_int_equal(env_txn(room->env, ENV_WRITE, put_letter, dead), FAULT_NONE);
    }
    free(dead);
}

struct seen {
    size_t count, most;
};

static bool
see(const struct dead *dead, void *arg)
{
    struct seen *seen = arg;
    (void)dead;
    if (seen->count == seen->most)
        return false;
    seen->count++;
    return true;
}

static size_t
count(struct room *room, const struct letters_wanted *wanted)
{
    struct letters_walk walk = {.until = 0};
    struct seen seen = {.most = SIZE_MAX};
    assert_int_equal(letters_visit(room->env, wanted, &walk, see, &seen), FAULT_NONE);
    assert_true(walk.over);
    return seen.count;
}

static void
those_are_found_that_are_wanted(void **state)
{
    struct room *room = *state;
    assert_int_equal(count(room, &(struct letters_wanted){.code = 0}), 0);
    put_letters(room);
    assert_int_equal(count(room, &(struct letters_wanted){.code = 0}), LETTERS);
    assert_int_equal(count(room, &(struct letters_wanted){.target = "t1"}), LETTERS / 2);
    assert_int_equal(count(room, &(struct letters_wanted){.target = "t"}), 0);
    assert_int_equal(count(room, &(struct letters_wanted){.code = DEAD_TIMEOUT}), LETTERS / 3);
    assert_int_equal(count(room, &(struct letters_wanted){.before = 101 * CLOCK_SECOND}), 100);
    assert_int_equal(
        count(room,
            &(struct letters_wanted){.target = "t0", .code = DEAD_TIMEOUT, .before = 13 * CLOCK_SECOND}),
        2);
}

static void
a_page_ends_where_the_next_begins(void **state)
{
    struct room *room = *state;
    const struct letters_wanted wanted = {.code = DEAD_TIMEOUT};
    struct letters_walk walk = {.until = 0};
    size_t pages = 0, all = 0;
    put_letters(room);
    for (; !walk.over; pages++) {
        struct seen seen = {.most = 50};
        assert_int_equal(letters_visit(room->env, &wanted, &walk, see, &seen), FAULT_NONE);
        all += seen.count;
    }
    assert_int_equal(all, LETTERS / 3);
    assert_int_equal(pages, 3); /* the last one is full, and known to be the last */
}

static void
who_has_no_time_goes_on_later(void **state)
{
    struct room *room = *state;
    const struct letters_wanted wanted = {.target = "t1"};
    struct letters_walk walk = {.until = 1};
    struct seen seen = {.most = SIZE_MAX};
    uint64_t done;
    put_letters(room);
    assert_int_equal(letters_visit(room->env, &wanted, &walk, see, &seen), FAULT_NONE);
    assert_false(walk.over);
    assert_int_equal(seen.count, 0);
    assert_int_equal(letters_redrive(room->env, &wanted, &walk, 9, &done), FAULT_NONE);
    assert_false(walk.over);
    assert_int_equal(done, 0);

    walk = (struct letters_walk){.after = {2, 400}}; /* t1 has the even numbers */
    assert_int_equal(letters_redrive(room->env, &wanted, &walk, 9, &done), FAULT_NONE);
    assert_true(walk.over);
    assert_int_equal(done, 25);
    walk = (struct letters_walk){.until = 0};
    assert_int_equal(letters_purge(room->env, &wanted, &walk, &done), FAULT_NONE);
    assert_true(walk.over);
    assert_int_equal(done, LETTERS / 2);
    assert_int_equal(count(room, &(struct letters_wanted){.code = 0}), LETTERS / 2);
}

static void
a_redrive_begins_anew(void **state)
{
    struct room *room = *state;
    struct letters_walk walk = {.until = 0};
    struct dead *dead = calloc(1, sizeof *dead);
    uint64_t done;
    assert_non_null(dead);
    put_letters(room);
    assert_int_equal(
        letters_redrive(room->env, &(struct letters_wanted){.code = 0}, &walk, 77, &done), FAULT_NONE);
    assert_int_equal(done, LETTERS);
    assert_int_equal(dead_get(env_read(room->env), &(struct dead_place){1, 1}, dead), FAULT_NONE);
    assert_int_equal(dead->next, 77);
    assert_int_equal(dead->attempts, 0);
    assert_int_equal(dead->exhausted, DEAD_NOT_EXHAUSTED);
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
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
