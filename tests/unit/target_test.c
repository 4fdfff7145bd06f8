/*
 * target_test.c: rules, targets, replays and dead letters in the store: limits, and what belongs together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target.h"

#include "base/timestamp.h"
#include "bus/dead_letter.h"
#include "bus/delivery_cursor.h"
#include "bus/replay.h"
#include "bus/rules.h"
#include "db/schedule.h"
#include "event/custom_event.h"
#include "event/event_log.h"
#include "store_fixture.h"

static enum fault
add_rule(struct txn *txn, void *arg)
{
    struct rule rule = {.enabled = true, .created = 1, .pattern = "{\"source\":[\"a\"]}"};
    strcpy(rule.name, arg);
    return rule_add(txn, &rule);
}

static enum fault
put_rule(struct store_fixture *fixture, const char *name)
{
    return env_txn(fixture->env, ENV_WRITE, add_rule, (void *)(uintptr_t)name);
}

static enum fault
remove_rule(struct store_fixture *fixture, const char *name)
{
    struct input_error error;
    return rule_delete(fixture->env, name, "", &error);
}

static enum fault
change_rule(struct store_fixture *fixture, const char *name, const char *changes)
{
    struct input_error error;
    struct rule rule;
    struct json_object *sent = store_fixture_json(changes);
    struct rule_patch patch;
    enum fault fault = rule_patch_from_json(sent, &patch, &error);
    json_object_put(sent);
    return fault == FAULT_NONE ? rule_update(fixture->env, name, "", &patch, &rule, &error) : fault;
}

static enum fault
add_target(struct txn *txn, void *arg)
{
    return target_add(txn, arg);
}

static enum fault
put_target(struct store_fixture *fixture, const char *name, const char *rule, struct target *out)
{
    *out = (struct target){.state = TARGET_ENABLED, .created = 1, .config = "{}"};
    strcpy(out->name, name);
    strcpy(out->rule, rule);
    return env_txn(fixture->env, ENV_WRITE, add_target, out);
}

static enum fault
change_target(struct txn *txn, void *arg)
{
    return target_put(txn, arg);
}

static enum fault
remove_target(struct txn *txn, void *arg)
{
    return target_remove(txn, arg);
}

static enum fault
append(struct txn *txn, void *arg)
{
    (void)arg;
    return event_log_append(txn, EVENT_CLICK, 1, "x", 1);
}

static uint64_t
version(struct store_fixture *fixture)
{
    uint64_t out;
    assert_int_equal(rule_version(env_read(fixture->env), &out), FAULT_NONE);
    return out;
}

static void
rules_are_listed_by_name_and_counted(void **state)
{
    struct store_fixture *fixture = *state;
    struct rule rule;
    char name[24];
    assert_int_equal(rule_next(env_read(fixture->env), "", &rule), FAULT_MISSING);
    for (int i = 0; i < RULES_MAX; i++) {
        snprintf(name, sizeof name, "rule-%03d", i);
        assert_int_equal(put_rule(fixture, name), FAULT_NONE);
    }
    assert_int_equal(put_rule(fixture, "one-more"), FAULT_FULL);
    assert_int_equal(rule_next(env_read(fixture->env), "", &rule), FAULT_NONE);
    assert_string_equal(rule.name, "rule-000");
    assert_int_equal(rule_next(env_read(fixture->env), "rule-000", &rule), FAULT_NONE);
    assert_string_equal(rule.name, "rule-001");
    assert_string_equal(rule.pattern, "{\"source\":[\"a\"]}");
    assert_int_equal(rule_next(env_read(fixture->env), "rule-299", &rule), FAULT_MISSING);
    assert_int_equal(remove_rule(fixture, "rule-007"), FAULT_NONE);
    assert_int_equal(rule_get(env_read(fixture->env), "rule-007", &rule), FAULT_MISSING);
    assert_int_equal(put_rule(fixture, "one-more"), FAULT_NONE);
    assert_int_equal(put_rule(fixture, "one-more"), FAULT_FULL); /* and no second of that name */
}

static void
every_change_is_seen(void **state)
{
    struct store_fixture *fixture = *state;
    struct target target;
    uint64_t before = version(fixture);
    assert_int_equal(put_rule(fixture, "r"), FAULT_NONE);
    assert_true(version(fixture) > before);
    before = version(fixture);
    assert_int_equal(put_rule(fixture, "r"), FAULT_EXISTS);
    assert_int_equal(version(fixture), before);
    assert_int_equal(put_target(fixture, "t", "r", &target), FAULT_NONE);
    assert_true(version(fixture) > before);
    before = version(fixture);
    target.state = TARGET_DISABLED;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, change_target, &target), FAULT_NONE);
    assert_true(version(fixture) > before);
    before = version(fixture);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_target, "t"), FAULT_NONE);
    assert_true(version(fixture) > before);
}

static void
a_rule_has_five_targets_and_stays_while_it_has_any(void **state)
{
    struct store_fixture *fixture = *state;
    struct target target;
    char name[16];
    assert_int_equal(put_target(fixture, "t", "r", &target), FAULT_MISSING);
    assert_int_equal(put_rule(fixture, "r"), FAULT_NONE);
    assert_int_equal(put_rule(fixture, "s"), FAULT_NONE);
    for (int i = 0; i < TARGETS_A_RULE; i++) {
        snprintf(name, sizeof name, "t%d", i);
        assert_int_equal(put_target(fixture, name, "r", &target), FAULT_NONE);
    }
    assert_int_equal(put_target(fixture, "t5", "r", &target), FAULT_FULL);
    assert_int_equal(put_target(fixture, "t0", "s", &target), FAULT_EXISTS);
    assert_int_equal(put_target(fixture, "t5", "s", &target), FAULT_NONE);
    assert_int_equal(remove_rule(fixture, "r"), FAULT_REFUSED);
    for (int i = 0; i < TARGETS_A_RULE; i++) {
        snprintf(name, sizeof name, "t%d", i);
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_target, name), FAULT_NONE);
    }
    assert_int_equal(remove_rule(fixture, "r"), FAULT_NONE);
}

static void
a_target_begins_at_the_end_of_the_log(void **state)
{
    struct store_fixture *fixture = *state;
    struct target target;
    struct delivery_cursor cursor;
    assert_int_equal(put_rule(fixture, "r"), FAULT_NONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    assert_int_equal(put_target(fixture, "t", "r", &target), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 3);
    target.state = TARGET_DISABLED;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, change_target, &target), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    strcpy(target.config, "{\"x\":1}");
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, change_target, &target), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 3);
    target.state = TARGET_ENABLED;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, change_target, &target), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 4);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, remove_target, "t"), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 0); /* nothing is left of it */
}

static void
targets_of_a_rule_that_is_enabled_again_go_on_at_the_end(void **state)
{
    struct store_fixture *fixture = *state;
    struct target target, other;
    struct delivery_cursor cursor;
    assert_int_equal(put_rule(fixture, "r"), FAULT_NONE);
    assert_int_equal(put_rule(fixture, "s"), FAULT_NONE);
    assert_int_equal(put_target(fixture, "t", "r", &target), FAULT_NONE);
    assert_int_equal(put_target(fixture, "u", "s", &other), FAULT_NONE);
    assert_int_equal(change_rule(fixture, "r", "{'enabled':false}"), FAULT_NONE);
    for (int i = 0; i < 2; i++)
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 0);
    assert_int_equal(change_rule(fixture, "r", "{'enabled':true}"), FAULT_NONE);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 2);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    assert_int_equal(change_rule(fixture, "r", "{'enabled':true}"), FAULT_NONE); /* it was enabled already */
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), target.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 2);
    assert_int_equal(delivery_cursor_get(env_read(fixture->env), other.id, &cursor), FAULT_NONE);
    assert_int_equal(cursor.number, 0);
    assert_int_equal(change_rule(fixture, "none", "{'enabled':true}"), FAULT_MISSING);
}

static enum fault
put_dead(struct txn *txn, void *arg)
{
    return dead_letter_put(txn, arg);
}

static void
a_dead_letter_holds_the_event_and_is_due(void **state)
{
    struct store_fixture *fixture = *state;
    struct dead_letter *dead = calloc(1, sizeof *dead), *read = calloc(1, sizeof *read);
    struct schedule_entry due;
    struct dead_letter_id place = {0}, named;
    *dead = (struct dead_letter){.target = 7,
        .target_name = "t",
        .rule = "r",
        .code = DEAD_LETTER_TIMEOUT,
        .attempts = 3,
        .since = 5,
        .last = 6,
        .next = 1000,
        .message = "slow"};
    dead->event.number = 42;
    dead->event.kind = EVENT_CUSTOM;
    dead->event.at = 4;
    dead->event.length = EVENT_BODY_MAX;
    memset(dead->event.body, 'b', EVENT_BODY_MAX);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_dead, dead), FAULT_NONE);
    assert_int_equal(dead_letter_next(env_read(fixture->env), &place, read), FAULT_NONE);
    assert_int_equal(read->target, 7);
    assert_int_equal(read->event.number, 42);
    assert_int_equal(read->event.length, EVENT_BODY_MAX);
    assert_memory_equal(read->event.body, dead->event.body, EVENT_BODY_MAX);
    assert_string_equal(read->message, "slow");
    assert_int_equal(
        schedule_next(env_read(fixture->env), &(struct schedule_entry){0}, 999, &due), FAULT_MISSING);
    assert_int_equal(
        schedule_next(env_read(fixture->env), &(struct schedule_entry){0}, 1000, &due), FAULT_NONE);
    assert_int_equal(due.kind, SCHEDULE_RETRY);
    assert_int_equal(dead_letter_id_decode(due.name, due.length, &named), FAULT_NONE);
    assert_int_equal(named.target, 7);
    assert_int_equal(named.number, 42);
    place = named;
    assert_int_equal(dead_letter_next(env_read(fixture->env), &place, read), FAULT_MISSING);
    assert_int_equal(dead_letter_id_decode("short", 5, &named), FAULT_INPUT);
    free(dead);
    free(read);
}

static enum fault
publish(struct txn *txn, void *arg)
{
    return custom_event_append(txn, arg, 10, 100, "{}", 2);
}

static enum fault
forget(struct txn *txn, void *arg)
{
    return custom_event_forget(txn, arg);
}

static void
an_id_is_taken_once(void **state)
{
    struct store_fixture *fixture = *state;
    uint8_t id[UUID_BYTES] = {1};
    uint64_t first, last;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, publish, id), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, publish, id), FAULT_EXISTS);
    assert_int_equal(event_log_range(fixture->env, 1, &first, &last), FAULT_NONE);
    assert_int_equal(last, 1);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, forget, id), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, publish, id), FAULT_NONE);
}

static enum fault
add_replay(struct txn *txn, void *arg)
{
    return replay_add(txn, arg);
}

static enum fault
cancel_replay(struct txn *txn, void *arg)
{
    return replay_cancel(txn, arg, 99);
}

static void
a_replay_is_of_what_the_log_holds_when_it_begins(void **state)
{
    struct store_fixture *fixture = *state;
    struct replay replay = {.name = "again", .state = REPLAY_RUNNING, .from = 1, .to = 2}, read;
    for (int i = 0; i < 3; i++)
        assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_replay, &replay), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_replay, &replay), FAULT_EXISTS);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, append, NULL), FAULT_NONE);
    assert_int_equal(replay_get(env_read(fixture->env), "again", &read), FAULT_NONE);
    assert_int_equal(read.first, 1);
    assert_int_equal(read.last, 3);
    assert_int_equal(read.number, 0);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, cancel_replay, "again"), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, cancel_replay, "again"), FAULT_REFUSED);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, cancel_replay, "none"), FAULT_MISSING);
    assert_int_equal(replay_get(env_read(fixture->env), "again", &read), FAULT_NONE);
    assert_int_equal(read.state, REPLAY_CANCELLED);
    assert_int_equal(read.ended, 99);
}

/* A replay as curt wrote it before there were patterns: its row ends with the target. */
static enum fault
put_old_replay(struct txn *txn, void *arg)
{
    uint8_t row[1024];
    size_t length;
    const enum fault fault = row_get(txn, TABLE_REPLAY, table_name_key(arg), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : row_put(txn, TABLE_REPLAY, table_name_key(arg), row, length - 2);
}

static void
a_replay_of_some_events_has_a_pattern(void **state)
{
    struct store_fixture *fixture = *state;
    struct replay some = {.name = "some", .state = REPLAY_RUNNING, .target = "shop", .pattern = "{}"},
                  all = {.name = "all", .state = REPLAY_RUNNING, .target = "shop"}, read;
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_replay, &some), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_replay, &all), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_old_replay, "all"), FAULT_NONE);
    assert_int_equal(replay_get(env_read(fixture->env), "some", &read), FAULT_NONE);
    assert_string_equal(read.pattern, "{}");
    assert_int_equal(replay_get(env_read(fixture->env), "all", &read), FAULT_NONE);
    assert_string_equal(read.pattern, "");
    assert_string_equal(read.target, "shop");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(rules_are_listed_by_name_and_counted),
        WITH_STORE(every_change_is_seen),
        WITH_STORE(a_rule_has_five_targets_and_stays_while_it_has_any),
        WITH_STORE(a_target_begins_at_the_end_of_the_log),
        WITH_STORE(targets_of_a_rule_that_is_enabled_again_go_on_at_the_end),
        WITH_STORE(a_dead_letter_holds_the_event_and_is_due),
        WITH_STORE(an_id_is_taken_once),
        WITH_STORE(a_replay_is_of_what_the_log_holds_when_it_begins),
        WITH_STORE(a_replay_of_some_events_has_a_pattern),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
