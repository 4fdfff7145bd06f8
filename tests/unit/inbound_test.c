/*
 * inbound_test.c: what people write: which words stop messages to them, and which let them come again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/inbound.h"

#include "message/suppression.h"
#include "store_fixture.h"

#define WRITER "447700900000"

static enum fault
take_body(struct txn *txn, void *arg)
{
    void *const *args = arg;
    return inbound_receive(txn, args[0], args[1], 1000);
}

/* The writer writes, under this id of the carrier's. */
static void
writes(struct store_fixture *fixture, const char *uuid, const char *text)
{
    static struct inbound_message inbound;
    void *args[] = {&fixture->config, &inbound};
    inbound = (struct inbound_message){.at = 1};
    snprintf(inbound.carrier_id, sizeof inbound.carrier_id, "%s", uuid);
    snprintf(inbound.text, sizeof inbound.text, "%s", text);
    strcpy(inbound.from, WRITER);
    strcpy(inbound.to, "447700900001");
    strcpy(inbound.channel, "sms");
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, take_body, args), FAULT_NONE);
}

static enum fault
add_body(struct txn *txn, void *arg)
{
    (void)arg;
    return suppression_add(txn, WRITER, SUPPRESSION_ADMIN, 1);
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    (void)arg;
    return suppression_remove(txn, WRITER);
}

/* Why the writer gets nothing: 0 when he does. */
static int
stopped(struct store_fixture *fixture)
{
    struct suppression stop;
    const enum fault fault = suppression_get(env_read(fixture->env), WRITER, &stop);
    assert_true(fault == FAULT_NONE || fault == FAULT_MISSING);
    return fault == FAULT_NONE ? (int)stop.reason : 0;
}

static void
words_stop_and_start(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        const char *text;
        bool stops;
    } rows[] = {
        {"STOP", true},
        {"stop", true},
        {" \r\n\tStop. \n", true},
        {"STOP!!", true},
        {"unsubscribe", true},
        {"STOPALL", true},
        {"Quit", true},
        {"STOP it", false},
        {"STOPS", false},
        {"STO", false},
        {"STOP,", false},
        {"stop, end", false},
        {"", false},
        {" . ", false},
        {"please stop", false},
        {"START", false},
        {"STOP\xc2\xa0", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "u-%zu", i);
        writes(fixture, uuid, rows[i].text);
        assert_int_equal(stopped(fixture), rows[i].stops ? SUPPRESSION_REPLY : 0);
        if (rows[i].stops)
            assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    }
    writes(fixture, "a", "stop");
    writes(fixture, "b", "stop"); /* again: it stays */
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
    writes(fixture, "c", "starter");
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
    writes(fixture, "d", " Start. ");
    assert_int_equal(stopped(fixture), 0);
    writes(fixture, "e", "start"); /* who is not on the list */
    assert_int_equal(stopped(fixture), 0);
}

static void
an_administrators_entry_stays(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_body, NULL), FAULT_NONE);
    writes(fixture, "a", "STOP");
    writes(fixture, "b", "START");
    assert_int_equal(stopped(fixture), SUPPRESSION_ADMIN);
}

static void
twice_is_once(void **state)
{
    struct store_fixture *fixture = *state;
    writes(fixture, "a", "STOP");
    writes(fixture, "b", "START");
    writes(fixture, "a", "STOP"); /* the carrier has not heard that it was taken */
    assert_int_equal(stopped(fixture), 0);
    writes(fixture, "c", "Hello");
    writes(fixture, "c", "Hello");
    assert_string_equal(store_fixture_published(fixture), "received received received ");
}

static void
words_are_the_operators(void **state)
{
    struct store_fixture *fixture = *state;
    strcpy(fixture->config.messages_stop_words, " halt ,,aufhören");
    fixture->config.messages_start_words[0] = '\0';
    writes(fixture, "a", "STOP");
    assert_int_equal(stopped(fixture), 0);
    writes(fixture, "b", "Halt");
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
    writes(fixture, "c", "START");
    writes(fixture, "d", "");
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    writes(fixture, "e", "aufhören");
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(words_stop_and_start),
        WITH_STORE(an_administrators_entry_stays),
        WITH_STORE(twice_is_once),
        WITH_STORE(words_are_the_operators),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
