/*
 * message_dead_letter_test.c: messages among the dead letters: laid down, handed back, given up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/message_dead_letter.h"

#include "base/timestamp.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "store_fixture.h"

#define NOON (INT64_C(20000) * TIMESTAMP_DAY)

static struct dead_letter space;
static struct message some;

static enum fault
add_body(struct txn *txn, void *arg)
{
    (void)arg;
    return message_add(txn, &some, "{}", 2);
}

static enum fault
put_body(struct txn *txn, void *arg)
{
    return message_dead_letter_put(txn, arg, &space, NOON);
}

static enum fault
return_body(struct txn *txn, void *arg)
{
    return message_dead_letter_redrive(txn, arg, NOON + 1);
}

static enum fault
give_up_body(struct txn *txn, void *arg)
{
    return message_dead_letter_give_up(txn, arg, NOON + 2);
}

static enum fault
change_body(struct txn *txn, void *arg)
{
    struct message before = some;
    some.status = *(enum message_status *)arg;
    return message_update(txn, &before, &some);
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    (void)arg;
    return message_remove(txn, &some);
}

static void
transact(struct store_fixture *fixture, enum fault (*body)(struct txn *, void *), void *arg)
{
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, body, arg), FAULT_NONE);
}

/* A message that was tried three times, laid down. */
static struct dead_letter_id
park(struct store_fixture *fixture, int64_t next)
{
    some = (struct message){.owner = 7, .created = NOON - 5, .attempts = 3, .queue = 9};
    memset(some.id, 'm', UUID_BYTES);
    strcpy(some.to, "447700900000");
    strcpy(some.error, "HTTP 503");
    strcpy(some.detail, "Come again.");
    transact(fixture, add_body, NULL);
    transact(fixture, put_body,
        &(struct message_dead_letter){
            .message = &some, .code = DEAD_LETTER_ERROR_FROM_TARGET, .status = 503, .next = next});
    assert_int_equal(
        dead_letter_next(env_read(fixture->env), &(struct dead_letter_id){0, 0}, &space), FAULT_NONE);
    return (struct dead_letter_id){space.target, space.event.number};
}

static void
it_is_laid_down(void **state)
{
    struct store_fixture *fixture = *state;
    const struct dead_letter_id place = park(fixture, NOON + 60);
    assert_int_equal(place.target, MESSAGE_DEAD_LETTER_TARGET);
    assert_string_equal(space.target_name, MESSAGE_DEAD_LETTER_TARGET_NAME);
    assert_string_equal(space.message, "Come again.");
    assert_int_equal(space.code, DEAD_LETTER_ERROR_FROM_TARGET);
    assert_int_equal(space.status, 503);
    assert_int_equal(space.attempts, 3);
    assert_int_equal(space.next, NOON + 60);
    assert_int_equal(space.since, NOON);
    assert_int_equal(space.event.kind, EVENT_MESSAGE);
    assert_memory_equal(space.event.id, some.id, UUID_BYTES);
    assert_string_equal(store_fixture_published(fixture), ""); /* nothing has become of it */
}

static void
it_is_handed_back(void **state)
{
    struct store_fixture *fixture = *state;
    struct outbox waits;
    struct message m;
    const struct dead_letter_id place = park(fixture, NOON + 60);
    space.attempts = 11; /* as many as the sweeper has counted, or 0 after a redrive */
    transact(fixture, return_body, &space);
    assert_int_equal(dead_letter_get(env_read(fixture->env), &place, &space), FAULT_MISSING);
    assert_int_equal(message_get(env_read(fixture->env), some.id, &m), FAULT_NONE);
    assert_int_equal(m.attempts, 11);
    assert_int_equal(m.status, MESSAGE_REQUESTED);
    assert_int_equal(outbox_next(env_read(fixture->env), 0, NULL, NOON + 1, &waits), FAULT_NONE);
    assert_memory_equal(waits.id, some.id, UUID_BYTES);
    assert_int_equal(outbox_next(env_read(fixture->env), 0, &waits, INT64_MAX, &waits), FAULT_MISSING);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, return_body, &space), FAULT_MISSING);
}

static void
it_is_given_up(void **state)
{
    struct store_fixture *fixture = *state;
    struct message m;
    struct dead_letter_id place = park(fixture, 0);
    transact(fixture, give_up_body, &place);
    assert_int_equal(message_get(env_read(fixture->env), some.id, &m), FAULT_NONE);
    assert_int_equal(m.status, MESSAGE_FAILED);
    assert_int_equal(m.ended, NOON + 2);
    assert_string_equal(m.error, MESSAGE_DEAD_LETTER_GIVEN_UP);
    transact(fixture, give_up_body, &place); /* once is enough */
    assert_string_equal(store_fixture_published(fixture), "failed ");
    assert_int_equal(dead_letter_get(env_read(fixture->env), &place, &space), FAULT_NONE); /* the caller's */
}

/* A receipt has come meanwhile: it is not sent again, and has not failed. */
static void
one_that_went_on_stays_as_it_is(void **state)
{
    struct store_fixture *fixture = *state;
    struct outbox waits;
    struct message m;
    enum message_status status = MESSAGE_DELIVERED;
    struct dead_letter_id place = park(fixture, NOON + 60);
    transact(fixture, change_body, &status);
    transact(fixture, give_up_body, &place);
    transact(fixture, return_body, &space);
    assert_int_equal(dead_letter_get(env_read(fixture->env), &place, &space), FAULT_MISSING);
    assert_int_equal(outbox_next(env_read(fixture->env), 0, NULL, INT64_MAX, &waits), FAULT_MISSING);
    assert_int_equal(message_get(env_read(fixture->env), some.id, &m), FAULT_NONE);
    assert_int_equal(m.status, MESSAGE_DELIVERED);
    assert_string_equal(store_fixture_published(fixture), "");
}

static void
one_that_is_gone_takes_its_letter_along(void **state)
{
    struct store_fixture *fixture = *state;
    struct outbox waits;
    struct dead_letter_id place = park(fixture, NOON + 60);
    transact(fixture, remove_body, NULL);
    transact(fixture, give_up_body, &place);
    transact(fixture, return_body, &space);
    assert_int_equal(dead_letter_get(env_read(fixture->env), &place, &space), FAULT_MISSING);
    assert_int_equal(outbox_next(env_read(fixture->env), 0, NULL, INT64_MAX, &waits), FAULT_MISSING);
    assert_string_equal(store_fixture_published(fixture), "");
    transact(fixture, give_up_body, &place); /* without a letter there is nothing to give up */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(it_is_laid_down),
        WITH_STORE(it_is_handed_back),
        WITH_STORE(it_is_given_up),
        WITH_STORE(one_that_went_on_stays_as_it_is),
        WITH_STORE(one_that_is_gone_takes_its_letter_along),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
