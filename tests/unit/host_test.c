/*
 * host_test.c: rows of hosts, names of those that were removed, and the promotion beside them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/host.h"

#include <string.h>

#include "base/timestamp.h"
#include "db/promotion.h"
#include "store_fixture.h"

static const struct host host_a = {.name = "a", .address = "10.8.0.1", .seen = 1000000, .events = 7};
static const struct host host_b = {.name = "b", .address = "10.8.0.2", .seen = 2000000, .spool = 8};

static enum fault
put(struct txn *txn, void *arg)
{
    return host_put(txn, arg);
}

static enum fault
remove_host(struct txn *txn, void *arg)
{
    const enum fault fault = host_remove(txn, arg);
    return fault == FAULT_NONE ? host_note_removal(txn, arg) : fault;
}

static enum fault
promote(struct txn *txn, void *arg)
{
    return promotion_put(txn, arg);
}

static enum fault
stand_by(struct txn *txn, void *arg)
{
    return promotion_set_ready(txn, arg);
}

/* All names, one after the other. */
static void
names(struct env *env, char out[static 64])
{
    struct host host = {.name = ""};
    size_t count = 0;
    while (host_next(env_read(env), &host) == FAULT_NONE)
        out[count++] = host.name[0];
    out[count] = '\0';
}

static void
a_name_is_removed_for_good(void **state)
{
    struct store_fixture *fixture = *state;
    struct env *env = fixture->env;
    struct host found;
    char all[64];
    assert_int_equal(env_txn(env, ENV_WRITE, put, (void *)&host_a), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, put, (void *)&host_b), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, remove_host, "a"), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, remove_host, "a"), FAULT_MISSING);
    assert_int_equal(env_txn(env, ENV_WRITE, remove_host, "c"), FAULT_MISSING);
    names(env, all);
    assert_string_equal(all, "b");
    assert_int_equal(host_get(env_read(env), "a", &found), FAULT_MISSING);
    assert_int_equal(host_get(env_read(env), "b", &found), FAULT_NONE);
    assert_string_equal(found.address, "10.8.0.2");
    assert_int_equal(host_was_removed(env_read(env), "a"), FAULT_NONE);
    assert_int_equal(host_was_removed(env_read(env), "b"), FAULT_MISSING);
    assert_int_equal(
        host_was_removed(env_read(env), "a-name-that-is-longer-than-any-may-be-here"), FAULT_MISSING);
}

/* One that copied and died does not seem to copy for ever. */
static void
who_asks_for_no_more_does_not_copy(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    struct host host = {
        .name = "c", .address = "10.8.0.3", .seen = 300 * TIMESTAMP_SECOND, .copied = 1, .to_copy = 2};
    assert_int_equal(env_txn(env, ENV_WRITE, put, &host), FAULT_NONE);
    assert_int_equal(host_get(env_read(env), "c", &host), FAULT_NONE);
    assert_true(host_is_copying(&host, 309 * TIMESTAMP_SECOND));
    assert_false(host_is_copying(&host, 330 * TIMESTAMP_SECOND));
    host.copied = host.to_copy = 0; /* it has come */
    assert_false(host_is_copying(&host, 300 * TIMESTAMP_SECOND));
}

static void
only_the_host_that_shall_stands_by(void **state)
{
    struct store_fixture *fixture = *state;
    struct env *env = fixture->env;
    struct promotion promotion = {.name = "b", .asked = 3000000};
    char all[64];
    assert_int_equal(env_txn(env, ENV_WRITE, stand_by, "b"), FAULT_MISSING);
    assert_int_equal(env_txn(env, ENV_WRITE, promote, &promotion), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, stand_by, "a"), FAULT_MISSING);
    assert_int_equal(promotion_get(env_read(env), &promotion), FAULT_NONE);
    assert_false(promotion.ready);
    assert_int_equal(env_txn(env, ENV_WRITE, stand_by, "b"), FAULT_NONE);
    memset(&promotion, 0, sizeof promotion);
    assert_int_equal(promotion_get(env_read(env), &promotion), FAULT_NONE);
    assert_true(promotion.ready);
    assert_string_equal(promotion.name, "b");
    assert_int_equal(promotion.asked, 3000000);
    names(env, all);
    assert_string_equal(all, "");
    for (int i = 0; i < 2; i++)
        assert_int_equal(promotion_remove(env), FAULT_NONE);
    assert_int_equal(promotion_get(env_read(env), &promotion), FAULT_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_name_is_removed_for_good),
        WITH_STORE(who_asks_for_no_more_does_not_copy),
        WITH_STORE(only_the_host_that_shall_stands_by),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
