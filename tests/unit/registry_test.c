/*
 * registry_test.c: who is in the store, who died in it, and what happens to the others then.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/registry.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "store_fixture.h"

static int entered[2], leave[2];
static char home[192];

/* A directory with what registry.h needs of a store, without a store. */
static int
begin(void **state)
{
    static struct store_fixture fixture;
    char path[256];
    store_fixture_make_directory(fixture.directory, sizeof fixture.directory);
    snprintf(home, sizeof home, "%s", fixture.directory);
    snprintf(path, sizeof path, "%s/users", home);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/memory", home);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/memory/__db.001", home);
    FILE *region = fopen(path, "we");
    assert_non_null(region);
    fclose(region);
    store_fixture_pipe(entered);
    store_fixture_pipe(leave);
    *state = &fixture;
    return 0;
}

static int
end(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_end_children();
    store_fixture_remove_directory(fixture->directory);
    for (int i = 0; i < 2; i++) {
        close(entered[i]);
        close(leave[i]);
    }
    return 0;
}

/*
 * Linked in place of unlinkat (Makefile.am): a process that leaves takes its time over its file, so that
 * one who comes in too early meets it.
 */
int __real_unlinkat(int directory, const char *path, int flags);
int __wrap_unlinkat(int directory, const char *path, int flags);

static bool dies_at_unlink;

int
__wrap_unlinkat(int directory, const char *path, int flags)
{
    usleep(500);
    const int code = __real_unlinkat(directory, path, flags);
    if (dies_at_unlink)
        raise(SIGKILL);
    return code;
}

enum { SAID_RECOVER = 100 };

/* Enters, tells, stays until it is reported to leave, leaves. With nth 1 it stays in the gate. */
static int
visit(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    struct registry gate;
    bool recover;
    if (registry_enter(&gate, home, &recover) != FAULT_NONE)
        return 1;
    if (nth == 0)
        registry_unlock(&gate);
    store_fixture_tell(entered);
    if (!store_fixture_hear(leave))
        return 2;
    registry_leave(&gate);
    return recover ? SAID_RECOVER : 0;
}

static pid_t
visitor(struct store_fixture *fixture, int nth)
{
    const pid_t pid = store_fixture_child(fixture, visit, nth);
    assert_true(store_fixture_hear(entered));
    return pid;
}

/* What an enter of our own says, and how many are in. */
static bool
recovers(int *users)
{
    struct registry gate;
    bool recover;
    assert_int_equal(registry_enter(&gate, home, &recover), FAULT_NONE);
    *users = registry_users(&gate);
    registry_unlock(&gate);
    registry_leave(&gate);
    return recover;
}

static void
the_first_one_recovers_and_the_next_does_not(void **state)
{
    int users;
    const pid_t first = visitor(*state, 0), second = visitor(*state, 0);
    assert_false(recovers(&users));
    assert_int_equal(users, 3);
    store_fixture_tell(leave);
    store_fixture_tell(leave);
    assert_int_equal(store_fixture_wait(first) + store_fixture_wait(second), SAID_RECOVER);
    assert_true(recovers(&users)); /* nobody else is in */
    assert_int_equal(users, 1);
}

static void
a_clean_leave_disturbs_nobody(void **state)
{
    int users;
    const pid_t stays = visitor(*state, 0);
    for (int i = 0; i < 20; i++) {
        assert_false(recovers(&users));
        assert_int_equal(users, 2);
    }
    store_fixture_tell(leave);
    assert_int_equal(store_fixture_wait(stays), SAID_RECOVER);
}

static void
a_death_ends_the_others_and_asks_for_recovery(void **state)
{
    int users;
    const pid_t dies = visitor(*state, 0), lives = visitor(*state, 0), too = visitor(*state, 0);
    kill(dies, SIGKILL);
    assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
    assert_true(recovers(&users));
    assert_int_equal(users, 1);
    assert_int_equal(store_fixture_wait(lives), STORE_FIXTURE_KILLED + SIGKILL);
    assert_int_equal(store_fixture_wait(too), STORE_FIXTURE_KILLED + SIGKILL);
    const pid_t next = visitor(*state, 0);
    assert_false(recovers(&users)); /* once is enough */
    store_fixture_tell(leave);
    assert_int_equal(store_fixture_wait(next), SAID_RECOVER);
}

static void
a_death_in_the_gate_lets_the_next_one_in(void **state)
{
    int users;
    const pid_t dies = visitor(*state, 1);
    kill(dies, SIGKILL);
    assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
    assert_true(recovers(&users));
    assert_int_equal(users, 1);
}

static int
die_while_evicting(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    struct registry gate;
    bool recover;
    dies_at_unlink = true;
    registry_enter(&gate, home, &recover);
    return 1;
}

/* Whichever of the two files is met first: the one of the dead, or that of the living. */
static void
a_death_while_others_are_ended_is_seen_too(void **state)
{
    for (int i = 0; i < 12; i++) {
        char path[256];
        int users;
        const pid_t lives = visitor(*state, 0);
        snprintf(path, sizeof path, "%s/users/%d", home, 99999000 + i);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        fclose(file);
        assert_int_equal(store_fixture_wait(store_fixture_child(*state, die_while_evicting, 0)),
            STORE_FIXTURE_KILLED + SIGKILL);
        assert_true(recovers(&users));
        assert_int_equal(users, 1);
        assert_int_equal(store_fixture_wait(lives), STORE_FIXTURE_KILLED + SIGKILL);
    }
}

static void
a_stopped_process_is_ended_too(void **state)
{
    int users;
    const pid_t dies = visitor(*state, 0), stopped = visitor(*state, 0);
    kill(stopped, SIGSTOP);
    kill(dies, SIGKILL);
    assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
    assert_true(recovers(&users));
    assert_int_equal(store_fixture_wait(stopped), STORE_FIXTURE_KILLED + SIGKILL);
}

static void
missing_regions_ask_for_recovery(void **state)
{
    char path[256];
    int users;
    const pid_t lives = visitor(*state, 0);
    snprintf(path, sizeof path, "%s/memory/__db.001", home);
    unlink(path);
    assert_true(recovers(&users));
    assert_int_equal(store_fixture_wait(lives), STORE_FIXTURE_KILLED + SIGKILL);
}

static void
files_that_are_nobodys_are_let_be(void **state)
{
    static const char *const names[] = {"users/README", "users/1", "users/0", "users/-5", "users/12x"};
    char path[256];
    int users;
    const pid_t lives = visitor(*state, 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        snprintf(path, sizeof path, "%s/%s", home, names[i]);
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        fclose(file);
    }
    assert_false(recovers(&users));
    assert_int_equal(users, 2);
    store_fixture_tell(leave);
    assert_int_equal(store_fixture_wait(lives), SAID_RECOVER);
}

/* A process of our number died here before; numbers come again. */
static void
an_old_file_with_our_number_is_a_death(void **state)
{
    (void)state;
    char path[256];
    int users;
    snprintf(path, sizeof path, "%s/users/%d", home, (int)getpid());
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fclose(file);
    assert_true(recovers(&users));
    assert_int_equal(users, 1);
    assert_int_equal(access(path, F_OK), -1);
}

static int
count_for_ever(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    struct registry gate;
    bool recover;
    if (registry_enter(&gate, home, &recover) != FAULT_NONE)
        return 1;
    registry_unlock(&gate);
    store_fixture_tell(entered);
    while (registry_users(&gate) > 0)
        ;
    return 2;
}

/* Whoever counts the users looks at the same locks. */
static void
counting_hides_no_death(void **state)
{
    int users;
    for (int round = 0; round < 100; round++) {
        const pid_t dies = visitor(*state, 0), counts = store_fixture_child(*state, count_for_ever, 0);
        assert_true(store_fixture_hear(entered));
        kill(dies, SIGKILL);
        assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
        assert_true(recovers(&users));
        assert_int_equal(store_fixture_wait(counts), STORE_FIXTURE_KILLED + SIGKILL);
    }
}

/* As the store does it: whoever recovers makes the regions, and the last one takes them away. */
static int
come_and_go(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    int together = 0;
    char path[256], region[256];
    snprintf(path, sizeof path, "%s/inside", home);
    snprintf(region, sizeof region, "%s/memory/__db.001", home);
    for (int i = 0; i < 50; i++) {
        struct registry gate;
        bool recover, last;
        if (registry_enter(&gate, home, &recover) != FAULT_NONE)
            return 1;
        together += mkdir(path, 0700) != 0; /* somebody else holds the gate as well */
        usleep((useconds_t)(nth * 13 + i) % 97);
        together += rmdir(path) != 0;
        if (recover)
            close(open(region, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        registry_unlock(&gate);
        usleep((useconds_t)(nth * 29 + i) % 97);
        if (registry_begin_leave(&gate, &last) != FAULT_NONE)
            return 3;
        if (last)
            unlink(region);
        registry_leave(&gate);
    }
    return together == 0 ? 0 : 2;
}

static void
one_holds_the_gate_at_a_time_and_nobody_is_killed(void **state)
{
    pid_t pids[6];
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(*state, come_and_go, (int)i);
    int wrong = 0;
    for (size_t i = 0; i < COUNT(pids); i++)
        wrong += store_fixture_wait(pids[i]) != 0;
    assert_int_equal(wrong, 0);
}

/* Enters, opens the gate, and leaves as the store does, when it is reported to. */
static int
leave_by_the_gate(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    struct registry gate;
    bool recover, last;
    if (registry_enter(&gate, home, &recover) != FAULT_NONE)
        return 2;
    registry_unlock(&gate);
    store_fixture_tell(entered);
    if (!store_fixture_hear(leave) || registry_begin_leave(&gate, &last) != FAULT_NONE)
        return 3;
    registry_leave(&gate);
    return last ? 1 : 0;
}

static void
the_last_one_knows_it(void **state)
{
    pid_t pids[3];
    int users;
    for (size_t i = 0; i < COUNT(pids); i++) {
        pids[i] = store_fixture_child(*state, leave_by_the_gate, 0);
        assert_true(store_fixture_hear(entered));
    }
    int last = 0;
    for (size_t i = 0; i < COUNT(pids); i++)
        store_fixture_tell(leave);
    for (size_t i = 0; i < COUNT(pids); i++)
        last += store_fixture_wait(pids[i]);
    assert_int_equal(last, 1);
    assert_true(recovers(&users));
}

static void
after_a_death_nobody_is_the_last(void **state)
{
    const pid_t lives = store_fixture_child(*state, leave_by_the_gate, 0);
    assert_true(store_fixture_hear(entered));
    const pid_t dies = visitor(*state, 0);
    kill(dies, SIGKILL);
    assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
    store_fixture_tell(leave);
    assert_int_equal(store_fixture_wait(lives), 0);
}

static void
a_directory_that_is_no_store_is_a_fault(void **state)
{
    (void)state;
    struct registry gate;
    bool recover;
    char path[256];
    assert_int_equal(registry_enter(&gate, "/nowhere", &recover), FAULT_SYSTEM);
    registry_leave(&gate);
    snprintf(path, sizeof path, "%s/users", home);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(registry_enter(&gate, home, &recover), FAULT_SYSTEM);
    registry_leave(&gate);
}

static void
a_store_of_another_user_is_let_be(void **state)
{
    (void)state;
    struct registry gate;
    bool recover;
    char path[256];
    if (geteuid() != 0)
        skip();
    assert_int_equal(chown(home, 65534, 65534), 0);
    assert_int_equal(registry_enter(&gate, home, &recover), FAULT_SYSTEM);
    registry_leave(&gate);
    snprintf(path, sizeof path, "%s/gate", home);
    assert_int_equal(access(path, F_OK), -1); /* not one file of ours in it */
}

#define WITH_HOUSE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_HOUSE(the_first_one_recovers_and_the_next_does_not),
        WITH_HOUSE(a_clean_leave_disturbs_nobody),
        WITH_HOUSE(a_death_ends_the_others_and_asks_for_recovery),
        WITH_HOUSE(a_death_in_the_gate_lets_the_next_one_in),
        WITH_HOUSE(a_death_while_others_are_ended_is_seen_too),
        WITH_HOUSE(a_stopped_process_is_ended_too),
        WITH_HOUSE(missing_regions_ask_for_recovery),
        WITH_HOUSE(files_that_are_nobodys_are_let_be),
        WITH_HOUSE(an_old_file_with_our_number_is_a_death),
        WITH_HOUSE(counting_hides_no_death),
        WITH_HOUSE(one_holds_the_gate_at_a_time_and_nobody_is_killed),
        WITH_HOUSE(the_last_one_knows_it),
        WITH_HOUSE(after_a_death_nobody_is_the_last),
        WITH_HOUSE(a_directory_that_is_no_store_is_a_fault),
        WITH_HOUSE(a_store_of_another_user_is_let_be),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
