/*
 * message_aggregator_test.c: events of messages, and clicks on their links, become message statistics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/message_aggregator.h"

#include <locale.h>

#include "aggregator_fixture.h"
#include "message/message_event.h"
#include "message/message_open.h"
#include "message/message_write.h"
#include "stats/message_stats.h"

#define BODY "{\"message\":{}}"

static enum fault
make_message(struct txn *txn, void *arg)
{
    const struct story *story = arg;
    const struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = MESSAGE_STATUSES, .message = *(struct message *)story->arg};
    enum fault fault = message_add(txn, &event.message, BODY, strlen(BODY));
    return fault != FAULT_NONE ? fault : message_event_append(txn, &event, NOON);
}

static struct message
message(struct store_fixture *fixture, uint8_t id)
{
    struct message m = {.id = {id}, .owner = 7, .parts = 1, .created = NOON};
    strcpy(m.to, "447700900000");
    strcpy(m.campaign, "spring");
    store_fixture_transact(fixture, make_message, &m);
    return m;
}

struct step {
    struct message message;
    enum message_status to;
};

static enum fault
move_message(struct txn *txn, void *arg)
{
    const struct story *story = arg;
    const struct step *step = story->arg;
    struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = step->message.status, .message = step->message};
    event.message.status = step->to;
    enum fault fault = message_update(txn, &step->message, &event.message);
    return fault != FAULT_NONE ? fault : message_event_append(txn, &event, NOON);
}

static void
move(struct store_fixture *fixture, struct message *m, enum message_status to)
{
    struct step step = {*m, to};
    if (!message_may_move(m->status, to))
        return;
    store_fixture_transact(fixture, move_message, &step);
    m->status = to;
}

static void
click(struct store_fixture *fixture, const struct message *m, const char *agent)
{
    publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = agent, .message = m->id});
}

static struct message_stats
funnel(struct store_fixture *fixture)
{
    struct message_stats out;
    assert_int_equal(
        message_stats_get_totals(env_read(fixture->env), &(struct message_stats_scope){7, "spring"}, &out),
        FAULT_NONE);
    return out;
}

static struct message_opens
opens(struct store_fixture *fixture, const struct message *m)
{
    struct message_opens out;
    assert_int_equal(message_opens(env_read(fixture->env), m->id, &out), FAULT_NONE);
    return out;
}

static void
take_open(const struct message_open *open, void *arg)
{
    char *out = arg;
    sprintf(out + strlen(out), "%llu:%s:%d ", (unsigned long long)open->event, open->name, open->class);
}

static void
messages_become_a_funnel(void **state)
{
    struct store_fixture *fixture = *state;
    struct message one = message(fixture, 1), two = message(fixture, 2);
    char rows[512] = "";
    move(fixture, &one, MESSAGE_SUBMITTED);
    click(fixture, &one, "WhatsApp/2.23.20.0 A");
    click(fixture, &one, "Googlebot/2.1");
    publish(fixture, (struct visit){.agent = FIREFOX, .message = one.id, .kind = EVENT_PREFETCH});
    move(fixture, &two, MESSAGE_READ);
    assert_int_equal(count(fixture), 7);
    assert_int_equal(funnel(fixture).steps[MESSAGE_STATS_CLICKED], 0);
    click(fixture, &one, FIREFOX);
    click(fixture, &one, FIREFOX);
    assert_int_equal(count(fixture), 2);
    click(fixture, &one, FIREFOX);
    assert_int_equal(count(fixture), 1);
    const struct message_stats got = funnel(fixture);
    assert_int_equal(got.steps[MESSAGE_STATS_MESSAGES], 2);
    assert_int_equal(got.steps[MESSAGE_STATS_SUBMITTED], 2);
    assert_int_equal(got.steps[MESSAGE_STATS_DELIVERED], 1);
    assert_int_equal(got.steps[MESSAGE_STATS_CLICKED], 1);
    assert_int_equal(opens(fixture, &one).people, 3);
    assert_int_equal(opens(fixture, &one).others, 2);
    assert_int_equal(opens(fixture, &one).first, NOON);
    assert_int_equal(opens(fixture, &two).people + opens(fixture, &two).others, 0);
    assert_int_equal(message_open_visit(env_read(fixture->env), one.id, take_open, rows), FAULT_NONE);
    assert_string_equal(rows, "4:abc:2 5:abc:1 8:abc:0 9:abc:0 10:abc:0 ");
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 3);
}

static enum fault
remove_message(struct txn *txn, void *arg)
{
    const struct story *story = arg;
    return message_remove(txn, story->arg);
}

static void
clicks_of_messages_that_are_gone_are_left_out(void **state)
{
    struct store_fixture *fixture = *state;
    struct message one = message(fixture, 1);
    click(fixture, &one, FIREFOX);
    store_fixture_transact(fixture, remove_message, &one);
    assert_int_equal(count(fixture), 2);
    assert_int_equal(funnel(fixture).steps[MESSAGE_STATS_CLICKED], 0);
    assert_int_equal(opens(fixture, &one).people, 0);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 1);
}

/* Whoever counts, and whenever: the funnel says what the messages say in the end. */
static void
a_funnel_is_exact(void **state)
{
    struct store_fixture *fixture = *state;
    enum { MESSAGES = 40 };
    static struct message messages[MESSAGES];
    static bool clicked[MESSAGES];
    int64_t wanted[MESSAGE_STATS_STEPS] = {0};
    srand(2);
    for (int i = 0; i < MESSAGES; i++)
        messages[i] = message(fixture, (uint8_t)(i + 1));
    for (int i = 0; i < 15 * MESSAGES; i++) {
        const int nth = rand() % MESSAGES;
        if (rand() % 4 == 0) {
            clicked[nth] = true;
            click(fixture, &messages[nth], FIREFOX);
        } else if (messages[nth].status < MESSAGE_SUBMITTED || rand() % 3 > 0) {
            move(fixture, &messages[nth],
                MESSAGE_SENDING + (enum message_status)(rand() % (MESSAGE_UNDELIVERABLE)));
        }
        if (rand() % 50 == 0)
            count(fixture);
    }
    count(fixture);
    for (int i = 0; i < MESSAGES; i++) {
        const enum message_status is = messages[i].status;
        wanted[MESSAGE_STATS_MESSAGES]++;
        wanted[MESSAGE_STATS_PARTS]++;
        wanted[MESSAGE_STATS_SUBMITTED] += is >= MESSAGE_SUBMITTED && is != MESSAGE_FAILED;
        wanted[MESSAGE_STATS_DELIVERED] += is == MESSAGE_DELIVERED || is == MESSAGE_READ;
        wanted[MESSAGE_STATS_READ] += is == MESSAGE_READ;
        wanted[MESSAGE_STATS_REJECTED] += is == MESSAGE_REJECTED;
        wanted[MESSAGE_STATS_UNDELIVERABLE] += is == MESSAGE_UNDELIVERABLE;
        wanted[MESSAGE_STATS_UNKNOWN] += is == MESSAGE_UNKNOWN;
        wanted[MESSAGE_STATS_CLICKED] += clicked[i];
    }
    const struct message_stats got = funnel(fixture);
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        assert_int_equal(got.steps[i], wanted[i]);
}

static struct message_aggregator *collected;

static enum fault
apply_twice(struct txn *txn, void *arg)
{
    int *runs = arg;
    enum fault fault = message_aggregator_apply(txn, collected);
    return fault == FAULT_NONE && ++*runs == 1 ? FAULT_REFUSED : fault;
}

static void
a_body_that_runs_again_counts_once(void **state)
{
    struct store_fixture *fixture = *state;
    const struct message one = message(fixture, 1);
    const struct message_open open = {.event = 5, .at = NOON, .class = CLICK_PERSON, .name = "abc"};
    static struct event event;
    int runs = 0;
    collected = message_aggregator_create(2);
    assert_int_equal(event_log_read(env_read(fixture->env), 1, &event), FAULT_NONE);
    assert_int_equal(message_aggregator_add(collected, &event), FAULT_NONE);
    assert_int_equal(message_aggregator_add_open(collected, one.id, &open), FAULT_NONE);
    assert_int_equal(message_aggregator_add_open(collected, one.id, &open), FAULT_NONE);
    assert_int_equal(message_aggregator_add_open(collected, one.id, &open), FAULT_FULL);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_twice, &runs), FAULT_REFUSED);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_twice, &runs), FAULT_NONE);
    assert_int_equal(funnel(fixture).steps[MESSAGE_STATS_MESSAGES], 1);
    assert_int_equal(funnel(fixture).steps[MESSAGE_STATS_CLICKED], 1);
    assert_int_equal(opens(fixture, &one).people, 2);
    message_aggregator_free(collected);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(messages_become_a_funnel),
        WITH_STORE(clicks_of_messages_that_are_gone_are_left_out),
        WITH_STORE(a_funnel_is_exact),
        WITH_STORE(a_body_that_runs_again_counts_once),
    };
    store_fixture_bound();
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
