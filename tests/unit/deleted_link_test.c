/*
 * deleted_link_test.c: a link that is restored is due for what it was due for before.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/deleted_link.h"

#include "db/schedule.h"
#include "link/link_write.h"
#include "store_fixture.h"

enum { EXPIRES = 500, DELETED = 1000, RESTORED = 1500, UNTIL = 2000 };

/* What was due when it had expired, to be taken out, is done with while it is deleted, and finds nothing. */
static enum fault
restore_body(struct txn *txn, void *arg)
{
    struct story *story = arg;
    static struct link link, restored;
    const struct schedule_entry due = {
        .at = EXPIRES, .kind = SCHEDULE_EXPIRE_LINK, .name = "old", .length = 3};
    store_fixture_link(&link, "old", "https://example.com/");
    link.expires = EXPIRES;
    link.expiry_told = true;
    CHECK(link_add(txn, &link) == FAULT_NONE);
    CHECK(link_delete(txn, &link, DELETED, UNTIL) == FAULT_NONE);
    CHECK(link_restore(txn, "old", 0, RESTORED, &restored) == FAULT_NONE);
    CHECK(!restored.expiry_told);
    CHECK(schedule_remove(txn, &due) == FAULT_NONE);
    return FAULT_NONE;
}

static void
an_expired_link_expires_again_when_it_is_restored(void **state)
{
    store_fixture_transact(*state, restore_body, NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {WITH_STORE(an_expired_link_expires_again_when_it_is_restored)};
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
