/* count_test.c: events of the log become tallies: each exactly once, whoever counts and whoever dies. */
#include "bus/count.h"
#include "bus/message_count.h"

#include <locale.h>
#include <signal.h>

#include "base/clock.h"
#include "room.h"
#include "store/click.h"
#include "store/consumer.h"
#include "store/event.h"
#include "store/funnel.h"
#include "store/link_event.h"
#include "store/message_event.h"
#include "store/message_open.h"
#include "store/tally.h"

#define FIREFOX "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define NOON    (INT64_C(20000) * CLOCK_DAY + CLOCK_DAY / 2)

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
        click.labels = (struct click_text){(const char *)labels, labels_pack(v->labels, labels)};
    enum fault fault = click_pack(&click, body, sizeof body, &length);
    for (unsigned i = 0; i < v->count && fault == FAULT_NONE; i++)
        fault = event_append(txn, v->kind != 0 ? v->kind : EVENT_CLICK, NOON, body, length);
    return fault != FAULT_NONE ? fault : v->end;
}

static void
publish(struct room *room, struct visit visit)
{
    if (visit.count == 0)
        visit.count = 1;
    assert_int_equal(env_txn(room->env, ENV_WRITE, publish_body, &visit), visit.end);
}

/* Counts until there is nothing new, with a counter of its own; returns how many were taken. */
static uint64_t
count(struct room *room)
{
    struct counter *counter;
    uint64_t taken, all = 0;
    assert_int_equal(counter_open(&counter, &room->conf), FAULT_NONE);
    do {
        assert_int_equal(counter_run(counter, room->env, &taken), FAULT_NONE);
        all += taken;
    } while (taken > 0);
    counter_close(counter);
    return all;
}

static struct tally_totals
totals(struct room *room, uint64_t link)
{
    struct tally_totals out;
    const struct tally_scope scope = {.kind = link != 0 ? TALLY_LINK : TALLY_ALL, .link = link};
    assert_int_equal(tally_totals(env_read(room->env), &scope, &out), FAULT_NONE);
    return out;
}

static void
take_value(enum tally_dimension dimension, const char *value, uint64_t counted, void *arg)
{
    char *out = arg;
    sprintf(out + strlen(out), "%s:%s=%llu ", tally_dimension_name(dimension), value,
        (unsigned long long)counted);
}

static void
check_value(struct room *room, uint64_t link, const char *wanted)
{
    char values[8192] = "";
    struct tally_totals out;
    const struct tally_scope scope = {.kind = TALLY_LINK, .link = link};
    assert_int_equal(tally_summary(env_read(room->env), &scope, &out, take_value, values), FAULT_NONE);
    if (strstr(values, wanted) == NULL)
        fail_msg("no %s in %s", wanted, values);
}

static void
events_become_tallies(void **state)
{
    struct room *room = *state;
    static const struct labels labels = {.campaign = "spring", .tag_count = 1, .tags = {"news"}};
    struct consumer position;
    publish(room, (struct visit){.link = 1,
                      .visitor = 1,
                      .agent = FIREFOX,
                      .referrer = "https://News.Example.com:8443/a?b",
                      .language = "de-AT,de;q=0.9",
                      .labels = &labels});
    publish(room, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .labels = &labels});
    publish(room, (struct visit){.link = 1, .visitor = 2, .agent = "Googlebot/2.1", .labels = &labels});
    publish(room, (struct visit){.link = 1, .visitor = 3, .agent = "WhatsApp/2.23.20.0 A"});
    publish(room, (struct visit){.link = 1, .visitor = 4, .agent = FIREFOX, .kind = EVENT_PREFETCH});
    publish(room, (struct visit){.link = 2, .visitor = 1, .agent = FIREFOX});
    assert_int_equal(count(room), 6);
    const struct tally_totals got = totals(room, 1);
    assert_int_equal(got.opens[TALLY_PERSON], 2);
    assert_int_equal(got.opens[TALLY_BOT_OPEN], 1);
    assert_int_equal(got.opens[TALLY_PREVIEW], 1);
    assert_int_equal(got.opens[TALLY_PREFETCH], 1);
    assert_int_equal(got.visitors, 1);
    assert_int_equal(got.first, NOON);
    assert_int_equal(totals(room, 0).opens[TALLY_PERSON], 3);
    check_value(room, 1, "referrer:news.example.com=1 ");
    check_value(room, 1, "referrer:direct=1 ");
    check_value(room, 1, "browser:Firefox=2 ");
    check_value(room, 1, "system:Linux=2 ");
    check_value(room, 1, "device:desktop=2 ");
    check_value(room, 1, "language:de=1 ");
    check_value(room, 1, "language:unknown=1 ");
    check_value(room, 1, "bot:Googlebot=1 ");
    check_value(room, 1, "bot:WhatsApp=1 ");
    struct tally_totals of;
    assert_int_equal(tally_totals(env_read(room->env),
                         &(struct tally_scope){.kind = TALLY_CAMPAIGN, .owner = 7, .name = "spring"}, &of),
        FAULT_NONE);
    assert_int_equal(of.opens[TALLY_PERSON], 2);
    assert_int_equal(of.opens[TALLY_BOT_OPEN], 1);
    assert_int_equal(consumer_get(env_read(room->env), CONSUMER_COUNT, &position), FAULT_NONE);
    assert_int_equal(position.number, 6);
    assert_int_equal(position.at, NOON);
}

static void
referrers_and_languages_as_they_are_sent(void **state)
{
    struct room *room = *state;
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
        publish(room, (struct visit){.link = i + 1,
                          .agent = FIREFOX,
                          .referrer = table[i].referrer,
                          .language = table[i].language});
    assert_int_equal(count(room), COUNT(table));
    for (size_t i = 0; i < COUNT(table); i++)
        check_value(room, i + 1, table[i].value);
}

static void
each_event_counts_once_over_many_runs(void **state)
{
    struct room *room = *state;
    uint64_t all = 0;
    assert_int_equal(count(room), 0);
    for (unsigned i = 1; i <= 5; i++) {
        publish(room, (struct visit){.link = 1, .visitor = i, .agent = FIREFOX, .count = i});
        all += i;
        assert_int_equal(count(room), i);
        assert_int_equal(count(room), 0); /* another one sees nothing new */
        assert_int_equal(totals(room, 1).opens[TALLY_PERSON], all);
        room_close(room);
        room_open(room);
    }
    assert_int_equal(count(room), 0);
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 15);
    assert_int_equal(totals(room, 1).visitors, 5);
}

static void
a_long_log_is_taken_in_pieces(void **state)
{
    struct room *room = *state;
    struct counter *counter;
    uint64_t taken, all = 0;
    unsigned runs = 0;
    for (int i = 0; i < 10; i++)
        publish(room, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
    assert_int_equal(counter_open(&counter, &room->conf), FAULT_NONE);
    do {
        assert_int_equal(counter_run(counter, room->env, &taken), FAULT_NONE);
        all += taken;
        runs++;
        assert_int_equal(totals(room, 1).opens[TALLY_PERSON], all);
    } while (taken > 0);
    counter_close(counter);
    assert_int_equal(all, 10000);
    assert_in_range(runs, 3, 100);
}

static enum fault
publish_others(struct txn *txn, void *arg)
{
    struct story *story = arg;
    static struct link link;
    room_link(&link, "abc", "https://example.com/");
    CHECK(link_publish(txn, &link, LINK_CREATED, NOON) == FAULT_NONE);
    CHECK(event_append(txn, EVENT_CLICK, NOON, "garbage", 7) == FAULT_NONE);
    CHECK(event_append(txn, 77, NOON, "a kind to come", 14) == FAULT_NONE);
    CHECK(event_append(txn, EVENT_PREFETCH, NOON, "", 0) == FAULT_NONE);
    return FAULT_NONE;
}

static void
what_is_no_click_is_passed_over(void **state)
{
    struct room *room = *state;
    publish(room, (struct visit){.link = 1, .agent = FIREFOX});
    room_transact(room, publish_others, NULL);
    publish(room, (struct visit){.link = 1, .agent = FIREFOX});
    assert_int_equal(count(room), 6);
    const struct tally_totals got = totals(room, 0);
    assert_int_equal(got.opens[TALLY_PERSON], 2);
    assert_int_equal(got.opens[TALLY_BOT_OPEN] + got.opens[TALLY_PREVIEW] + got.opens[TALLY_PREFETCH], 0);
}

static void
holes_are_passed_over_and_not_counted(void **state)
{
    struct room *room = *state;
    publish(room, (struct visit){.link = 1, .agent = FIREFOX});
    publish(room, (struct visit){.link = 1, .agent = FIREFOX, .count = 3, .end = FAULT_REFUSED});
    publish(room, (struct visit){.link = 1, .agent = FIREFOX});
    publish(room, (struct visit){.link = 1, .agent = FIREFOX, .count = 2, .end = FAULT_REFUSED});
    assert_int_equal(count(room), 2);
    assert_int_equal(count(room), 0);
    publish(room, (struct visit){.link = 1, .agent = FIREFOX});
    assert_int_equal(count(room), 1);
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 3);
}

static int ready[2], go[2];

static int
count_in_a_child(struct room *room, int nth)
{
    struct counter *counter;
    uint64_t taken;
    enum fault fault = FAULT_NONE;
    room_open(room);
    if (counter_open(&counter, &room->conf) != FAULT_NONE)
        return 100;
    if (nth == 0) {
        room_tell(ready);
        room_hear(go);
    }
    do /* somebody else took them: look again; for ever, when nth says so */
        fault = counter_run(counter, room->env, &taken);
    while (fault == FAULT_REFUSED || fault == FAULT_AGAIN || (fault == FAULT_NONE && taken > 0) || nth != 0);
    counter_close(counter);
    room_close(room);
    return (int)fault;
}

static void
several_count_and_nothing_counts_twice(void **state)
{
    struct room *room = *state;
    pid_t pids[3];
    for (int i = 0; i < 20; i++)
        publish(room, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
    room_close(room);
    room_pipe(ready);
    room_pipe(go);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = room_child(room, count_in_a_child, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_true(room_hear(ready));
    for (size_t i = 0; i < COUNT(pids); i++)
        room_tell(go);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(room_wait(pids[i]), FAULT_NONE);
    room_open(room);
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 20000);
    assert_int_equal(totals(room, 1).visitors, 1);
}

static void
a_counter_that_is_killed_counts_nothing_twice(void **state)
{
    struct room *room = *state;
    for (int round = 0; round < 6; round++) {
        for (int i = 0; i < 8; i++)
            publish(room, (struct visit){.link = 1, .visitor = 1, .agent = FIREFOX, .count = 1000});
        room_close(room);
        const pid_t counts = room_child(room, count_in_a_child, 1);
        usleep(60000 + 23000 * (useconds_t)round);
        kill(counts, SIGKILL);
        assert_int_equal(room_wait(counts), ROOM_KILLED + SIGKILL);
        room_open(room);
    }
    count(room);
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 48000);
    assert_int_equal(totals(room, 1).visitors, 1);
}

static void
without_the_data_on_agents_nobody_counts(void **state)
{
    struct room *room = *state;
    struct counter *counter;
    struct conf conf = room->conf;
    strcpy(conf.stats_agents, "/nowhere/regexes.yaml");
    assert_int_equal(counter_open(&counter, &conf), FAULT_SYSTEM);
}

#define BODY "{\"message\":{}}"

static enum fault
make_message(struct txn *txn, void *arg)
{
    const struct story *story = arg;
    const struct message_event event = {
        .deed = MESSAGE_MOVED, .before = MESSAGE_STATUSES, .message = *(struct message *)story->arg};
    enum fault fault = message_add(txn, &event.message, BODY, strlen(BODY));
    return fault != FAULT_NONE ? fault : message_publish(txn, &event, NOON);
}

static struct message
message(struct room *room, uint8_t id)
{
    struct message m = {.id = {id}, .owner = 7, .parts = 1, .created = NOON};
    strcpy(m.to, "447700900000");
    strcpy(m.campaign, "spring");
    room_transact(room, make_message, &m);
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
        .deed = MESSAGE_MOVED, .before = step->message.status, .message = step->message};
    event.message.status = step->to;
    enum fault fault = message_change(txn, &step->message, &event.message);
    return fault != FAULT_NONE ? fault : message_publish(txn, &event, NOON);
}

static void
move(struct room *room, struct message *m, enum message_status to)
{
    struct step step = {*m, to};
    if (!message_may_move(m->status, to))
        return;
    room_transact(room, move_message, &step);
    m->status = to;
}

static void
click(struct room *room, const struct message *m, const char *agent)
{
    publish(room, (struct visit){.link = 1, .visitor = 1, .agent = agent, .message = m->id});
}

static struct funnel
funnel(struct room *room)
{
    struct funnel out;
    assert_int_equal(
        funnel_whole(env_read(room->env), &(struct funnel_scope){7, "spring"}, &out), FAULT_NONE);
    return out;
}

static struct message_opens
opens(struct room *room, const struct message *m)
{
    struct message_opens out;
    assert_int_equal(message_opens(env_read(room->env), m->id, &out), FAULT_NONE);
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
    struct room *room = *state;
    struct message one = message(room, 1), two = message(room, 2);
    char rows[512] = "";
    move(room, &one, MESSAGE_SUBMITTED);
    click(room, &one, "WhatsApp/2.23.20.0 A");
    click(room, &one, "Googlebot/2.1");
    publish(room, (struct visit){.agent = FIREFOX, .message = one.id, .kind = EVENT_PREFETCH});
    move(room, &two, MESSAGE_READ);
    assert_int_equal(count(room), 7);
    assert_int_equal(funnel(room).steps[FUNNEL_CLICKED], 0);
    click(room, &one, FIREFOX);
    click(room, &one, FIREFOX);
    assert_int_equal(count(room), 2);
    click(room, &one, FIREFOX);
    assert_int_equal(count(room), 1);
    const struct funnel got = funnel(room);
    assert_int_equal(got.steps[FUNNEL_MESSAGES], 2);
    assert_int_equal(got.steps[FUNNEL_SUBMITTED], 2);
    assert_int_equal(got.steps[FUNNEL_DELIVERED], 1);
    assert_int_equal(got.steps[FUNNEL_CLICKED], 1);
    assert_int_equal(opens(room, &one).people, 3);
    assert_int_equal(opens(room, &one).others, 2);
    assert_int_equal(opens(room, &one).first, NOON);
    assert_int_equal(opens(room, &two).people + opens(room, &two).others, 0);
    assert_int_equal(message_open_visit(env_read(room->env), one.id, take_open, rows), FAULT_NONE);
    assert_string_equal(rows, "4:abc:2 5:abc:1 8:abc:0 9:abc:0 10:abc:0 ");
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 3);
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
    struct room *room = *state;
    struct message one = message(room, 1);
    click(room, &one, FIREFOX);
    room_transact(room, remove_message, &one);
    assert_int_equal(count(room), 2);
    assert_int_equal(funnel(room).steps[FUNNEL_CLICKED], 0);
    assert_int_equal(opens(room, &one).people, 0);
    assert_int_equal(totals(room, 1).opens[TALLY_PERSON], 1);
}

/* Whoever counts, and whenever: the funnel says what the messages say in the end. */
static void
a_funnel_is_exact(void **state)
{
    struct room *room = *state;
    enum { MESSAGES = 40 };
    static struct message messages[MESSAGES];
    static bool clicked[MESSAGES];
    int64_t wanted[FUNNEL_STEPS] = {0};
    srand(2);
    for (int i = 0; i < MESSAGES; i++)
        messages[i] = message(room, (uint8_t)(i + 1));
    for (int i = 0; i < 15 * MESSAGES; i++) {
        const int nth = rand() % MESSAGES;
        if (rand() % 4 == 0) {
            clicked[nth] = true;
            click(room, &messages[nth], FIREFOX);
        } else if (messages[nth].status < MESSAGE_SUBMITTED || rand() % 3 > 0) {
            move(room, &messages[nth],
                MESSAGE_SENDING + (enum message_status)(rand() % (MESSAGE_UNDELIVERABLE)));
        }
        if (rand() % 50 == 0)
            count(room);
    }
    count(room);
    for (int i = 0; i < MESSAGES; i++) {
        const enum message_status is = messages[i].status;
        wanted[FUNNEL_MESSAGES]++;
        wanted[FUNNEL_PARTS]++;
        wanted[FUNNEL_SUBMITTED] += is >= MESSAGE_SUBMITTED && is != MESSAGE_FAILED;
        wanted[FUNNEL_DELIVERED] += is == MESSAGE_DELIVERED || is == MESSAGE_READ;
        wanted[FUNNEL_READ] += is == MESSAGE_READ;
        wanted[FUNNEL_REJECTED] += is == MESSAGE_REJECTED;
        wanted[FUNNEL_UNDELIVERABLE] += is == MESSAGE_UNDELIVERABLE;
        wanted[FUNNEL_UNKNOWN] += is == MESSAGE_UNKNOWN;
        wanted[FUNNEL_CLICKED] += clicked[i];
    }
    const struct funnel got = funnel(room);
    for (int i = 0; i < FUNNEL_STEPS; i++)
        assert_int_equal(got.steps[i], wanted[i]);
}

static struct message_count *collected;

static enum fault
apply_twice(struct txn *txn, void *arg)
{
    int *runs = arg;
    enum fault fault = message_count_apply(txn, collected);
    return fault == FAULT_NONE && ++*runs == 1 ? FAULT_REFUSED : fault;
}

static void
a_body_that_runs_again_counts_once(void **state)
{
    struct room *room = *state;
    const struct message one = message(room, 1);
    const struct message_open open = {.event = 5, .at = NOON, .class = TALLY_PERSON, .code = "abc"};
    static struct event event;
    int runs = 0;
    collected = message_count_new(2);
    assert_int_equal(event_read(env_read(room->env), 1, &event), FAULT_NONE);
    assert_int_equal(message_count_add(collected, &event), FAULT_NONE);
    assert_int_equal(message_count_add_open(collected, one.id, &open), FAULT_NONE);
    assert_int_equal(message_count_add_open(collected, one.id, &open), FAULT_NONE);
    assert_int_equal(message_count_add_open(collected, one.id, &open), FAULT_FULL);
    assert_int_equal(env_txn(room->env, ENV_WRITE, apply_twice, &runs), FAULT_REFUSED);
    assert_int_equal(env_txn(room->env, ENV_WRITE, apply_twice, &runs), FAULT_NONE);
    assert_int_equal(funnel(room).steps[FUNNEL_MESSAGES], 1);
    assert_int_equal(funnel(room).steps[FUNNEL_CLICKED], 1);
    assert_int_equal(opens(room, &one).people, 2);
    message_count_free(collected);
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
    room_bound();
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
