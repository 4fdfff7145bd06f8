/*
 * link_index_test.c: links in order: newest first, by owner, campaign and tag, page by page; and by URL.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_index.h"

#include "base/timestamp.h"
#include "link/link_write.h"
#include "store_fixture.h"

static struct link one, changed, found;

/* A list that is visited, and what came of it: the codes with a space after each. */
struct listing {
    struct link_list list;
    unsigned most;
    enum fault end;
    char codes[4096];
};

static bool
listing_take(const struct link *of, void *arg)
{
    struct listing *l = arg;
    strcat(l->codes, of->code);
    strcat(l->codes, " ");
    return --l->most > 0;
}

static enum fault
listing_body(struct txn *txn, void *arg)
{
    struct listing *l = ((struct story *)arg)->arg;
    const struct listing before = *l; /* a transaction may run twice */
    l->end = link_list_visit(txn, &l->list, listing_take, l);
    const enum fault end = l->end;
    if (end != FAULT_NONE && end != FAULT_FULL)
        *l = before;
    return end == FAULT_FULL ? FAULT_NONE : end;
}

static void
check_list(
    struct store_fixture *fixture, enum link_group group, const char *name, uint32_t owner, const char *codes)
{
    struct listing l = {.list = {.group = group, .name = name, .owner = owner}, .most = 999};
    store_fixture_transact(fixture, listing_body, &l);
    assert_int_equal(l.end, FAULT_NONE);
    assert_string_equal(l.codes, codes);
}

static void
add(struct store_fixture *fixture, const char *code, uint32_t owner, const char *campaign, const char *tags)
{
    store_fixture_link(&one, code, "https://example.com/");
    strcat(one.url, code);
    one.owner = owner;
    strcpy(one.labels.campaign, campaign);
    for (; *tags != '\0'; tags++)
        one.labels.tags[one.labels.tag_count++][0] = *tags;
    assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
}

static void
fill(struct store_fixture *fixture)
{
    add(fixture, "one", 1, "", "");
    add(fixture, "two", 2, "spring", "a");
    add(fixture, "three", 1, "spring", "ab");
    add(fixture, "four", 10, "spring2", "b");
    add(fixture, "five", 1, "summer", "abc");
}

static void
lists_are_newest_first(void **state)
{
    struct store_fixture *fixture = *state;
    check_list(fixture, LINK_GROUP_ALL, "", 0, "");
    fill(fixture);
    check_list(fixture, LINK_GROUP_ALL, "", 0, "five four three two one ");
    check_list(fixture, LINK_GROUP_ALL, "", 1, "five three one ");
    check_list(fixture, LINK_GROUP_ALL, "", 2, "two ");
    check_list(fixture, LINK_GROUP_ALL, "", 10, "four ");
    check_list(fixture, LINK_GROUP_ALL, "", 3, "");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "spring", 0, "three two ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "spring", 1, "three ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "spring2", 0, "four ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "sprin", 0, "");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "a", 0, "");
    check_list(fixture, LINK_GROUP_TAG, "a", 0, "five three two ");
    check_list(fixture, LINK_GROUP_TAG, "b", 0, "five four three ");
    check_list(fixture, LINK_GROUP_TAG, "b", 1, "five three ");
    check_list(fixture, LINK_GROUP_TAG, "c", 2, "");
    check_list(fixture, LINK_GROUP_TAG, "", 0, "");
}

static void
links_of_one_moment_have_an_order(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const codes[] = {"m", "a", "zz", "z"};
    const int64_t timestamp = timestamp_now();
    for (size_t i = 0; i < COUNT(codes); i++) {
        store_fixture_link(&one, codes[i], "https://example.com/");
        one.created = timestamp;
        assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
    }
    struct listing l = {.list = {.group = LINK_GROUP_ALL, .name = ""}};
    for (size_t i = 0; i < COUNT(codes); i++) {
        l.most = 1;
        store_fixture_transact(fixture, listing_body, &l);
        assert_int_equal(l.end, FAULT_FULL);
    }
    assert_string_equal(l.codes, "a m z zz ");
}

static void
a_list_goes_on_where_it_stood(void **state)
{
    struct store_fixture *fixture = *state;
    fill(fixture);
    struct listing l = {.list = {.group = LINK_GROUP_TAG, .name = "a"}, .most = 2};
    store_fixture_transact(fixture, listing_body, &l);
    assert_int_equal(l.end, FAULT_FULL);
    assert_string_equal(l.codes, "five three ");
    assert_string_equal(l.list.after.name, "three");
    add(fixture, "six", 1, "", "a"); /* new ones come before the place, and move nothing */
    l.most = 99;
    store_fixture_transact(fixture, listing_body, &l);
    assert_int_equal(l.end, FAULT_NONE);
    assert_string_equal(l.codes, "five three two ");
    store_fixture_transact(fixture, listing_body, &l);
    assert_string_equal(l.codes, "five three two ");
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(link_get(txn, story->arg, &one) == FAULT_NONE);
    CHECK(link_remove(txn, &one, timestamp_now()) == FAULT_NONE);
    return FAULT_NONE;
}

static void
a_list_goes_on_where_a_link_was_removed(void **state)
{
    struct store_fixture *fixture = *state;
    fill(fixture);
    struct listing l = {.list = {.group = LINK_GROUP_ALL, .name = ""}, .most = 2};
    store_fixture_transact(fixture, listing_body, &l);
    assert_string_equal(l.codes, "five four ");
    store_fixture_transact(fixture, remove_body, (char[]){"four"});
    store_fixture_transact(fixture, remove_body, (char[]){"three"});
    l.most = 99;
    store_fixture_transact(fixture, listing_body, &l);
    assert_string_equal(l.codes, "five four two one ");
    check_list(fixture, LINK_GROUP_ALL, "", 0, "five two one ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "spring", 0, "two ");
    check_list(fixture, LINK_GROUP_TAG, "b", 0, "five ");
    check_list(fixture, LINK_GROUP_ALL, "", 10, "");
}

static enum fault
change_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(link_get(txn, changed.code, &one) == FAULT_NONE);
    CHECK(link_update(txn, &one, &changed) == FAULT_NONE);
    return FAULT_NONE;
}

static void
a_change_moves_a_link_to_other_lists(void **state)
{
    struct store_fixture *fixture = *state;
    fill(fixture);
    assert_int_equal(link_get(env_read(fixture->env), "three", &changed), FAULT_NONE);
    strcpy(changed.labels.campaign, "autumn");
    changed.labels.tag_count = 1;
    strcpy(changed.labels.tags[0], "z");
    strcpy(changed.url, "https://example.com/elsewhere");
    store_fixture_transact(fixture, change_body, NULL);
    check_list(fixture, LINK_GROUP_ALL, "", 0, "five four three two one ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "spring", 0, "two ");
    check_list(fixture, LINK_GROUP_CAMPAIGN, "autumn", 0, "three ");
    check_list(fixture, LINK_GROUP_TAG, "a", 0, "five two ");
    check_list(fixture, LINK_GROUP_TAG, "b", 1, "five ");
    check_list(fixture, LINK_GROUP_TAG, "z", 1, "three ");
    changed.labels = (struct labels){0};
    store_fixture_transact(fixture, change_body, NULL);
    check_list(fixture, LINK_GROUP_CAMPAIGN, "autumn", 0, "");
    check_list(fixture, LINK_GROUP_TAG, "z", 1, "");
    check_list(fixture, LINK_GROUP_ALL, "", 1, "five three one ");
}

struct finding {
    int64_t now;
    enum fault fault;
};

static enum fault
find_body(struct txn *txn, void *arg)
{
    struct finding *f = ((struct story *)arg)->arg;
    found = changed;
    f->fault = link_find_same(txn, &found, f->now);
    return f->fault == FAULT_MISSING ? FAULT_NONE : f->fault;
}

static bool
finds(struct store_fixture *fixture)
{
    struct finding f = {.now = timestamp_now()};
    store_fixture_transact(fixture, find_body, &f);
    if (f.fault == FAULT_NONE)
        assert_string_equal(found.code, one.code);
    return f.fault == FAULT_NONE;
}

static void
the_same_link_is_found_again(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_link(&one, "first", "https://example.com/a");
    strcpy(one.labels.campaign, "spring");
    assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
    changed = one;
    assert_true(finds(fixture));
    changed.owner = 2;
    assert_false(finds(fixture));
    changed = one;
    strcpy(changed.url, "https://example.com/b");
    assert_false(finds(fixture));
    changed = one;
    changed.status = 302;
    assert_false(finds(fixture));
    changed = one;
    changed.track_first = true;
    assert_false(finds(fixture));
    changed = one;
    changed.forward_query = true;
    assert_false(finds(fixture));
    changed = one;
    strcpy(changed.expired_url, "https://example.com/over");
    assert_false(finds(fixture));
    changed = one;
    changed.password.is_set = true;
    assert_false(finds(fixture));
    changed = one;
    changed.max_clicks = 5;
    assert_false(finds(fixture));
    changed = one;
    changed.expires = timestamp_now() + TIMESTAMP_DAY;
    assert_false(finds(fixture));
    changed = one;
    strcpy(changed.labels.campaign, "");
    assert_false(finds(fixture));
    changed = one;
    changed.valid_from = timestamp_now() + TIMESTAMP_DAY; /* it is to open tomorrow, not at once */
    assert_false(finds(fixture));
}

static void
a_link_that_does_not_open_is_not_found(void **state)
{
    struct store_fixture *fixture = *state;
    for (int i = 0; i < 4; i++) {
        char code[16];
        snprintf(code, sizeof code, "code%d", i);
        store_fixture_link(&one, code, "https://example.com/a");
        one.disabled = i == 0;
        one.expires = i == 1 ? 5 : 0;
        one.max_clicks = i == 2 ? 5 : 0;
        one.valid_from = i == 3 ? timestamp_now() + TIMESTAMP_DAY : 0;
        assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
    }
    store_fixture_link(&changed, "", "https://example.com/a");
    assert_false(finds(fixture));
    store_fixture_link(&one, "zzz", "https://example.com/a"); /* after those */
    assert_int_equal(store_fixture_link_add(fixture, &one), FAULT_NONE);
    assert_true(finds(fixture));
    store_fixture_transact(fixture, remove_body, (char[]){"zzz"});
    assert_false(finds(fixture));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(lists_are_newest_first),
        WITH_STORE(links_of_one_moment_have_an_order),
        WITH_STORE(a_list_goes_on_where_it_stood),
        WITH_STORE(a_list_goes_on_where_a_link_was_removed),
        WITH_STORE(a_change_moves_a_link_to_other_lists),
        WITH_STORE(the_same_link_is_found_again),
        WITH_STORE(a_link_that_does_not_open_is_not_found),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
