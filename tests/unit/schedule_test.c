/*
 * schedule_test.c: reminders come in the order of their times, when they are due and not before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/schedule.h"

#include "store_fixture.h"

static enum fault
in_order(struct txn *txn, void *arg)
{
    static const char id[8] = {'\0', 'i', '\0', 'd', '\xff', '\0', '\0', '\1'};
    struct story *story = arg;
    struct schedule_entry from = {0}, due;
    CHECK(schedule_next(txn, &from, INT64_MAX, &due) == FAULT_MISSING);
    CHECK(schedule_add(txn, 300, SCHEDULE_EXPIRE_LINK, "c", 1) == FAULT_NONE);
    CHECK(schedule_add(txn, 100, SCHEDULE_DELETE_LINK, "a", 1) == FAULT_NONE);
    CHECK(schedule_add(txn, 200, SCHEDULE_EXPIRE_LINK, "b", 1) == FAULT_NONE);
    CHECK(schedule_add(txn, 200, SCHEDULE_EXPIRE_LINK, "b", 1) == FAULT_NONE); /* twice is once */
    CHECK(schedule_add(txn, 200, SCHEDULE_EXPIRE_LINK, "bb", 2) == FAULT_NONE);
    CHECK(schedule_add(txn, 200, SCHEDULE_DELETE_STATS, id, sizeof id) == FAULT_NONE);
    CHECK(schedule_add(txn, INT64_C(1) << 40, SCHEDULE_EXPIRE_LINK, "later", 5) == FAULT_NONE);

    CHECK(schedule_next(txn, &from, 99, &due) == FAULT_MISSING);
    CHECK(schedule_next(txn, &from, 100, &due) == FAULT_NONE);
    CHECK(due.at == 100 && due.kind == SCHEDULE_DELETE_LINK && strcmp(due.name, "a") == 0 && due.length == 1);
    from = due;
    CHECK(schedule_next(txn, &from, 199, &due) == FAULT_MISSING);
    CHECK(schedule_next(txn, &from, 250, &due) == FAULT_NONE);
    CHECK(due.kind == SCHEDULE_DELETE_STATS && due.length == 8 && memcmp(due.name, id, 8) == 0);
    from = due;
    CHECK(schedule_next(txn, &from, 250, &due) == FAULT_NONE && strcmp(due.name, "b") == 0);
    from = due;
    CHECK(schedule_next(txn, &from, 250, &due) == FAULT_NONE && strcmp(due.name, "bb") == 0);
    from = due;
    CHECK(schedule_next(txn, &from, 250, &due) == FAULT_MISSING);
    CHECK(schedule_next(txn, &from, 300, &due) == FAULT_NONE && due.at == 300);

    from = (struct schedule_entry){0};
    CHECK(schedule_next(txn, &from, 300, &due) == FAULT_NONE && due.at == 100);
    CHECK(schedule_remove(txn, &due) == FAULT_NONE);
    CHECK(schedule_remove(txn, &due) == FAULT_MISSING);
    CHECK(schedule_next(txn, &from, 300, &due) == FAULT_NONE && due.kind == SCHEDULE_DELETE_STATS);
    CHECK(schedule_remove(txn, &due) == FAULT_NONE);
    CHECK(schedule_next(txn, &due, 300, &due) == FAULT_NONE && strcmp(due.name, "b") == 0);
    return FAULT_NONE;
}

static void
reminders_come_in_order(void **state)
{
    store_fixture_transact(*state, in_order, NULL);
}

static enum fault
bounded(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct schedule_entry from = {0}, due;
    char name[SCHEDULE_NAME_MAX + 1];
    memset(name, 'n', sizeof name);
    CHECK(schedule_add(txn, 1, SCHEDULE_EXPIRE_LINK, name, SCHEDULE_NAME_MAX) == FAULT_NONE);
    CHECK(schedule_add(txn, 2, SCHEDULE_EXPIRE_LINK, name, SCHEDULE_NAME_MAX + 1) == FAULT_FULL);
    CHECK(schedule_next(txn, &from, 9, &due) == FAULT_NONE);
    CHECK(due.length == SCHEDULE_NAME_MAX && strlen(due.name) == SCHEDULE_NAME_MAX);
    from = due;
    CHECK(schedule_next(txn, &from, 9, &due) == FAULT_MISSING); /* also after the longest name */
    CHECK(schedule_remove(txn, &from) == FAULT_NONE);
    return FAULT_NONE;
}

static void
a_name_has_a_bound(void **state)
{
    store_fixture_transact(*state, bounded, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(reminders_come_in_order),
        WITH_STORE(a_name_has_a_bound),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
