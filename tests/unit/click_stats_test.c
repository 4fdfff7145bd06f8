/*
 * click_stats_test.c: opens added up: in every scope, once, in their hour, with a bound on their values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_stats.h"
#include "stats/click_stats_batch.h"
#include "stats/link_activity.h"

#include "click_fixture.h"
#include "db/codec.h"
#include "db/row_sweep.h"
#include "event/visitor_salt.h"
#include "stats/visitor.h"

static void
an_open_counts_in_its_scopes_and_no_others(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct click_stats_scope counted[] = {{.kind = CLICK_STATS_LINK, .link = 1},
        {.kind = CLICK_STATS_ALL}, {.kind = CLICK_STATS_ALL, .owner = 7},
        {.kind = CLICK_STATS_CAMPAIGN, .name = "spring"},
        {.kind = CLICK_STATS_CAMPAIGN, .owner = 7, .name = "spring"}, {.kind = CLICK_STATS_TAG, .name = "a"},
        {.kind = CLICK_STATS_TAG, .name = "b"}, {.kind = CLICK_STATS_TAG, .owner = 7, .name = "a"},
        {.kind = CLICK_STATS_TAG, .owner = 7, .name = "b"}};
    static const struct click_stats_scope empty[] = {{.kind = CLICK_STATS_LINK, .link = 2},
        {.kind = CLICK_STATS_LINK, .link = 256}, {.kind = CLICK_STATS_ALL, .owner = 8},
        {.kind = CLICK_STATS_CAMPAIGN, .name = "sprin"}, {.kind = CLICK_STATS_CAMPAIGN, .name = "spring2"},
        {.kind = CLICK_STATS_CAMPAIGN, .owner = 8, .name = "spring"},
        {.kind = CLICK_STATS_TAG, .name = "spring"}, {.kind = CLICK_STATS_CAMPAIGN, .name = "a"},
        {.kind = CLICK_STATS_TAG, .name = "c"}};
    struct click_stats_open open = person(DAY1, 1);
    open.labels = &spring;
    add(open);
    apply(fixture);
    for (size_t i = 0; i < COUNT(counted); i++) {
        const struct click_stats_totals got = totals(fixture, counted[i]);
        assert_int_equal(got.opens[CLICK_PERSON], 1);
        assert_int_equal(got.visitors, 1);
        assert_int_equal(got.first, DAY1);
        assert_int_equal(got.last, DAY1);
        assert_int_equal(got.values[CLICK_STATS_REFERRER], 1);
    }
    for (size_t i = 0; i < COUNT(empty); i++) {
        const struct click_stats_totals got = totals(fixture, empty[i]), zero = {0};
        assert_memory_equal(&got, &zero, sizeof got);
    }
}

static void
only_people_are_clicks_and_visitors(void **state)
{
    struct store_fixture *fixture = *state;
    add(person(DAY1 + 5, 1));
    struct click_stats_open bot = {.at = DAY1 + 1, .class = CLICK_BOT, .link = 1, .visitor = 2};
    bot.labels = &none;
    bot.values[CLICK_STATS_BOT] = "Googlebot";
    add(bot);
    bot.class = CLICK_PREVIEW;
    bot.at = DAY1 + 9;
    bot.values[CLICK_STATS_BOT] = "WhatsApp";
    add(bot);
    add(bot);
    bot.class = CLICK_PREFETCH;
    bot.values[CLICK_STATS_BOT] = NULL;
    add(bot);
    apply(fixture);
    const struct click_stats_totals got = totals(fixture, link_1);
    assert_int_equal(got.opens[CLICK_PERSON], 1);
    assert_int_equal(got.opens[CLICK_BOT], 1);
    assert_int_equal(got.opens[CLICK_PREVIEW], 2);
    assert_int_equal(got.opens[CLICK_PREFETCH], 1);
    assert_int_equal(got.visitors, 1);
    assert_int_equal(got.first, DAY1 + 5);
    assert_int_equal(got.last, DAY1 + 5);
    const char *text = values(fixture, link_1);
    assert_non_null(strstr(text, "bot:Googlebot=1 "));
    assert_non_null(strstr(text, "bot:WhatsApp=2 "));
    assert_non_null(strstr(text, "referrer:example.com=1 "));
    assert_non_null(strstr(text, "browser:Firefox=1 "));
    assert_non_null(strstr(text, "system:Linux=1 "));
    assert_non_null(strstr(text, "device:desktop=1 "));
    assert_non_null(strstr(text, "language:de=1 "));
    assert_int_equal(got.values[CLICK_STATS_BOT], 2);
}

static void
a_visitor_counts_once_a_day(void **state)
{
    struct store_fixture *fixture = *state;
    add(person(DAY1, 1));
    add(person(DAY1 + HOUR, 1));
    add(person(DAY1 + HOUR, 2));
    apply(fixture);
    assert_int_equal(totals(fixture, link_1).visitors, 2);
    add(person(DAY1 + 23 * HOUR, 1)); /* in another batch */
    add(person(DAY1 + 23 * HOUR, 3));
    struct click_stats_open elsewhere = person(DAY1, 1);
    elsewhere.link = 2;
    add(elsewhere);
    apply(fixture);
    assert_int_equal(totals(fixture, link_1).visitors, 3);
    assert_int_equal(
        totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = 2}).visitors, 1);
    assert_int_equal(totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_ALL}).visitors, 3);
    add(person(DAY1 + TIMESTAMP_DAY, 1)); /* the next day it is somebody else */
    apply(fixture);
    const struct click_stats_totals got = totals(fixture, link_1);
    assert_int_equal(got.visitors, 4);
    assert_int_equal(got.opens[CLICK_PERSON], 6);
}

static void
the_first_and_the_last_in_any_order(void **state)
{
    struct store_fixture *fixture = *state;
    static const int64_t timestamps[] = {500, 100, 900, 300};
    for (size_t i = 0; i < COUNT(timestamps); i++) {
        add(person(DAY1 + timestamps[i], 1));
        if (i % 2 == 1)
            apply(fixture);
    }
    const struct click_stats_totals got = totals(fixture, link_1);
    assert_int_equal(got.first, DAY1 + 100);
    assert_int_equal(got.last, DAY1 + 900);
    assert_int_equal(got.opens[CLICK_PERSON], 4);
}

static void
opens_stand_in_their_quarter_of_an_hour(void **state)
{
    struct store_fixture *fixture = *state;
    add(person(DAY1, 1)); /* hour 480000 */
    add(person(DAY1 + HOUR / 4 - 1, 2));
    add(person(DAY1 + HOUR / 4, 1));
    struct click_stats_open bot = person(DAY1 + HOUR - 1, 9);
    bot.class = CLICK_BOT;
    add(bot);
    add(person(DAY1 + HOUR, 3));
    apply(fixture);
    add(person(DAY1 + HOUR + HOUR / 2, 1));
    add(person(DAY1 + 300 * HOUR, 1));
    apply(fixture);
    struct click_stats_open other = person(DAY1, 1);
    other.link = 2;
    add(other);
    apply(fixture);
    check_hours(fixture, 0, 0, "0:2/0/2 1/0/0 0/0/0 0/1/0 ");
    check_hours(fixture, 1, 299, "1:1/0/1 0/0/0 1/0/0 0/0/0 ");
    check_hours(fixture, 2, 299, "");
    add(person(DAY1 + HOUR, 4)); /* an hour that is over, again */
    apply(fixture);
    check_hours(fixture, 1, 299, "1:2/0/2 0/0/0 1/0/0 0/0/0 ");
    check_hours(fixture, 300, 300, "300:1/0/1 0/0/0 0/0/0 0/0/0 ");
    check_hours(
        fixture, 0, 300, "0:2/0/2 1/0/0 0/0/0 0/1/0 1:2/0/2 0/0/0 1/0/0 0/0/0 300:1/0/1 0/0/0 0/0/0 0/0/0 ");
}

static void
values_have_a_bound_and_nothing_is_lost(void **state)
{
    struct store_fixture *fixture = *state;
    for (int i = 0; i < 15; i++) {
        char host[32];
        snprintf(host, sizeof host, "host%d", i);
        struct click_stats_open open = person(DAY1, 1);
        open.values[CLICK_STATS_REFERRER] = host;
        add(open);
        add(open);
        apply(fixture); /* one after the other: the first ten are kept */
    }
    struct click_stats_open late = person(DAY1, 1), known = person(DAY1, 1), both = person(DAY1, 1);
    late.values[CLICK_STATS_REFERRER] = "late";
    known.values[CLICK_STATS_REFERRER] = "host0";
    both.values[CLICK_STATS_REFERRER] = "host12";
    add(late);
    add(known);
    add(both);
    apply(fixture);
    const char *text = values(fixture, link_1);
    assert_int_equal(totals(fixture, link_1).values[CLICK_STATS_REFERRER], 10);
    assert_non_null(strstr(text, "referrer:host0=3 "));
    assert_non_null(strstr(text, "referrer:host9=2 "));
    assert_null(strstr(text, "host10"));
    assert_null(strstr(text, "late"));
    assert_non_null(strstr(text, "referrer:=12 "));
    assert_non_null(strstr(text, "browser:Firefox=33 "));
    assert_null(strstr(text, "browser:="));
    assert_int_equal(totals(fixture, link_1).opens[CLICK_PERSON], 33);
}

static void
values_past_the_bound_in_one_batch(void **state)
{
    struct store_fixture *fixture = *state;
    uint64_t sum = 0, kept = 0, other = 0;
    for (int i = 0; i < 40; i++) {
        char host[32];
        snprintf(host, sizeof host, "host%d", i);
        struct click_stats_open open = person(DAY1, 1);
        open.values[CLICK_STATS_REFERRER] = host;
        add(open);
    }
    apply(fixture);
    const char *text = values(fixture, link_1);
    while ((text = strstr(text, "referrer:")) != NULL) {
        const char *count = strchr(text, '=');
        const uint64_t n = strtoull(count + 1, NULL, 10);
        sum += n;
        if (count == text + strlen("referrer:"))
            other = n;
        else
            kept++;
        text = count;
    }
    assert_int_equal(kept, 10);
    assert_int_equal(other, 30);
    assert_int_equal(sum, 40);
}

static void
a_long_value_is_cut(void **state)
{
    struct store_fixture *fixture = *state;
    char host[200], wanted[128];
    memset(host, 'h', sizeof host);
    host[sizeof host - 1] = '\0';
    struct click_stats_open open = person(DAY1, 1);
    open.values[CLICK_STATS_REFERRER] = host;
    add(open);
    host[100] = '\0';
    add(open);
    apply(fixture);
    snprintf(wanted, sizeof wanted, "referrer:%.*s=2 ", CLICK_STATS_VALUE_MAX, host);
    assert_non_null(strstr(values(fixture, link_1), wanted));
}

static enum fault
delete_link_1(struct txn *txn, void *arg)
{
    (void)arg;
    return link_activity_delete(txn, 1);
}

static void
what_is_over_is_swept(void **state)
{
    struct store_fixture *fixture = *state;
    uint32_t before = visitor_salt_day(DAY1) + 1;
    static const uint8_t id[8] = {0, 0, 0, 0, 0, 0, 0, 1};
    for (uint64_t link = 0; link < 4; link++) {
        struct click_stats_open open = person(DAY1, 1);
        open.link = link == 3 ? 256 : link;
        add(open);
        open.at += TIMESTAMP_DAY;
        add(open);
    }
    apply(fixture);
    struct row_sweep sweep = {
        .table = TABLE_VISITOR_DAY, .is_expired = visitor_is_expired, .arg = &before, .looks = 1000};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);   /* whatever was opened */
    add(person(DAY1 + TIMESTAMP_DAY, 1)); /* seen that day, and still known */
    apply(fixture);
    assert_int_equal(totals(fixture, link_1).visitors, 2);

    sweep = (struct row_sweep){
        .table = TABLE_CLICK_STATS, .is_expired = click_stats_is_hour_of_link, .arg = (void *)(uintptr_t)id};
    sweep.looks = 1000;
    sweep.from_length = click_stats_hours_from(id, sweep.from);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_true(sweep.ended);
    assert_int_equal(sweep.removed, 1); /* the hour before the one that runs */
    assert_int_equal(totals(fixture, link_1).opens[CLICK_PERSON], 3);
    store_fixture_transact(fixture, delete_link_1, NULL);
    assert_int_equal(totals(fixture, link_1).opens[CLICK_PERSON], 0);
    assert_string_equal(values(fixture, link_1), "");
    check_hours(fixture, 0, 100, "");
    static const uint64_t others[] = {0, 2, 256};
    for (size_t i = 0; i < COUNT(others); i++)
        assert_int_equal(
            totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = others[i]})
                .opens[CLICK_PERSON],
            2);
    assert_int_equal(
        totals(fixture, (struct click_stats_scope){.kind = CLICK_STATS_ALL}).opens[CLICK_PERSON], 9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(an_open_counts_in_its_scopes_and_no_others),
        WITH_BATCH(only_people_are_clicks_and_visitors),
        WITH_BATCH(a_visitor_counts_once_a_day),
        WITH_BATCH(the_first_and_the_last_in_any_order),
        WITH_BATCH(opens_stand_in_their_quarter_of_an_hour),
        WITH_BATCH(values_have_a_bound_and_nothing_is_lost),
        WITH_BATCH(values_past_the_bound_in_one_batch),
        WITH_BATCH(a_long_value_is_cut),
        WITH_BATCH(what_is_over_is_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
