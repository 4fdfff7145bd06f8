/* due_test.c: reminders come in the order of their moments, when they are due and not before. */
#include "store/due.h"

#include "room.h"

static enum fault
in_order(struct txn *txn, void *arg)
{
    static const char id[8] = {'\0', 'i', '\0', 'd', '\xff', '\0', '\0', '\1'};
    struct story *story = arg;
    struct due from = {0}, due;
    CHECK(due_next(txn, &from, INT64_MAX, &due) == FAULT_MISSING);
    CHECK(due_add(txn, 300, DUE_EXPIRE, "c", 1) == FAULT_NONE);
    CHECK(due_add(txn, 100, DUE_TAKE_OUT, "a", 1) == FAULT_NONE);
    CHECK(due_add(txn, 200, DUE_EXPIRE, "b", 1) == FAULT_NONE);
    CHECK(due_add(txn, 200, DUE_EXPIRE, "b", 1) == FAULT_NONE); /* twice is once */
    CHECK(due_add(txn, 200, DUE_EXPIRE, "bb", 2) == FAULT_NONE);
    CHECK(due_add(txn, 200, DUE_FORGET_COUNTS, id, sizeof id) == FAULT_NONE);
    CHECK(due_add(txn, INT64_C(1) << 40, DUE_EXPIRE, "later", 5) == FAULT_NONE);

    CHECK(due_next(txn, &from, 99, &due) == FAULT_MISSING);
    CHECK(due_next(txn, &from, 100, &due) == FAULT_NONE);
    CHECK(due.at == 100 && due.kind == DUE_TAKE_OUT && strcmp(due.name, "a") == 0 && due.length == 1);
    from = due;
    CHECK(due_next(txn, &from, 199, &due) == FAULT_MISSING);
    CHECK(due_next(txn, &from, 250, &due) == FAULT_NONE);
    CHECK(due.kind == DUE_FORGET_COUNTS && due.length == 8 && memcmp(due.name, id, 8) == 0);
    from = due;
    CHECK(due_next(txn, &from, 250, &due) == FAULT_NONE && strcmp(due.name, "b") == 0);
    from = due;
    CHECK(due_next(txn, &from, 250, &due) == FAULT_NONE && strcmp(due.name, "bb") == 0);
    from = due;
    CHECK(due_next(txn, &from, 250, &due) == FAULT_MISSING);
    CHECK(due_next(txn, &from, 300, &due) == FAULT_NONE && due.at == 300);

    from = (struct due){0};
    CHECK(due_next(txn, &from, 300, &due) == FAULT_NONE && due.at == 100);
    CHECK(due_done(txn, &due) == FAULT_NONE);
    CHECK(due_done(txn, &due) == FAULT_MISSING);
    CHECK(due_next(txn, &from, 300, &due) == FAULT_NONE && due.kind == DUE_FORGET_COUNTS);
    CHECK(due_done(txn, &due) == FAULT_NONE);
    CHECK(due_next(txn, &due, 300, &due) == FAULT_NONE && strcmp(due.name, "b") == 0);
    return FAULT_NONE;
}

static void
reminders_come_in_order(void **state)
{
    room_transact(*state, in_order, NULL);
}

static enum fault
bounded(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct due from = {0}, due;
    char name[DUE_NAME_MAX + 1];
    memset(name, 'n', sizeof name);
    CHECK(due_add(txn, 1, DUE_EXPIRE, name, DUE_NAME_MAX) == FAULT_NONE);
    CHECK(due_add(txn, 2, DUE_EXPIRE, name, DUE_NAME_MAX + 1) == FAULT_FULL);
    CHECK(due_next(txn, &from, 9, &due) == FAULT_NONE);
    CHECK(due.length == DUE_NAME_MAX && strlen(due.name) == DUE_NAME_MAX);
    from = due;
    CHECK(due_next(txn, &from, 9, &due) == FAULT_MISSING); /* also behind the longest name */
    CHECK(due_done(txn, &from) == FAULT_NONE);
    return FAULT_NONE;
}

static void
a_name_has_a_bound(void **state)
{
    room_transact(*state, bounded, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(reminders_come_in_order),
        WITH_STORE(a_name_has_a_bound),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
