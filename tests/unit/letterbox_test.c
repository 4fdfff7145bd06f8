/* letterbox_test.c: what people write: which words stop messages to them, and which let them come again. */
#include "carrier/letterbox.h"

#include "room.h"
#include "store/stop.h"

#define WRITER "447700900000"

static enum fault
take_body(struct txn *txn, void *arg)
{
    void *const *args = arg;
    return letterbox_take(txn, args[0], args[1], 1000);
}

/* The writer writes, under this id of the carrier's. */
static void
writes(struct room *room, const char *uuid, const char *text)
{
    static struct inbound_news news;
    void *args[] = {&room->conf, &news};
    news = (struct inbound_news){.at = 1};
    snprintf(news.uuid, sizeof news.uuid, "%s", uuid);
    snprintf(news.text, sizeof news.text, "%s", text);
    strcpy(news.from, WRITER);
    strcpy(news.to, "447700900001");
    strcpy(news.channel, "sms");
    assert_int_equal(env_txn(room->env, ENV_WRITE, take_body, args), FAULT_NONE);
}

static enum fault
add_body(struct txn *txn, void *arg)
{
    (void)arg;
    return stop_add(txn, WRITER, STOP_ADMIN, 1);
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    (void)arg;
    return stop_remove(txn, WRITER);
}

/* Why the writer gets nothing: 0 when he does. */
static int
stopped(struct room *room)
{
    struct stop stop;
    const enum fault fault = stop_find(env_read(room->env), WRITER, &stop);
    assert_true(fault == FAULT_NONE || fault == FAULT_MISSING);
    return fault == FAULT_NONE ? (int)stop.reason : 0;
}

static void
words_stop_and_start(void **state)
{
    struct room *room = *state;
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
        writes(room, uuid, rows[i].text);
        assert_int_equal(stopped(room), rows[i].stops ? STOP_REPLY : 0);
        if (rows[i].stops)
            assert_int_equal(env_txn(room->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    }
    writes(room, "a", "stop");
    writes(room, "b", "stop"); /* again: it stays */
    assert_int_equal(stopped(room), STOP_REPLY);
    writes(room, "c", "starter");
    assert_int_equal(stopped(room), STOP_REPLY);
    writes(room, "d", " Start. ");
    assert_int_equal(stopped(room), 0);
    writes(room, "e", "start"); /* who is not on the list */
    assert_int_equal(stopped(room), 0);
}

static void
an_administrators_entry_stays(void **state)
{
    struct room *room = *state;
    assert_int_equal(env_txn(room->env, ENV_WRITE, add_body, NULL), FAULT_NONE);
    writes(room, "a", "STOP");
    writes(room, "b", "START");
    assert_int_equal(stopped(room), STOP_ADMIN);
}

static void
twice_is_once(void **state)
{
    struct room *room = *state;
    writes(room, "a", "STOP");
    writes(room, "b", "START");
    writes(room, "a", "STOP"); /* the carrier has not heard that it was taken */
    assert_int_equal(stopped(room), 0);
    writes(room, "c", "Hello");
    writes(room, "c", "Hello");
    assert_string_equal(room_published(room), "received received received ");
}

static void
words_are_the_operators(void **state)
{
    struct room *room = *state;
    strcpy(room->conf.messages_stop_words, " halt ,,aufhören");
    room->conf.messages_start_words[0] = '\0';
    writes(room, "a", "STOP");
    assert_int_equal(stopped(room), 0);
    writes(room, "b", "Halt");
    assert_int_equal(stopped(room), STOP_REPLY);
    writes(room, "c", "START");
    writes(room, "d", "");
    assert_int_equal(stopped(room), STOP_REPLY);
    assert_int_equal(env_txn(room->env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    writes(room, "e", "aufhören");
    assert_int_equal(stopped(room), STOP_REPLY);
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
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
