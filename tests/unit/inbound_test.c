/*
 * inbound_test.c: what people write: which words stop messages to them, and which let them come again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/inbound.h"

#include "message/carrier_id_index.h"
#include "message/message_write.h"
#include "message/suppression.h"
#include "store_fixture.h"

#define WRITER "447700900000"

enum { NOW = 100000 };

static enum fault
take_body(struct txn *txn, void *arg)
{
    void *const *args = arg;
    return inbound_receive(txn, args[0], args[1], NOW);
}

static struct inbound_message inbound;

static void
receives(struct store_fixture *fixture)
{
    void *args[] = {&fixture->config, &inbound};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, take_body, args), FAULT_NONE);
}

/* The writer writes at a time, under this id of the carrier's. */
static void
writes_at(struct store_fixture *fixture, const char *uuid, const char *text, int64_t at)
{
    inbound = (struct inbound_message){.at = at};
    snprintf(inbound.carrier_id, sizeof inbound.carrier_id, "%s", uuid);
    snprintf(inbound.text, sizeof inbound.text, "%s", text);
    strcpy(inbound.from, WRITER);
    strcpy(inbound.to, "447700900001");
    strcpy(inbound.channel, "sms");
    receives(fixture);
}

/* The writer writes, after all that was written before. */
static void
writes(struct store_fixture *fixture, const char *uuid, const char *text)
{
    static int64_t at;
    writes_at(fixture, uuid, text, ++at);
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
        {"STOP,", true},
        {"\"STOP\"", true},
        {"\xc2\xab Stop \xc2\xbb", true},
        {"\u201cstop\u201d", true},
        {"(STOP)", true},
        {"[stop]", true},
        {"*STOP*", true},
        {"\u00a0STOP\u00a0", true},
        {"\u200bSTOP\u200b", true},
        {"ST\u00adOP\ufe0f", true},
        {"\u202eSTOP\u202c", true},
        {"\uff33\uff34\uff2f\uff30\uff01", true},
        {"OPT OUT", true},
        {"opt\u00a0 out", true},
        {"Opt-out", true},
        {"optout.", true},
        {"opt_out", true},
        {"S\u034fTOP\u3164", true},
        {"REVOKE", true},
        {"OPT", false},
        {"OUT", false},
        {"OPT IN", false},
        {"STOP STOP", false},
        {"S T O P", false},
        {"stop, end", false},
        {"", false},
        {" . ", false},
        {"please stop", false},
        {"START", false},
        {"STOP\xc2\xa0", true},
        {"\xf0\x9f\x91\x8d", false},
        {"HELP", false},
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

/* By Unicode: letter case and normal form do not count, letters do. */
static void
words_of_any_script(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        const char *text;
        bool stops;
    } rows[] = {
        {"arr\u00eat", true},
        {"ARR\u00caT !", true},
        {"arre\u0302t", true},
        {"arret", false},
        {"\u0421\u0422\u041e\u041f", true},
        {"\u0441\u0442\u043e\u043f.", true},
        {"CTO\u041f", false}, /* Latin letters that look the same */
        {"AUFHO\u0308REN", true},
        {"STRASSE", true}, /* of \u00df */
        {"\u505c\u6b62", true},
        {"\u062a\u0648\u0642\u0641", true},
        {"Stopp hetzt", true},
        {"stopp\u2003\u2003HETZT", true},
        {"stopp", false},
        {"\u0130PTAL", true}, /* Turkish: I, \u0131, \u0130 and i, whatever the keyboard gives */
        {"iptal", true},
        {"IPTAL", true},
        {"\u0131ptal.", true},
        {"ptal", false},
        {"\u0307iptal", false},
    };
    strcpy(fixture->config.messages_stop_words,
        "arr\u00eat, \u0441\u0442\u043e\u043f,aufh\u00f6ren,stra\u00dfe,"
        "\u505c\u6b62,\u062a\u0648\u0642\u0641, Stopp  hetzt ,\u0130ptal");
    for (size_t i = 0; i < COUNT(rows); i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "u-%zu", i);
        writes(fixture, uuid, rows[i].text);
        if (stopped(fixture) != (rows[i].stops ? SUPPRESSION_REPLY : 0))
            fail_msg("\"%s\"", rows[i].text);
        if (rows[i].stops)
            assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    }
}

/* The time at which they were written decides, in whatever order they come; in doubt the number is stopped.
 */
static void
what_was_written_last_counts(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        const char *first, *second;
        int64_t at[2];
        bool stops;
    } rows[] = {
        {"STOP", "START", {10, 20}, false},
        {"START", "STOP", {20, 10}, false},
        {"START", "STOP", {10, 20}, true},
        {"STOP", "START", {20, 10}, true},
        {"STOP", "START", {10, 10}, true},
        {"START", "STOP", {10, 10}, true},
        {"STOP", "START", {2 * NOW, 3 * NOW}, true}, /* of a clock that is ahead: when they came */
        {"STOP", "START", {3 * NOW, NOW - 1}, true},
        {"START", "STOP", {3 * NOW, NOW - 1}, true}, /* nobody knows when the START was */
        {"START", "STOP", {NOW, NOW - 1}, true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char uuid[32];
        snprintf(uuid, sizeof uuid, "a-%zu", i);
        writes_at(fixture, uuid, rows[i].first, rows[i].at[0]);
        snprintf(uuid, sizeof uuid, "b-%zu", i);
        writes_at(fixture, uuid, rows[i].second, rows[i].at[1]);
        if (stopped(fixture) != (rows[i].stops ? SUPPRESSION_REPLY : 0))
            fail_msg("%zu: %s %s", i, rows[i].first, rows[i].second);
        store_fixture_end(state);
        store_fixture_begin(state);
        fixture = *state;
    }
    writes_at(fixture, "1", "STOP", 10); /* a START between two STOPs that comes last */
    writes_at(fixture, "2", "STOP", 30);
    writes_at(fixture, "3", "START", 20);
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
    writes_at(fixture, "4", "START", 31);
    assert_int_equal(stopped(fixture), 0);
}

static enum fault
person_body(struct txn *txn, void *arg)
{
    struct message m = {.channel = MESSAGE_WHATSAPP, .created = 1};
    memset(m.id, 7, sizeof m.id);
    strcpy(m.to, WRITER);
    strcpy(m.carrier_id, "ours");
    enum fault fault = message_add(txn, &m, "{}", 2);
    if (fault == FAULT_NONE)
        fault = carrier_id_add(txn, "ours", m.id, 1);
    return fault == FAULT_NONE && arg != NULL ? carrier_id_put_person(txn, arg, m.id) : fault;
}

/* Why this address gets nothing: 0 when it does. */
static int
stopped_at(struct store_fixture *fixture, const char *address)
{
    struct suppression stop;
    return suppression_get(env_read(fixture->env), address, &stop) == FAULT_NONE ? (int)stop.reason : 0;
}

/* Writes as a WhatsApp user without a number. */
static void
user_writes(struct store_fixture *fixture, const char *user_id, const char *number, const char *context)
{
    static unsigned count;
    inbound = (struct inbound_message){.at = 5, .text = "STOP", .channel = "whatsapp", .to = "447700900001"};
    snprintf(inbound.carrier_id, sizeof inbound.carrier_id, "w-%u", ++count);
    strcpy(inbound.from, user_id);
    strcpy(inbound.user_id, user_id);
    strcpy(inbound.number, number);
    strcpy(inbound.context_id, context);
    receives(fixture);
}

static void
a_user_without_a_number_is_stopped_by_the_id(void **state)
{
    user_writes(*state, "GB.1349", "", "");
    assert_int_equal(stopped_at(*state, "GB.1349"), SUPPRESSION_REPLY);
    assert_int_equal(stopped(*state), 0);
}

static void
and_by_the_number_where_a_message_tells_it(void **state)
{
    static const struct {
        void *known; /* from a receipt */
        const char *number, *context;
    } rows[] = {{"GB.1349", "", ""}, {NULL, "+44 7700 900000", ""}, {NULL, "", "ours"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct store_fixture *fixture = *state;
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, person_body, rows[i].known), FAULT_NONE);
        user_writes(fixture, "GB.1349", rows[i].number, rows[i].context);
        assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
        assert_int_equal(stopped_at(fixture, "GB.1349"), SUPPRESSION_REPLY);
        store_fixture_end(state);
        store_fixture_begin(state);
    }
}

/* Who has answered a message once needs not do so again. */
static void
an_answer_tells_whose_the_id_is(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, person_body, NULL), FAULT_NONE);
    user_writes(fixture, "GB.1349", "", "ours");
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    assert_int_equal(stopped(fixture), 0);
    user_writes(fixture, "GB.1349", "", "");
    assert_int_equal(stopped(fixture), SUPPRESSION_REPLY);
}

static enum fault
forget_body(struct txn *txn, void *arg)
{
    struct message m;
    (void)arg;
    memset(m.id, 7, sizeof m.id);
    enum fault fault = message_get_for_update(txn, m.id, &m);
    return fault == FAULT_NONE ? message_remove(txn, &m) : fault;
}

/* Who is forgotten is: the id leads to no number any more. */
static void
until_the_message_goes(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, person_body, "GB.1349"), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, forget_body, NULL), FAULT_NONE);
    assert_int_equal(carrier_id_get(env_read(fixture->env), "GB.1349", id), FAULT_MISSING);
    user_writes(fixture, "GB.1349", "", "");
    assert_int_equal(stopped(fixture), 0);
    assert_int_equal(stopped_at(fixture, "GB.1349"), SUPPRESSION_REPLY);
}

static void
who_does_not_say_who_is_heard(void **state)
{
    user_writes(*state, "", "", "");
    assert_string_equal(store_fixture_published(*state), "received ");
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

/* Messages to the writer, the oldest first, and which of them a STOP belongs to. */
static const struct {
    int64_t created;
    enum message_status status;
} sent[] = {
    {1000, MESSAGE_READ}, {2000, MESSAGE_DELIVERED}, {3000, MESSAGE_FAILED}, {4000, MESSAGE_REQUESTED}};

static enum fault
add_messages_body(struct txn *txn, void *arg)
{
    uint8_t(*ids)[UUID_BYTES] = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < COUNT(sent) && fault == FAULT_NONE; i++) {
        struct message m = {.owner = 7, .created = sent[i].created, .status = sent[i].status};
        strcpy(m.to, WRITER);
        uuid_v7(m.created, ids[i]);
        memcpy(m.id, ids[i], UUID_BYTES);
        fault = message_add(txn, &m, "{}", 2);
    }
    return fault;
}

static int64_t
message_stopped(struct store_fixture *fixture, const uint8_t *id)
{
    struct message m;
    assert_int_equal(message_get(env_read(fixture->env), id, &m), FAULT_NONE);
    return m.stopped;
}

static void
a_stop_belongs_to_the_newest_message_that_arrived(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t ids[COUNT(sent)][UUID_BYTES];
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_messages_body, ids), FAULT_NONE);
    writes_at(fixture, "a", "hello", 50000);
    writes_at(fixture, "b", "STOP", 60000);
    writes_at(fixture, "c", "STOP", 70000); /* again: it counts once */
    assert_int_equal(message_stopped(fixture, ids[0]), 0);
    assert_int_equal(message_stopped(fixture, ids[1]), 60000);
    assert_int_equal(message_stopped(fixture, ids[2]), 0);
    assert_int_equal(message_stopped(fixture, ids[3]), 0);
    assert_string_equal(store_fixture_published(fixture), "received received stopped received ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_stop_belongs_to_the_newest_message_that_arrived),
        WITH_STORE(words_stop_and_start),
        WITH_STORE(words_of_any_script),
        WITH_STORE(what_was_written_last_counts),
        WITH_STORE(a_user_without_a_number_is_stopped_by_the_id),
        WITH_STORE(and_by_the_number_where_a_message_tells_it),
        WITH_STORE(an_answer_tells_whose_the_id_is),
        WITH_STORE(until_the_message_goes),
        WITH_STORE(who_does_not_say_who_is_heard),
        WITH_STORE(an_administrators_entry_stays),
        WITH_STORE(twice_is_once),
        WITH_STORE(words_are_the_operators),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
