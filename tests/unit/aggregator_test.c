/*
 * aggregator_test.c: events of the log become click statistics: each exactly once, whoever counts and whoever
 * dies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/aggregator.h"

#include <locale.h>
#include <signal.h>

#include "aggregator_fixture.h"
#include "event/checkpoint.h"
#include "link/link_event.h"
#include "stats/click_stats.h"
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
        {"android-app://com.example.mail/", NULL, "referrer:com.example.mail=1 "},
        {"android-app://com.example.mail", NULL, "referrer:com.example.mail=1 "},
        {"Android-App://com.Example.Chat/https/example.org/a", NULL, "referrer:com.example.chat=1 "},
        {"ios-app://389801252/example/path", NULL, "referrer:389801252=1 "},
        {"android-app:///", NULL, "referrer:unknown=1 "},
        {"android-app://a b/", NULL, "referrer:unknown=1 "},
        {"another-app://com.example.mail/", NULL, "referrer:unknown=1 "},
        {NULL, "en", "language:en=1 "},
        {NULL, "EN-gb", "language:en=1 "},
        {NULL, "fil-PH,en", "language:fil=1 "},
        {NULL, "zh-Hant-TW;q=0.5", "language:zh=1 "},
        {NULL, "pt,en", "language:pt=1 "},
        {NULL, "*", "language:unknown=1 "},
        {NULL, "x", "language:unknown=1 "},
        {NULL, "en_US", "language:en=1 "},
        {NULL, "zh_Hans_CN", "language:zh=1 "},
        {NULL, "de_AT.UTF-8", "language:de=1 "},
        {NULL, "it@euro", "language:it=1 "},
        {NULL, "da, en-GB;q=0.8, en;q=0.7", "language:da=1 "},
        {NULL, "fr;q=0.5,nl;q=0.9,es;q=0.9", "language:nl=1 "},
        {NULL, "sv;q=0, no;q=0.001", "language:no=1 "},
        {NULL, "*, ja;q=0.5", "language:ja=1 "},
        {NULL, ", ko", "language:ko=1 "},
        {NULL, "pl;q=0", "language:unknown=1 "},
        {NULL, "C", "language:unknown=1 "},
        {NULL, "C.UTF-8", "language:unknown=1 "},
        {NULL, "POSIX", "language:unknown=1 "},
        {NULL, "i-klingon", "language:unknown=1 "},
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
        assert_int_equal(aggregator_run(counter, fixture->env, NULL, &taken), FAULT_NONE);
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
        fault = aggregator_run(counter, fixture->env, NULL, &taken);
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
        WITH_STORE(several_count_and_nothing_counts_twice),
        WITH_STORE(a_counter_that_is_killed_counts_nothing_twice),
        WITH_STORE(without_the_data_on_agents_nobody_counts),
    };
    store_fixture_bound();
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
