/*
 * link_test.c: links written and read, when they open, and limits that hold among several processes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link.h"

#include "base/timestamp.h"
#include "db/codec.h"
#include "db/row.h"
#include "db/schedule.h"
#include "link/click_limit.h"
#include "link/link_index.h"
#include "link/link_write.h"
#include "store_fixture.h"

static struct link some, other, got;

static void
fill(struct link *link)
{
    store_fixture_link(link, "", "");
    memset(link->code, 'c', SHORT_CODE_MAX);
    memset(link->url, 'u', URL_MAX);
    memset(link->title, 't', LINK_TITLE_MAX);
    memset(link->expired_url, 'e', URL_MAX);
    memset(link->labels.campaign, 'm', LABEL_MAX);
    link->labels.tag_count = LABELS_TAGS_MAX;
    for (size_t i = 0; i < LABELS_TAGS_MAX; i++)
        memset(link->labels.tags[i], 'a' + (int)i, LABEL_MAX);
    link->owner = UINT32_MAX;
    link->version = UINT32_MAX;
    link->valid_from = 1;
    link->expires = INT64_C(253402300799000000);
    link->max_clicks = UINT64_C(1000000000000);
    link->status = 308;
    memset(link->message, 0xa5, sizeof link->message);
    link->track_first = link->forward_query = link->disabled = link->expiry_told = true;
}

static void
check_same(const struct link *a, const struct link *b)
{
    assert_string_equal(a->code, b->code);
    assert_string_equal(a->url, b->url);
    assert_string_equal(a->expired_url, b->expired_url);
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->labels.campaign, b->labels.campaign);
    assert_int_equal(a->labels.tag_count, b->labels.tag_count);
    for (size_t i = 0; i < a->labels.tag_count; i++)
        assert_string_equal(a->labels.tags[i], b->labels.tags[i]);
    assert_memory_equal(a->message, b->message, sizeof a->message);
    assert_true(a->id == b->id && a->owner == b->owner && a->version == b->version);
    assert_true(a->created == b->created && a->changed == b->changed);
    assert_true(a->valid_from == b->valid_from && a->expires == b->expires);
    assert_true(a->max_clicks == b->max_clicks && a->status == b->status);
    assert_true(a->track_first == b->track_first && a->forward_query == b->forward_query);
    assert_true(a->disabled == b->disabled && a->expiry_told == b->expiry_told);
}

static void
every_field_comes_back(void **state)
{
    struct store_fixture *fixture = *state;
    fill(&some);
    store_fixture_link(&other, "x", "https://example.com/");
    assert_int_equal(store_fixture_link_add(fixture, &some), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(fixture, &other), FAULT_NONE);
    for (int flag = 0; flag < 4; flag++) {
        struct link one = other;
        snprintf(one.code, sizeof one.code, "flag%d", flag);
        *(bool *[]){&one.track_first, &one.forward_query, &one.disabled, &one.expiry_told}[flag] = true;
        assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
        assert_int_equal(link_get(env_read(fixture->env), one.code, &got), FAULT_NONE);
        check_same(&got, &one);
    }
    memset(&got, 0xee, sizeof got);
    assert_int_equal(link_get(env_read(fixture->env), some.code, &got), FAULT_NONE);
    check_same(&got, &some);
    assert_int_equal(link_get(env_read(fixture->env), "x", &got), FAULT_NONE);
    check_same(&got, &other);
}

static void
codes_are_told_apart_by_case(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_link(&some, "Abc", "https://example.com/1");
    store_fixture_link(&other, "abc", "https://example.com/2");
    assert_int_equal(store_fixture_link_add(fixture, &some), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(fixture, &other), FAULT_NONE);
    assert_int_equal(link_get(env_read(fixture->env), "Abc", &got), FAULT_NONE);
    assert_string_equal(got.url, "https://example.com/1");
    assert_int_equal(link_get(env_read(fixture->env), "ABC", &got), FAULT_MISSING);
    assert_int_equal(link_get(env_read(fixture->env), "Ab", &got), FAULT_MISSING);
    assert_int_equal(link_get(env_read(fixture->env), "Abcd", &got), FAULT_MISSING);
}

/* As a draw that collides: the transaction goes on with another code. */
static enum fault
collide(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(link_add(txn, &some) == FAULT_NONE);
    const unsigned index = store_fixture_count(txn, TABLE_LINK_INDEX),
                   due = store_fixture_count(txn, TABLE_SCHEDULE);
    CHECK(index > 0 && due == 1);
    CHECK(link_add(txn, &other) == FAULT_EXISTS);
    CHECK(store_fixture_count(txn, TABLE_LINK) == 1);
    CHECK(store_fixture_count(txn, TABLE_LINK_INDEX) == index);
    CHECK(store_fixture_count(txn, TABLE_SCHEDULE) == due);
    strcpy(other.code, "free");
    CHECK(link_add(txn, &other) == FAULT_NONE);
    return FAULT_NONE;
}

static void
a_code_that_is_taken_writes_nothing(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_link(&some, "taken", "https://example.com/1");
    store_fixture_link(&other, "taken", "https://example.com/2");
    some.expires = some.created + TIMESTAMP_SECOND;
    other.expires = other.created + 2 * TIMESTAMP_SECOND;
    store_fixture_transact(fixture, collide, NULL);
    assert_int_equal(link_get(env_read(fixture->env), "taken", &got), FAULT_NONE);
    check_same(&got, &some);
    assert_int_equal(link_get(env_read(fixture->env), "free", &got), FAULT_NONE);
    check_same(&got, &other);
}

/* The reminders there are: how many of each kind, for which times. */
static enum fault
check_due(struct txn *txn, void *arg)
{
    struct story *story = arg;
    const struct link *link = story->arg;
    struct schedule_entry from = {0}, due;
    CHECK(schedule_next(txn, &from, INT64_MAX, &due) == FAULT_NONE);
    CHECK(due.kind == SCHEDULE_EXPIRE_LINK && due.at == link->expires && strcmp(due.name, link->code) == 0);
    from = due;
    CHECK(schedule_next(txn, &from, INT64_MAX, &due) == FAULT_MISSING);
    return FAULT_NONE;
}

static enum fault
change(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct link before;
    CHECK(link_get(txn, some.code, &before) == FAULT_NONE);
    CHECK(link_update(txn, &before, &some) == FAULT_NONE);
    return FAULT_NONE;
}

static void
an_expiry_is_remembered_when_it_is_given_or_moved(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_link(&some, "x", "https://example.com/");
    assert_int_equal(store_fixture_link_add(fixture, &some), FAULT_NONE);
    some.expires = some.created + 60 * TIMESTAMP_SECOND;
    some.version++;
    store_fixture_transact(fixture, change, NULL);
    assert_int_equal(link_get(env_read(fixture->env), "x", &got), FAULT_NONE);
    check_same(&got, &some);
    store_fixture_transact(fixture, check_due, &some);
    strcpy(some.title, "a change that is no move");
    store_fixture_transact(fixture, change, NULL);
    store_fixture_transact(fixture, check_due, &some);
}

static enum fault
remove_all(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct schedule_entry from = {0}, due;
    CHECK(click_limit_take(txn, &some) == FAULT_NONE);
    CHECK(click_limit_take(txn, &other) == FAULT_NONE);
    struct link before = other;
    other.max_clicks = 0; /* the limit was taken away since */
    CHECK(link_update(txn, &before, &other) == FAULT_NONE);
    CHECK(store_fixture_count(txn, TABLE_LINK_USE) == 2);
    CHECK(link_remove(txn, &some, 500) == FAULT_NONE);
    CHECK(store_fixture_count(txn, TABLE_LINK_USE) == 1);
    CHECK(link_remove(txn, &other, 500) == FAULT_NONE);
    CHECK(store_fixture_count(txn, TABLE_LINK) == 0);
    CHECK(store_fixture_count(txn, TABLE_LINK_INDEX) == 0);
    CHECK(store_fixture_count(txn, TABLE_SCHEDULE) == 2);
    CHECK(schedule_next(txn, &from, 500, &due) == FAULT_NONE);
    CHECK(due.kind == SCHEDULE_DELETE_STATS && due.at == 500 && due.length == 8);
    struct decoder u = decoder_over(due.name, due.length);
    const uint64_t id = decode_u64(&u);
    CHECK(id == some.id || id == other.id);
    CHECK(link_remove(txn, &some, 500) == FAULT_MISSING);
    CHECK(store_fixture_count(txn, TABLE_LINK_USE) == 0);
    return FAULT_NONE;
}

static void
a_link_that_is_removed_leaves_only_a_reminder(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_link(&some, "some", "https://example.com/1");
    store_fixture_link(&other, "other", "https://example.com/2");
    some.max_clicks = other.max_clicks = 3;
    some.labels.tag_count = 2;
    strcpy(some.labels.campaign, "spring");
    strcpy(some.labels.tags[0], "a");
    strcpy(some.labels.tags[1], "b");
    assert_int_equal(store_fixture_link_add(fixture, &some), FAULT_NONE);
    assert_int_equal(store_fixture_link_add(fixture, &other), FAULT_NONE);
    store_fixture_transact(fixture, remove_all, NULL);
}

static void
when_a_link_opens(void **state)
{
    static const struct {
        bool disabled;
        int64_t valid_from, expires;
        uint64_t max_clicks, used;
        enum link_state at_1000;
    } table[] = {
        {false, 0, 0, 0, 0, LINK_LIVE},
        {false, 0, 0, 0, 99, LINK_LIVE},
        {false, 1000, 0, 0, 0, LINK_LIVE},
        {false, 999, 0, 0, 0, LINK_LIVE},
        {false, 1001, 0, 0, 0, LINK_NOT_YET},
        {false, 0, 1001, 0, 0, LINK_LIVE},
        {false, 0, 1000, 0, 0, LINK_EXPIRED},
        {false, 0, 999, 0, 0, LINK_EXPIRED},
        {false, 500, 1001, 0, 0, LINK_LIVE},
        {false, 0, 0, 3, 0, LINK_LIVE},
        {false, 0, 0, 3, 2, LINK_LIVE},
        {false, 0, 0, 3, 3, LINK_USED_UP},
        {false, 0, 0, 3, 4, LINK_USED_UP},
        {false, 0, 900, 3, 3, LINK_EXPIRED},
        {true, 0, 0, 0, 0, LINK_DISABLED},
        {true, 2000, 0, 0, 0, LINK_DISABLED},
        {true, 0, 900, 3, 3, LINK_DISABLED},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct link link = {.disabled = table[i].disabled,
            .valid_from = table[i].valid_from,
            .expires = table[i].expires,
            .max_clicks = table[i].max_clicks};
        if (link_state(&link, 1000, table[i].used) != table[i].at_1000)
            fail_msg("row %zu", i);
    }
}

enum { LIMIT = 150, USERS = 4 };

static enum fault
use_body(struct txn *txn, void *arg)
{
    return click_limit_take(txn, arg);
}

static int
use_until_refused(struct store_fixture *fixture, int nth)
{
    (void)nth;
    int used = 0;
    enum fault fault;
    store_fixture_open(fixture);
    while ((fault = env_txn(fixture->env, ENV_WRITE, use_body, &some)) == FAULT_NONE)
        used++;
    store_fixture_close(fixture);
    return fault == FAULT_REFUSED ? used : 255;
}

static void
a_limit_holds_exactly_among_processes(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[USERS];
    int used = 0;
    uint64_t uses;
    store_fixture_link(&some, "limited", "https://example.com/");
    some.max_clicks = LIMIT;
    assert_int_equal(store_fixture_link_add(fixture, &some), FAULT_NONE);
    assert_int_equal(click_limit_used(env_read(fixture->env), &some, &uses), FAULT_NONE);
    assert_int_equal(uses, 0);
    store_fixture_close(fixture);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, use_until_refused, 0);
    for (size_t i = 0; i < COUNT(pids); i++) {
        const int one = store_fixture_wait(pids[i]);
        assert_in_range(one, 0, LIMIT);
        used += one;
    }
    assert_int_equal(used, LIMIT);
    store_fixture_open(fixture);
    assert_int_equal(click_limit_used(env_read(fixture->env), &some, &uses), FAULT_NONE);
    assert_int_equal(uses, LIMIT);
    some.max_clicks++; /* the limit is raised: one more */
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, use_body, &some), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, use_body, &some), FAULT_REFUSED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(every_field_comes_back),
        WITH_STORE(codes_are_told_apart_by_case),
        WITH_STORE(a_code_that_is_taken_writes_nothing),
        WITH_STORE(an_expiry_is_remembered_when_it_is_given_or_moved),
        WITH_STORE(a_link_that_is_removed_leaves_only_a_reminder),
        cmocka_unit_test(when_a_link_opens),
        WITH_STORE(a_limit_holds_exactly_among_processes),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
