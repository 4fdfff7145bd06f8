/*
 * presence_test.c: what the death of a process costs the others: nothing outside the store's calls and
 * transactions; inside them, those that are busy may end first.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/presence.h"

#include <signal.h>

#include "base/monotonic.h"
#include "db/checkpointer.h"
#include "db/queue.h"
#include "db/registry.h"
#include "store_fixture.h"

#define KEY ((struct row_key){"a", 1})

static int here[2], there[2];

static enum fault
put(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_CHECKPOINT, KEY, "1", 1);
}

static enum fault
put_and_refuse(struct txn *txn, void *arg)
{
    put(txn, arg);
    return FAULT_REFUSED;
}

static enum fault
die(struct txn *txn, void *arg)
{
    put(txn, arg);
    raise(SIGKILL);
    return FAULT_NONE;
}

static void
open_only(struct env *env)
{
    (void)env;
}

static void
commit(struct env *env)
{
    env_txn(env, ENV_SYNC, put, NULL);
}

static void
abort_one(struct env *env)
{
    env_txn(env, ENV_WRITE, put_and_refuse, NULL);
}

static void
read_rows(struct env *env)
{
    char row[8];
    size_t length;
    struct cursor cursor;
    row_get(env_read(env), TABLE_CHECKPOINT, KEY, row, sizeof row, &length);
    row_get_head(env_read(env), TABLE_CHECKPOINT, KEY, row, sizeof row, &length);
    row_get(env_read(env), TABLE_LINK, KEY, row, sizeof row, &length); /* there is none */
    row_next(env_read(env), TABLE_LINK, KEY, &cursor, row, sizeof row);
}

static void
walk_to_the_end(struct env *env)
{
    char row[8];
    struct cursor cursor;
    cursor_open(&cursor, env_read(env), TABLE_CHECKPOINT, KEY, row, sizeof row);
    while (cursor_next(&cursor) == FAULT_NONE)
        ;
    cursor_close(&cursor);
}

static enum fault
use_queue(struct txn *txn, void *arg)
{
    (void)arg;
    uint32_t slot;
    return queue_append(txn, TABLE_EVENT, "event", 5, &slot);
}

static void
read_queue(struct env *env)
{
    uint8_t record[QUEUE_RECORD];
    uint64_t first, last;
    env_txn(env, ENV_WRITE, use_queue, NULL);
    queue_range(env, TABLE_EVENT, 1, &first, &last);
    queue_get(env_read(env), TABLE_EVENT, 1, record);
    queue_get(env_read(env), TABLE_EVENT, 99, record);
}

static void
keep_house(struct env *env)
{
    unsigned removed;
    env_flush(env);
    env_checkpoint(env);
    env_checkpoint_if_changed(env);
    env_trim_log(env, &removed);
    env_bound_log(env, 1);
}

static void
rest_between_checkpoints(struct env *env)
{
    checkpointer_stop(checkpointer_start(env, 1, 1));
    struct checkpointer *c = checkpointer_start(env, INT64_C(3600000000), 16384);
    usleep(50000);
    while (checkpointer_begun(c) != 0)
        usleep(1000);
}

static void
die_in_a_transaction(struct env *env)
{
    env_txn(env, ENV_WRITE, die, NULL);
}

static void
leave_a_walk_open(struct env *env)
{
    static char row[8];
    static struct cursor cursor;
    cursor_open(&cursor, env_read(env), TABLE_CHECKPOINT, KEY, row, sizeof row);
    cursor_next(&cursor);
}

static enum fault
die_editing(struct txn *txn, void *arg)
{
    (void)arg;
    struct row_editor editor;
    row_editor_open(&editor, txn, TABLE_CHECKPOINT);
    row_editor_close(&editor);
    raise(SIGKILL);
    return FAULT_NONE;
}

static void
close_an_editor(struct env *env)
{
    env_txn(env, ENV_WRITE, die_editing, NULL);
}

static const struct way {
    void (*go)(struct env *);
    bool inside;
} ways[] = {{open_only, false}, {commit, false}, {abort_one, false}, {read_rows, false},
    {walk_to_the_end, false}, {read_queue, false}, {keep_house, false}, {rest_between_checkpoints, false},
    {die_in_a_transaction, true}, {leave_a_walk_open, true}, {close_an_editor, true}};

static int
go_and_die(struct store_fixture *fixture, int nth)
{
    store_fixture_open(fixture);
    ways[nth].go(fixture->env);
    raise(SIGKILL);
    return 1;
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
begin(struct store_fixture *fixture)
{
    store_fixture_close(fixture);
    store_fixture_pipe(here);
    store_fixture_pipe(there);
}

static void
a_death_costs_others_nothing_unless_it_is_inside(void **state)
{
    struct store_fixture *fixture = *state;
    begin(fixture);
    for (size_t i = 0; i < COUNT(ways); i++) {
        const pid_t lives = store_fixture_child(fixture, stay, 0);
        assert_true(store_fixture_hear(here));
        assert_int_equal(store_fixture_wait(store_fixture_child(fixture, go_and_die, (int)i)),
            STORE_FIXTURE_KILLED + SIGKILL);
        store_fixture_open(fixture);
        assert_int_equal(env_users(fixture->env), ways[i].inside ? 1 : 2);
        assert_int_equal(env_txn(fixture->env, ENV_SYNC, put, NULL), FAULT_NONE);
        store_fixture_close(fixture);
        if (!ways[i].inside)
            store_fixture_tell(there);
        assert_int_equal(store_fixture_wait(lives), ways[i].inside ? STORE_FIXTURE_KILLED + SIGKILL : 0);
    }
}

/* Each leaves the lockers of its tables behind. */
static void
many_deaths_outside_do_not_fill_the_store(void **state)
{
    struct store_fixture *fixture = *state;
    begin(fixture);
    int deaths = 0, users;
    const pid_t lives = store_fixture_child(fixture, stay, 0);
    assert_true(store_fixture_hear(here));
    do {
        deaths++;
        assert_int_equal(
            store_fixture_wait(store_fixture_child(fixture, go_and_die, 1)), STORE_FIXTURE_KILLED + SIGKILL);
        store_fixture_open(fixture);
        users = env_users(fixture->env);
        store_fixture_close(fixture);
    } while (users == 2 && deaths < 400);
    assert_in_range(deaths, 100, 399);
    assert_int_equal(store_fixture_wait(lives), STORE_FIXTURE_KILLED + SIGKILL);
}

static volatile sig_atomic_t told_to_end;

static void
end(int signal_number)
{
    (void)signal_number;
    told_to_end = 1;
}

static enum fault
hang(struct txn *txn, void *arg)
{
    put(txn, arg);
    store_fixture_tell(here);
    for (;;)
        usleep(10000);
    return FAULT_NONE;
}

static enum fault
put_last(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_VISITOR_SALT, (struct row_key){"last", 4}, "", 0);
}

enum busy { ENDS, HANGS_INSIDE, TAKES_TOO_LONG };

static int
be_busy(struct store_fixture *fixture, int how)
{
    signal(SIGTERM, end);
    store_fixture_open(fixture);
    env_set_busy(fixture->env, true);
    if (how == HANGS_INSIDE)
        env_txn(fixture->env, ENV_WRITE, hang, NULL);
    store_fixture_tell(here);
    while (how == TAKES_TOO_LONG || !told_to_end)
        usleep(10000);
    usleep(300000);
    env_txn(fixture->env, ENV_WRITE, put_last, NULL);
    env_set_busy(fixture->env, false);
    store_fixture_close(fixture); /* waits for the gate, and is killed there */
    return 1;
}

/* Somebody dies inside while another is busy: how long the next one takes to come in, in milliseconds. */
static int64_t
come_in_beside(struct store_fixture *fixture, enum busy how)
{
    const pid_t busy = store_fixture_child(fixture, be_busy, (int)how);
    assert_true(store_fixture_hear(here));
    if (how == HANGS_INSIDE) { /* until it dies itself, the next one sees no reason to recover */
        const pid_t dies = store_fixture_child(fixture, stay, 0);
        assert_true(store_fixture_hear(here));
        kill(dies, SIGKILL);
        assert_int_equal(store_fixture_wait(dies), STORE_FIXTURE_KILLED + SIGKILL);
        char path[256];
        snprintf(path, sizeof path, "%s/memory/presence.%d", fixture->config.store_home, (int)dies);
        assert_int_equal(unlink(path), 0); /* as one that died while it came in */
    } else {
        assert_int_equal(
            store_fixture_wait(store_fixture_child(fixture, go_and_die, 8)), STORE_FIXTURE_KILLED + SIGKILL);
    }
    const int64_t begun = monotonic_now();
    store_fixture_open(fixture);
    const int64_t took = (monotonic_now() - begun) / 1000;
    assert_int_equal(env_users(fixture->env), 1);
    assert_int_equal(store_fixture_wait(busy), STORE_FIXTURE_KILLED + SIGKILL);
    assert_int_equal(
        store_fixture_find(env_read(fixture->env), TABLE_VISITOR_SALT, (struct row_key){"last", 4}),
        how == ENDS ? FAULT_NONE : FAULT_MISSING);
    store_fixture_close(fixture);
    return took;
}

static void
one_that_is_busy_may_end_first(void **state)
{
    begin(*state);
    assert_in_range(come_in_beside(*state, ENDS), 250, REGISTRY_GRACE - 1);
}

static void
one_that_is_stuck_inside_is_not_waited_for(void **state)
{
    begin(*state);
    assert_in_range(come_in_beside(*state, HANGS_INSIDE), 150, REGISTRY_GRACE - 1);
}

static void
one_that_does_not_end_is_killed(void **state)
{
    begin(*state);
    assert_in_range(come_in_beside(*state, TAKES_TOO_LONG), REGISTRY_GRACE, INT64_MAX);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_death_costs_others_nothing_unless_it_is_inside),
        WITH_STORE(many_deaths_outside_do_not_fill_the_store),
        WITH_STORE(one_that_is_busy_may_end_first),
        WITH_STORE(one_that_is_stuck_inside_is_not_waited_for),
        WITH_STORE(one_that_does_not_end_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
