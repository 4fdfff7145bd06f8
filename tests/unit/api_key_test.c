/*
 * api_key_test.c: API keys: made, checked, guessed at, revoked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/api_key.h"

#include "base/timestamp.h"
#include "store_fixture.h"

static void
roles_have_names(void **state)
{
    static const enum role roles[] = {ROLE_READER, ROLE_CREATOR, ROLE_ADMIN};
    static const char *const bad[] = {"", "Admin", "root", "admin ", "readers"};
    (void)state;
    for (size_t i = 0; i < COUNT(roles); i++)
        assert_int_equal(role_parse(role_name(roles[i])), roles[i]);
    assert_string_equal(role_name(ROLE_ADMIN), "admin");
    assert_string_equal(role_name(ROLE_CREATOR), "creator");
    assert_string_equal(role_name(ROLE_READER), "reader");
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(role_parse(bad[i]), 0);
    assert_true(ROLE_READER < ROLE_CREATOR && ROLE_CREATOR < ROLE_ADMIN); /* auth_require compares them */
}

static void
a_key_is_made_and_checked(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key made, got;
    char text[API_KEY_SIZE];
    const int64_t before = timestamp_now();
    assert_int_equal(api_key_add(fixture->env, "front desk", ROLE_CREATOR, &made, text), FAULT_NONE);
    assert_int_equal(made.id, 1);
    assert_true(made.created >= before && made.created <= timestamp_now());
    assert_int_equal(strncmp(text, "curt_1_", 7), 0);
    assert_int_equal(strlen(text), 7 + 43);
    assert_int_equal(api_key_verify(fixture->env, text, &got), FAULT_NONE);
    assert_int_equal(got.id, 1);
    assert_int_equal(got.role, ROLE_CREATOR);
    assert_int_equal(got.created, made.created);
    assert_int_equal(got.revoked, 0);
    assert_string_equal(got.name, "front desk");
    store_fixture_close(fixture);
    store_fixture_open(fixture);
    assert_int_equal(api_key_verify(fixture->env, text, &got), FAULT_NONE);
}

static void
ids_go_on_and_secrets_differ(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char one[API_KEY_SIZE], two[API_KEY_SIZE];
    assert_int_equal(api_key_add(fixture->env, "same", ROLE_ADMIN, &key, one), FAULT_NONE);
    assert_int_equal(api_key_add(fixture->env, "same", ROLE_READER, &key, two), FAULT_NONE);
    assert_int_equal(key.id, 2);
    assert_string_not_equal(strrchr(one, '_'), strrchr(two, '_'));
    assert_int_equal(api_key_verify(fixture->env, one, &key), FAULT_NONE);
    assert_int_equal(key.role, ROLE_ADMIN);
    assert_int_equal(api_key_verify(fixture->env, two, &key), FAULT_NONE);
    assert_int_equal(key.role, ROLE_READER);
}

static void
a_wrong_text_is_no_key(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], other[API_KEY_SIZE], bad[256];
    assert_int_equal(api_key_add(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(api_key_add(fixture->env, "b", ROLE_ADMIN, &key, other), FAULT_NONE);
    for (size_t i = 0; i < strlen(text); i++) {
        strcpy(bad, text);
        bad[i] = bad[i] == 'x' ? 'y' : 'x';
        assert_int_equal(api_key_verify(fixture->env, bad, &key), FAULT_MISSING);
        strcpy(bad, text);
        bad[i] = '\0';
        assert_int_equal(api_key_verify(fixture->env, bad, &key), FAULT_MISSING);
    }
    const char *secret = text + strlen("curt_1_");
    static const char *const heads[] = {"curt_2_", "curt_01_", "curt_3_", "curt_0_", "curt_-1_", "curt_ 1_",
        "curt_+1_", "curt__", "curt_1", "CURT_1_", " curt_1_", "curt_4294967297_",
        "curt_18446744073709551617_", "curt_1_curt_1_", ""};
    for (size_t i = 0; i < COUNT(heads); i++) {
        snprintf(bad, sizeof bad, "%s%s", heads[i], secret);
        assert_int_equal(api_key_verify(fixture->env, bad, &key), FAULT_MISSING);
    }
    snprintf(bad, sizeof bad, "%sx", text);
    assert_int_equal(api_key_verify(fixture->env, bad, &key), FAULT_MISSING);
    memset(bad, '1', sizeof bad);
    memcpy(bad, "curt_1_", 7);
    bad[sizeof bad - 1] = '\0';
    assert_int_equal(api_key_verify(fixture->env, bad, &key), FAULT_MISSING);
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_NONE);
}

static void
the_secret_is_not_in_the_store(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], path[CONFIG_VALUE_SIZE + 16];
    assert_int_equal(api_key_add(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(env_checkpoint(fixture->env), FAULT_NONE);
    static const char *const files[] = {"db/key.db", "log/log.0000000001"};
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/%s", fixture->config.store_home, files[i]);
        FILE *file = fopen(path, "re");
        assert_non_null(file);
        static char bytes[1 << 20];
        const size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        assert_true(length > 0);
        assert_null(memmem(bytes, length, text + 7, 43));
        assert_non_null(memmem(bytes, length, key.digest, SHA256_BYTES));
    }
}

static void
a_revoked_key_is_good_no_more(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], other[API_KEY_SIZE];
    assert_int_equal(api_key_add(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(api_key_add(fixture->env, "b", ROLE_ADMIN, &key, other), FAULT_NONE);
    assert_int_equal(api_key_revoke(fixture->env, 1), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_MISSING);
    assert_int_equal(api_key_get(env_read(fixture->env), 1, &key), FAULT_NONE);
    const int64_t revoked = key.revoked;
    assert_true(revoked != 0 && revoked <= timestamp_now());
    usleep(2000);
    assert_int_equal(api_key_revoke(fixture->env, 1), FAULT_NONE); /* once more changes nothing */
    assert_int_equal(api_key_get(env_read(fixture->env), 1, &key), FAULT_NONE);
    assert_int_equal(key.revoked, revoked);
    assert_int_equal(api_key_verify(fixture->env, other, &key), FAULT_NONE);
    assert_int_equal(api_key_revoke(fixture->env, 3), FAULT_MISSING);
    assert_int_equal(api_key_revoke(fixture->env, 0), FAULT_MISSING);
    assert_int_equal(api_key_get(env_read(fixture->env), 0, &key), FAULT_MISSING);
}

static void
take_id(const struct api_key *key, void *arg)
{
    char *ids = arg;
    snprintf(ids + strlen(ids), 80, "%u:%s ", key->id, key->name);
}

static void
keys_are_visited_in_order(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], ids[1024] = "";
    assert_int_equal(api_key_visit(fixture->env, take_id, ids), FAULT_NONE);
    assert_string_equal(ids, "");
    for (int i = 0; i < 11; i++)
        assert_int_equal(
            api_key_add(fixture->env, (char[]){(char)('a' + i), '\0'}, ROLE_READER, &key, text), 0);
    assert_int_equal(api_key_revoke(fixture->env, 2), FAULT_NONE);
    assert_int_equal(api_key_visit(fixture->env, take_id, ids), FAULT_NONE);
    assert_string_equal(ids, "1:a 2:b 3:c 4:d 5:e 6:f 7:g 8:h 9:i 10:j 11:k ");
}

static enum fault
spoil_last_id(struct txn *txn, void *arg)
{
    const struct story *story = arg;
    static const uint8_t id[4] = {0}, row[8] = {0, 0, 0, 1};
    return row_put(txn, TABLE_API_KEY, (struct row_key){id, sizeof id}, row, *(const size_t *)story->arg);
}

static void
a_visit_that_cannot_read_says_so(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], ids[1024] = "";
    static const size_t lengths[] = {8, 2}; /* of a row that has 4 bytes */
    assert_int_equal(api_key_add(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        size_t length = lengths[i];
        store_fixture_transact(fixture, spoil_last_id, &length);
        assert_int_not_equal(api_key_visit(fixture->env, take_id, ids), FAULT_NONE);
        assert_string_equal(ids, "");
    }
}

static void
a_name_has_a_bound(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], name[API_KEY_NAME_MAX + 2];
    memset(name, 'n', sizeof name);
    name[API_KEY_NAME_MAX + 1] = '\0';
    assert_int_equal(api_key_add(fixture->env, name, ROLE_READER, &key, text), FAULT_FULL);
    name[API_KEY_NAME_MAX] = '\0';
    assert_int_equal(api_key_add(fixture->env, name, ROLE_READER, &key, text), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_NONE);
    assert_string_equal(key.name, name);
}

static int
add_keys(struct store_fixture *fixture, int nth)
{
    (void)nth;
    struct api_key key;
    char text[API_KEY_SIZE];
    enum fault fault = FAULT_NONE;
    store_fixture_open(fixture);
    for (int i = 0; i < 20 && fault == FAULT_NONE; i++)
        fault = api_key_add(fixture->env, "x", ROLE_READER, &key, text);
    store_fixture_close(fixture);
    return (int)fault;
}

static void
no_id_is_given_twice(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    store_fixture_close(fixture);
    const pid_t one = store_fixture_child(fixture, add_keys, 0),
                two = store_fixture_child(fixture, add_keys, 0);
    assert_int_equal(store_fixture_wait(one), FAULT_NONE);
    assert_int_equal(store_fixture_wait(two), FAULT_NONE);
    store_fixture_open(fixture);
    assert_int_equal(api_key_get(env_read(fixture->env), 40, &key), FAULT_NONE);
    assert_int_equal(api_key_get(env_read(fixture->env), 41, &key), FAULT_MISSING);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_have_names),
        WITH_STORE(a_key_is_made_and_checked),
        WITH_STORE(ids_go_on_and_secrets_differ),
        WITH_STORE(a_wrong_text_is_no_key),
        WITH_STORE(the_secret_is_not_in_the_store),
        WITH_STORE(a_revoked_key_is_good_no_more),
        WITH_STORE(keys_are_visited_in_order),
        WITH_STORE(a_visit_that_cannot_read_says_so),
        WITH_STORE(a_name_has_a_bound),
        WITH_STORE(no_id_is_given_twice),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
