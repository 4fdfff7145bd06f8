/*
 * suppression_test.c: numbers that nothing is sent to: found, listed, and forgotten without being let off the
 * list.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/suppression.h"

#include "store_fixture.h"

static enum fault
put_and_forget(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct suppression stop;
    unsigned count = 0;
    CHECK(suppression_get(txn, "447700900000", &stop) == FAULT_MISSING);
    CHECK(suppression_add(txn, "447700900000", SUPPRESSION_REPLY, 100) == FAULT_NONE);
    CHECK(suppression_add(txn, "447700900000", SUPPRESSION_ADMIN, 200) == FAULT_EXISTS);
    CHECK(suppression_add(txn, "447700900001", SUPPRESSION_CARRIER, 300) == FAULT_NONE);
    CHECK(suppression_get(txn, "447700900000", &stop) == FAULT_NONE);
    CHECK(stop.reason == SUPPRESSION_REPLY && stop.since == 100 && strcmp(stop.number, "447700900000") == 0);
    CHECK(suppression_forget(txn, "447700900000") == FAULT_NONE);
    CHECK(suppression_forget(txn, "447700900002") == FAULT_MISSING);
    CHECK(suppression_get(txn, "447700900000", &stop) == FAULT_NONE);
    CHECK(stop.reason == SUPPRESSION_REPLY && stop.since == 100 && stop.number[0] == '\0');
    memset(stop.id, 0, sizeof stop.id);
    while (suppression_next(txn, stop.id, &stop) == FAULT_NONE)
        count++;
    CHECK(count == 2);
    CHECK(suppression_remove(txn, "447700900000") == FAULT_NONE &&
          suppression_remove(txn, "447700900000") == FAULT_MISSING);
    CHECK(suppression_get(txn, "447700900001", &stop) == FAULT_NONE && stop.reason == SUPPRESSION_CARRIER);
    CHECK(suppression_start(txn, "447700900001", 400, 500) == FAULT_NONE);
    CHECK(suppression_forget(txn, "447700900001") == FAULT_MISSING);
    CHECK(store_fixture_count(txn, TABLE_SUPPRESSION) == 0); /* nor does the START stay */
    return FAULT_NONE;
}

static void
numbers_are_stopped_and_forgotten(void **state)
{
    store_fixture_transact(*state, put_and_forget, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(numbers_are_stopped_and_forgotten),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
