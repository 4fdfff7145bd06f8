/*
 * link_activity_test.c: the newest opens of a link, and links in the order of their clicks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/link_activity.h"

#include "aggregator_fixture.h"
#include "event/checkpoint.h"
#include "stats/click_rank_begin.h"
#include "stats/click_rank_queue.h"
#include "stats/click_stats_batch.h"

static struct click_stats_batch *batch;
static struct click_rank_queue *queue;

static int
begin(void **state)
{
    batch = click_stats_batch_create(10);
    queue = click_rank_queue_create(50);
    return store_fixture_begin(state);
}

static int
end(void **state)
{
    click_stats_batch_free(batch);
    click_rank_queue_free(queue);
    return store_fixture_end(state);
}

static uint64_t event;

static void
add_open(const struct click_stats_newest *newest)
{
    static const struct labels none = {.tag_count = 0};
    const bool person = newest->open.class == CLICK_PERSON;
    const struct click_stats_open open = {.at = NOON,
        .class = newest->open.class,
        .link = newest->rank.link,
        .owner = newest->rank.owner,
        .labels = &none,
        .values = {[CLICK_STATS_BROWSER] = person ? newest->open.browser : NULL,
            [CLICK_STATS_BOT] = person ? NULL : newest->open.browser},
        .newest = newest};
    assert_int_equal(click_stats_batch_add(batch, &open), FAULT_NONE);
    click_rank_queue_add(queue, newest->rank.link, newest->name);
}

/* So many opens of the link, of the owner 7 or, if its id is above 100, 8. Above 1000 it is of a message. */
static void
add(uint64_t link, unsigned opens, enum click_class class)
{
    struct click_stats_newest newest = {.rank = {link, link > 100 ? 8 : 7, link > 1000},
        .open = {.class = class, .browser = "Firefox", .referrer = "example.com"}};
    snprintf(newest.name, sizeof newest.name, "c%u", (unsigned)link);
    for (unsigned i = 0; i < opens; i++) {
        newest.open.at = (int64_t)(newest.event = ++event);
        add_open(&newest);
    }
}

static enum fault
apply_body(struct txn *txn, void *arg)
{
    enum fault fault = click_stats_batch_apply(txn, batch);
    return fault != FAULT_NONE ? fault : *(enum fault *)arg;
}

/* Counts, and ranks nothing yet. */
static void
count_added(struct store_fixture *fixture)
{
    enum fault aborted = FAULT_REFUSED, done = FAULT_NONE;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &aborted), FAULT_REFUSED);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, apply_body, &done), FAULT_NONE);
    click_stats_batch_clear(batch);
}

static void
apply(struct store_fixture *fixture)
{
    count_added(fixture);
    assert_int_equal(click_rank_queue_settle(queue, fixture->env, SIZE_MAX), FAULT_NONE);
}

static struct link_activity
activity(struct store_fixture *fixture, uint64_t link)
{
    struct link_activity out;
    uint64_t last;
    assert_int_equal(link_activity_get(env_read(fixture->env), link, &out), FAULT_NONE);
    assert_int_equal(link_activity_event(env_read(fixture->env), link, &last), FAULT_NONE);
    assert_int_equal(last, out.event);
    return out;
}

/* The ranking read two places at a time, as "code=clicks ". */
struct ranking {
    uint32_t owner;
    bool of_messages;
    char text[512];
};

static enum fault
ranking_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct ranking *r = story->arg;
    struct click_rank_place places[2], after, *last = NULL;
    size_t count;
    r->text[0] = '\0';
    do {
        CHECK(click_rank_read(txn, r->owner, r->of_messages, last, places, 2, &count) == FAULT_NONE);
        for (size_t i = 0; i < count; i++)
            sprintf(
                r->text + strlen(r->text), "%s=%llu ", places[i].name, (unsigned long long)places[i].clicks);
        if (count > 0)
            after = places[count - 1];
        last = &after;
    } while (count == 2);
    return FAULT_NONE;
}

static void
check_ranking(struct store_fixture *fixture, uint32_t owner, bool of_messages, const char *wanted)
{
    struct ranking ranking = {.owner = owner, .of_messages = of_messages};
    store_fixture_transact(fixture, ranking_body, &ranking);
    assert_string_equal(ranking.text, wanted);
}

static void
the_newest_opens_are_kept_newest_first(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    assert_int_equal(activity(fixture, 1).event, 0);
    add(1, 3, CLICK_PERSON);
    add(2, 1, CLICK_BOT);
    apply(fixture);
    struct link_activity got = activity(fixture, 1);
    assert_int_equal(got.count, 3);
    assert_int_equal(got.clicks, 3);
    assert_int_equal(got.event, 3);
    for (size_t i = 0; i < got.count; i++)
        assert_int_equal(got.opens[i].at, 3 - i);
    assert_string_equal(got.opens[0].browser, "Firefox");
    assert_string_equal(got.opens[0].referrer, "example.com");
    assert_string_equal(got.opens[0].country, "");
    assert_int_equal(activity(fixture, 2).clicks, 0);
    assert_int_equal(activity(fixture, 2).opens[0].class, CLICK_BOT);
    add(1, LINK_ACTIVITY_OPENS - 1, CLICK_PERSON);
    apply(fixture);
    got = activity(fixture, 1);
    assert_int_equal(got.count, LINK_ACTIVITY_OPENS);
    assert_int_equal(got.opens[0].at, event);
    assert_int_equal(got.opens[LINK_ACTIVITY_OPENS - 1].at, 3);
    add(1, LINK_ACTIVITY_OPENS + 5, CLICK_PERSON);
    apply(fixture);
    got = activity(fixture, 1);
    assert_int_equal(got.count, LINK_ACTIVITY_OPENS);
    assert_int_equal(got.clicks, 3 + LINK_ACTIVITY_OPENS - 1 + LINK_ACTIVITY_OPENS + 5);
    for (size_t i = 0; i < got.count; i++)
        assert_int_equal(got.opens[i].at, event - i);
}

static void
the_longest_texts_fit(void **state)
{
    struct store_fixture *fixture = *state;
    struct click_stats_newest newest = {
        .rank = {1, 7, false}, .name = "c", .open = {.at = INT64_MAX, .class = CLICK_PREVIEW}};
    struct link_open open = newest.open;
    memset(open.country, 'c', sizeof open.country - 1);
    memset(open.device, 'd', sizeof open.device - 1);
    memset(open.browser, 'b', sizeof open.browser - 1);
    memset(open.system, 's', sizeof open.system - 1);
    memset(open.referrer, 'r', sizeof open.referrer - 1);
    event = 0;
    for (int i = 0; i < LINK_ACTIVITY_OPENS; i++) {
        newest.open = open;
        newest.event = ++event;
        if (i % 2 == 0) /* a text of its own each, past what values keep */
            newest.open.browser[0] = (char)('0' + i);
        add_open(&newest);
    }
    apply(fixture);
    const struct link_activity got = activity(fixture, 1);
    assert_int_equal(got.count, LINK_ACTIVITY_OPENS);
    for (int i = 0; i < LINK_ACTIVITY_OPENS; i++) {
        const struct link_open *one = &got.opens[LINK_ACTIVITY_OPENS - 1 - i];
        open.browser[0] = (char)(i % 2 == 0 ? '0' + i : 'b');
        assert_int_equal(one->at, INT64_MAX);
        assert_int_equal(one->class, CLICK_PREVIEW);
        assert_string_equal(one->country, open.country);
        assert_string_equal(one->device, open.device);
        assert_string_equal(one->browser, open.browser);
        assert_string_equal(one->system, open.system);
        assert_string_equal(one->referrer, open.referrer);
    }
}

static void
links_are_ranked_by_the_clicks_of_people(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    add(1, 2, CLICK_PERSON);
    add(2, 3, CLICK_PERSON);
    add(3, 9, CLICK_BOT);
    add(101, 4, CLICK_PERSON);
    add(1001, 5, CLICK_PERSON);
    apply(fixture);
    check_ranking(fixture, 0, false, "c101=4 c2=3 c1=2 ");
    check_ranking(fixture, 7, false, "c2=3 c1=2 ");
    check_ranking(fixture, 8, false, "c101=4 ");
    check_ranking(fixture, 8, true, "c1001=5 ");
    check_ranking(fixture, 7, true, "");
    check_ranking(fixture, 9, false, "");
    add(1, 2, CLICK_PERSON);
    add(2, 1, CLICK_PREVIEW);
    apply(fixture);
    check_ranking(fixture, 0, false, "c1=4 c101=4 c2=3 ");
    check_ranking(fixture, 7, false, "c1=4 c2=3 ");
}

static void
links_move_when_the_queue_settles_a_few_at_a_time(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    add(1, 2, CLICK_PERSON);
    add(2, 3, CLICK_PERSON);
    add(3, 1, CLICK_PERSON);
    count_added(fixture);
    check_ranking(fixture, 0, false, "");
    assert_int_equal(click_rank_queue_room(queue), 50 - 3);
    assert_int_equal(click_rank_queue_settle(queue, fixture->env, 2), FAULT_NONE);
    check_ranking(fixture, 0, false, "c2=3 c1=2 ");
    add(1, 5, CLICK_PERSON); /* has moved, and will again */
    add(3, 1, CLICK_PERSON);
    count_added(fixture);
    check_ranking(fixture, 7, false, "c2=3 c1=2 ");
    assert_int_equal(click_rank_queue_settle(queue, fixture->env, SIZE_MAX), FAULT_NONE);
    check_ranking(fixture, 0, false, "c1=7 c2=3 c3=2 ");
    check_ranking(fixture, 7, false, "c1=7 c2=3 c3=2 ");
    assert_int_equal(click_rank_queue_room(queue), 50);
}

static enum fault
remove_one_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(link_activity_remove(txn, 1) == FAULT_NONE);
    return FAULT_NONE;
}

/* Counted, and its counts deleted, before it was ranked. */
static void
what_was_removed_is_not_ranked(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    add(1, 2, CLICK_PERSON);
    add(2, 1, CLICK_PERSON);
    count_added(fixture);
    store_fixture_transact(fixture, remove_one_body, NULL);
    assert_int_equal(click_rank_queue_settle(queue, fixture->env, SIZE_MAX), FAULT_NONE);
    check_ranking(fixture, 0, false, "c2=1 ");
}

static enum fault
move_position(struct txn *txn, void *arg)
{
    (void)arg;
    return checkpoint_put(txn, CHECKPOINT_AGGREGATOR, &(struct checkpoint){event, NOON});
}

/* The counter died between counting and ranking: the next one reads in the log what it has to rank. */
static void
a_death_before_links_are_ranked(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 3});
    publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .count = 4});
    count(fixture);
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 2});
    publish(fixture, (struct visit){.end = FAULT_REFUSED, .link = 1, .agent = FIREFOX});
    publish(fixture, (struct visit){.link = 3, .agent = FIREFOX});
    event = 7;
    add(1, 2, CLICK_PERSON);
    add(3, 1, CLICK_PERSON);
    event++; /* the number that was aborted */
    count_added(fixture);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, move_position, NULL), FAULT_NONE);
    check_ranking(fixture, 0, false, "abc=4 abc=3 ");
    assert_int_equal(count(fixture), 0);
    check_ranking(fixture, 0, false, "abc=5 abc=4 abc=1 ");
    check_ranking(fixture, 7, false, "abc=5 abc=4 abc=1 ");
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(link_activity_remove(txn, 1) == FAULT_NONE);
    CHECK(link_activity_remove(txn, 1) == FAULT_NONE);
    return FAULT_NONE;
}

static void
what_is_removed_leaves_the_ranking(void **state)
{
    struct store_fixture *fixture = *state;
    event = 0;
    add(1, 2, CLICK_PERSON);
    add(2, 1, CLICK_PERSON);
    apply(fixture);
    store_fixture_transact(fixture, remove_body, NULL);
    assert_int_equal(activity(fixture, 1).event, 0);
    check_ranking(fixture, 0, false, "c2=1 ");
    check_ranking(fixture, 7, false, "c2=1 ");
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE_CLICK_RANK), 2);
}

/* What the aggregator writes there: in an old store, too, where the clicks were counted and nothing ranked.
 */
static void
clicks_counted_before_there_was_a_ranking_count_in_it(void **state)
{
    struct store_fixture *fixture = *state;
    publish(
        fixture, (struct visit){.link = 1, .agent = FIREFOX, .referrer = "https://example.com/", .count = 3});
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .kind = EVENT_PREFETCH});
    count(fixture);
    struct link_activity got = activity(fixture, 1);
    assert_int_equal(got.count, 3);
    assert_string_equal(got.opens[0].browser, "Firefox");
    assert_string_equal(got.opens[0].referrer, "example.com");
    assert_int_equal(got.opens[0].at, NOON);
    store_fixture_transact(fixture, remove_body, NULL);
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    count(fixture);
    got = activity(fixture, 1);
    assert_int_equal(got.count, 1);
    assert_int_equal(got.clicks, totals(fixture, 1).opens[CLICK_PERSON]);
    check_ranking(fixture, 7, false, "abc=4 ");
}

/* An old store: clicks were counted, and nothing ranked. */
static enum fault
forget_ranks_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (const uint64_t *link = story->arg; *link != 0; link++)
        CHECK(link_activity_remove(txn, *link) == FAULT_NONE);
    return FAULT_NONE;
}

static void
links_clicked_before_there_was_a_ranking_are_ranked_once(void **state)
{
    static const uint8_t message[UUID_BYTES] = {1};
    struct store_fixture *fixture = *state;
    struct link link;
    uint64_t ids[300 + 1] = {0};
    char code[16];
    for (unsigned i = 0; i < 300; i++) {
        snprintf(code, sizeof code, "c%u", i);
        store_fixture_link(&link, code, "https://example.com/");
        ids[i] = link.id = i + 1;
        link.owner = 7;
        if (i == 1)
            memcpy(link.message, message, sizeof message);
        assert_int_equal(store_fixture_link_add(fixture, &link), FAULT_NONE);
    }
    publish(fixture, (struct visit){.link = 300, .agent = FIREFOX, .count = 3});
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX});
    publish(fixture, (struct visit){.link = 2, .agent = FIREFOX, .message = message});
    publish(fixture, (struct visit){.link = 3, .agent = "Googlebot/2.1"});
    count(fixture);
    store_fixture_transact(fixture, forget_ranks_body, ids);
    publish(fixture, (struct visit){.link = 5, .agent = FIREFOX, .count = 2});
    count(fixture); /* as "abc": ranked by what counts, and left alone */
    assert_int_equal(click_rank_begin(fixture->env), FAULT_NONE);
    check_ranking(fixture, 0, false, "c299=3 abc=2 c0=1 ");
    check_ranking(fixture, 7, true, "c1=1 ");
    publish(fixture, (struct visit){.link = 1, .agent = FIREFOX, .count = 3});
    count(fixture);
    check_ranking(fixture, 7, false, "abc=4 c299=3 abc=2 ");
    store_fixture_transact(fixture, remove_body, NULL); /* not looked at a second time */
    assert_int_equal(click_rank_begin(fixture->env), FAULT_NONE);
    check_ranking(fixture, 7, false, "c299=3 abc=2 ");
}

#define WITH_BATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_BATCH(the_newest_opens_are_kept_newest_first),
        WITH_BATCH(the_longest_texts_fit),
        WITH_BATCH(links_are_ranked_by_the_clicks_of_people),
        WITH_BATCH(links_move_when_the_queue_settles_a_few_at_a_time),
        WITH_BATCH(what_was_removed_is_not_ranked),
        WITH_BATCH(a_death_before_links_are_ranked),
        WITH_BATCH(what_is_removed_leaves_the_ranking),
        WITH_BATCH(clicks_counted_before_there_was_a_ranking_count_in_it),
        WITH_BATCH(links_clicked_before_there_was_a_ranking_are_ranked_once),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
