/*
 * recipient_test.c: a number is in a campaign once, and goes out of it when its person is forgotten.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipient.h"

#include "store_fixture.h"

static char fields[RECIPIENT_FIELDS_MAX + 1];

static enum fault
add(struct txn *txn, uint64_t campaign, uint64_t place, const char *to)
{
    return recipient_add(txn, campaign, place, to, to, strlen(to));
}

static enum fault
come_and_go(struct txn *txn, void *arg)
{
    struct story *story = arg;
    size_t length;
    unsigned count;
    CHECK(add(txn, 7, 1, "447700900000") == FAULT_NONE && add(txn, 7, 2, "447700900001") == FAULT_NONE);
    CHECK(add(txn, 7, 3, "447700900000") == FAULT_EXISTS);
    CHECK(add(txn, 8, 1, "447700900000") == FAULT_NONE); /* another campaign */
    CHECK(recipient_get(txn, 7, 1, fields, &length) == FAULT_NONE && strcmp(fields, "447700900000") == 0);
    CHECK(recipient_get(txn, 7, 3, fields, &length) == FAULT_MISSING);
    CHECK(recipient_done(txn, 7, 1) == FAULT_NONE && recipient_done(txn, 7, 1) == FAULT_MISSING);
    CHECK(recipient_get(txn, 7, 1, fields, &length) == FAULT_MISSING);
    CHECK(add(txn, 7, 3, "447700900000") == FAULT_EXISTS); /* he had his message */
    CHECK(recipient_remove(txn, 7, "447700900001") == FAULT_NONE);
    CHECK(recipient_get(txn, 7, 2, fields, &length) == FAULT_MISSING);
    CHECK(recipient_remove(txn, 7, "447700900001") == FAULT_MISSING);
    CHECK(recipient_remove(txn, 7, "447700900000") == FAULT_NONE);
    CHECK(add(txn, 7, 4, "447700900000") == FAULT_NONE);
    CHECK(recipient_remove_some(txn, 7, 1, &count) == FAULT_NONE && count == 1);
    CHECK(recipient_remove_some(txn, 7, 9, &count) == FAULT_NONE && count == 1);
    CHECK(recipient_remove_some(txn, 7, 9, &count) == FAULT_NONE && count == 0);
    CHECK(recipient_get(txn, 8, 1, fields, &length) == FAULT_NONE);
    CHECK(recipient_add(txn, 8, 2, "1", fields, RECIPIENT_FIELDS_MAX + 1) == FAULT_FULL);
    return FAULT_NONE;
}

static void
recipients_come_and_go(void **state)
{
    store_fixture_transact(*state, come_and_go, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(recipients_come_and_go),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
