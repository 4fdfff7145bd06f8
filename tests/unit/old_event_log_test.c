/*
 * old_event_log_test.c: logs as version 1 wrote them, upgraded: events keep their numbers, ids and bodies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_event_log.h"

#include "db/codec.h"
#include "event/event_log.h"
#include "old_store_fixture.h"

enum { RECORD = 448, HEAD = 28 };

static struct event event;
static uint8_t body[EVENT_BODY_MAX];

/* The log of version 1. */
struct old_log {
    DB_ENV *handle;
    DB *events, *rests;
};

static void
old_open(const struct store_fixture *fixture, struct old_log *log)
{
    log->handle = old_store_open(fixture);
    assert_int_equal(db_create(&log->events, log->handle, 0), 0);
    assert_int_equal(log->events->set_re_len(log->events, RECORD), 0);
    assert_int_equal(log->events->set_pagesize(log->events, 8192), 0);
    assert_int_equal(log->events->set_q_extentsize(log->events, 512), 0);
    assert_int_equal(
        log->events->open(log->events, NULL, "event.db", NULL, DB_QUEUE, DB_AUTO_COMMIT | DB_CREATE, 0600),
        0);
    log->rests = old_store_table(log->handle, "event_rest.db");
}

static void
old_close(struct old_log *log)
{
    assert_int_equal(log->rests->close(log->rests, 0), 0);
    assert_int_equal(log->events->close(log->events, 0), 0);
    assert_int_equal(log->handle->close(log->handle, 0), 0);
}

/* Half of the bodies are what phrases make shorter. */
static size_t
old_body(uint64_t number)
{
    static const size_t lengths[] = {0, 1, 131, 132, 230, 419, 420, 421, 3000, 4097};
    static const char text[] = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";
    const size_t length = number == 7 ? EVENT_BODY_MAX : lengths[number % COUNT(lengths)];
    for (size_t i = 0; i < length; i++)
        body[i] = number % 2 == 0 ? (uint8_t)text[i % (sizeof text - 1)] : (uint8_t)(i * 31 + number);
    return length;
}

static void
old_id(uint64_t number, uint8_t id[static UUID_BYTES])
{
    for (size_t i = 0; i < UUID_BYTES; i++)
        id[i] = (uint8_t)(number * 3 + i);
}

static enum event_kind
old_kind(uint64_t number)
{
    return number % 3 == 0 ? EVENT_CUSTOM : EVENT_CLICK;
}

static void
old_write(struct old_log *log, uint32_t slot)
{
    uint8_t record[RECORD], id[UUID_BYTES], key[4];
    const size_t length = old_body(slot);
    const bool rest = length > RECORD - HEAD;
    struct encoder p = encoder_over(record, sizeof record), k = encoder_over(key, sizeof key);
    old_id(slot, id);
    encode_u8(&p, (uint8_t)old_kind(slot));
    encode_u8(&p, rest);
    encode_timestamp(&p, (int64_t)slot * 1000);
    encode_bytes(&p, id, sizeof id);
    encode_u16(&p, rest ? UINT16_MAX : (uint16_t)length);
    encode_bytes(&p, body, rest ? 0 : length);
    encode_u32(&k, slot);
    db_recno_t recno = slot;
    DBT number = {.data = &recno, .size = sizeof recno}, row = {.data = record, .size = (u_int32_t)p.length};
    assert_int_equal(log->events->put(log->events, NULL, &number, &row, 0), 0);
    DBT under = {.data = key, .size = sizeof key}, all = {.data = body, .size = (u_int32_t)length};
    if (rest)
        assert_int_equal(log->rests->put(log->rests, NULL, &under, &all, 0), 0);
}

/* Takes the event out of its slot, as trimming and an aborted append leave it. */
static void
old_leave_out(struct old_log *log, uint32_t slot)
{
    db_recno_t recno = slot;
    DBT number = {.data = &recno, .size = sizeof recno};
    assert_int_equal(log->events->del(log->events, NULL, &number, 0), 0);
}

/* A store whose old log has these slots. */
static void
old_make(struct store_fixture *fixture, uint32_t first, unsigned count)
{
    struct old_log log;
    store_fixture_close(fixture);
    old_open(fixture, &log);
    for (uint32_t slot = first; count > 0; slot = slot == UINT32_MAX ? 1 : slot + 1, count--)
        old_write(&log, slot);
    old_close(&log);
}

static uint64_t told, told_all;

static void
tell(uint64_t done, uint64_t all)
{
    assert_true(done > told && done <= all);
    told = done;
    told_all = all;
}

static void
upgrade(struct store_fixture *fixture)
{
    told = told_all = 0;
    old_store_upgrade(fixture, (struct store_version){.number = 1}, tell);
}

static void
check_event(const struct store_fixture *fixture, uint64_t number, uint32_t slot)
{
    uint8_t id[UUID_BYTES];
    assert_int_equal(event_log_read(env_read(fixture->env), number, &event), FAULT_NONE);
    old_id(slot, id);
    assert_int_equal(event.kind, old_kind(slot));
    assert_int_equal(event.at, (int64_t)slot * 1000);
    assert_memory_equal(event.id, id, sizeof id);
    assert_int_equal(event.length, old_body(slot));
    assert_memory_equal(event.body, body, event.length);
}

static enum fault
append_one(struct txn *txn, void *arg)
{
    (void)arg;
    return event_log_append(txn, EVENT_LINK, 1, "next", 4);
}

/* The log has these numbers, and the next event gets the one after. */
static void
check_range(struct store_fixture *fixture, uint64_t near, uint64_t first, uint64_t last)
{
    uint64_t from, to;
    assert_int_equal(event_log_range(fixture->env, near, &from, &to), FAULT_NONE);
    assert_true(from == first);
    assert_true(to == last);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, append_one, NULL), FAULT_NONE);
    assert_int_equal(event_log_read(env_read(fixture->env), last + 1, &event), FAULT_NONE);
    assert_memory_equal(event.body, "next", 4);
}

static void
check_gone(const struct store_fixture *fixture)
{
    assert_false(old_store_has_file(fixture, "event.db"));
    assert_false(old_store_has_file(fixture, "event_rest.db"));
    assert_false(old_store_has_file(fixture, "__dbq.event.db.0"));
}

static void
events_keep_what_they_are(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture, 1, 2500);
    assert_true(old_store_has_file(fixture, "event.db"));
    upgrade(fixture);
    assert_int_equal(told, 2500);
    assert_int_equal(told_all, 2500);
    for (uint32_t n = 1; n <= 2500; n++)
        check_event(fixture, n, n);
    check_range(fixture, 1, 1, 2500);
    check_gone(fixture);
}

static void
a_trimmed_log_begins_where_it_began(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture, 100001, 30);
    upgrade(fixture);
    for (uint32_t n = 100001; n <= 100030; n++)
        check_event(fixture, n, n);
    assert_int_equal(event_log_read(env_read(fixture->env), 100000, &event), FAULT_MISSING);
    check_range(fixture, 100001, 100001, 100030);
}

static void
holes_stay_holes(void **state)
{
    struct store_fixture *fixture = *state;
    struct old_log log;
    old_make(fixture, 5001, 20);
    old_open(fixture, &log);
    for (uint32_t slot = 5008; slot <= 5010; slot++)
        old_leave_out(&log, slot);
    old_leave_out(&log, 5019);
    old_leave_out(&log, 5020);
    old_close(&log);
    upgrade(fixture);
    for (uint32_t n = 5001; n <= 5018; n++)
        if (n < 5008 || n > 5010)
            check_event(fixture, n, n);
        else
            assert_int_equal(event_log_read(env_read(fixture->env), n, &event), FAULT_MISSING);
    check_range(fixture, 5001, 5001, 5020); /* the last two were given out once */
}

/* All events were trimmed: a new one does not get an old number. */
static void
an_empty_log_goes_on_where_it_was(void **state)
{
    struct store_fixture *fixture = *state;
    struct old_log log;
    old_make(fixture, 9001, 2);
    old_open(fixture, &log);
    old_leave_out(&log, 9001);
    old_leave_out(&log, 9002);
    old_close(&log);
    upgrade(fixture);
    check_range(fixture, 9002, 9003, 9002);
}

static void
a_log_that_was_never_used(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture, 1, 0);
    upgrade(fixture);
    check_range(fixture, 1, 1, 0);
    check_gone(fixture);
}

static void
numbers_past_32_bits(void **state)
{
    struct store_fixture *fixture = *state;
    const uint64_t first = UINT32_MAX - 9;
    old_make(fixture, UINT32_MAX - 9, 30);
    upgrade(fixture);
    for (uint32_t i = 0; i < 30; i++)
        check_event(fixture, first + i, i < 10 ? UINT32_MAX - 9 + i : i - 9);
    check_range(fixture, first + 5, first, first + 29);
}

/* What was copied before the upgrade was cut short is copied no second time but for the last piece. */
static void
what_was_cut_short_goes_on(void **state)
{
    struct store_fixture *fixture = *state;
    struct old_log log;
    old_make(fixture, 301, 2600);
    upgrade(fixture);
    store_fixture_close(fixture);
    old_open(fixture, &log); /* an old log as before; of the copy, nothing after 2,600 is there */
    for (uint32_t slot = 301; slot <= 3500; slot++)
        old_write(&log, slot);
    old_close(&log);
    told = told_all = 0;
    old_store_upgrade(fixture, (struct store_version){.number = 1, .upgrading = true}, tell);
    assert_int_equal(told_all, 3200);
    for (uint32_t n = 301; n <= 3500; n++)
        check_event(fixture, n, n);
    check_range(fixture, 301, 301, 3500);
    check_gone(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(events_keep_what_they_are),
        WITH_STORE(a_trimmed_log_begins_where_it_began),
        WITH_STORE(holes_stay_holes),
        WITH_STORE(an_empty_log_goes_on_where_it_was),
        WITH_STORE(a_log_that_was_never_used),
        WITH_STORE(numbers_past_32_bits),
        WITH_STORE(what_was_cut_short_goes_on),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
