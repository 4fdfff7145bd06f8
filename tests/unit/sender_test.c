/*
 * sender_test.c: hands waiting messages over once, and holds back those that must wait. The carrier is the
 * console.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/sender.h"

#include <fcntl.h>
#include <sys/statvfs.h>

#include "base/buffer.h"
#include "base/timestamp.h"
#include "campaign/campaign_lifecycle.h"
#include "campaign/campaign_request.h"
#include "campaign/recipients_import.h"
#include "http_stub.h"
#include "message/carrier_pause.h"
#include "message/message_index.h"
#include "message/message_write.h"
#include "message/outbox.h"
#include "message/resend.h"
#include "message/suppression.h"
#include "message_fixture.h"

enum { ROUNDS = 60 };

static int console = -1; /* a file, in the place of standard output */

static bool disk_is_full;

/* In the place of libc's: the disk of the store is as full as a test wants it. */
int
statvfs(const char *path, struct statvfs *out)
{
    (void)path;
    *out = (struct statvfs){.f_frsize = 4096, .f_bavail = disk_is_full ? 0 : 1 << 20};
    return 0;
}

static void
fill_disk(bool full)
{
    disk_is_full = full;
    usleep(150000); /* the store looks ten times a second */
}

/* Some rounds of a dispatch of its own, as long as curt-relay would need for all that may go. */
static void
run(struct store_fixture *fixture)
{
    fflush(stdout);
    const int before = dup(STDOUT_FILENO);
    dup2(console, STDOUT_FILENO);
    struct sender *d = sender_create(&fixture->config, fixture->env);
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < ROUNDS && fault == FAULT_NONE; i++) {
        fault = sender_run(d, 10);
        if (sender_is_idle(d))
            usleep(10000);
    }
    if (fault == FAULT_NONE)
        fault = sender_finish(d);
    sender_free(d);
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
    assert_int_equal(fault, FAULT_NONE);
}

/* How often the console has this. */
static unsigned
printed(const char *text)
{
    static char all[256 * 1024];
    unsigned count = 0;
    const ssize_t length = pread(console, all, sizeof all - 1, 0);
    assert_true(length >= 0);
    all[length] = '\0';
    for (const char *at = all; (at = strstr(at, text)) != NULL; at++)
        count++;
    return count;
}

static void
a_message_is_handed_over_once(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    store(fixture, "Only once", id);
    run(fixture);
    run(fixture);
    assert_int_equal(printed("Only once"), 1);
    assert_int_equal(message(fixture, id).status, MESSAGE_SUBMITTED);
    assert_string_not_equal(message(fixture, id).carrier_id, "");
    assert_int_equal(waiting(fixture, 0), 0);
    assert_int_equal(waiting(fixture, OUTBOX_IN_FLIGHT), 0);
    assert_string_equal(store_fixture_published(fixture), "requested submitted ");
}

/* As it is when curt-relay dies while the carrier is asked. */
static enum fault
begin_body(struct txn *txn, void *arg)
{
    struct message before, after;
    struct outbox waits, mark = {.queue = OUTBOX_IN_FLIGHT, .due = 1};
    memcpy(mark.id, arg, UUID_BYTES);
    enum fault fault = outbox_next(txn, 0, NULL, INT64_MAX, &waits);
    if (fault == FAULT_NONE)
        fault = outbox_remove(txn, &waits);
    if (fault == FAULT_NONE)
        fault = outbox_add(txn, &mark);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, arg, &before);
    if (fault != FAULT_NONE)
        return fault;
    after = before;
    after.status = MESSAGE_SENDING;
    return message_update(txn, &before, &after);
}

static void
what_was_under_way_is_unknown(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    struct message m;
    store(fixture, "Perhaps", id);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, begin_body, id), FAULT_NONE);
    run(fixture);
    run(fixture);
    assert_int_equal(printed("Perhaps"), 0);
    assert_int_equal(message(fixture, id).status, MESSAGE_UNKNOWN);
    assert_int_equal(waiting(fixture, OUTBOX_IN_FLIGHT), 0);
    assert_string_equal(store_fixture_published(fixture), "requested unknown ");
    assert_int_equal(
        message_resend(fixture->env, id, timestamp_now(), &m), FAULT_NONE); /* somebody says so */
    assert_int_equal(message_resend(fixture->env, id, timestamp_now(), &m), FAULT_REFUSED);
    run(fixture);
    assert_int_equal(printed("Perhaps"), 1);
    assert_int_equal(message(fixture, id).status, MESSAGE_SUBMITTED);
    assert_string_equal(message(fixture, id).error, "");
}

static enum fault
stop_body(struct txn *txn, void *arg)
{
    return suppression_add(txn, arg, SUPPRESSION_REPLY, 1);
}

static void
a_number_that_was_stopped_meanwhile_gets_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    store(fixture, "Too late", id);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, stop_body, "447700900000"), FAULT_NONE);
    run(fixture);
    assert_int_equal(printed("Too late"), 0);
    assert_int_equal(message(fixture, id).status, MESSAGE_FAILED);
    assert_string_equal(message(fixture, id).error, "suppressed");
    assert_int_equal(waiting(fixture, 0), 0);
}

static void
nor_in_the_place_of_another(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    store_sent(fixture,
        store_fixture_json("{'channel':'sms','to':'447700900000','from':'curt','text':'Hi','failover':["
                           "{'channel':'sms','to':'447700900001','from':'curt','text':'To one'},"
                           "{'channel':'sms','to':'447700900002','from':'curt','text':'To two'}]}"),
        id);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, stop_body, "447700900001"), FAULT_NONE);
    run(fixture);
    assert_int_equal(printed("Hi"), 1);
    assert_int_equal(printed("To one"), 0);
    assert_int_equal(printed("To two"), 1);
    assert_int_equal(message(fixture, id).status, MESSAGE_SUBMITTED);
}

static void
a_console_that_cannot_print_is_asked_again(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    const int file = console;
    store(fixture, "Full", id);
    console = open("/dev/full", O_WRONLY | O_CLOEXEC);
    run(fixture);
    close(console);
    console = file;
    assert_int_equal(message(fixture, id).status, MESSAGE_REQUESTED);
    assert_in_range(message(fixture, id).attempts, 1, 2); /* the next comes a second later */
    assert_string_equal(message(fixture, id).error, "Not printed");
    assert_int_equal(waiting(fixture, 0), 1);
    assert_string_equal(store_fixture_published(fixture), "requested ");
}

static struct campaign campaign;

/* A campaign with that many recipients, started. */
static void
start(struct store_fixture *fixture, const char *hours, unsigned recipients)
{
    static struct recipients_import import;
    struct input_error error;
    char row[64];
    struct json_object *sent = store_fixture_json(
        "{'name':'spring','channel':'sms','from':'curt','template':'Dear {name}'}");
    json_object_object_add(sent, "hours", json_object_new_string(hours));
    assert_int_equal(campaign_from_json(sent, &fixture->config, &campaign, &error), FAULT_NONE);
    json_object_put(sent);
    assert_int_equal(campaign_create(fixture->env, &campaign, 7, 0, NULL), FAULT_NONE);
    assert_int_equal(recipients_import_begin(&import, &fixture->config, fixture->env, "spring", 0, NULL,
                         RECIPIENTS_IMPORT_CSV, false),
        FAULT_NONE);
    assert_int_equal(recipients_import_piece(&import, "to,name\n", 8), FAULT_NONE);
    for (unsigned i = 0; i < recipients; i++) {
        snprintf(row, sizeof row, "4477009%05u,N%u!\n", i, i);
        assert_int_equal(recipients_import_piece(&import, row, strlen(row)), FAULT_NONE);
    }
    assert_int_equal(recipients_import_end(&import), FAULT_NONE);
    assert_int_equal(import.added, recipients);
    recipients_import_free(&import);
    assert_int_equal(
        campaign_apply_action(fixture->env, "spring", 0, CAMPAIGN_START, &campaign, &error), FAULT_NONE);
}

static void
look(struct store_fixture *fixture)
{
    assert_int_equal(campaign_get(env_read(fixture->env), "spring", &campaign), FAULT_NONE);
}

static void
a_campaign_runs_to_its_end(void **state)
{
    struct store_fixture *fixture = *state;
    start(fixture, "", 120);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, stop_body, "447700900007"), FAULT_NONE);
    run(fixture);
    look(fixture);
    assert_int_equal(campaign.state, CAMPAIGN_DONE);
    assert_int_equal(campaign.taken, 120);
    assert_int_equal(campaign.suppressed, 1);
    assert_int_not_equal(campaign.ended, 0);
    assert_int_equal(printed("Dear N"), 119);
    assert_int_equal(printed("Dear N119!"), 1);
    assert_int_equal(printed("Dear N7!"), 0);
}

static enum fault
many_links_body(struct txn *txn, void *arg)
{
    struct buffer text = buffer_over(campaign.template, sizeof campaign.template);
    (void)arg;
    enum fault fault = campaign_get_for_update(txn, "spring", &campaign);
    buffer_add(&text, "{\"channel\":\"sms\",\"from\":\"curt\",\"text\":\"");
    for (int i = 0; i < 30; i++)
        buffer_addf(&text, "http://a.example/%d ", i);
    buffer_add(&text, "\"}");
    return fault == FAULT_NONE ? campaign_put(txn, &campaign) : fault;
}

/* One whose messages cannot be made now: there are not so many codes of one letter. */
static void
a_campaign_that_cannot_go_on_holds_nobody_up(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t ids[3][UUID_BYTES];
    fixture->config.links_code_length = 1;
    start(fixture, "", 3);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, many_links_body, NULL), FAULT_NONE);
    for (int i = 0; i < 3; i++)
        store(fixture, "Goes all the same", ids[i]);
    run(fixture);
    look(fixture);
    assert_int_equal(campaign.state, CAMPAIGN_RUNNING);
    assert_int_equal(campaign.taken, 0);
    assert_int_equal(printed("Goes all the same"), 3);
}

/* A day of the week that is not today, nor yesterday, nor tomorrow. */
static const char *
another_day(void)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; /* 1970 began so */
    static char text[32];
    snprintf(text, sizeof text, "%s 00:00-24:00 UTC", days[(timestamp_now() / TIMESTAMP_DAY + 3) % 7]);
    return text;
}

static void
nothing_goes_outside_its_hours(void **state)
{
    struct store_fixture *fixture = *state;
    start(fixture, another_day(), 5);
    run(fixture);
    look(fixture);
    assert_int_equal(campaign.state, CAMPAIGN_RUNNING);
    assert_int_equal(campaign.taken, 0);
    assert_int_equal(printed("Dear"), 0);
}

static void
what_is_paused_or_cancelled_goes_nowhere(void **state)
{
    struct store_fixture *fixture = *state;
    struct input_error error;
    start(fixture, "", 300);
    assert_int_equal(
        campaign_apply_action(fixture->env, "spring", 0, CAMPAIGN_PAUSE, &campaign, &error), FAULT_NONE);
    run(fixture);
    assert_int_equal(printed("Dear"), 0);
    assert_int_equal(campaign_delete(fixture->env, "spring", 0, "", &error), FAULT_REFUSED);
    assert_int_equal(
        campaign_apply_action(fixture->env, "spring", 0, CAMPAIGN_CANCEL, &campaign, &error), FAULT_NONE);
    run(fixture);
    look(fixture);
    assert_int_equal(printed("Dear"), 0);
    assert_int_equal(campaign.state, CAMPAIGN_CANCELLED);
    assert_int_not_equal(campaign.ended, 0);
    assert_int_equal(campaign_delete(fixture->env, "spring", 0, "", &error), FAULT_NONE);
}

static enum fault
slow_body(struct txn *txn, void *arg)
{
    (void)arg;
    enum fault fault = campaign_get_for_update(txn, "spring", &campaign);
    campaign.rate = 1;
    return fault == FAULT_NONE ? campaign_put(txn, &campaign) : fault;
}

struct sums {
    unsigned cancelled, sent;
};

static bool
add_up(const struct message *m, void *arg)
{
    struct sums *sums = arg;
    sums->cancelled += m->status == MESSAGE_FAILED && strcmp(m->error, "cancelled") == 0;
    sums->sent += m->status == MESSAGE_SUBMITTED;
    return true;
}

static enum fault
add_up_body(struct txn *txn, void *arg)
{
    struct message_list list = {.group = MESSAGE_GROUP_CAMPAIGN, .name = "spring"};
    enum fault fault;
    do
        fault = message_list_visit(txn, &list, add_up, arg);
    while (fault == FAULT_FULL);
    return fault;
}

static void
messages_that_wait_are_cleared_when_it_is_cancelled(void **state)
{
    struct store_fixture *fixture = *state;
    struct input_error error;
    struct sums sums = {0, 0};
    start(fixture, "", 60);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, slow_body, NULL), FAULT_NONE);
    run(fixture);
    look(fixture);
    const unsigned sent = printed("Dear");
    assert_in_range(sent, 1, 10);
    assert_int_equal(campaign.taken, 60);
    assert_int_equal(waiting(fixture, campaign.id), 60 - sent);
    assert_int_equal(
        campaign_apply_action(fixture->env, "spring", 0, CAMPAIGN_CANCEL, &campaign, &error), FAULT_NONE);
    run(fixture);
    assert_int_equal(printed("Dear"), sent);
    assert_int_equal(waiting(fixture, campaign.id), 0);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_up_body, &sums), FAULT_NONE);
    assert_int_equal(sums.sent, sent);
    assert_int_equal(sums.cancelled, 60 - sent);
}

/* As message_dead_letter.h hands a message back: into queue 0. */
static enum fault
hand_back_body(struct txn *txn, void *arg)
{
    struct outbox waits;
    (void)arg;
    enum fault fault = outbox_next(txn, campaign.id, NULL, INT64_MAX, &waits);
    if (fault == FAULT_NONE)
        fault = outbox_remove(txn, &waits);
    waits.queue = 0;
    return fault == FAULT_NONE ? outbox_add(txn, &waits) : fault;
}

static void
what_comes_back_from_the_dead_letters_waits_with_its_campaign(void **state)
{
    struct store_fixture *fixture = *state;
    struct input_error error;
    start(fixture, "", 60);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, slow_body, NULL), FAULT_NONE);
    run(fixture);
    look(fixture);
    const unsigned sent = printed("Dear");
    assert_int_equal(
        campaign_apply_action(fixture->env, "spring", 0, CAMPAIGN_PAUSE, &campaign, &error), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, hand_back_body, NULL), FAULT_NONE);
    assert_int_equal(waiting(fixture, 0), 1);
    run(fixture);
    assert_int_equal(printed("Dear"), sent);
    assert_int_equal(waiting(fixture, 0), 0);
    assert_int_equal(waiting(fixture, campaign.id), 60 - sent);
}

/* A sender whose carrier is the stub. */
static struct sender *
sender_to(struct store_fixture *fixture, struct http_stub *stub, enum http_stub_way way, const char *answer)
{
    http_stub_open(stub, way, answer);
    fixture->config.messages_carrier = CONFIG_VONAGE;
    fixture->config.vonage_timeout = 5;
    strcpy(fixture->config.vonage_api_key, "key");
    strcpy(fixture->config.vonage_api_secret, "secret");
    snprintf(fixture->config.vonage_base_url, sizeof fixture->config.vonage_base_url, "http://127.0.0.1:%d",
        stub->port);
    return sender_create(&fixture->config, fixture->env);
}

/* The disk fills up while the carrier is asked: what it says is kept, and written down when there is room. */
static void
an_answer_waits_for_room_on_the_disk(void **state)
{
    struct store_fixture *fixture = *state;
    struct http_stub stub;
    uint8_t id[UUID_BYTES];
    enum fault fault = FAULT_NONE;
    store(fixture, "Kept", id);
    struct sender *d = sender_to(fixture, &stub, HTTP_STUB_LATE,
        "HTTP/1.1 202 Accepted\r\nContent-Length: 22\r\n\r\n{\"message_uuid\":\"u-1\"}");
    assert_int_equal(sender_run(d, 0), FAULT_NONE);
    assert_int_equal(message(fixture, id).status, MESSAGE_SENDING);
    fill_disk(true);
    for (int i = 0; i < 100 && fault == FAULT_NONE; i++)
        fault = sender_drain(d, 50);
    assert_int_equal(fault, FAULT_SPACE);
    assert_int_equal(sender_run(d, 0), FAULT_SPACE);
    assert_false(sender_is_idle(d));
    assert_int_equal(message(fixture, id).status, MESSAGE_SENDING);
    fill_disk(false);
    assert_int_equal(sender_drain(d, 0), FAULT_NONE);
    assert_int_equal(message(fixture, id).status, MESSAGE_SUBMITTED);
    assert_string_equal(message(fixture, id).carrier_id, "u-1");
    sender_free(d);
    http_stub_close(&stub);
}

/* Rounds that a full disk ends give back what they took. */
static void
nothing_is_used_up_while_the_disk_is_full(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES];
    start(fixture, "", 3);
    for (int i = 0; i < 3; i++)
        store(fixture, "After all", id);
    fixture->config.messages_carrier = CONFIG_CONSOLE;
    struct sender *d = sender_create(&fixture->config, fixture->env);
    fill_disk(true);
    for (int i = 0; i < 600; i++)
        assert_int_equal(sender_run(d, 0), FAULT_SPACE);
    fill_disk(false);
    fflush(stdout);
    const int before = dup(STDOUT_FILENO);
    dup2(console, STDOUT_FILENO);
    for (int i = 0; i < ROUNDS; i++)
        if (sender_run(d, 10) != FAULT_NONE)
            break;
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
    sender_free(d);
    assert_int_equal(printed("After all"), 3);
}

/* The pause that others read of is written down, and taken away, when there is room for it. */
static void
the_carriers_pause_is_told_when_there_is_room(void **state)
{
    struct store_fixture *fixture = *state;
    struct http_stub stub;
    struct carrier_pause pause;
    uint8_t id[UUID_BYTES];
    store(fixture, "Denied", id);
    struct sender *d = sender_to(
        fixture, &stub, HTTP_STUB_LATE, "HTTP/1.1 402 Payment Required\r\nContent-Length: 2\r\n\r\n{}");
    assert_int_equal(sender_run(d, 0), FAULT_NONE);
    env_fill_reserve(fixture->env); /* the answer is written from it, the pause is not */
    fill_disk(true);
    for (int i = 0; i < 20; i++)
        sender_drain(d, 50);
    assert_int_equal(message(fixture, id).status, MESSAGE_REQUESTED);
    assert_int_equal(carrier_pause_get(env_read(fixture->env), "vonage", &pause), FAULT_MISSING);
    fill_disk(false);
    assert_int_equal(sender_drain(d, 0), FAULT_NONE);
    assert_int_equal(carrier_pause_get(env_read(fixture->env), "vonage", &pause), FAULT_NONE);
    sender_free(d);
    http_stub_close(&stub);
}

/* Rounds, with the console in the place of standard output. */
static void
run_rounds(struct sender *d, int count)
{
    fflush(stdout);
    const int before = dup(STDOUT_FILENO);
    dup2(console, STDOUT_FILENO);
    for (int i = 0; i < count; i++)
        assert_int_equal(sender_run(d, 10), FAULT_NONE);
    fflush(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
}

/* More than are looked at in a round wait for a carrier that refuses the account; those of another, and those
 * that come later, go. */
static void
a_carrier_that_rests_holds_up_nobody_else(void **state)
{
    enum { BEFORE = 1200 };
    struct store_fixture *fixture = *state;
    struct http_stub stub;
    uint8_t id[UUID_BYTES], first[UUID_BYTES];
    store(fixture, "Denied", first);
    for (int i = 1; i < BEFORE; i++)
        store(fixture, "Denied", id);
    store_sent(fixture,
        store_fixture_json("{'channel':'sms','to':'33611111111','from':'curt','text':'Behind them'}"), id);
    strcpy(fixture->config.messages_routes, "sms +33: console");
    struct sender *d = sender_to(
        fixture, &stub, HTTP_STUB_ANSWERS, "HTTP/1.1 402 Payment Required\r\nContent-Length: 2\r\n\r\n{}");
    run_rounds(d, ROUNDS);
    assert_int_equal(printed("Behind them"), 1);
    assert_int_equal(message(fixture, id).carrier, 1 + CONFIG_CONSOLE);
    store_sent(
        fixture, store_fixture_json("{'channel':'sms','to':'33611111112','from':'curt','text':'Later'}"), id);
    run_rounds(d, ROUNDS / 2);
    assert_int_equal(printed("Later"), 1);
    assert_int_equal(printed("Denied"), 0);
    assert_int_equal(sender_finish(d), FAULT_NONE);
    assert_int_equal(waiting(fixture, 0), 1000); /* as far as is counted */
    sender_free(d);
    http_stub_close(&stub);
}

/* The same messages, with another that takes over: all go, once, but those that may have been taken. */
static void
another_takes_over_what_was_denied_and_nothing_else(void **state)
{
    struct store_fixture *fixture = *state;
    struct http_stub stub;
    uint8_t ids[100][UUID_BYTES];
    for (size_t i = 0; i < COUNT(ids); i++)
        store(fixture, "Hello", ids[i]);
    fixture->config.messages_fallback = 1 + CONFIG_CONSOLE;
    struct sender *d = sender_to(
        fixture, &stub, HTTP_STUB_ANSWERS, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
    for (int i = 0; i < 100 && waiting(fixture, 0) > 0; i++)
        run_rounds(d, ROUNDS / 2);
    sender_free(d);
    http_stub_close(&stub);
    assert_int_equal(printed("Hello"), COUNT(ids));
    for (size_t i = 0; i < COUNT(ids); i++) {
        const struct message m = message(fixture, ids[i]);
        assert_true(m.status == MESSAGE_SUBMITTED && m.carrier == 1 + CONFIG_CONSOLE && m.attempts == 0);
    }
    store(fixture, "Hello", ids[0]);
    d = sender_to(
        fixture, &stub, HTTP_STUB_ANSWERS, "HTTP/1.1 500 Internal Error\r\nContent-Length: 2\r\n\r\n{}");
    usleep(10000);
    for (int i = 0; i < 100 && message(fixture, ids[0]).status != MESSAGE_UNKNOWN; i++)
        run_rounds(d, ROUNDS / 2);
    run_rounds(d, ROUNDS);
    sender_free(d);
    http_stub_close(&stub);
    assert_int_equal(message(fixture, ids[0]).status, MESSAGE_UNKNOWN);
    assert_int_equal(printed("Hello"), COUNT(ids));
}

static int
begin(void **state)
{
    char path[200];
    message_fixture_begin();
    disk_is_full = false;
    if (store_fixture_begin(state) != 0)
        return -1;
    struct store_fixture *fixture = *state;
    fixture->config.messages_carrier = CONFIG_CONSOLE;
    snprintf(path, sizeof path, "%s/console", fixture->directory);
    console = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return console >= 0 ? 0 : -1;
}

static int
end(void **state)
{
    close(console);
    message_fixture_end();
    return store_fixture_end(state);
}

#define WITH_CONSOLE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONSOLE(a_message_is_handed_over_once),
        WITH_CONSOLE(what_was_under_way_is_unknown),
        WITH_CONSOLE(a_number_that_was_stopped_meanwhile_gets_nothing),
        WITH_CONSOLE(nor_in_the_place_of_another),
        WITH_CONSOLE(a_console_that_cannot_print_is_asked_again),
        WITH_CONSOLE(a_campaign_runs_to_its_end),
        WITH_CONSOLE(a_campaign_that_cannot_go_on_holds_nobody_up),
        WITH_CONSOLE(nothing_goes_outside_its_hours),
        WITH_CONSOLE(what_is_paused_or_cancelled_goes_nowhere),
        WITH_CONSOLE(messages_that_wait_are_cleared_when_it_is_cancelled),
        WITH_CONSOLE(what_comes_back_from_the_dead_letters_waits_with_its_campaign),
        WITH_CONSOLE(an_answer_waits_for_room_on_the_disk),
        WITH_CONSOLE(nothing_is_used_up_while_the_disk_is_full),
        WITH_CONSOLE(a_carrier_that_rests_holds_up_nobody_else),
        WITH_CONSOLE(another_takes_over_what_was_denied_and_nothing_else),
        WITH_CONSOLE(the_carriers_pause_is_told_when_there_is_room),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
