/*
 * aws_key_test.c: keys for AWS's clients: their ids, and which secrets are good when.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/aws_key.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static struct env *env; /* of the test that runs */

static struct api_key
make_key(struct aws_key *out)
{
    struct api_key key = {.role = ROLE_ADMIN, .name = "shop", .aws = true};
    char text[API_KEY_SIZE];
    assert_int_equal(aws_key_prepare(env), FAULT_NONE);
    assert_int_equal(api_key_add(env, &key, text), FAULT_NONE);
    assert_int_equal(aws_key_make(env, &key, out), FAULT_NONE);
    return key;
}

static bool
is_secret(const char *secret, void *arg)
{
    return strcmp(secret, arg) == 0;
}

static enum fault
verify(uint32_t id, char *secret)
{
    struct api_key found;
    return aws_key_verify(env, id, is_secret, secret, &found);
}

static void
ids(void **state)
{
    static const char *const bad[] = {"", "curt_", "curt_0", "curt_01", "curt_-1", "curt_1x",
        "curt_4294967296", "CURT_1", "AKIDEXAMPLE", "curt_1_abc"};
    uint32_t id = 0;
    (void)state;
    assert_int_equal(aws_key_parse("curt_4294967295", &id), FAULT_NONE);
    assert_int_equal(id, UINT32_MAX);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(aws_key_parse(bad[i], &id), FAULT_MISSING);
}

static void
each_key_has_its_own_secret_until_it_is_revoked(void **state)
{
    env = ((struct store_fixture *)*state)->env;
    struct aws_key one, other, again;
    const struct api_key first = make_key(&one), second = make_key(&other);
    assert_string_not_equal(one.secret, other.secret);
    assert_int_equal(aws_key_prepare(env), FAULT_NONE); /* the master key stays */
    assert_int_equal(aws_key_make(env, &first, &again), FAULT_NONE);
    assert_string_equal(one.secret, again.secret);
    assert_int_equal(verify(first.id, one.secret), FAULT_NONE);
    assert_int_equal(verify(first.id, other.secret), FAULT_REFUSED);
    assert_int_equal(verify(second.id + 1, one.secret), FAULT_MISSING);
    assert_int_equal(api_key_revoke(env, first.id), FAULT_NONE);
    assert_int_equal(verify(first.id, one.secret), FAULT_MISSING);
    assert_int_equal(verify(second.id, other.secret), FAULT_NONE);
}

static void
after_a_rotation_both_are_good_for_a_while(void **state)
{
    env = ((struct store_fixture *)*state)->env;
    struct aws_key old, new;
    struct api_key key = make_key(&old);
    char text[API_KEY_SIZE];
    assert_int_equal(api_key_rotate(env, key.id, timestamp_now() + TIMESTAMP_DAY, &key, text), FAULT_NONE);
    assert_int_equal(aws_key_make(env, &key, &new), FAULT_NONE);
    assert_string_not_equal(old.secret, new.secret);
    assert_int_equal(verify(key.id, old.secret), FAULT_NONE);
    assert_int_equal(verify(key.id, new.secret), FAULT_NONE);
    assert_int_equal(api_key_rotate(env, key.id, timestamp_now() - 1, &key, text), FAULT_NONE);
    assert_int_equal(verify(key.id, new.secret), FAULT_REFUSED);
}

static void
a_key_that_is_not_for_them_signs_nothing(void **state)
{
    env = ((struct store_fixture *)*state)->env;
    struct aws_key secret;
    struct api_key key = {.role = ROLE_ADMIN, .name = "bearer"};
    char text[API_KEY_SIZE];
    assert_int_equal(api_key_add(env, &key, text), FAULT_NONE);
    assert_int_equal(aws_key_prepare(env), FAULT_NONE);
    assert_int_equal(aws_key_make(env, &key, &secret), FAULT_NONE);
    assert_int_equal(verify(key.id, secret.secret), FAULT_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),
        WITH_STORE(each_key_has_its_own_secret_until_it_is_revoked),
        WITH_STORE(after_a_rotation_both_are_good_for_a_while),
        WITH_STORE(a_key_that_is_not_for_them_signs_nothing),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
