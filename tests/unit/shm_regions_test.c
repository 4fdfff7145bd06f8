/*
 * shm_regions_test.c: where the shared memory lies: chosen, found again, cleared, and lost with a power cut.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/shm_regions.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "store_fixture.h"

static int here[2];
static char place[256];

static bool
there(const struct store_fixture *fixture)
{
    const int home = open(fixture->config.store_home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(home >= 0);
    const bool yes = shm_regions_exist(home);
    close(home);
    return yes;
}

/* Reads the link home/memory into `place`. */
static void
find_place(const struct store_fixture *fixture)
{
    char path[CONFIG_VALUE_SIZE + 16];
    snprintf(path, sizeof path, "%s/" SHM_REGIONS_LINK, fixture->config.store_home);
    const ssize_t length = readlink(path, place, sizeof place - 1);
    assert_true(length > 0);
    place[length] = '\0';
}

static void
shm_regions_is_there_while_somebody_is_in(void **state)
{
    struct store_fixture *fixture = *state;
    assert_true(there(fixture));
    find_place(fixture);
    store_fixture_close(fixture);
    assert_false(there(fixture));
    if (place[0] == '/')
        assert_int_equal(access(place, F_OK), -1); /* nothing is left of it */
    store_fixture_open(fixture);
    assert_true(there(fixture));
}

static void
without_a_tmpfs_it_lies_in_the_store(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const no_tmpfs[] = {"", "dev/shm", "/nowhere", "/proc"};
    for (size_t i = 0; i < COUNT(no_tmpfs); i++) {
        char path[CONFIG_VALUE_SIZE + 32];
        store_fixture_close(fixture);
        strcpy(fixture->config.store_memory, no_tmpfs[i]);
        store_fixture_open(fixture);
        find_place(fixture);
        assert_string_equal(place, SHM_REGIONS_IN_STORE);
        snprintf(path, sizeof path, "%s/" SHM_REGIONS_IN_STORE "/__db.001", fixture->config.store_home);
        assert_int_equal(access(path, F_OK), 0);
        store_fixture_close(fixture);
        assert_int_equal(access(path, F_OK), -1);
        store_fixture_open(fixture);
    }
}

static int
die(struct store_fixture *fixture, int nth)
{
    (void)nth;
    store_fixture_open(fixture);
    store_fixture_tell(here);
    pause();
    return 1;
}

static void
die_in(struct store_fixture *fixture)
{
    store_fixture_pipe(here);
    const pid_t pid = store_fixture_child(fixture, die, 0);
    assert_true(store_fixture_hear(here));
    kill(pid, SIGKILL);
    assert_int_equal(store_fixture_wait(pid), STORE_FIXTURE_KILLED + SIGKILL);
}

static void
a_death_leaves_memory_and_the_next_one_makes_it_anew(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    die_in(fixture);
    assert_true(there(fixture));
    store_fixture_open(fixture);
    assert_true(there(fixture));
    store_fixture_close(fixture);
    assert_false(there(fixture));
}

/* After a power cut the disk has the link, and the tmpfs is empty. */
static void
a_store_opens_after_its_tmpfs_is_gone(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    die_in(fixture);
    find_place(fixture);
    if (place[0] != '/')
        skip(); /* this machine has no room on its tmpfs */
    store_fixture_remove_directory(place);
    assert_false(there(fixture));
    assert_int_equal(env_open(&fixture->env, &fixture->config, TABLE_ALL, 0), FAULT_NONE);
    assert_true(there(fixture));
}

/* A copy of the directory of a store in use, as backups make it, has the link of the original. */
static void
a_copy_lets_the_original_be(void **state)
{
    struct store_fixture *fixture = *state;
    char copy[192], link[256], region[300];
    find_place(fixture);
    if (place[0] != '/')
        skip();
    snprintf(copy, sizeof copy, "%s/copy", fixture->directory);
    assert_int_equal(env_create(copy), FAULT_NONE);
    snprintf(link, sizeof link, "%s/" SHM_REGIONS_LINK, copy);
    assert_int_equal(symlink(place, link), 0);
    assert_int_equal(shm_regions_place(copy, fixture->config.store_memory), FAULT_NONE);
    snprintf(region, sizeof region, "%s/__db.001", place);
    assert_int_equal(access(region, F_OK), 0);
    assert_true(there(fixture));
    shm_regions_remove(copy);
    assert_int_equal(access(region, F_OK), 0);
}

/* In a directory that everybody can write, somebody else may have been there first. */
static void
a_place_that_others_can_write_is_not_taken(void **state)
{
    struct store_fixture *fixture = *state;
    find_place(fixture);
    if (place[0] != '/')
        skip();
    char taken[sizeof place];
    strcpy(taken, place);
    store_fixture_close(fixture);
    assert_int_equal(mkdir(taken, 0777), 0);
    assert_int_equal(chmod(taken, 0777), 0);
    store_fixture_open(fixture);
    find_place(fixture);
    store_fixture_close(fixture);
    assert_int_equal(rmdir(taken), 0);
    assert_string_equal(place, SHM_REGIONS_IN_STORE);
    if (geteuid() == 0) {
        assert_int_equal(mkdir(taken, 0700), 0);
        assert_int_equal(chown(taken, 65534, 65534), 0);
        store_fixture_open(fixture);
        find_place(fixture);
        store_fixture_close(fixture);
        assert_int_equal(rmdir(taken), 0);
        assert_string_equal(place, SHM_REGIONS_IN_STORE);
    }
    assert_int_equal(symlink("/tmp", taken), 0);
    store_fixture_open(fixture);
    find_place(fixture);
    store_fixture_close(fixture);
    assert_int_equal(unlink(taken), 0);
    assert_string_equal(place, SHM_REGIONS_IN_STORE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(shm_regions_is_there_while_somebody_is_in),
        WITH_STORE(without_a_tmpfs_it_lies_in_the_store),
        WITH_STORE(a_death_leaves_memory_and_the_next_one_makes_it_anew),
        WITH_STORE(a_store_opens_after_its_tmpfs_is_gone),
        WITH_STORE(a_copy_lets_the_original_be),
        WITH_STORE(a_place_that_others_can_write_is_not_taken),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
