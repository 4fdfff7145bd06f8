/*
 * old_summaries_test.c: counts and newest opens as versions before 4 wrote them, upgraded: all numbers stay,
 * and count on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/old_summaries.h"

#include "click_fixture.h"
#include "db/codec.h"
#include "old_store_fixture.h"
#include "stats/click_stats_row.h"
#include "stats/click_stats_summary.h"
#include "stats/link_activity.h"

enum { OLD_LINKS = 1500 };

static const struct click_stats_scope everything = {.kind = CLICK_STATS_ALL, .owner = 7},
                                      tag = {.kind = CLICK_STATS_TAG, .owner = 7, .name = "a"};

static struct row_key
key_of(struct encoder *key, const struct click_stats_scope *scope, uint8_t kind)
{
    click_stats_encode_scope(key, scope);
    encode_u8(key, kind);
    return encoder_key(key);
}

static void
old_value(struct encoder *row, enum click_stats_dimension dimension, const char *text, uint64_t count)
{
    encode_u8(row, (uint8_t)dimension);
    encode_text(row, text);
    encode_u64(row, count);
}

/* Totals of `clicks` by people, and so many values; with six dimensions, as before clicks had countries. */
static void
old_counts(DB *counts, const struct click_stats_scope *scope, uint64_t clicks, bool countries)
{
    uint8_t key_space[ROW_KEY_MAX], space[1024];
    struct encoder key = encoder_over(key_space, sizeof key_space), row = encoder_over(space, sizeof space);
    encode_u8(&row, countries ? 7 : 0);
    encode_number(&row, clicks, 7);
    for (uint64_t n = 3; n > 0; n--)
        encode_u64(&row, n);
    encode_u64(&row, clicks / 2);
    encode_timestamp(&row, DAY1 + 1);
    encode_timestamp(&row, DAY1 + 2);
    for (int d = 0; d < (countries ? 7 : 6); d++)
        encode_u32(&row, d == CLICK_STATS_BROWSER ? 2 : d == CLICK_STATS_COUNTRY);
    old_value(&row, CLICK_STATS_BROWSER, "Firefox", clicks);
    old_value(&row, CLICK_STATS_BROWSER, "Chrome", 2);
    old_value(&row, CLICK_STATS_BROWSER, "", 4);
    if (countries)
        old_value(&row, CLICK_STATS_COUNTRY, "DE", clicks);
    old_store_put(counts, key_of(&key, scope, CLICK_STATS_ROW_SUMMARY), space, row.length);
}

static void
old_hour(DB *counts, const struct click_stats_scope *scope, uint32_t hour, uint32_t clicks)
{
    uint8_t key_space[ROW_KEY_MAX], space[128] = {0};
    struct encoder key = encoder_over(key_space, sizeof key_space), row = encoder_over(space, sizeof space);
    key_of(&key, scope, CLICK_STATS_ROW_HOUR);
    encode_u32(&key, 480000 + hour);
    encode_u32(&row, clicks);
    old_store_put(counts, encoder_key(&key), space, CLICK_STATS_HOUR_BYTES);
}

/* The newest opens of the link, and its places in both lists. */
static void
old_activity(DB *activities, DB *ranks, uint64_t link, uint64_t clicks, unsigned opens)
{
    uint8_t key_space[ROW_KEY_MAX], space[4096];
    struct encoder key = encoder_over(key_space, sizeof key_space), row = encoder_over(space, sizeof space);
    encode_u64(&key, link);
    encode_u64(&row, link + 1000);
    encode_u64(&row, clicks);
    encode_u32(&row, 7);
    encode_u8(&row, 0);
    for (unsigned i = 0; i < opens; i++) {
        encode_timestamp(&row, DAY1 - (int64_t)i);
        encode_u8(&row, i % 3 == 2 ? CLICK_BOT : CLICK_PERSON);
        encode_text(&row, "DE");
        encode_text(&row, "desktop");
        encode_text(&row, i % 2 == 0 ? "Firefox" : "Lynx");
        encode_text(&row, "");
        encode_text(&row, "example.com");
    }
    old_store_put(activities, encoder_key(&key), space, row.length);
    for (uint32_t owner = 0; owner <= 7; owner += 7) {
        key.length = 0;
        encode_u32(&key, owner);
        encode_u8(&key, 0);
        encode_u64(&key, UINT64_MAX - clicks);
        encode_u64(&key, link);
        old_store_put(ranks, encoder_key(&key), "c", 1);
    }
}

/* Link 1 has two hours and 20 opens, link 2 no opens that are known; others have one of each. */
static void
old_make(struct store_fixture *fixture)
{
    store_fixture_close(fixture);
    DB_ENV *handle = old_store_open(fixture);
    DB *counts = old_store_table(handle, "tally.db"),
       *activities = old_store_table(handle, "link_activity.db"),
       *ranks = old_store_table(handle, "click_rank.db");
    for (uint64_t link = 1; link <= OLD_LINKS; link++) {
        const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = link};
        old_counts(counts, &scope, link, link % 2 == 1);
        old_hour(counts, &scope, 1, 9);
        if (link != 2)
            old_activity(activities, ranks, link, link, link == 1 ? LINK_ACTIVITY_OPENS : 1);
    }
    old_hour(counts, &link_1, 5, 6);
    old_counts(counts, &everything, 5000, true);
    old_counts(counts, &tag, 40, false);
    assert_int_equal(counts->close(counts, 0), 0);
    assert_int_equal(activities->close(activities, 0), 0);
    assert_int_equal(ranks->close(ranks, 0), 0);
    assert_int_equal(handle->close(handle, 0), 0);
}

enum { OLD_ROWS = 2 * OLD_LINKS + 1 + 2 };

static uint64_t told, told_all;

static void
tell(uint64_t done, uint64_t all)
{
    assert_true(done > told && done <= all);
    told = done;
    told_all = all;
}

static void
upgrade(struct store_fixture *fixture, bool again)
{
    told = 0;
    old_store_upgrade(fixture, (struct store_version){.number = 3, .upgrading = again}, tell);
    assert_int_equal(told, OLD_ROWS);
    assert_int_equal(told_all, OLD_ROWS);
    assert_false(old_store_has_file(fixture, "link_activity.db"));
}

static void
check_counts(struct store_fixture *fixture, struct click_stats_scope scope, uint64_t clicks, bool countries)
{
    const struct click_stats_totals got = totals(fixture, scope);
    char wanted[128];
    assert_int_equal(got.opens[CLICK_PERSON], clicks);
    for (unsigned i = 1; i < CLICK_CLASSES; i++)
        assert_int_equal(got.opens[i], CLICK_CLASSES - i);
    assert_int_equal(got.visitors, clicks / 2);
    assert_int_equal(got.first, DAY1 + 1);
    assert_int_equal(got.last, DAY1 + 2);
    assert_int_equal(got.values[CLICK_STATS_BROWSER], 2);
    assert_int_equal(got.values[CLICK_STATS_COUNTRY], countries);
    snprintf(wanted, sizeof wanted, "browser:Firefox=%u browser:Chrome=2 browser:=4 ", (unsigned)clicks);
    if (countries)
        snprintf(wanted + strlen(wanted), sizeof wanted - strlen(wanted), "country:DE=%u ", (unsigned)clicks);
    assert_string_equal(values(fixture, scope), wanted);
}

static void
check_activity(struct store_fixture *fixture, uint64_t link, unsigned opens)
{
    struct link_activity got;
    assert_int_equal(link_activity_get(env_read(fixture->env), link, &got), FAULT_NONE);
    assert_int_equal(got.event, opens > 0 ? link + 1000 : 0);
    assert_int_equal(got.count, opens);
    for (unsigned i = 0; i < opens; i++) {
        assert_int_equal(got.opens[i].at, DAY1 - (int64_t)i);
        assert_int_equal(got.opens[i].class, i % 3 == 2 ? CLICK_BOT : CLICK_PERSON);
        assert_string_equal(got.opens[i].country, "DE");
        assert_string_equal(got.opens[i].device, "desktop");
        assert_string_equal(got.opens[i].browser, i % 2 == 0 ? "Firefox" : "Lynx");
        assert_string_equal(got.opens[i].system, "");
        assert_string_equal(got.opens[i].referrer, "example.com");
    }
}

static void
check_all(struct store_fixture *fixture)
{
    for (uint64_t link = 1; link <= OLD_LINKS; link += link < 10 ? 1 : 97) {
        check_counts(
            fixture, (struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link}, link, link % 2 == 1);
        check_activity(fixture, link, link == 1 ? LINK_ACTIVITY_OPENS : link != 2);
    }
    check_counts(fixture, everything, 5000, true);
    check_counts(fixture, tag, 40, false);
    check_hours(fixture, 0, 9, "1:9/0/0 0/0/0 0/0/0 0/0/0 5:6/0/0 0/0/0 0/0/0 0/0/0 ");
}

static void
numbers_stay_what_they_are(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture);
    upgrade(fixture, false);
    check_all(fixture);
}

struct place {
    uint64_t link, clicks;
    unsigned found;
};

static enum fault
rank_body(struct txn *txn, void *arg)
{
    static struct click_rank_place places[OLD_LINKS + 1];
    struct story *story = arg;
    struct place *place = story->arg;
    struct click_stats_summary *summary = click_stats_summary_create();
    size_t count;
    const enum fault fault = link_activity_rank(txn, summary, place->link, "c");
    click_stats_summary_free(summary);
    CHECK(fault == FAULT_NONE);
    CHECK(click_rank_read(txn, 7, false, NULL, places, COUNT(places), &count) == FAULT_NONE);
    CHECK(count == OLD_LINKS - 1);
    for (size_t i = 0; i < count; i++)
        place->found += places[i].link == place->link && places[i].clicks == place->clicks;
    return FAULT_NONE;
}

/* Once ranked, the link has so many clicks in the list, and is in it once. */
static void
check_rank(struct store_fixture *fixture, uint64_t link, uint64_t clicks)
{
    struct place place = {link, clicks, 0};
    store_fixture_transact(fixture, rank_body, &place);
    assert_int_equal(place.found, 1);
}

/* Also in the hour that was running when the store was upgraded, and in the lists by clicks. */
static void
numbers_count_on(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture);
    upgrade(fixture, false);
    const struct click_stats_newest newest = {
        .event = 9000, .rank = {1, 7, false}, .name = "c", .open = {.at = DAY1 + 9, .class = CLICK_PERSON}};
    struct click_stats_open open = person(DAY1 + 5 * HOUR, 1);
    open.newest = &newest;
    add(open);
    apply(fixture);
    check_hours(fixture, 0, 9, "1:9/0/0 0/0/0 0/0/0 0/0/0 5:7/0/1 0/0/0 0/0/0 0/0/0 ");
    add(person(DAY1 + 6 * HOUR, 2));
    apply(fixture);
    check_hours(
        fixture, 0, 9, "1:9/0/0 0/0/0 0/0/0 0/0/0 5:7/0/1 0/0/0 0/0/0 0/0/0 6:1/0/1 0/0/0 0/0/0 0/0/0 ");
    assert_int_equal(totals(fixture, link_1).opens[CLICK_PERSON], 3);
    assert_non_null(strstr(values(fixture, link_1), "browser:Firefox=3 browser:Chrome=2 "));
    check_rank(fixture, 1, 3);
    struct link_activity got;
    assert_int_equal(link_activity_get(env_read(fixture->env), 1, &got), FAULT_NONE);
    assert_int_equal(got.count, LINK_ACTIVITY_OPENS);
    assert_int_equal(got.opens[0].at, DAY1 + 9);
    assert_int_equal(got.opens[1].at, DAY1);
}

static void
what_was_cut_short_goes_on(void **state)
{
    struct store_fixture *fixture = *state;
    old_make(fixture);
    upgrade(fixture, false);
    store_fixture_close(fixture);
    DB_ENV *handle = old_store_open(fixture); /* half of the rows are as before, and the old table is there */
    DB *counts = old_store_table(handle, "tally.db"),
       *activities = old_store_table(handle, "link_activity.db"),
       *ranks = old_store_table(handle, "click_rank.db");
    for (uint64_t link = OLD_LINKS / 2; link <= OLD_LINKS; link++) {
        old_counts(
            counts, &(struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link}, link, link % 2 == 1);
        old_activity(activities, ranks, link, link, 1);
    }
    assert_int_equal(counts->close(counts, 0), 0);
    assert_int_equal(activities->close(activities, 0), 0);
    assert_int_equal(ranks->close(ranks, 0), 0);
    assert_int_equal(handle->close(handle, 0), 0);
    upgrade(fixture, true);
    check_all(fixture);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(numbers_stay_what_they_are),
        WITH_BATCH(numbers_count_on),
        WITH_BATCH(what_was_cut_short_goes_on),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
