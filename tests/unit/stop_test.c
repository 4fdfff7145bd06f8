/* stop_test.c: numbers that nothing is sent to: found, listed, and forgotten without being let off the list.
 */
#include "store/stop.h"

#include "room.h"

static enum fault
put_and_forget(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct stop stop;
    unsigned count = 0;
    CHECK(stop_find(txn, "447700900000", &stop) == FAULT_MISSING);
    CHECK(stop_add(txn, "447700900000", STOP_REPLY, 100) == FAULT_NONE);
    CHECK(stop_add(txn, "447700900000", STOP_ADMIN, 200) == FAULT_EXISTS);
    CHECK(stop_add(txn, "447700900001", STOP_CARRIER, 300) == FAULT_NONE);
    CHECK(stop_find(txn, "447700900000", &stop) == FAULT_NONE);
    CHECK(stop.reason == STOP_REPLY && stop.since == 100 && strcmp(stop.number, "447700900000") == 0);
    CHECK(stop_forget(txn, "447700900000") == FAULT_NONE);
    CHECK(stop_forget(txn, "447700900002") == FAULT_MISSING);
    CHECK(stop_find(txn, "447700900000", &stop) == FAULT_NONE);
    CHECK(stop.reason == STOP_REPLY && stop.since == 100 && stop.number[0] == '\0');
    memset(stop.id, 0, sizeof stop.id);
    while (stop_next(txn, stop.id, &stop) == FAULT_NONE)
        count++;
    CHECK(count == 2);
    CHECK(
        stop_remove(txn, "447700900000") == FAULT_NONE && stop_remove(txn, "447700900000") == FAULT_MISSING);
    CHECK(stop_find(txn, "447700900001", &stop) == FAULT_NONE && stop.reason == STOP_CARRIER);
    return FAULT_NONE;
}

static void
numbers_are_stopped_and_forgotten(void **state)
{
    room_transact(*state, put_and_forget, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(numbers_are_stopped_and_forgotten),
    };
    room_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
