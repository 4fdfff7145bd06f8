/*
 * spool_shipment_test.c: clicks of a replica's spool come into the master's log once, however often they are
 * sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/spool_shipment.h"

#include <time.h>

#include "aggregator_fixture.h"
#include "event/spool.h"
#include "event/spool_cursor.h"
#include "event/spool_directory.h"

static uint8_t bytes[SPOOL_SHIPMENT_MAX], answer[SPOOL_SHIPMENT_ANSWER_MAX];
static const struct host host_b = {.name = "b", .address = "10.8.0.2", .events = 7, .spool = 8};

/* A worker that leaves so many clicks behind. */
static void
spool_clicks(struct store_fixture *fixture, unsigned clicks)
{
    struct spool *spool;
    uint8_t body[CLICK_BYTES_MAX];
    size_t length;
    const struct click click = {
        .link = 1, .owner = 7, .address = {4, {192, 0, 2, 0}}, .code = text("abc"), .agent = text(FIREFOX)};
    click_encode(&click, body, sizeof body, &length);
    assert_int_equal(spool_open(&spool, &fixture->config), FAULT_NONE);
    for (unsigned i = 0; i < clicks; i++)
        spool_add(spool, EVENT_CLICK, NOON, body, length);
    spool_flush(spool);
    spool_close(spool);
}

static struct intake *
open_intake(struct store_fixture *fixture)
{
    struct intake *intake;
    assert_int_equal(intake_open(&intake, fixture->env, fixture->config.store_home), FAULT_NONE);
    intake_set_host(intake, "b", true);
    return intake;
}

/* What the intake has now, as it would be sent. */
static size_t
shipment(struct intake *intake, size_t clicks)
{
    size_t count;
    assert_int_equal(intake_collect(intake, &count), FAULT_NONE);
    assert_int_equal(count, clicks);
    return spool_shipment_encode(intake, &host_b, bytes);
}

static enum fault
take(struct store_fixture *fixture, size_t size, size_t *length)
{
    return spool_shipment_take(fixture->env, bytes, size, answer, length);
}

static uint64_t
counted(struct store_fixture *fixture)
{
    count_from(fixture, NULL);
    return totals(fixture, 1).opens[CLICK_PERSON];
}

static void
clicks_are_taken_in_once(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    size_t length;
    spool_clicks(fixture, 3);
    const size_t size = shipment(intake, 3);
    assert_int_equal(take(fixture, size, &length), FAULT_NONE);
    assert_int_equal(length, 0);
    /* The answer was lost: the same comes again, and the replica hears where it stands. */
    assert_int_equal(take(fixture, size, &length), FAULT_REFUSED);
    assert_int_equal(length, SPOOL_SHIPMENT_CURSOR);
    assert_int_equal(spool_shipment_answered(intake, answer, length), FAULT_NONE);
    shipment(intake, 0);
    assert_int_equal(counted(fixture), 3);
    intake_close(intake);
}

static void
the_next_shipment_goes_on(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    size_t length;
    spool_clicks(fixture, 2);
    assert_int_equal(take(fixture, shipment(intake, 2), &length), FAULT_NONE);
    intake_commit(intake);
    spool_clicks(fixture, 5);
    struct timespec look = {.tv_nsec = 60000000}; /* intake looks for new segments now and then */
    nanosleep(&look, NULL);
    assert_int_equal(take(fixture, shipment(intake, 5), &length), FAULT_NONE);
    assert_int_equal(counted(fixture), 7);
    intake_close(intake);
}

static void
the_host_is_written_down(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    struct host host = {.name = ""};
    size_t length;
    assert_int_equal(take(fixture, shipment(intake, 0), &length), FAULT_NONE);
    assert_int_equal(host_next(env_read(fixture->env), &host), FAULT_NONE);
    assert_string_equal(host.name, "b");
    assert_string_equal(host.address, "10.8.0.2");
    assert_int_equal(host.events, 7);
    assert_int_equal(host.spool, 8);
    assert_true(host.seen > 0);
    assert_int_equal(host_next(env_read(fixture->env), &host), FAULT_MISSING);
    intake_close(intake);
}

/* Its worker is gone, all of it is taken in: the file goes, and then its cursor, at the master. */
static void
a_segment_that_is_gone_takes_its_cursor_along(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    uint8_t segment[UUID_BYTES] = {0};
    size_t length, gone;
    spool_clicks(fixture, 1);
    assert_int_equal(take(fixture, shipment(intake, 1), &length), FAULT_NONE);
    intake_commit(intake);
    shipment(intake, 0); /* sees that it has an end */
    shipment(intake, 0);
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "b", segment), FAULT_NONE);
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    intake_forgotten(intake, &gone);
    assert_int_equal(gone, 1);
    assert_int_equal(take(fixture, shipment(intake, 0), &length), FAULT_NONE);
    memset(segment, 0, sizeof segment);
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "b", segment), FAULT_MISSING);
    intake_close(intake);
}

static void
cursors_of_other_hosts_are_let_be(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    uint8_t segment[UUID_BYTES] = {0};
    size_t length;
    spool_clicks(fixture, 1);
    assert_int_equal(take(fixture, shipment(intake, 1), &length), FAULT_NONE);
    intake_close(intake);
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "a", segment), FAULT_MISSING);
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "", segment), FAULT_MISSING);
}

static enum fault
take_back(struct txn *txn, void *segment)
{
    return spool_cursor_remove(txn, segment);
}

/* The store of a host that was the master may say for a moment what no majority has: nothing is removed until
 * the master has said where it stands. */
static void
what_no_majority_has_is_sent_again(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    uint8_t segment[UUID_BYTES] = {0};
    size_t length;
    spool_clicks(fixture, 3);
    assert_int_equal(take(fixture, shipment(intake, 3), &length), FAULT_NONE);
    intake_close(intake);
    intake = open_intake(fixture);
    for (int i = 0; i < 2; i++)
        shipment(intake, 0); /* sees that it has an end */
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "b", segment), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, take_back, segment), FAULT_NONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    assert_int_equal(take(fixture, shipment(intake, 0), &length), FAULT_REFUSED);
    assert_int_equal(spool_shipment_answered(intake, answer, length), FAULT_NONE);
    assert_int_equal(take(fixture, shipment(intake, 3), &length), FAULT_NONE);
    intake_commit(intake);
    shipment(intake, 0);
    assert_int_equal(intake_tidy(intake, 0), FAULT_NONE);
    assert_int_equal(take(fixture, shipment(intake, 0), &length), FAULT_NONE);
    memset(segment, 0, sizeof segment);
    assert_int_equal(spool_cursor_next(env_read(fixture->env), "b", segment), FAULT_MISSING);
    intake_close(intake);
}

/* However much of it comes, it is taken in as a whole or not at all. */
static void
a_shipment_that_is_cut_off_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    size_t length;
    spool_clicks(fixture, 2);
    const size_t size = shipment(intake, 2);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(take(fixture, cut, &length), FAULT_INPUT);
    bytes[size - 1] ^= 1; /* the checksum of the last record */
    assert_int_equal(take(fixture, size, &length), FAULT_INPUT);
    assert_int_equal(counted(fixture), 0);
    intake_close(intake);
}

static enum fault
remove_host(struct txn *txn, void *arg)
{
    const enum fault fault = host_remove(txn, arg);
    return fault == FAULT_NONE ? host_note_removal(txn, arg) : fault;
}

static void
a_host_that_was_removed_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct intake *intake = open_intake(fixture);
    struct host host = {.name = ""};
    size_t length;
    spool_clicks(fixture, 1);
    const size_t size = shipment(intake, 1);
    assert_int_equal(take(fixture, size, &length), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_host, "b"), FAULT_NONE);
    assert_int_equal(take(fixture, size, &length), FAULT_MISSING);
    assert_int_equal(host_next(env_read(fixture->env), &host), FAULT_MISSING);
    assert_int_equal(counted(fixture), 1);
    intake_close(intake);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(clicks_are_taken_in_once),
        WITH_STORE(the_next_shipment_goes_on),
        WITH_STORE(the_host_is_written_down),
        WITH_STORE(a_segment_that_is_gone_takes_its_cursor_along),
        WITH_STORE(cursors_of_other_hosts_are_let_be),
        WITH_STORE(what_no_majority_has_is_sent_again),
        WITH_STORE(a_shipment_that_is_cut_off_is_refused),
        WITH_STORE(a_host_that_was_removed_is_refused),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
