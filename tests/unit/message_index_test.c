/*
 * message_index_test.c: messages in order, however many, from any place on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_index.h"
#include "message/message_write.h"

#include "store_fixture.h"

enum { MESSAGES = 200 };

static enum fault
add_all(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (int i = 1; i <= MESSAGES; i++) {
        struct message m = {.id = {(uint8_t)(i >> 8), (uint8_t)i, 1}, .owner = 7, .created = i};
        strcpy(m.to, i % 2 ? "447700900001" : "447700900002");
        strcpy(m.campaign, i % 4 ? "spring" : "");
        m.status = i % 50 ? MESSAGE_REQUESTED : MESSAGE_UNKNOWN;
        CHECK(message_add(txn, &m, "{}", 2) == FAULT_NONE);
    }
    return FAULT_NONE;
}

struct seen {
    int count, most;
    int64_t first, last;
};

static bool
see(const struct message *m, void *arg)
{
    struct seen *seen = arg;
    if (seen->count == seen->most)
        return false;
    if (seen->count++ == 0)
        seen->first = m->created;
    seen->last = m->created;
    return true;
}

static struct seen
visit(struct store_fixture *fixture, struct message_list *list, int most, enum fault wanted)
{
    struct seen seen = {.most = most};
    assert_int_equal(message_list_visit(env_read(fixture->env), list, see, &seen), wanted);
    return seen;
}

static void
lists_are_whole_and_in_order(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_transact(fixture, add_all, NULL);
    struct message_list all = {.group = MESSAGE_GROUP_ALL};
    struct message_list campaign = {.group = MESSAGE_GROUP_CAMPAIGN, .name = "spring"};
    struct message_list to = {.group = MESSAGE_GROUP_TO, .name = "447700900001"};
    struct message_list unknown = {.group = MESSAGE_GROUP_UNKNOWN};
    struct message_list none = {.group = MESSAGE_GROUP_CAMPAIGN, .name = "sprin"};
    struct seen seen = visit(fixture, &all, MESSAGES, FAULT_NONE);
    assert_true(seen.count == MESSAGES && seen.first == MESSAGES && seen.last == 1);
    seen = visit(fixture, &campaign, MESSAGES, FAULT_NONE);
    assert_true(seen.count == 150 && seen.first == 1 && seen.last == 199);
    seen = visit(fixture, &to, MESSAGES, FAULT_NONE);
    assert_true(seen.count == 100 && seen.first == 1 && seen.last == 199);
    seen = visit(fixture, &unknown, MESSAGES, FAULT_NONE);
    assert_true(seen.count == 4 && seen.first == 50 && seen.last == 200);
    assert_int_equal(visit(fixture, &none, MESSAGES, FAULT_NONE).count, 0);
    assert_int_equal(visit(fixture, &campaign, MESSAGES, FAULT_NONE).count, 0);
}

static void
who_says_no_goes_on_there(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_transact(fixture, add_all, NULL);
    for (int most = 1; most < 180; most += 21) {
        struct message_list list = {.group = MESSAGE_GROUP_CAMPAIGN, .name = "spring"};
        struct seen seen = {.count = 0};
        int count = 0;
        int64_t last = 0;
        do {
            seen = visit(fixture, &list, most, most < 150 - count ? FAULT_FULL : FAULT_NONE);
            assert_true(seen.first > last);
            count += seen.count;
            last = seen.last;
        } while (count < 150);
        assert_int_equal(count, 150);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(lists_are_whole_and_in_order),
        WITH_STORE(who_says_no_goes_on_there),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
