/*
 * queue_test.c: how many of a queue's files a process has open that appends now and then, while another fills
 * them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/queue.h"

#include <dirent.h>

#include "store_fixture.h"

enum { EXTENTS = 20, BATCH = 6400, BATCHES = 4 /* fill an extent */ };

static int fill[2], filled[2];

static enum fault
append(struct txn *txn, void *arg)
{
    enum fault fault = FAULT_NONE;
    uint32_t slot;
    for (int i = *(const int *)arg; i > 0 && fault == FAULT_NONE; i--)
        fault = queue_append(txn, TABLE_EVENT, "event", 5, &slot);
    return fault;
}

static int
fill_extents(struct store_fixture *fixture, int nth)
{
    const int batch = BATCH;
    (void)nth;
    store_fixture_open(fixture);
    for (int i = 0; i < EXTENTS; i++) {
        for (int n = 0; n < BATCHES; n++)
            if (env_txn(fixture->env, ENV_WRITE, append, (void *)(uintptr_t)&batch) != FAULT_NONE)
                return 1;
        store_fixture_tell(filled);
        if (!store_fixture_hear(fill))
            return 2;
    }
    store_fixture_close(fixture);
    return 0;
}

static int
open_extents(void)
{
    char path[64], name[512];
    int count = 0;
    DIR *list = opendir("/proc/self/fd");
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
        snprintf(path, sizeof path, "/proc/self/fd/%.20s", entry->d_name);
        const ssize_t length = readlink(path, name, sizeof name - 1);
        name[length > 0 ? length : 0] = '\0';
        count += strstr(name, "__dbq.") != NULL;
    }
    closedir(list);
    return count;
}

static void
few_extents_are_open_at_a_time(void **state)
{
    struct store_fixture *fixture = *state;
    const int one = 1;
    int most = 0;
    uint8_t record[QUEUE_RECORD];
    store_fixture_close(fixture);
    store_fixture_pipe(fill);
    store_fixture_pipe(filled);
    const pid_t other = store_fixture_child(fixture, fill_extents, 0);
    store_fixture_open(fixture);
    for (int i = 0; i < EXTENTS; i++) {
        assert_true(store_fixture_hear(filled));
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, (void *)(uintptr_t)&one), FAULT_NONE);
        most = open_extents() > most ? open_extents() : most;
        store_fixture_tell(fill);
    }
    assert_int_equal(store_fixture_wait(other), 0);
    assert_in_range(most, 1, 10);
    /* The same when it reads them one after the other, and all are there. */
    for (uint64_t n = 1; n <= (uint64_t)EXTENTS * BATCH * BATCHES; n += BATCH) {
        assert_int_equal(queue_get(env_read(fixture->env), TABLE_EVENT, n, record), FAULT_NONE);
        assert_in_range(open_extents(), 1, 10);
    }
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        WITH_STORE(few_extents_are_open_at_a_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
