/*
 * aggregator_test.c: events of the log become click statistics: each exactly once, whoever counts and whoever
 * dies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/aggregator.h"
#include "stats/message_aggregator.h"

#include <locale.h>
#include <signal.h>

#include "base/timestamp.h"
#include "event/checkpoint.h"
#include "event/click.h"
#include "event/event_log.h"
#include "link/link_event.h"
#include "message/message_event.h"
#include "message/message_open.h"
#include "message/message_write.h"
#include "stats/click_stats.h"
#include "stats/message_stats.h"
#include "store_fixture.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define NOON    (INT64_C(20000) * TIMESTAMP_DAY + TIMESTAMP_DAY / 2)

/* What a visitor sends, as events to append. */
struct visit {
    enum event_kind kind;
    uint64_t link, visitor;
    const char *agent, *referrer, *language;
    unsigned count;
    enum fault end; /* not FAULT_NONE: the transaction is aborted */
    const struct labels *labels;
    const uint8_t *message;
};

static struct click_text
text(const char *of)
{
    return (struct click_text){of, of != NULL ? strlen(of) : 0};
}

static enum fault
publish_body(struct txn *txn, void *arg)
{
    const struct visit *v = arg;
    uint8_t body[CLICK_BYTES_MAX], labels[LABELS_BYTES_MAX];
    size_t length;
    struct click click = {.link = v->link,
        .owner = 7,
        .visitor = v->visitor,
        .address = {4, {192, 0, 2, 0}},
        .code = text("abc"),
        .agent = text(v->agent),
        .referrer = text(v->referrer),
        .language = text(v->language),
        .message = v->message};
    if (v->labels != NULL)
        click.labels = (struct click_text){(const char *)labels, labels_encode(v->labels, labels)};
    enum fault fault = click_encode(&click, body, sizeof body, &length);
    for (unsigned i = 0; i < v->count && fault == FAULT_NONE; i++)
        fault = event_log_append(txn, v->kind != 0 ? v->kind : EVENT_CLICK, NOON, body, length);
    return fault != FAULT_NONE ? fault : v->end;
}

static void
publish(struct store_fixture *fixture, struct visit visit)
{
    if (visit.count == 0)
        visit.count = 1;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, publish_body, &visit), visit.end);
}

/* Counts until there is nothing new, with a counter of its own; returns how many were taken. */
static uint64_t
count(struct store_fixture *fixture)
{
    struct aggregator *counter;
    uint64_t taken, all = 0;
    assert_int_equal(aggregator_create(&counter, &fixture->config), FAULT_NONE);
    do {
        assert_int_equal(aggregator_run(counter, fixture->env, &taken), FAULT_NONE);
        all += taken;
    } while (taken > 0);
    aggregator_free(counter);
    return all;
}

static struct click_stats_totals
totals(struct store_fixture *fixture, uint64_t link)
{
    struct click_stats_totals out;
    const struct click_stats_scope scope = {
        .kind = link != 0 ? CLICK_STATS_LINK : CLICK_STATS_ALL, .link = link};
    assert_int_equal(click_stats_totals(env_read(fixture->env), &scope, &out), FAULT_NONE);
    return out;
}

static void
take_value(enum click_stats_dimension dimension, const char *value, uint64_t counted, void *arg)
{
    char *out = arg;
    sprintf(out + strlen(out), "%s:%s=%llu ", click_stats_dimension_name(dimension), value,
        (unsigned long long)counted);
}

static void
check_value(struct store_fixture *fixture, uint64_t link, const char *wanted)
{
    char values[8192] = "";
    struct click_stats_totals out;
    const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = link};
    assert_int_equal(
        click_stats_summary(env_read(fixture->env), &scope, &out, take_value, values), FAULT_NONE);
    if (strstr(values, wanted) == NULL)
        fail_msg("no %s in %s", wanted, values);
}

static void
events_become_tallies(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct labels labels = {.campaign = "spring", .tag_count = 1, .tags = {"news"}};
    struct checkpoint position;
    publish(fixture, (struct visit){.link = 1,
                         .visitor = 1,
                         .agent = FIREFOX,
                         .referrer = "https://News.Example.com:8443/a?b",
                         .language = "de-AT,de;q=0.9",
                         .labels = &labels});
    publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .labels = &labels});
    publish(fixture, (struct visit){.link = 1, .visitor = 2, .agent = "Googlebot/2.1", .labels = &labels});
    publish(fixture, (struct visit){.link = 1, .visitor = 3, .agent = "WhatsApp/2.23.20.0 A"});
    publish(fixture, (struct visit){.link = 1, .visitor = 4, .agent = FIREFOX, .kind = EVENT_PREFETCH});
    publish(fixture, (struct visit){.link = 2, .visitor = 1, .agent = FIREFOX});
    assert_int_equal(count(fixture), 6);
    const struct click_stats_totals got = totals(fixture, 1);
    assert_int_equal(got.opens[CLICK_PERSON], 2);
    assert_int_equal(got.opens[CLICK_BOT], 1);
    assert_int_equal(got.opens[CLICK_PREVIEW], 1);
    assert_int_equal(got.opens[CLICK_PREFETCH], 1);
    assert_int_equal(got.visitors, 1);
    assert_int_equal(got.first, NOON);
    assert_int_equal(totals(fixture, 0).opens[CLICK_PERSON], 3);
    check_value(fixture, 1, "referrer:news.example.com=1 ");
    check_value(fixture, 1, "referrer:direct=1 ");
    check_value(fixture, 1, "browser:Firefox=2 ");
    check_value(fixture, 1, "system:Linux=2 ");
    check_value(fixture, 1, "device:desktop=2 ");
    check_value(fixture, 1, "language:de=1 ");
    check_value(fixture, 1, "language:unknown=1 ");
    check_value(fixture, 1, "bot:Googlebot=1 ");
    check_value(fixture, 1, "bot:WhatsApp=1 ");
    struct click_stats_totals of;
    assert_int_equal(
        click_stats_totals(env_read(fixture->env),
            &(struct click_stats_scope){.kind = CLICK_STATS_CAMPAIGN, .owner = 7, .name = "spring"}, &of),
        FAULT_NONE);
    assert_int_equal(of.opens[CLICK_PERSON], 2);
    assert_int_equal(of.opens[CLICK_BOT], 1);
    assert_int_equal(checkpoint_get(env_read(fixture->env), CHECKPOINT_AGGREGATOR, &position), FAULT_NONE);
    assert_int_equal(position.number, 6);
    assert_int_equal(position.at, NOON);
}

static void
referrers_and_languages_as_they_are_sent(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        const char *referrer, *language, *value;
    } table[] = {
        {"http://user@Example.org", NULL, "referrer:example.org=1 "},
        {"https://b\xc3\xbc"
         "cher.example/",
            NULL, "referrer:xn--bcher-kva.example=1 "},
        {"not a url", NULL, "referrer:unknown=1 "},
        {"\xff\xfe\x01", NULL, "referrer:unknown=1 "},
        {"android-app://com.example.mail/", NULL, "referrer:unknown=1 "},
        {NULL, "en", "language:en=1 "},
        {NULL, "EN-gb", "language:en=1 "},
        {NULL, "fil-PH,en", "language:fil=1 "},
        {NULL, "zh-Hant-TW;q=0.5", "language:zh=1 "},
        {NULL, "pt,en", "language:pt=1 "},
        {NULL, "*", "language:unknown=1 "},
        {NULL, "x", "language:unknown=1 "},
        {NULL, "en_US", "language:unknown=1 "},
        {NULL, "notalanguage", "language:unknown=1 "},
        {NULL, "12", "language:unknown=1 "},
        {NULL, "\xc3\xa4\xc3\xb6", "language:unknown=1 "},
    };
    for (size_t i = 0; i < COUNT(table); i++)
        publish(fixture, (struct visit){.link = i + 1,
                             .agent = FIREFOX,
                             .referrer = table[i].referrer,
                             .language = table[i].language});
    assert_int_equal(count(fixture), COUNT(table));
    for (size_t i = 0; i < COUNT(table); i++)
        check_value(fixture, i + 1, table[i].value);
}

static void
each_event_counts_once_over_many_runs(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t all = 0;
    assert_int_equal(count(fixture), 0);
    for (unsigned i = 1; i <= 5; i++) {
        publish(fixture, (struct visit){.link = 1, .visitor = i, .agent = FIREFOX, .count = i});
        all += i;
        assert_int_equal(count(fixture), i);
        assert_int_equal(count(fixture), 0); /* another one sees nothing new */
        assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], all);
        store_fixture_close(fixture);
        store_fixture_open(fixture);
    }
    assert_int_equal(count(fixture), 0);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 15);
    assert_int_equal(totals(fixture, 1).visitors, 5);
}

static void
a_long_log_is_taken_in_pieces(void **state)
{
    struct store_fixture *fixture = *state;
    struct aggregator *counter;
    uint64_t taken, all = 0;
    unsigned runs = 0;
    for (int i = 0; i < 10; i++)
        publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
    assert_int_equal(aggregator_create(&counter, &fixture->config), FAULT_NONE);
    do {
        assert_int_equal(aggregator_run(counter, fixture->env, &taken), FAULT_NONE);
        all += taken;
        runs++;
        assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], all);
    } while (taken > 0);
    aggregator_free(counter);
    assert_int_equal(all, 10000);
    assert_in_range(runs, 3, 100);
}

static enum fault
publish_others(struct txn *txn, void *arg)
{
    struct story *story = arg;
    static struct link link;
    store_fixture_link(&link, "abc", "https://example.com/");
    CHECK(link_event_append(txn, &link, LINK_EVENT_CREATED, NOON) == FAULT_NONE);
    CHECK(event_log_append(txn, EVENT_CLICK, NOON, "garbage", 7) == FAULT_NONE);
    CHECK(event_log_append(txn, 77, NOON, "a kind to come", 14) == FAULT_NONE);
    CHECK(event_log_append(txn, EVENT_PREFETCH, NOON, "", 0) == FAULT_NONE);
    return FAULT_NONE;
}

static void
what_is_no_click_is_passed_over(void **state)
{
    struct store_fixture *fixture = *state;
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    store_fixture_transact(fixture, publish_others, NULL);
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    assert_int_equal(count(fixture), 6);
    const struct click_stats_totals got = totals(fixture, 0);
    assert_int_equal(got.opens[CLICK_PERSON], 2);
    assert_int_equal(got.opens[CLICK_BOT] + got.opens[CLICK_PREVIEW] + got.opens[CLICK_PREFETCH], 0);
}

static void
holes_are_passed_over_and_not_counted(void **state)
{
    struct store_fixture *fixture = *state;
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 3, .end = FAULT_REFUSED});
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 2, .end = FAULT_REFUSED});
    assert_int_equal(count(fixture), 2);
    assert_int_equal(count(fixture), 0);
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    assert_int_equal(count(fixture), 1);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 3);
}

static int ready[2], go[2];

static int
aggregator_in_a_child(struct store_fixture *fixture, int nth)
{
    struct aggregator *counter;
    uint64_t taken;
    enum fault fault = FAULT_NONE;
    store_fixture_open(fixture);
    if (aggregator_create(&counter, &fixture->config) != FAULT_NONE)
        return 100;
    if (nth == 0) {
        store_fixture_tell(ready);
        store_fixture_hear(go);
    }
    do /* somebody else took them: look again; for ever, when nth says so */
        fault = aggregator_run(counter, fixture->env, &taken);
    while (fault == FAULT_REFUSED || fault == FAULT_AGAIN || (fault == FAULT_NONE && taken > 0) || nth != 0);
    aggregator_free(counter);
    store_fixture_close(fixture);
    return (int)fault;
}

static void
several_count_and_nothing_counts_twice(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[3];
    for (int i = 0; i < 20; i++)
        publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
    store_fixture_close(fixture);
    store_fixture_pipe(ready);
    store_fixture_pipe(go);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, aggregator_in_a_child, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_true(store_fixture_hear(ready));
    for (size_t i = 0; i < COUNT(pids); i++)
        store_fixture_tell(go);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), FAULT_NONE);
    store_fixture_open(fixture);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 20000);
    assert_int_equal(totals(fixture, 1).visitors, 1);
}

static void
a_counter_that_is_killed_counts_nothing_twice(void **state)
{
    struct store_fixture *fixture = *state;
    for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 8; i++)
            publish(fixture, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
        store_fixture_close(fixture);
        const pid_t counts = store_fixture_child(fixture, aggregator_in_a_child, 1);
        usleep(60000 + 23000 * (useconds_t)round);
        kill(counts, SIGKILL);
        assert_int_equal(store_fixture_wait(counts), STORE_FIXTURE_KILLED + SIGKILL);
        store_fixture_open(fixture);
    }
    count(fixture);
    assert_int_equal(totals(fixture, 1).opens[CLICK_PERSON], 48000);
    assert_int_equal(totals(fixture, 1).visitors, 1);
}

static void
without_the_data_on_agents_nobody_counts(void **state)
{
    struct store_fixture *fixture = *state;
    struct aggregator *counter;
    struct config config = fixture->config;
    strcpy(config.stats_agents, "/nowhere/regexes.yaml");
    assert_int_equal(aggregator_create(&counter, &config), FAULT_SYSTEM);
    config = fixture->config;
    strcpy(config.stats_agent_classes, "/nowhere/user-agents.yaml");
    assert_int_equal(aggregator_create(&counter, &config), FAULT_SYSTEM);
}

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
    sprintf(out + strlen(out), "%llu:%s:%d ", (unsigned long long)open->event, open->code, open->class);
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
    const struct message_open open = {.event = 5, .at = NOON, .class = CLICK_PERSON, .code = "abc"};
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
        WITH_STORE(events_become_tallies),
        WITH_STORE(referrers_and_languages_as_they_are_sent),
        WITH_STORE(each_event_counts_once_over_many_runs),
        WITH_STORE(a_long_log_is_taken_in_pieces),
        WITH_STORE(what_is_no_click_is_passed_over),
        WITH_STORE(holes_are_passed_over_and_not_counted),
        WITH_STORE(messages_become_a_funnel),
        WITH_STORE(clicks_of_messages_that_are_gone_are_left_out),
        WITH_STORE(a_funnel_is_exact),
        WITH_STORE(a_body_that_runs_again_counts_once),
        WITH_STORE(several_count_and_nothing_counts_twice),
        WITH_STORE(a_counter_that_is_killed_counts_nothing_twice),
        WITH_STORE(without_the_data_on_agents_nobody_counts),
    };
    store_fixture_bound();
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
