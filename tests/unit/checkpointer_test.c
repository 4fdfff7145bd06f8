/*
 * checkpointer_test.c: checkpoints beside a program that writes, and an end that leaves the store in order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/checkpointer.h"

#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>

#include "base/timestamp.h"
#include "store_fixture.h"

#define HOUR (3600 * TIMESTAMP_SECOND)

static enum fault
write_body(struct txn *txn, void *arg)
{
    static const char value[4000];
    uint32_t *number = arg;
    return row_put(txn, TABLE_VISITOR_SALT, (struct row_key){number, sizeof *number}, value, sizeof value);
}

static void
write_rows(struct env *env, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(env_txn(env, ENV_WRITE, write_body, &i), FAULT_NONE);
}

/* How many kilobytes of tables are on the disk. */
static long
size_of_tables(const struct store_fixture *fixture)
{
    char path[512];
    long sum = 0;
    snprintf(path, sizeof path, "%s/db", fixture->config.store_home);
    DIR *list = opendir(path);
    assert_non_null(list);
    struct stat at;
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        if (fstatat(dirfd(list), entry->d_name, &at, 0) == 0 && S_ISREG(at.st_mode))
            sum += at.st_blocks / 2;
    closedir(list);
    return sum;
}

static void
write_until_pages_are_written(struct store_fixture *fixture, int64_t every, unsigned kbytes)
{
    struct checkpointer *c = checkpointer_start(fixture->env, every, kbytes);
    const int64_t end = timestamp_now() + 30 * TIMESTAMP_SECOND;
    while (size_of_tables(fixture) < 2000 && timestamp_now() < end)
        write_rows(fixture->env, 1000);
    assert_true(size_of_tables(fixture) >= 2000);
    assert_int_equal(env_users(fixture->env), 1); /* its process is one user */
    checkpointer_stop(c);
}

static void
pages_reach_the_disk_while_somebody_writes(void **state)
{
    write_until_pages_are_written(*state, 10000, UINT_MAX);
}

/* Long before it is time. */
static void
a_log_that_grows_is_not_waited_for(void **state)
{
    write_until_pages_are_written(*state, HOUR, 1024);
}

static void
it_ends_soon_and_can_begin_again(void **state)
{
    struct store_fixture *fixture = *state;
    for (int i = 0; i < 3; i++) {
        const int64_t begun = timestamp_now();
        struct checkpointer *c = checkpointer_start(fixture->env, HOUR, UINT_MAX);
        write_rows(fixture->env, 10);
        while (checkpointer_begun(c) != 0)
            usleep(1000);
        checkpointer_stop(c);
        assert_true(timestamp_now() - begun < 60 * TIMESTAMP_SECOND);
    }
}

/* After a clean end nobody is registered, and the memory is gone. */
static void
the_store_is_left_in_order(void **state)
{
    struct store_fixture *fixture = *state;
    char memory[512];
    snprintf(memory, sizeof memory, "%s/memory/__db.001", fixture->config.store_home);
    struct checkpointer *c = checkpointer_start(fixture->env, 10000, UINT_MAX);
    write_rows(fixture->env, 100);
    assert_int_equal(access(memory, F_OK), 0);
    checkpointer_stop(c);
    store_fixture_close(fixture);
    assert_int_not_equal(access(memory, F_OK), 0);
    store_fixture_open(fixture);
    assert_int_equal(env_users(fixture->env), 1);
}

static int
write_and_die(struct store_fixture *fixture, int nth)
{
    struct env *env;
    (void)nth;
    if (env_open(&env, &fixture->config, TABLE_ALL, 0) != FAULT_NONE)
        return 1;
    checkpointer_start(env, 1000, UINT_MAX);
    for (uint32_t i = 0; i < 500; i++)
        if (env_txn(env, ENV_WRITE, write_body, &i) != FAULT_NONE)
            return 2;
    raise(SIGKILL); /* and not _exit: valgrind would look for leaks in all of the cache, bus error by bus
                       error */
    return 3;
}

/* A process that dies with it is one that died in the store: the next one recovers, and nothing is lost. */
static void
a_death_with_it_is_recovered(void **state)
{
    struct store_fixture *fixture = *state;
    char got[4000];
    size_t length;
    store_fixture_close(fixture);
    assert_int_equal(
        store_fixture_wait(store_fixture_child(fixture, write_and_die, 0)), STORE_FIXTURE_KILLED + SIGKILL);
    store_fixture_open(fixture);
    for (uint32_t i = 0; i < 500; i++)
        assert_int_equal(row_get(env_read(fixture->env), TABLE_VISITOR_SALT, (struct row_key){&i, sizeof i},
                             got, sizeof got, &length),
            FAULT_NONE);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        WITH_STORE(pages_reach_the_disk_while_somebody_writes),
        WITH_STORE(a_log_that_grows_is_not_waited_for),
        WITH_STORE(it_ends_soon_and_can_begin_again),
        WITH_STORE(the_store_is_left_in_order),
        WITH_STORE(a_death_with_it_is_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
