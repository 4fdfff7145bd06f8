/* tally_batch_test.c: a batch of opens: applied once whatever was aborted before, full, and two at once. */
#include "store/tally.h"

#include "opens.h"

static void
an_aborted_apply_counts_nothing_and_the_next_once(void **state)
{
    struct room *room = *state;
    enum fault last = FAULT_NONE;
    add(person(DAY1, 1));
    apply(room);
    for (uint64_t visitor = 0; visitor < 20; visitor++) {
        char host[32];
        snprintf(host, sizeof host, "host%llu", (unsigned long long)visitor);
        struct tally_open open = person(DAY1 + HOUR, visitor);
        open.labels = &spring;
        open.values[TALLY_REFERRER] = host;
        add(open);
        add(open);
    }
    last = FAULT_REFUSED;
    for (int i = 0; i < 3; i++)
        assert_int_equal(env_txn(room->env, ENV_WRITE, apply_body, &last), FAULT_REFUSED);
    assert_int_equal(totals(room, link_1).opens[TALLY_PERSON], 1);
    assert_int_equal(totals(room, link_1).visitors, 1);
    apply(room);
    const struct tally_totals got = totals(room, link_1);
    assert_int_equal(got.opens[TALLY_PERSON], 41);
    assert_int_equal(got.visitors, 20); /* visitor 1 was there before */
    assert_int_equal(got.values[TALLY_REFERRER], 10);
    assert_int_equal(totals(room, (struct tally_scope){.kind = TALLY_TAG, .name = "b"}).visitors, 20);
    assert_non_null(strstr(values(room, link_1), "referrer:=22 ")); /* 9 of the 20 found room */
    check_hours(room, 1, 1, "1:40/0/19 0/0/0 0/0/0 0/0/0 ");
}

/* Opens of a new link and a new visitor each, until a batch has been full twice. */
static void
a_full_batch_takes_nothing_more(void **state)
{
    struct room *room = *state;
    uint64_t opens = 0;
    for (unsigned full = 0; full < 2;) {
        struct tally_open open = person(DAY1 + (int64_t)opens * CLOCK_SECOND / 10, opens);
        open.link = opens;
        const enum fault fault = tally_batch_add(batch, &open);
        if (fault == FAULT_NONE) {
            assert_true(++opens < 200000);
            continue;
        }
        assert_int_equal(fault, FAULT_FULL);
        apply(room);
        full++;
    }
    assert_true(opens > 100);
    const struct tally_totals got = totals(room, (struct tally_scope){.kind = TALLY_ALL});
    assert_int_equal(got.opens[TALLY_PERSON], opens);
    assert_int_equal(got.visitors, opens);
    for (uint64_t link = 0; link < opens; link += 499)
        assert_int_equal(
            totals(room, (struct tally_scope){.kind = TALLY_LINK, .link = link}).opens[TALLY_PERSON], 1);
}

static int
apply_many(struct room *room, int nth)
{
    enum fault last = FAULT_NONE, fault = FAULT_NONE;
    room_open(room);
    for (int i = 0; i < 50 && fault == FAULT_NONE; i++) {
        tally_batch_clear(batch);
        for (uint64_t visitor = 0; visitor < 10; visitor++) {
            struct tally_open open = person(DAY1 + i * HOUR / 8, visitor + (nth == 0 ? 0 : 5));
            open.link = nth == 0 ? visitor : 9 - visitor; /* in another order */
            if (tally_batch_add(batch, &open) != FAULT_NONE)
                fault = FAULT_FULL;
        }
        if (fault == FAULT_NONE)
            fault = env_txn(room->env, ENV_WRITE, apply_body, &last);
    }
    room_close(room);
    return (int)fault;
}

static void
two_apply_at_once(void **state)
{
    struct room *room = *state;
    room_close(room);
    const pid_t one = room_child(room, apply_many, 0), two = room_child(room, apply_many, 1);
    assert_int_equal(room_wait(one), FAULT_NONE);
    assert_int_equal(room_wait(two), FAULT_NONE);
    room_open(room);
    const struct tally_totals got = totals(room, (struct tally_scope){.kind = TALLY_ALL});
    assert_int_equal(got.opens[TALLY_PERSON], 1000);
    assert_int_equal(got.visitors, 15);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(an_aborted_apply_counts_nothing_and_the_next_once),
        WITH_BATCH(a_full_batch_takes_nothing_more),
        WITH_BATCH(two_apply_at_once),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
