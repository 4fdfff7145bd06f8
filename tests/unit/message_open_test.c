/*
 * message_open_test.c: who opened the links of a message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_open.h"

#include "base/timestamp.h"
#include "store_fixture.h"

#define DAY (INT64_C(20000) * TIMESTAMP_DAY)

struct added {
    uint8_t id;
    struct message_open open;
    bool first;
    enum fault end;
};

static enum fault
add_body(struct txn *txn, void *arg)
{
    struct added *added = arg;
    uint8_t id[UUID_BYTES] = {added->id};
    enum fault fault = message_open_add(txn, id, &added->open, &added->first);
    return fault != FAULT_NONE ? fault : added->end;
}

/* Is it the first by a person? */
static bool
add(struct store_fixture *fixture, uint8_t id, uint64_t event, enum click_class class)
{
    struct added added = {id, {event, DAY + (int64_t)event, class, "abc"}, false, FAULT_NONE};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_body, &added), FAULT_NONE);
    return added.first;
}

static struct message_opens
opens(struct store_fixture *fixture, uint8_t id)
{
    struct message_opens out;
    assert_int_equal(message_opens(env_read(fixture->env), (uint8_t[UUID_BYTES]){id}, &out), FAULT_NONE);
    return out;
}

static void
take(const struct message_open *open, void *arg)
{
    char *text = arg;
    assert_int_equal(open->at, DAY + (int64_t)open->event);
    assert_string_equal(open->name, "abc");
    sprintf(text + strlen(text), "%llu:%d ", (unsigned long long)open->event, open->class);
}

static void
check_rows(struct store_fixture *fixture, uint8_t id, const char *wanted)
{
    char text[4096] = "";
    assert_int_equal(
        message_open_visit(env_read(fixture->env), (uint8_t[UUID_BYTES]){id}, take, text), FAULT_NONE);
    assert_string_equal(text, wanted);
}

static void
the_first_is_the_first_by_a_person(void **state)
{
    struct store_fixture *fixture = *state;
    assert_false(add(fixture, 1, 10, CLICK_PREVIEW));
    assert_false(add(fixture, 1, 11, CLICK_BOT));
    assert_true(add(fixture, 1, 300, CLICK_PERSON));
    assert_false(add(fixture, 1, 12, CLICK_PERSON));
    assert_true(add(fixture, 2, 13, CLICK_PERSON));
    check_rows(fixture, 1, "10:2 11:1 12:0 300:0 ");
    check_rows(fixture, 2, "13:0 ");
    check_rows(fixture, 3, "");
    assert_int_equal(opens(fixture, 1).people, 2);
    assert_int_equal(opens(fixture, 1).others, 2);
    assert_int_equal(opens(fixture, 1).first, DAY + 300);
    assert_int_equal(opens(fixture, 3).people + opens(fixture, 3).others, 0);
    assert_int_equal(opens(fixture, 3).first, 0);
}

static void
an_abort_leaves_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    struct added added = {1, {10, DAY + 10, CLICK_PERSON, "abc"}, false, FAULT_REFUSED};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_body, &added), FAULT_REFUSED);
    assert_true(added.first);
    assert_int_equal(opens(fixture, 1).people, 0);
    assert_true(add(fixture, 1, 10, CLICK_PERSON));
    check_rows(fixture, 1, "10:0 ");
}

static void
rows_are_bounded_but_for_the_first(void **state)
{
    struct store_fixture *fixture = *state;
    char wanted[4096] = "";
    for (uint64_t i = 1; i <= MESSAGE_OPENS_MAX + 20; i++) {
        assert_false(add(fixture, 1, i, CLICK_BOT));
        if (i <= MESSAGE_OPENS_MAX)
            sprintf(wanted + strlen(wanted), "%llu:1 ", (unsigned long long)i);
    }
    assert_true(add(fixture, 1, 5000, CLICK_PERSON));
    assert_false(add(fixture, 1, 5001, CLICK_PERSON));
    strcat(wanted, "5000:0 ");
    check_rows(fixture, 1, wanted);
    assert_int_equal(opens(fixture, 1).people, 2);
    assert_int_equal(opens(fixture, 1).others, MESSAGE_OPENS_MAX + 20);
}

static enum fault
forget_body(struct txn *txn, void *arg)
{
    return message_open_remove(txn, arg);
}

static void
what_is_forgotten_is_gone(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t one[UUID_BYTES] = {1}, nobody[UUID_BYTES] = {9};
    add(fixture, 1, 10, CLICK_PERSON);
    add(fixture, 1, 11, CLICK_PREVIEW);
    add(fixture, 2, 12, CLICK_PERSON);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, forget_body, one), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, forget_body, nobody), FAULT_NONE);
    check_rows(fixture, 1, "");
    assert_int_equal(opens(fixture, 1).people + opens(fixture, 1).others, 0);
    check_rows(fixture, 2, "12:0 ");
    assert_int_equal(opens(fixture, 2).people, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(the_first_is_the_first_by_a_person),
        WITH_STORE(an_abort_leaves_nothing),
        WITH_STORE(rows_are_bounded_but_for_the_first),
        WITH_STORE(what_is_forgotten_is_gone),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
