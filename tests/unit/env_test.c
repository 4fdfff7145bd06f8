/*
 * env_test.c: the store made, opened, left and killed; transactions that commit, abort and deadlock.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/env.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include "db/internal.h"
#include "db/log_files.h"
#include "db/row.h"
#include "store_fixture.h"

static int here[2], there[2];

static struct row_key
named(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

/* One row written in a transaction that ends as `end` says. */
struct writing {
    enum table table;
    const char *name, *value;
    enum fault end;
    unsigned tries;
};

static enum fault
write_body(struct txn *txn, void *arg)
{
    struct writing *w = arg;
    w->tries++;
    enum fault fault = row_put(txn, w->table, named(w->name), w->value, strlen(w->value));
    return fault != FAULT_NONE ? fault : w->end;
}

static enum fault
write_row(struct store_fixture *fixture, const char *name, const char *value, enum fault end)
{
    struct writing w = {.table = TABLE_VISITOR_SALT, .name = name, .value = value, .end = end};
    return env_txn(fixture->env, ENV_SYNC, write_body, &w);
}

static void
check_row(struct store_fixture *fixture, const char *name, const char *value)
{
    char got[64];
    size_t length;
    const enum fault fault = row_get(
        env_read(fixture->env), TABLE_VISITOR_SALT, named(name), got, sizeof got - 1, &length);
    assert_int_equal(fault, value == NULL ? FAULT_MISSING : FAULT_NONE);
    got[length] = '\0';
    if (value != NULL)
        assert_string_equal(got, value);
}

static void
a_store_is_made_once_and_for_its_user_only(void **state)
{
    struct store_fixture *fixture = *state;
    static const char *const parts[] = {"", "/users", "/db", "/log"};
    char path[512];
    struct stat at;
    for (size_t i = 0; i < COUNT(parts); i++) {
        snprintf(path, sizeof path, "%s%s", fixture->config.store_home, parts[i]);
        assert_int_equal(stat(path, &at), 0);
        assert_int_equal(at.st_mode & 0777, 0700);
    }
    snprintf(path, sizeof path, "%s/db/key.db", fixture->config.store_home);
    assert_int_equal(stat(path, &at), 0);
    assert_int_equal(at.st_mode & 0777, 0600);
    snprintf(path, sizeof path, "%s/DB_CONFIG", fixture->config.store_home);
    FILE *file = fopen(path, "ae");
    assert_non_null(file);
    fputs("# mine\n", file);
    fclose(file);
    assert_int_equal(stat(path, &at), 0);
    const off_t size = at.st_size;
    assert_int_equal(env_create(fixture->config.store_home), FAULT_EXISTS);
    assert_int_equal(stat(path, &at), 0);
    assert_int_equal(at.st_size, size); /* what the operator changed stays */
}

static void
set_mode(const struct store_fixture *fixture, const char *name, mode_t mode)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s", fixture->config.store_home, name);
    assert_int_equal(chmod(path, mode), 0);
}

static void
a_store_that_others_can_access_is_not_opened(void **state)
{
    struct store_fixture *fixture = *state;
    static const struct {
        mode_t home, db, log;
        enum fault fault;
    } table[] = {{0755, 0755, 0700, FAULT_REFUSED}, {0701, 0700, 0701, FAULT_REFUSED},
        {0755, 0700, 0700, FAULT_NONE}, {0700, 0755, 0755, FAULT_NONE}, {0750, 0750, 0750, FAULT_NONE}};
    for (size_t i = 0; i < COUNT(table); i++) {
        store_fixture_close(fixture);
        set_mode(fixture, "", table[i].home);
        set_mode(fixture, "/db", table[i].db);
        set_mode(fixture, "/log", table[i].log);
        assert_int_equal(env_open(&fixture->env, &fixture->config, TABLE_ALL, 0), table[i].fault);
    }
}

static void
no_store_is_a_fault(void **state)
{
    struct store_fixture *fixture = *state;
    struct config config = fixture->config;
    struct env *env = fixture->env;
    assert_int_equal(env_create("/proc/nowhere/store"), FAULT_SYSTEM);
    strcpy(config.store_home, "/nowhere");
    assert_int_equal(env_open(&env, &config, TABLE_ALL, 0), FAULT_SYSTEM);
    assert_null(env);
    env_close(env);
}

static int
open_and_close(struct store_fixture *fixture, int nth)
{
    (void)nth;
    const enum fault fault = env_open(&fixture->env, &fixture->config, TABLE_ALL, 0);
    store_fixture_close(fixture);
    return (int)fault;
}

/* Not a hang, and not a death that the next one has to clean up after. */
static void
a_store_that_cannot_be_opened_is_a_fault_at_once(void **state)
{
    struct store_fixture *fixture = *state;
    char path[CONFIG_VALUE_SIZE + 32];
    store_fixture_close(fixture);
    snprintf(path, sizeof path, "%s/db/visitor_day.db", fixture->config.store_home);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    const pid_t opener = store_fixture_child(fixture, open_and_close, 0);
    for (int tenths = 0; tenths < 100 && kill(opener, 0) == 0; tenths++) {
        siginfo_t ended = {0};
        waitid(P_PID, (id_t)opener, &ended, WEXITED | WNOHANG | WNOWAIT);
        if (ended.si_pid == opener)
            break;
        usleep(100000);
    }
    kill(opener, SIGKILL);
    assert_int_equal(store_fixture_wait(opener), FAULT_SYSTEM);
    snprintf(path, sizeof path, "%s/users/%d", fixture->config.store_home, (int)opener);
    assert_int_equal(access(path, F_OK), -1);
}

static void
commits_stay_and_aborts_do_not(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(write_row(fixture, "a", "1", FAULT_NONE), FAULT_NONE);
    assert_int_equal(write_row(fixture, "a", "2", FAULT_REFUSED), FAULT_REFUSED);
    assert_int_equal(write_row(fixture, "b", "2", FAULT_MISSING), FAULT_MISSING);
    assert_int_equal(
        write_row(fixture, "b", "2", FAULT_AGAIN), FAULT_AGAIN); /* the body's own, not a deadlock */
    check_row(fixture, "a", "1");
    check_row(fixture, "b", NULL);
    store_fixture_close(fixture);
    store_fixture_open(fixture);
    check_row(fixture, "a", "1");
    check_row(fixture, "b", NULL);
}

static bool overlook; /* the body says that all is well, whatever it met */

/* Each takes its own row, waits until the other has too, and asks for the other's. */
static enum fault
cross_body(struct txn *txn, void *arg)
{
    struct writing *first = arg, *second = first + 1;
    enum fault fault = write_body(txn, first);
    if (fault != FAULT_NONE)
        return fault;
    if (first->tries == 1) {
        const bool left = first->name[0] == 'l';
        store_fixture_tell(left ? here : there);
        if (!store_fixture_hear(left ? there : here))
            return FAULT_SYSTEM;
    }
    fault = write_body(txn, second);
    return overlook ? FAULT_NONE : fault;
}

static int
cross(struct store_fixture *fixture, int nth)
{
    store_fixture_open(fixture);
    struct writing both[2] = {{.table = TABLE_VISITOR_SALT, .name = nth == 0 ? "left" : "right"},
        {.table = TABLE_CREATE_LIMIT, .name = nth == 0 ? "left" : "right"}};
    both[0].value = both[1].value = nth == 0 ? "left's" : "right's";
    if (nth == 1) {
        both[0].table = TABLE_CREATE_LIMIT;
        both[1].table = TABLE_VISITOR_SALT;
    }
    const enum fault fault = env_txn(fixture->env, ENV_WRITE, cross_body, both);
    store_fixture_close(fixture);
    return fault == FAULT_NONE ? (int)both[0].tries : 100;
}

static void
cross_each_other(struct store_fixture *fixture)
{
    /* Rows of both are in the tables, so that both writers want the same pages. */
    assert_int_equal(write_row(fixture, "left", "", FAULT_NONE), FAULT_NONE);
    assert_int_equal(write_row(fixture, "right", "", FAULT_NONE), FAULT_NONE);
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    store_fixture_pipe(there);
    const pid_t left = store_fixture_child(fixture, cross, 0), right = store_fixture_child(fixture, cross, 1);
    const int tries = store_fixture_wait(left) + store_fixture_wait(right);
    assert_in_range(tries, 3, 99); /* one of them began again, and both came through */
    store_fixture_open(fixture);
    check_row(fixture, "left", "left's");
    check_row(fixture, "right", "right's");
    char got[16];
    size_t length;
    assert_int_equal(
        row_get(env_read(fixture->env), TABLE_CREATE_LIMIT, named("left"), got, sizeof got, &length),
        FAULT_NONE);
    assert_int_equal(
        row_get(env_read(fixture->env), TABLE_CREATE_LIMIT, named("right"), got, sizeof got, &length),
        FAULT_NONE);
}

static void
a_deadlock_is_nobodys_business(void **state)
{
    overlook = false;
    cross_each_other(*state);
}

static void
a_deadlock_that_a_body_overlooks_is_none_the_less(void **state)
{
    overlook = true;
    cross_each_other(*state);
    overlook = false;
}

static enum fault
slow_body(struct txn *txn, void *arg)
{
    enum fault fault = write_body(txn, arg);
    store_fixture_tell(here);
    usleep(200000);
    return fault;
}

static int
write_slowly(struct store_fixture *fixture, int nth)
{
    store_fixture_open(fixture);
    struct writing w = {.table = TABLE_VISITOR_SALT,
        .name = "a",
        .value = "new",
        .end = nth == 0 ? FAULT_NONE : FAULT_REFUSED};
    env_txn(fixture->env, ENV_WRITE, slow_body, &w);
    store_fixture_close(fixture);
    return 0;
}

static void
a_read_waits_for_what_is_being_written(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_pipe(here);
    for (int nth = 0; nth < 2; nth++) {
        assert_int_equal(write_row(fixture, "a", "old", FAULT_NONE), FAULT_NONE);
        store_fixture_close(fixture);
        const pid_t writer = store_fixture_child(fixture, write_slowly, nth);
        store_fixture_open(fixture);
        assert_true(store_fixture_hear(here));
        check_row(fixture, "a", nth == 0 ? "new" : "old");
        assert_int_equal(store_fixture_wait(writer), 0);
    }
}

static enum fault
die_body(struct txn *txn, void *arg)
{
    enum fault fault = write_body(txn, arg);
    store_fixture_tell(here);
    pause();
    return fault;
}

static int
write_and_die(struct store_fixture *fixture, int nth)
{
    (void)nth;
    store_fixture_open(fixture);
    struct writing kept = {.table = TABLE_VISITOR_SALT, .name = "kept", .value = "yes"};
    struct writing lost = {.table = TABLE_VISITOR_SALT, .name = "lost", .value = "no"};
    if (env_txn(fixture->env, ENV_WRITE, write_body, &kept) == FAULT_NONE)
        env_txn(fixture->env, ENV_WRITE, die_body, &lost);
    return 1;
}

static void
what_is_committed_survives_a_death(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    const pid_t writer = store_fixture_child(fixture, write_and_die, 0);
    assert_true(store_fixture_hear(here));
    kill(writer, SIGKILL);
    assert_int_equal(store_fixture_wait(writer), STORE_FIXTURE_KILLED + SIGKILL);
    store_fixture_open(fixture); /* recovers */
    check_row(fixture, "kept", "yes");
    check_row(fixture, "lost", NULL);
    assert_int_equal(write_row(fixture, "after", "1", FAULT_NONE), FAULT_NONE);
}

static int
stay(struct store_fixture *fixture, int nth)
{
    (void)nth;
    store_fixture_open(fixture);
    store_fixture_tell(here);
    const bool heard = store_fixture_hear(there);
    store_fixture_close(fixture);
    return heard ? 0 : 1;
}

static void
users_are_counted(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    store_fixture_pipe(there);
    pid_t pids[3];
    for (size_t i = 0; i < COUNT(pids); i++) {
        pids[i] = store_fixture_child(fixture, stay, 0);
        assert_true(store_fixture_hear(here));
    }
    store_fixture_open(fixture);
    assert_int_equal(env_users(fixture->env), 4);
    for (size_t i = 0; i < COUNT(pids); i++)
        store_fixture_tell(there);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), 0);
    assert_int_equal(env_users(fixture->env), 1);
}

static void
a_table_to_read_only_is_not_written(void **state)
{
    struct store_fixture *fixture = *state;
    assert_int_equal(write_row(fixture, "a", "1", FAULT_NONE), FAULT_NONE);
    store_fixture_close(fixture);
    const unsigned tables = TABLE_BIT(TABLE_VISITOR_SALT) | TABLE_BIT(TABLE_CREATE_LIMIT);
    assert_int_equal(
        env_open(&fixture->env, &fixture->config, tables, TABLE_BIT(TABLE_VISITOR_SALT)), FAULT_NONE);
    check_row(fixture, "a", "1");
    assert_int_not_equal(write_row(fixture, "a", "2", FAULT_NONE), FAULT_NONE);
    check_row(fixture, "a", "1");
    struct writing w = {.table = TABLE_CREATE_LIMIT, .name = "a", .value = "2"};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, write_body, &w), FAULT_NONE);
}

static void
a_reader_may_be_the_first_one(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    store_fixture_remove_directory(fixture->config.store_home);
    assert_int_equal(env_create(fixture->config.store_home), FAULT_NONE);
    assert_int_equal(env_open(&fixture->env, &fixture->config, TABLE_BIT(TABLE_VISITOR_SALT),
                         TABLE_BIT(TABLE_VISITOR_SALT)),
        FAULT_NONE);
    check_row(fixture, "a", NULL);
}

static int
ask_for_a_closed_table(struct store_fixture *fixture, int nth)
{
    (void)nth;
    if (env_open(&fixture->env, &fixture->config, TABLE_BIT(TABLE_CREATE_LIMIT), 0) != FAULT_NONE)
        return 2;
    store_fixture_find(env_read(fixture->env), TABLE_VISITOR_SALT, named("a"));
    return 3;
}

static void
a_table_that_was_not_opened_is_fatal(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_close(fixture);
    assert_int_equal(store_fixture_wait(store_fixture_child(fixture, ask_for_a_closed_table, 0)), 1);
}

static enum fault
fill_body(struct txn *txn, void *arg)
{
    static char row[16384];
    enum fault fault = FAULT_NONE;
    memset(row, 'x', sizeof row);
    for (unsigned i = 0; i < 100 && fault == FAULT_NONE; i++) {
        char name[32];
        snprintf(name, sizeof name, "%u.%u", *(unsigned *)arg, i);
        fault = row_put(txn, TABLE_IDEMPOTENCY, named(name), row, sizeof row);
    }
    return fault;
}

static void
old_logs_go_after_a_checkpoint(void **state)
{
    struct store_fixture *fixture = *state;
    unsigned removed = 99;
    for (unsigned n = 0; n < 24; n++) /* 39 MB; a log file has 32 */
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, fill_body, &n), FAULT_NONE);
    assert_int_equal(env_flush(fixture->env), FAULT_NONE);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    assert_int_equal(env_trim_log(fixture->env, &removed), FAULT_NONE);
    assert_in_range(removed, 1, 3);
    assert_int_equal(env_trim_log(fixture->env, &removed), FAULT_NONE);
    assert_int_equal(removed, 0);
    store_fixture_close(fixture);
    store_fixture_open(fixture); /* nobody was in: with recovery, from what logs are left */
    assert_int_equal(
        store_fixture_find(env_read(fixture->env), TABLE_IDEMPOTENCY, named("23.99")), FAULT_NONE);
    assert_int_equal(
        store_fixture_find(env_read(fixture->env), TABLE_IDEMPOTENCY, named("24.0")), FAULT_MISSING);
}

static unsigned
log_files(const struct store_fixture *fixture)
{
    char path[CONFIG_VALUE_SIZE + 16];
    unsigned count = 0;
    snprintf(path, sizeof path, "%s/log", fixture->config.store_home);
    DIR *list = opendir(path);
    assert_non_null(list);
    for (struct dirent *entry; (entry = readdir(list)) != NULL;)
        count += strncmp(entry->d_name, "log.", 4) == 0;
    closedir(list);
    return count;
}

static bool
has_log_file(const struct env *env, uint32_t number)
{
    char path[STORE_PATH_SIZE + 64], name[LOG_FILE_NAME_SIZE];
    log_file_name(number, name);
    snprintf(path, sizeof path, "%s/" LOG_FILES_DIRECTORY "/%s", env->home, name);
    return access(path, F_OK) == 0;
}

/* For hosts of a cluster that are down: the newest, and no more than that. */
static void
as_much_of_the_log_stays_as_is_kept_for_hosts(void **state)
{
    struct store_fixture *fixture = *state;
    unsigned removed;
    for (unsigned n = 0; n < 24; n++) /* 39 MB; a log file has 4 */
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, fill_body, &n), FAULT_NONE);
    assert_int_equal(env_flush(fixture->env), FAULT_NONE);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    const unsigned before = log_files(fixture);
    fixture->env->keep_log = 100000000;
    assert_int_equal(env_trim_log(fixture->env, &removed), FAULT_NONE);
    assert_int_equal(removed, 0);
    fixture->env->keep_log = 12600000; /* 3 of them */
    assert_int_equal(env_trim_log(fixture->env, &removed), FAULT_NONE);
    assert_in_range(removed, 1, before - 4);
    assert_in_range(log_files(fixture), 4, 5);
    uint32_t first;
    assert_int_equal(log_files_first(fixture->env, &first), FAULT_NONE);
    assert_int_equal(env_drop_log_before(fixture->env, 0), FAULT_NONE);
    assert_int_equal(env_drop_log_before(fixture->env, first + 100), FAULT_NONE); /* another log's */
    assert_in_range(log_files(fixture), 4, 5);
    assert_int_equal(env_drop_log_before(fixture->env, first - 1), FAULT_NONE);
    assert_int_equal(env_drop_log_before(fixture->env, first - 1), FAULT_NONE);
    assert_in_range(log_files(fixture), 2, 3);
    assert_int_equal(env_drop_log(fixture->env, &removed), FAULT_NONE);
    assert_int_equal(removed, 1);
    assert_int_equal(fixture->env->keep_log, 12600000);
}

/* What is erased is in the file that the log ends in. */
static void
the_current_file_of_the_log_goes_when_the_next_has_begun(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    struct log_end end, later;
    uint32_t first;
    env->keep_log = 100000000;
    assert_int_equal(env_checkpoint(env), FAULT_NONE);
    assert_int_equal(log_files_end(env, &end), FAULT_NONE);
    assert_int_equal(log_files_keep(env, end.number), FAULT_NONE);
    assert_int_equal(env_drop_log_before(env, end.number + 1), FAULT_NONE);
    assert_true(has_log_file(env, end.number));
    assert_int_equal(log_files_kept(env), end.number); /* a backup that runs */
    for (unsigned n = 0; n < 8; n++)                   /* 13 MB; a log file has 4 */
        assert_int_equal(env_txn(env, ENV_WRITE, fill_body, &n), FAULT_NONE);
    assert_int_equal(log_files_end(env, &later), FAULT_NONE);
    assert_true(later.number > end.number);
    assert_int_equal(env_drop_log_before(env, end.number + 1), FAULT_NONE);
    assert_true(has_log_file(env, end.number)); /* recovery needs it */
    assert_int_equal(env_checkpoint(env), FAULT_NONE);
    assert_int_equal(env_checkpoint(env), FAULT_NONE);
    assert_int_equal(log_files_first(env, &first), FAULT_NONE);
    assert_true(first > end.number + 1);
    assert_int_equal(env_drop_log_before(env, end.number + 1), FAULT_NONE);
    assert_false(has_log_file(env, end.number));
    assert_true(has_log_file(env, end.number + 1));
    assert_int_equal(log_files_kept(env), 0);
}

static void
the_log_is_bound_by_its_size(void **state)
{
    struct store_fixture *fixture = *state;
    for (unsigned n = 0; n < 60; n++) { /* 97 MB */
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, fill_body, &n), FAULT_NONE);
        assert_int_equal(env_bound_log(fixture->env, 16384), FAULT_NONE);
        assert_in_range(log_files(fixture), 1, 3);
    }
    unsigned before = log_files(fixture), removed;
    for (unsigned n = 60; n < 64; n++) { /* 6 MB: not worth it yet */
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, fill_body, &n), FAULT_NONE);
        assert_int_equal(env_bound_log(fixture->env, 65536), FAULT_NONE);
    }
    assert_true(log_files(fixture) >= before);
    assert_int_equal(env_trim_log(fixture->env, &removed), FAULT_NONE);
    assert_int_equal(removed, 0);
}

static enum fault
read_body(struct txn *txn, void *arg)
{
    (void)txn, (void)arg;
    return FAULT_NONE;
}

/* Opens the store with so many times what is free on its disk as its reserve. */
static void
reserve_times_what_is_free(struct store_fixture *fixture, int64_t times)
{
    struct statvfs disk;
    assert_int_equal(statvfs(fixture->config.store_home, &disk), 0);
    store_fixture_close(fixture);
    fixture->config.store_reserve = (int64_t)(disk.f_bavail * disk.f_frsize / 1000000) * times;
    store_fixture_open(fixture);
}

/* What must be written down goes on from the reserve, for as long as it lasts, and the log does not use it
 * up. */
static void
with_too_little_space_only_what_can_wait_waits(void **state)
{
    struct store_fixture *fixture = *state;
    unsigned n = 0;
    reserve_times_what_is_free(fixture, 2);
    assert_false(env_has_space(fixture->env));
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, fill_body, &n), FAULT_SPACE);
    assert_int_equal(env_txn(fixture->env, ENV_SYNC, fill_body, &n), FAULT_SPACE);
    assert_int_equal(env_txn(fixture->env, ENV_READ, read_body, NULL), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_SETTLE_SYNC, fill_body, &n), FAULT_NONE);
    for (n = 0; n < 60; n++) { /* 97 MB */
        assert_int_equal(env_txn(fixture->env, ENV_SETTLE, fill_body, &n), FAULT_NONE);
        assert_int_equal(env_bound_log(fixture->env, 16384), FAULT_NONE);
        assert_in_range(log_files(fixture), 1, 3);
    }
    reserve_times_what_is_free(fixture, 8);
    assert_int_equal(env_txn(fixture->env, ENV_SETTLE, fill_body, &n), FAULT_SPACE);
    assert_int_equal(env_txn(fixture->env, ENV_READ, read_body, NULL), FAULT_NONE);
}

/* Pages of another size in the cache make it ten times slower when it is full (db/internal.h). */
static void
all_tables_have_pages_of_one_size(void **state)
{
    struct store_fixture *fixture = *state;
    for (enum table t = 0; t < TABLES; t++) {
        char path[CONFIG_VALUE_SIZE + 64];
        uint32_t head[6] = {0}; /* the page size stands behind a log position, a number, magic and version */
        snprintf(path, sizeof path, "%s/db/%s", fixture->config.store_home, table_file(t));
        FILE *file = fopen(path, "r");
        assert_non_null(file);
        assert_int_equal(fread(head, sizeof head, 1, file), 1);
        fclose(file);
        assert_int_equal(head[5], 4096);
    }
}

#define WITH_STORE_AS_MADE(test) \
    cmocka_unit_test_setup_teardown(test, store_fixture_begin_as_made, store_fixture_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_store_is_made_once_and_for_its_user_only),
        WITH_STORE(a_store_that_others_can_access_is_not_opened),
        WITH_STORE(no_store_is_a_fault),
        WITH_STORE(a_store_that_cannot_be_opened_is_a_fault_at_once),
        WITH_STORE(commits_stay_and_aborts_do_not),
        WITH_STORE(a_deadlock_is_nobodys_business),
        WITH_STORE(a_deadlock_that_a_body_overlooks_is_none_the_less),
        WITH_STORE(a_read_waits_for_what_is_being_written),
        WITH_STORE(what_is_committed_survives_a_death),
        WITH_STORE(users_are_counted),
        WITH_STORE(a_table_to_read_only_is_not_written),
        WITH_STORE(a_reader_may_be_the_first_one),
        WITH_STORE(a_table_that_was_not_opened_is_fatal),
        WITH_STORE_AS_MADE(old_logs_go_after_a_checkpoint),
        WITH_STORE(as_much_of_the_log_stays_as_is_kept_for_hosts),
        WITH_STORE(the_current_file_of_the_log_goes_when_the_next_has_begun),
        WITH_STORE_AS_MADE(the_log_is_bound_by_its_size),
        WITH_STORE_AS_MADE(with_too_little_space_only_what_can_wait_waits),
        WITH_STORE(all_tables_have_pages_of_one_size),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
