/*
 * outbox_test.c: what waits comes in the order of its times, queue by queue, when it is due and not before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/outbox.h"

#include "store_fixture.h"

static struct outbox
row(uint64_t queue, int64_t due, char id)
{
    struct outbox o = {.queue = queue, .due = due};
    memset(o.id, id, sizeof o.id);
    return o;
}

static enum fault
add(struct txn *txn, uint64_t queue, int64_t due, char id)
{
    const struct outbox o = row(queue, due, id);
    return outbox_add(txn, &o);
}

static enum fault
in_order(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct outbox at, first;
    unsigned count;
    CHECK(outbox_next(txn, 0, NULL, 1000, &at) == FAULT_MISSING);
    CHECK(add(txn, 0, 300, 'c') == FAULT_NONE && add(txn, 0, 100, 'z') == FAULT_NONE);
    CHECK(add(txn, 0, 100, 'a') == FAULT_NONE && add(txn, 5, 50, 'o') == FAULT_NONE);
    CHECK(add(txn, OUTBOX_IN_FLIGHT, 10, 'u') == FAULT_NONE);
    CHECK(outbox_next(txn, 0, NULL, 99, &at) == FAULT_MISSING);
    CHECK(outbox_next(txn, 0, NULL, 100, &first) == FAULT_NONE && first.id[0] == 'a' && first.due == 100);
    CHECK(outbox_next(txn, 0, &first, 100, &at) == FAULT_NONE && at.id[0] == 'z');
    CHECK(outbox_next(txn, 0, &at, 299, &at) == FAULT_MISSING);
    at = row(0, 100, 'z');
    CHECK(outbox_next(txn, 0, &at, 300, &at) == FAULT_NONE && at.id[0] == 'c');
    CHECK(outbox_next(txn, 0, &at, INT64_MAX, &at) == FAULT_MISSING); /* the next queue's is not ours */
    CHECK(outbox_next(txn, 5, NULL, 1000, &at) == FAULT_NONE && at.id[0] == 'o');
    CHECK(outbox_next(txn, OUTBOX_IN_FLIGHT, NULL, 1000, &at) == FAULT_NONE && at.id[0] == 'u');
    CHECK(outbox_count(txn, 0, INT64_MAX, 100, &count) == FAULT_NONE && count == 3);
    CHECK(outbox_count(txn, 0, INT64_MAX, 2, &count) == FAULT_NONE && count == 2);
    CHECK(outbox_count(txn, 7, INT64_MAX, 2, &count) == FAULT_NONE && count == 0);
    CHECK(outbox_remove(txn, &first) == FAULT_NONE && outbox_remove(txn, &first) == FAULT_MISSING);
    CHECK(outbox_next(txn, 0, NULL, 100, &at) == FAULT_NONE && at.id[0] == 'z');
    return FAULT_NONE;
}

static void
lanes_are_in_order(void **state)
{
    store_fixture_transact(*state, in_order, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(lanes_are_in_order),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
