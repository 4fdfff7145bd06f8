/*
 * upgrade_test.c: stores of older versions upgraded, by curt's own chain of migrations and by another one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "upgrade/upgrade.h"

#include "store_fixture.h"

static int ready[2], done[2];
static char ran[64];
static bool interrupted;

static enum fault
first(struct env *env, upgrade_progress *progress)
{
    (void)progress;
    (void)env;
    strcat(ran, "1");
    return FAULT_NONE;
}

static enum fault
second_body(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_VISITOR_SALT, (struct row_key){"upgraded", 8}, "yes", 3);
}

static enum fault
second(struct env *env, upgrade_progress *progress)
{
    (void)progress;
    strcat(ran, "2");
    return env_txn(env, ENV_WRITE, second_body, NULL);
}

static enum fault
third(struct env *env, upgrade_progress *progress)
{
    (void)progress;
    (void)env;
    strcat(ran, "3");
    return interrupted ? FAULT_AGAIN : FAULT_NONE;
}

static const struct migration chain[] = {
    {"write nothing", false, first}, {"write a row", true, second}, {"be cut short", true, third}};

static void
set_version(const struct store_fixture *fixture, struct store_version version)
{
    assert_int_equal(store_version_write(fixture->config.store_home, version), FAULT_NONE);
}

static void
check_version(const struct store_fixture *fixture, unsigned number, bool upgrading)
{
    struct store_version version;
    assert_int_equal(store_version_read(fixture->config.store_home, &version), FAULT_NONE);
    assert_int_equal(version.number, number);
    assert_int_equal(version.upgrading, upgrading);
}

/* Upgrades by our chain: its result, and which of it ran. */
static void
upgrade(const struct store_fixture *fixture, enum fault fault, const char *steps)
{
    ran[0] = '\0';
    assert_int_equal(upgrade_run(&fixture->config, chain, COUNT(chain), NULL, NULL), fault);
    assert_string_equal(ran, steps);
}

static void
a_new_store_has_the_newest_version(void **state)
{
    check_version(*state, STORE_VERSION, false);
}

/* All stores of before had no version; nothing else is wrong with them. */
static void
a_store_without_a_version_is_upgraded_and_opened(void **state)
{
    struct store_fixture *fixture = *state;
    char path[CONFIG_VALUE_SIZE + 16];
    store_fixture_close(fixture);
    snprintf(path, sizeof path, "%s/VERSION", fixture->config.store_home);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(env_open(&fixture->env, &fixture->config, TABLE_ALL, 0), FAULT_REFUSED);
    assert_null(fixture->env);
    assert_int_equal(upgrade_run(&fixture->config, migrations, STORE_VERSION, NULL, NULL), FAULT_NONE);
    check_version(fixture, STORE_VERSION, false);
    store_fixture_open(fixture);
}

static void
each_version_takes_the_steps_after_it(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const steps[] = {"123", "23", "3", ""};
    store_fixture_close(fixture);
    interrupted = false;
    for (unsigned from = 0; from < COUNT(steps); from++) {
        set_version(fixture, (struct store_version){.number = from});
        upgrade(fixture, FAULT_NONE, steps[from]);
        check_version(fixture, COUNT(chain), false);
    }
    assert_int_equal(env_open_older(&fixture->env, &fixture->config, COUNT(chain)), FAULT_NONE);
    assert_int_equal(
        store_fixture_find(env_read(fixture->env), TABLE_VISITOR_SALT, (struct row_key){"upgraded", 8}),
        FAULT_NONE);
}

static void
a_newer_store_is_left_alone(void **state)
{
    struct store_fixture *fixture = *state;
    const unsigned newer = STORE_VERSION + 1;
    _Static_assert(STORE_VERSION + 1 > COUNT(chain), "newer than the chain, too");
    store_fixture_close(fixture);
    set_version(fixture, (struct store_version){.number = newer});
    upgrade(fixture, FAULT_REFUSED, "");
    check_version(fixture, newer, false);
    assert_int_equal(env_open(&fixture->env, &fixture->config, TABLE_ALL, 0), FAULT_REFUSED);
    assert_null(fixture->env);
}

static void
what_was_cut_short_is_done_again(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    set_version(fixture, (struct store_version){.number = 1});
    interrupted = true;
    upgrade(fixture, FAULT_AGAIN, "23");
    check_version(fixture, 2, true);
    interrupted = false;
    upgrade(fixture, FAULT_NONE, "3");
    check_version(fixture, COUNT(chain), false);
}

static int
stay(struct store_fixture *fixture, int nth)
{
    (void)nth;
    if (env_open(&fixture->env, &fixture->config, TABLE_ALL, 0) != FAULT_NONE)
        return 1;
    store_fixture_tell(ready);
    const bool told = store_fixture_hear(done);
    store_fixture_close(fixture);
    return told ? 0 : 2;
}

static void
others_in_the_store_stop_what_they_must_not_see(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    store_fixture_pipe(ready);
    store_fixture_pipe(done);
    const pid_t other = store_fixture_child(fixture, stay, 0);
    assert_true(store_fixture_hear(ready));
    set_version(fixture, (struct store_version){.number = 0});
    upgrade(fixture, FAULT_REFUSED, "1"); /* the first may be seen */
    check_version(fixture, 1, false);
    store_fixture_tell(done);
    assert_int_equal(store_fixture_wait(other), 0);
    upgrade(fixture, FAULT_NONE, "23");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_new_store_has_the_newest_version),
        WITH_STORE(a_store_without_a_version_is_upgraded_and_opened),
        WITH_STORE(each_version_takes_the_steps_after_it),
        WITH_STORE(a_newer_store_is_left_alone),
        WITH_STORE(what_was_cut_short_is_done_again),
        WITH_STORE(others_in_the_store_stop_what_they_must_not_see),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
