/*
 * event_log_test.c: the event log: appended, read in order, with holes, trimmed, and past 2^32.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/event_log.h"

#include <dirent.h>

#include "base/timestamp.h"
#include "db/row.h"
#include "store_fixture.h"

#define PERIOD UINT64_C(4294967295) /* after which the log itself begins again at 1 */

static int here[2];
static struct event event, taken; /* taken: the last one that was trimmed */

struct appending {
    enum event_kind kind;
    int64_t at;
    size_t length;
    unsigned count; /* events to append */
    enum fault end; /* not FAULT_NONE: the transaction is aborted */
};

static uint8_t
byte_at(size_t place, int64_t at)
{
    return (uint8_t)(place * 31 + place / 256 + (size_t)at);
}

static enum fault
append_body(struct txn *txn, void *arg)
{
    const struct appending *a = arg;
    uint8_t body[EVENT_BODY_MAX + 1];
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < a->length; i++)
        body[i] = byte_at(i, a->at);
    for (unsigned i = 0; i < a->count && fault == FAULT_NONE; i++)
        fault = event_log_append(txn, a->kind, a->at, body, a->length);
    return fault != FAULT_NONE ? fault : a->end;
}

static enum fault
append(struct store_fixture *fixture, int64_t at, size_t length, unsigned count, enum fault end)
{
    struct appending a = {.kind = EVENT_CLICK, .at = at, .length = length, .count = count, .end = end};
    return env_txn(fixture->env, ENV_WRITE, append_body, &a);
}

static void
check_range(struct store_fixture *fixture, uint64_t near, uint64_t first, uint64_t last)
{
    uint64_t from, to;
    assert_int_equal(event_log_range(fixture->env, near, &from, &to), FAULT_NONE);
    assert_true(from == first);
    assert_true(to == last);
}

static void
check_event(struct store_fixture *fixture, uint64_t number, int64_t at, size_t length)
{
    memset(&event, 0xee, sizeof event);
    assert_int_equal(event_log_read(env_read(fixture->env), number, &event), FAULT_NONE);
    assert_true(event.number == number);
    assert_int_equal(event.kind, EVENT_CLICK);
    assert_int_equal(event.at, at);
    assert_int_equal(event.length, length);
    for (size_t i = 0; i < length; i++)
        assert_int_equal(event.body[i], byte_at(i, at));
}

static void
an_empty_log(void **state)
{
    struct store_fixture *fixture = *state;
    check_range(fixture, 0, 1, 0);
    check_range(fixture, 1, 1, 0);
    assert_int_equal(event_log_read(env_read(fixture->env), 1, &event), FAULT_MISSING);
}

static void
bodies_of_every_length_come_back(void **state)
{
    struct store_fixture *fixture = *state;
    static const size_t lengths[] = {
        0, 1, 100, 130, 131, 132, 159, 160, 4095, 4096, 4097, 12287, EVENT_BODY_MAX};
    for (size_t i = 0; i < COUNT(lengths); i++)
        assert_int_equal(append(fixture, (int64_t)i + 1, lengths[i], 1, FAULT_NONE), FAULT_NONE);
    assert_int_equal(append(fixture, 1, EVENT_BODY_MAX + 1, 1, FAULT_NONE), FAULT_FULL);
    check_range(fixture, 1, 1, COUNT(lengths));
    for (size_t i = 0; i < COUNT(lengths); i++)
        check_event(fixture, i + 1, (int64_t)i + 1, lengths[i]);
    assert_int_equal(event_log_read(env_read(fixture->env), COUNT(lengths) + 1, &event), FAULT_MISSING);
}

static void
kinds_and_ids_are_kept(void **state)
{
    struct store_fixture *fixture = *state;
    static const enum event_kind kinds[] = {EVENT_CLICK, EVENT_PREFETCH, EVENT_LINK};
    uint8_t ids[COUNT(kinds)][UUID_BYTES];
    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct appending a = {.kind = kinds[i], .at = INT64_C(4000000000000000), .count = 1};
        assert_int_equal(env_txn(fixture->env, ENV_SYNC, append_body, &a), FAULT_NONE);
    }
    store_fixture_close(fixture);
    store_fixture_open(fixture);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(event_log_read(env_read(fixture->env), i + 1, &event), FAULT_NONE);
        assert_int_equal(event.kind, kinds[i]);
        assert_int_equal(event.at, INT64_C(4000000000000000));
        memcpy(ids[i], event.id, UUID_BYTES);
        assert_int_equal(event_log_read(env_read(fixture->env), i + 1, &event), FAULT_NONE);
        assert_memory_equal(event.id, ids[i], UUID_BYTES); /* an id never changes */
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(ids[i], ids[k], UUID_BYTES);
    }
}

/* Aborted appends may leave numbers without an event; the rest is there, in order, and nothing else. */
static void
holes_are_passed_over(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t first, last;
    int64_t wanted = 1;
    for (int64_t at = 1; at <= 20; at++) {
        assert_int_equal(append(fixture, 1000 + at, 2000, 3, FAULT_REFUSED), FAULT_REFUSED);
        assert_int_equal(append(fixture, at, at % 2 == 0 ? 10 : 2000, 1, FAULT_NONE), FAULT_NONE);
    }
    assert_int_equal(append(fixture, 999, 5, 2, FAULT_REFUSED), FAULT_REFUSED);
    assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
    assert_int_equal(first, 1);
    for (uint64_t n = first; n <= last; n++) {
        const enum fault fault = event_log_read(env_read(fixture->env), n, &event);
        if (fault == FAULT_MISSING)
            continue;
        assert_int_equal(fault, FAULT_NONE);
        check_event(fixture, n, wanted, wanted % 2 == 0 ? 10 : 2000);
        wanted++;
    }
    assert_int_equal(wanted, 21);
}

static enum fault
slow_body(struct txn *txn, void *arg)
{
    enum fault fault = append_body(txn, arg);
    store_fixture_tell(here);
    usleep(200000);
    return fault;
}

static int
append_slowly(struct store_fixture *fixture, int nth)
{
    store_fixture_open(fixture);
    struct appending a = {.kind = EVENT_CLICK, .at = 7, .length = 9, .count = 1};
    a.end = nth == 0 ? FAULT_NONE : FAULT_REFUSED;
    env_txn(fixture->env, ENV_WRITE, slow_body, &a);
    store_fixture_close(fixture);
    return 0;
}

static void
a_reader_waits_for_a_number_that_is_not_committed(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_pipe(here);
    for (int nth = 0; nth < 2; nth++) {
        uint64_t first, last;
        store_fixture_close(fixture);
        const pid_t writer = store_fixture_child(fixture, append_slowly, nth);
        store_fixture_open(fixture);
        assert_true(store_fixture_hear(here));
        assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
        assert_int_equal(last, nth + 1);
        if (nth == 0)
            check_event(fixture, last, 7, 9);
        else
            assert_int_equal(event_log_read(env_read(fixture->env), last, &event), FAULT_MISSING);
        assert_int_equal(store_fixture_wait(writer), 0);
    }
}

static int
append_some(struct store_fixture *fixture, int nth)
{
    enum fault fault = FAULT_NONE;
    store_fixture_open(fixture);
    for (int i = 0; i < 200 && fault == FAULT_NONE; i++)
        fault = append(fixture, 1000 * (nth + 1) + i, i % 5 == 0 ? 1500 : 50, 1, FAULT_NONE);
    store_fixture_close(fixture);
    return (int)fault;
}

static void
several_append_at_once(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[4];
    int64_t next[COUNT(pids)];
    uint64_t first, last;
    store_fixture_close(fixture);
    for (size_t i = 0; i < COUNT(pids); i++) {
        next[i] = 1000 * ((int64_t)i + 1);
        pids[i] = store_fixture_child(fixture, append_some, (int)i);
    }
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), FAULT_NONE);
    store_fixture_open(fixture);
    assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
    for (uint64_t n = first; n <= last; n++) {
        if (event_log_read(env_read(fixture->env), n, &event) == FAULT_MISSING)
            continue;
        const size_t who = (size_t)(event.at / 1000 - 1);
        assert_true(who < COUNT(pids));
        assert_int_equal(event.at, next[who]); /* of each, in its order */
        next[who]++;
    }
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(next[i], 1000 * (i + 1) + 200);
}

struct trimming {
    uint64_t upto;
    int64_t older_than;
    unsigned most, trimmed;
    enum fault end;
};

static enum fault
trim_body(struct txn *txn, void *arg)
{
    struct trimming *t = arg;
    enum fault fault = FAULT_NONE;
    for (t->trimmed = 0; t->trimmed < t->most; t->trimmed++) {
        if ((fault = event_log_trim(txn, t->upto, t->older_than, &event)) != FAULT_NONE)
            break;
        taken = event;
    }
    return fault != FAULT_NONE && fault != FAULT_MISSING ? fault : t->end;
}

static unsigned
trim(struct store_fixture *fixture, uint64_t upto, int64_t older_than, unsigned most)
{
    struct trimming t = {.upto = upto, .older_than = older_than, .most = most};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, trim_body, &t), FAULT_NONE);
    return t.trimmed;
}

static void
trimming_has_its_bounds(void **state)
{
    struct store_fixture *fixture = *state;
    for (int64_t at = 1; at <= 10; at++)
        assert_int_equal(append(fixture, at * 100, at == 2 ? 3000 : 10, 1, FAULT_NONE), FAULT_NONE);
    assert_int_equal(trim(fixture, 10, 100, 99), 0); /* none is older */
    assert_int_equal(trim(fixture, 0, 5000, 99), 0); /* none is counted yet */
    assert_int_equal(trim(fixture, 10, 101, 99), 1);
    assert_int_equal(taken.number, 1);
    assert_int_equal(taken.at, 100);
    check_range(fixture, 1, 2, 10);
    struct trimming undone = {.upto = 10, .older_than = 5000, .most = 3, .end = FAULT_REFUSED};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, trim_body, &undone), FAULT_REFUSED);
    check_event(fixture, 2, 200, 3000);
    assert_int_equal(trim(fixture, 4, 5000, 99), 3);
    assert_int_equal(taken.number, 4);
    for (uint64_t n = 1; n <= 4; n++)
        assert_int_equal(event_log_read(env_read(fixture->env), n, &event), FAULT_MISSING);
    check_range(fixture, 1, 5, 10);
    assert_int_equal(trim(fixture, 99, 5000, 99), 6);
    check_range(fixture, 1, 11, 10);
    assert_int_equal(trim(fixture, 99, 5000, 99), 0);
    assert_int_equal(append(fixture, 1, 1, 1, FAULT_NONE), FAULT_NONE);
    check_range(fixture, 1, 11, 11);
}

static enum fault
rests_body(struct txn *txn, void *arg)
{
    unsigned *rests = ((struct story *)arg)->arg;
    struct cursor cursor;
    *rests = 0;
    enum fault fault = cursor_open(&cursor, txn, TABLE_EVENT_REST, (struct row_key){"", 0}, NULL, 0);
    while (fault == FAULT_NONE && (fault = cursor_next(&cursor)) == FAULT_NONE)
        (*rests)++;
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static void
a_long_body_goes_with_its_event(void **state)
{
    struct store_fixture *fixture = *state;
    unsigned rests;
    assert_int_equal(append(fixture, 1, 3000, 5, FAULT_NONE), FAULT_NONE);
    assert_int_equal(append(fixture, 1, 3000, 2, FAULT_REFUSED), FAULT_REFUSED);
    store_fixture_transact(fixture, rests_body, &rests);
    assert_int_equal(rests, 5);
    assert_int_equal(trim(fixture, 99, 5000, 2), 2);
    store_fixture_transact(fixture, rests_body, &rests);
    assert_int_equal(rests, 3);
    assert_int_equal(trim(fixture, 99, 5000, 99), 3);
    store_fixture_transact(fixture, rests_body, &rests);
    assert_int_equal(rests, 0);
}

static void
trimming_passes_over_holes(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(append(fixture, 1, 10, 3, FAULT_REFUSED), FAULT_REFUSED);
    assert_int_equal(append(fixture, 2, 10, 1, FAULT_NONE), FAULT_NONE);
    assert_int_equal(append(fixture, 3, 10, 3, FAULT_REFUSED), FAULT_REFUSED);
    assert_int_equal(append(fixture, 4, 10, 1, FAULT_NONE), FAULT_NONE);
    assert_int_equal(append(fixture, 5, 10, 2, FAULT_REFUSED), FAULT_REFUSED);
    assert_int_equal(trim(fixture, 999, 5000, 1), 1);
    assert_int_equal(taken.at, 2);
    assert_int_equal(trim(fixture, 999, 5000, 99), 1);
    assert_int_equal(taken.at, 4);
    assert_int_equal(trim(fixture, 999, 5000, 99), 0);
    assert_int_equal(append(fixture, 6, 10, 1, FAULT_NONE), FAULT_NONE);
    assert_int_equal(trim(fixture, 999, 5000, 99), 1);
    assert_int_equal(taken.at, 6);
}

static int
trim_all(struct store_fixture *fixture, int nth)
{
    (void)nth;
    unsigned trimmed = 0;
    store_fixture_open(fixture);
    for (;;) {
        struct trimming t = {.upto = 999, .older_than = 5000, .most = 3};
        const enum fault fault = env_txn(fixture->env, ENV_WRITE, trim_body, &t);
        if (fault != FAULT_NONE && fault != FAULT_REFUSED) {
            store_fixture_close(fixture);
            return 255;
        }
        if (fault == FAULT_NONE && t.trimmed == 0)
            break;
        trimmed += fault == FAULT_NONE ? t.trimmed : 0;
    }
    store_fixture_close(fixture);
    return (int)trimmed;
}

static void
two_trim_and_no_event_goes_twice(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(append(fixture, 1, 500, 100, FAULT_NONE), FAULT_NONE);
    assert_int_equal(append(fixture, 5000, 500, 1, FAULT_NONE), FAULT_NONE);
    store_fixture_close(fixture);
    const pid_t one = store_fixture_child(fixture, trim_all, 0),
                two = store_fixture_child(fixture, trim_all, 0);
    assert_int_equal(store_fixture_wait(one) + store_fixture_wait(two), 100);
    store_fixture_open(fixture);
    check_event(fixture, 101, 5000, 500);
    for (uint64_t n = 1; n <= 100; n++)
        assert_int_equal(event_log_read(env_read(fixture->env), n, &event), FAULT_MISSING);
}

static unsigned
extents(const struct store_fixture *fixture)
{
    char path[CONFIG_VALUE_SIZE + 8];
    unsigned count = 0;
    snprintf(path, sizeof path, "%s/db", fixture->config.store_home);
    DIR *list = opendir(path);
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        count += strncmp(entry->d_name, "__dbq.event_log.db.", 19) == 0;
    closedir(list);
    return count;
}

static void
the_disk_gets_its_space_back(void **state)
{
    struct store_fixture *fixture = *state;
    for (int i = 0; i < 120; i++)
        assert_int_equal(append(fixture, 1, 100, 1000, FAULT_NONE), FAULT_NONE);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    assert_true(extents(fixture) >= 4);
    for (int i = 0; i < 240; i++)
        assert_int_equal(trim(fixture, 120000, 5000, 500), 500);
    check_range(fixture, 1, 120001, 120000);
    assert_int_equal(append(fixture, 1, 100, 1, FAULT_NONE), FAULT_NONE);
    store_fixture_close(fixture);
    store_fixture_open(fixture);
    assert_true(extents(fixture) <= 2);
    check_event(fixture, 120001, 1, 100);
}

/* The log counts in 32 bits; a number nearby says in which round. */
static void
numbers_go_on_behind_32_bits(void **state)
{
    struct store_fixture *fixture = *state;
    static const uint64_t rounds[] = {0, 1, 2, 1000000, UINT64_C(4000000000)};
    for (int64_t at = 1; at <= 10; at++)
        assert_int_equal(append(fixture, at, at == 5 ? 3000 : 10, 1, FAULT_NONE), FAULT_NONE);
    for (size_t i = 0; i < COUNT(rounds); i++) {
        const uint64_t base = rounds[i] * PERIOD;
        static const uint64_t ahead[] = {1, 2, 10, 11, 1000, 2000000000};
        for (size_t k = 0; k < COUNT(ahead); k++)
            check_range(fixture, base + ahead[k], base + 1, base + 10);
        static const uint64_t behind[] = {0, 1, 1000, 2000000000};
        for (size_t k = 0; k < COUNT(behind) && base > 0; k++)
            check_range(fixture, base - behind[k], base + 1, base + 10);
        check_event(fixture, base + 1, 1, 10);
        check_event(fixture, base + 5, 5, 3000);
        check_event(fixture, base + 10, 10, 10);
        assert_int_equal(event_log_read(env_read(fixture->env), base + 11, &event), FAULT_MISSING);
        if (base > 0)
            assert_int_equal(event_log_read(env_read(fixture->env), base, &event), FAULT_MISSING);
    }
    assert_int_equal(trim(fixture, PERIOD + 2, 5000, 99), 2);
    assert_true(taken.number == PERIOD + 2);
    check_range(fixture, PERIOD, PERIOD + 3, PERIOD + 10);
    check_range(fixture, 3, 3, 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(an_empty_log),
        WITH_STORE(bodies_of_every_length_come_back),
        WITH_STORE(kinds_and_ids_are_kept),
        WITH_STORE(holes_are_passed_over),
        WITH_STORE(a_reader_waits_for_a_number_that_is_not_committed),
        WITH_STORE(several_append_at_once),
        WITH_STORE(trimming_has_its_bounds),
        WITH_STORE(a_long_body_goes_with_its_event),
        WITH_STORE(trimming_passes_over_holes),
        WITH_STORE(two_trim_and_no_event_goes_twice),
        WITH_STORE(the_disk_gets_its_space_back),
        WITH_STORE(numbers_go_on_behind_32_bits),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
