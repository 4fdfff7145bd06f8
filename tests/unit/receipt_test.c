/*
 * receipt_test.c: receipts are kept in the order in which they came, with their message or until it turns up.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/receipt.h"

#include "db/row_sweep.h"
#include "store_fixture.h"

static struct receipt space;
static const uint8_t one[UUID_BYTES] = {1}, two[UUID_BYTES] = {2};

struct heard {
    char bodies[64];
};

static void
hear(const struct receipt *receipt, void *arg)
{
    struct heard *heard = arg;
    strcat(heard->bodies, receipt->body);
    if (strlen(receipt->body) != receipt->length || receipt->at == 0)
        strcat(heard->bodies, "?");
}

static bool
says(struct txn *txn, const uint8_t id[static UUID_BYTES], const char *wanted)
{
    struct heard heard = {""};
    return receipt_visit(txn, id, &space, hear, &heard) == FAULT_NONE && strcmp(heard.bodies, wanted) == 0;
}

static enum fault
keep(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(receipt_add(txn, one, false, 300, "c", 1) == FAULT_NONE);
    CHECK(receipt_add(txn, one, false, 100, "a", 1) == FAULT_NONE);
    CHECK(receipt_add(txn, two, false, 100, "x", 1) == FAULT_NONE);
    CHECK(receipt_add(txn, one, false, 200, "b", 1) == FAULT_NONE);
    CHECK(receipt_add(txn, one, false, 300, "c", 1) == FAULT_NONE); /* both are kept */
    CHECK(says(txn, one, "abcc") && says(txn, two, "x"));
    CHECK(receipt_remove(txn, one) == FAULT_NONE);
    CHECK(says(txn, one, "") && says(txn, two, "x"));
    return FAULT_NONE;
}

static void
receipts_are_kept_in_order(void **state)
{
    store_fixture_transact(*state, keep, NULL);
}

static enum fault
wait_for(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(receipt_take_unknown(txn, "ab", &space) == FAULT_MISSING);
    CHECK(receipt_add_unknown(txn, "ab", false, 200, "2", 1) == FAULT_NONE);
    CHECK(receipt_add_unknown(txn, "ab", false, 100, "1", 1) == FAULT_NONE);
    CHECK(receipt_add_unknown(txn, "abc", false, 50, "other", 5) == FAULT_NONE);
    CHECK(receipt_take_unknown(txn, "ab", &space) == FAULT_NONE && strcmp(space.body, "1") == 0);
    CHECK(space.at == 100 && space.length == 1);
    CHECK(receipt_take_unknown(txn, "ab", &space) == FAULT_NONE && strcmp(space.body, "2") == 0);
    CHECK(receipt_take_unknown(txn, "ab", &space) == FAULT_MISSING);
    CHECK(receipt_add_unknown(txn, "a", false, 1, space.body, RECEIPT_BODY_MAX + 1) == FAULT_FULL);
    CHECK(receipt_add(txn, one, false, 1, "mine", 4) == FAULT_NONE);
    return FAULT_NONE;
}

static enum fault
mine_stays(struct txn *txn, void *arg)
{
    struct story *story = arg;
    CHECK(says(txn, one, "mine"));
    return FAULT_NONE;
}

static void
those_that_wait_for_too_long_go(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t before = 50;
    struct row_sweep sweep = {
        .table = TABLE_RECEIPT, .is_expired = receipt_is_expired, .arg = &before, .looks = 100};
    store_fixture_transact(fixture, wait_for, NULL);
    sweep.from_length = receipt_from(sweep.from);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 0);
    before = 51;
    sweep.from_length = receipt_from(sweep.from);
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
    store_fixture_transact(fixture, mine_stays, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(receipts_are_kept_in_order),
        WITH_STORE(those_that_wait_for_too_long_go),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
