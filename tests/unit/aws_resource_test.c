/*
 * aws_resource_test.c: what only EventBridge's clients know: by kind and name, and gone with its rule or
 * target; and rules and targets that are put as a whole with it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/aws_resource.h"

#include "bus/rules.h"
#include "bus/targets.h"
#include "store_fixture.h"

static struct aws_resource resource; /* of the test that runs */

static struct env *
env_of_test(void **state)
{
    return ((struct store_fixture *)*state)->env;
}

static enum fault
put_body(struct txn *txn, void *arg)
{
    return aws_resource_put(txn, arg);
}

static enum fault
add_body(struct txn *txn, void *arg)
{
    return aws_resource_add(txn, arg);
}

static void
put(struct env *env, enum aws_kind kind, const char *name, const char *json)
{
    resource = (struct aws_resource){.kind = kind, .created = 1, .changed = 2};
    strcpy(resource.name, name);
    strcpy(resource.json, json);
    assert_int_equal(env_txn(env, ENV_WRITE, put_body, &resource), FAULT_NONE);
}

static enum fault
replace_body(struct txn *txn, void *arg)
{
    return aws_resource_replace(txn, &resource, *(const int64_t *)arg);
}

static enum fault
remove_body(struct txn *txn, void *arg)
{
    (void)arg;
    return aws_resource_remove(txn, AWS_ARCHIVE, "a");
}

/* Two that have read the same: the second does not undo what the first did, nor bring back what it took. */
static void
what_was_changed_meanwhile_is_not_replaced(void **state)
{
    struct env *env = env_of_test(state);
    int64_t read = 2;
    put(env, AWS_ARCHIVE, "a", "{}");
    resource.changed = 3;
    assert_int_equal(env_txn(env, ENV_WRITE, replace_body, &read), FAULT_NONE);
    strcpy(resource.json, "[]");
    assert_int_equal(env_txn(env, ENV_WRITE, replace_body, &read), FAULT_AGAIN);
    assert_int_equal(aws_resource_get(env_read(env), AWS_ARCHIVE, "a", &resource), FAULT_NONE);
    assert_string_equal(resource.json, "{}");
    read = 3;
    assert_int_equal(env_txn(env, ENV_WRITE, remove_body, NULL), FAULT_NONE);
    assert_int_equal(env_txn(env, ENV_WRITE, replace_body, &read), FAULT_AGAIN);
    assert_int_equal(aws_resource_get(env_read(env), AWS_ARCHIVE, "a", &resource), FAULT_MISSING);
}

static void
a_kind_has_names_of_its_own(void **state)
{
    struct env *env = env_of_test(state);
    put(env, AWS_CONNECTION, "b", "{\"n\":1}");
    put(env, AWS_CONNECTION, "a", "{\"n\":2}");
    put(env, AWS_DESTINATION, "a", "{\"n\":3}");
    assert_int_equal(aws_resource_get(env_read(env), AWS_CONNECTION, "a", &resource), FAULT_NONE);
    assert_string_equal(resource.json, "{\"n\":2}");
    assert_int_equal(resource.changed, 2);
    assert_int_equal(aws_resource_get(env_read(env), AWS_ARCHIVE, "a", &resource), FAULT_MISSING);
    assert_int_equal(aws_resource_get(env_read(env), AWS_CONNECTION, "", &resource), FAULT_MISSING);
    assert_int_equal(aws_resource_next(env_read(env), AWS_CONNECTION, "", &resource), FAULT_NONE);
    assert_string_equal(resource.name, "a");
    assert_int_equal(aws_resource_next(env_read(env), AWS_CONNECTION, "a", &resource), FAULT_NONE);
    assert_string_equal(resource.name, "b");
    assert_int_equal(aws_resource_next(env_read(env), AWS_CONNECTION, "b", &resource), FAULT_MISSING);
    assert_int_equal(aws_resource_next(env_read(env), AWS_RULE, "", &resource), FAULT_MISSING);
    resource = (struct aws_resource){.kind = AWS_CONNECTION, .name = "b"};
    assert_int_equal(env_txn(env, ENV_WRITE, add_body, &resource), FAULT_EXISTS);
}

static void
there_is_an_end_to_a_kind(void **state)
{
    struct env *env = env_of_test(state);
    for (int i = 0; i < AWS_RESOURCES_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        put(env, AWS_CONNECTION, name, "{}");
    }
    resource = (struct aws_resource){.kind = AWS_CONNECTION, .name = "more"};
    assert_int_equal(env_txn(env, ENV_WRITE, add_body, &resource), FAULT_FULL);
    resource.kind = AWS_DESTINATION;
    assert_int_equal(env_txn(env, ENV_WRITE, add_body, &resource), FAULT_NONE);
}

static enum fault
fail_body(struct txn *txn, void *arg)
{
    (void)txn;
    (void)arg;
    return FAULT_AGAIN;
}

static struct rule
rule_of(const char *name, const char *pattern)
{
    struct rule rule = {.enabled = true};
    strcpy(rule.name, name);
    strcpy(rule.pattern, pattern);
    return rule;
}

static void
a_rule_is_put_with_what_belongs_to_it_or_not_at_all(void **state)
{
    struct env *env = env_of_test(state);
    struct rule rule = rule_of("r", "{\"source\":[\"a\"]}"), got;
    struct input_error error;
    resource = (struct aws_resource){.kind = AWS_RULE, .name = "r", .json = "{}"};
    assert_int_equal(rule_replace(env, &rule, fail_body, NULL, &error), FAULT_AGAIN);
    assert_int_equal(rule_get(env_read(env), "r", &got), FAULT_MISSING);
    assert_int_equal(rule_replace(env, &rule, put_body, &resource, &error), FAULT_NONE);
    const int64_t created = rule.created;
    rule = rule_of("r", "{\"source\":[\"b\"]}");
    assert_int_equal(rule_replace(env, &rule, NULL, NULL, &error), FAULT_NONE);
    assert_int_equal(rule_get(env_read(env), "r", &got), FAULT_NONE);
    assert_string_equal(got.pattern, "{\"source\":[\"b\"]}");
    assert_int_equal(got.created, created);
    rule = rule_of("r", "{}");
    assert_int_equal(rule_replace(env, &rule, NULL, NULL, &error), FAULT_INPUT);
    assert_int_equal(aws_resource_get(env_read(env), AWS_RULE, "r", &resource), FAULT_NONE);
    assert_int_equal(rule_delete(env, "r", "", &error), FAULT_NONE);
    assert_int_equal(aws_resource_get(env_read(env), AWS_RULE, "r", &resource), FAULT_MISSING);
}

static enum fault
replace_target(struct env *env, const char *rule, const char *url, struct target_whole *whole)
{
    static const struct http_client_policy policy;
    struct input_error error;
    struct json_object *sent = json_object_new_object();
    json_add_text(sent, "name", "t");
    json_add_text(sent, "rule", rule);
    json_add_text(sent, "type", "webhook");
    json_add_text(sent, "url", url);
    assert_int_equal(target_from_json(sent, &policy, &whole->target, &whole->config, &error), FAULT_NONE);
    json_object_put(sent);
    resource = (struct aws_resource){.kind = AWS_TARGET, .name = "t", .json = "{}"};
    const enum fault fault = target_replace(env, whole, 1, put_body, &resource, &error);
    target_config_free(&whole->config);
    return fault;
}

static void
a_target_that_is_put_again_stays_the_same_one(void **state)
{
    struct env *env = env_of_test(state);
    struct rule rule = rule_of("r", "{\"source\":[\"a\"]}"), other = rule_of("o", "{\"source\":[\"a\"]}");
    struct target_whole *whole = calloc(1, sizeof *whole);
    struct target before, after;
    struct target_config old, new;
    struct input_error error;
    assert_int_equal(replace_target(env, "r", "https://example.com/1", whole), FAULT_MISSING);
    assert_int_equal(rule_replace(env, &rule, NULL, NULL, &error), FAULT_NONE);
    assert_int_equal(rule_replace(env, &other, NULL, NULL, &error), FAULT_NONE);
    assert_int_equal(replace_target(env, "r", "https://example.com/1", whole), FAULT_NONE);
    assert_int_equal(target_get(env_read(env), "t", &before), FAULT_NONE);
    assert_int_equal(replace_target(env, "r", "https://example.com/2", whole), FAULT_NONE);
    assert_int_equal(target_get(env_read(env), "t", &after), FAULT_NONE);
    assert_int_equal(after.id, before.id);
    assert_int_equal(after.created, before.created);
    assert_int_equal(target_config_read(before.config, &old), FAULT_NONE);
    assert_int_equal(target_config_read(after.config, &new), FAULT_NONE);
    assert_string_equal(new.url, "https://example.com/2");
    assert_string_equal(new.secret, old.secret);
    target_config_free(&old);
    target_config_free(&new);
    assert_int_equal(replace_target(env, "o", "https://example.com/3", whole), FAULT_EXISTS);
    assert_int_equal(target_delete(env, "t", "", &error), FAULT_NONE);
    assert_int_equal(aws_resource_get(env_read(env), AWS_TARGET, "t", &resource), FAULT_MISSING);
    free(whole);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_kind_has_names_of_its_own),
        WITH_STORE(what_was_changed_meanwhile_is_not_replaced),
        WITH_STORE(there_is_an_end_to_a_kind),
        WITH_STORE(a_rule_is_put_with_what_belongs_to_it_or_not_at_all),
        WITH_STORE(a_target_that_is_put_again_stays_the_same_one),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
