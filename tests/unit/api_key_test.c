/*
 * api_key_test.c: API keys: made, checked, guessed at, revoked.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/api_key.h"

#include <unistd.h>

#include "base/timestamp.h"
#include "db/codec.h"
#include "store_fixture.h"

static struct fixture_row {
    struct row_key key;
    const uint8_t *bytes;
    size_t length;
} fixture_row;

static enum fault
put_row(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_API_KEY, fixture_row.key, fixture_row.bytes, fixture_row.length);
}

static enum fault
add_key(
    struct env *env, const char *name, enum role role, struct api_key *key, char text[static API_KEY_SIZE])
{
    *key = (struct api_key){.role = role};
    strcpy(key->name, name);
    return api_key_add(env, key, text);
}

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
    assert_int_equal(add_key(fixture->env, "front desk", ROLE_CREATOR, &made, text), FAULT_NONE);
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
    assert_int_equal(add_key(fixture->env, "same", ROLE_ADMIN, &key, one), FAULT_NONE);
    assert_int_equal(add_key(fixture->env, "same", ROLE_READER, &key, two), FAULT_NONE);
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
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(add_key(fixture->env, "b", ROLE_ADMIN, &key, other), FAULT_NONE);
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
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
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
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(add_key(fixture->env, "b", ROLE_ADMIN, &key, other), FAULT_NONE);
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
        assert_int_equal(add_key(fixture->env, (char[]){(char)('a' + i), '\0'}, ROLE_READER, &key, text), 0);
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
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        size_t length = lengths[i];
        store_fixture_transact(fixture, spoil_last_id, &length);
        assert_int_not_equal(api_key_visit(fixture->env, take_id, ids), FAULT_NONE);
        assert_string_equal(ids, "");
    }
}

/* A day in a year of more than four digits is none, and no time in microseconds either. */
static void
a_day_beyond_all_is_refused(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE];
    static const uint32_t last = 2932896;
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    api_key_note_use(fixture->env, &key, last * TIMESTAMP_DAY);
    assert_int_equal(api_key_get(env_read(fixture->env), key.id, &key), FAULT_NONE);
    assert_int_equal(key.used, last);
    struct json_object *shown = api_key_to_json(&key);
    assert_string_equal(json_member(shown, "last_used_on"), "9999-12-31");
    json_object_put(shown);
    api_key_note_use(fixture->env, &key, (last + 1) * TIMESTAMP_DAY);
    assert_int_equal(api_key_get(env_read(fixture->env), key.id, &key), FAULT_SYSTEM);
}

static void
a_key_expires(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key = {
        .role = ROLE_READER, .name = "brief", .expires = timestamp_now() + 2 * TIMESTAMP_SECOND};
    const int64_t expires = key.expires;
    char text[API_KEY_SIZE];
    assert_int_equal(api_key_add(fixture->env, &key, text), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_NONE);
    assert_int_equal(key.expires, expires);
    assert_true(api_key_is_good(&key, expires - 1));
    assert_false(api_key_is_good(&key, expires));
    usleep(2100000);
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_MISSING);
    assert_int_equal(api_key_rotate(fixture->env, key.id, INT64_MAX, &key, text), FAULT_MISSING);
}

static void
a_rotated_key_keeps_its_old_text_for_a_while(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char first[API_KEY_SIZE], second[API_KEY_SIZE], third[API_KEY_SIZE];
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, first), FAULT_NONE);
    const int64_t until = timestamp_now() + 2 * TIMESTAMP_SECOND;
    assert_int_equal(api_key_rotate(fixture->env, key.id, until, &key, second), FAULT_NONE);
    assert_string_not_equal(first, second);
    assert_int_equal(api_key_verify(fixture->env, first, &key), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, second, &key), FAULT_NONE);
    assert_int_equal(key.role, ROLE_ADMIN);
    usleep(2100000);
    assert_int_equal(api_key_verify(fixture->env, first, &key), FAULT_MISSING);
    assert_int_equal(api_key_rotate(fixture->env, key.id, INT64_MAX, &key, third), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, first, &key), FAULT_MISSING);
    assert_int_equal(api_key_verify(fixture->env, second, &key), FAULT_NONE);
    assert_int_equal(api_key_revoke(fixture->env, key.id), FAULT_NONE);
    assert_int_equal(api_key_verify(fixture->env, second, &key), FAULT_MISSING);
    assert_int_equal(api_key_verify(fixture->env, third, &key), FAULT_MISSING);
    assert_int_equal(api_key_rotate(fixture->env, 7, INT64_MAX, &key, third), FAULT_MISSING);
}

static void
the_day_of_its_last_use_is_kept(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE];
    assert_int_equal(add_key(fixture->env, "a", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(api_key_get(env_read(fixture->env), key.id, &key), FAULT_NONE);
    assert_int_equal(key.used, 0);
    const int64_t today = timestamp_now() / TIMESTAMP_SECOND / 86400;
    assert_int_equal(api_key_verify(fixture->env, text, &key), FAULT_NONE);
    assert_int_equal(api_key_get(env_read(fixture->env), key.id, &key), FAULT_NONE);
    assert_in_range(key.used, today, today + 1);
}

static void
a_key_of_an_old_store_is_read(void **state)
{
    static const uint8_t id[4] = {0, 0, 0, 9};
    struct store_fixture *fixture = *state;
    struct api_key key;
    uint8_t row[128];
    struct encoder p = encoder_over(row, sizeof row);
    encode_u8(&p, ROLE_CREATOR);
    encode_timestamp(&p, 1);
    encode_timestamp(&p, 0);
    for (int i = 0; i < SHA256_BYTES; i++)
        encode_u8(&p, 7);
    encode_text(&p, "old");
    fixture_row = (struct fixture_row){{id, sizeof id}, row, p.length};
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, put_row, NULL), FAULT_NONE);
    assert_int_equal(api_key_get(env_read(fixture->env), 9, &key), FAULT_NONE);
    assert_string_equal(key.name, "old");
    assert_int_equal(key.scopes + key.expires + key.used + key.old_until, 0);
}

static void
scopes_are_of_paths(void **state)
{
    static const struct {
        const char *path, *scope;
    } paths[] = {{"/api/v1/links", "links"}, {"/api/v1/links/{code}/qr", "links"},
        {"/api/v1/messages/{id}", "messages"}, {"/api/v1/campaigns", "messages"},
        {"/api/v1/suppressions/{number}", "messages"}, {"/api/v1/inbound/{id}", "messages"},
        {"/api/v1/stats", "stats"}, {"/metrics", "stats"}, {"/api/v1/rules", "bus"},
        {"/api/v1/events/match", "bus"}, {"/api/v1/keys", "admin"}, {"/api/v1/config", "admin"}};
    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        assert_int_not_equal(api_scope_parse(paths[i].scope), 0);
        assert_int_equal(api_scope_of_path(paths[i].path), api_scope_parse(paths[i].scope));
    }
    assert_int_equal(api_scope_of_path("/api/v1/session"), 0);
    assert_int_equal(api_scope_of_path("/api/v1/linksx"), 0);
    assert_int_equal(api_scope_parse("link"), 0);
}

static void
a_name_has_a_bound(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key;
    char text[API_KEY_SIZE], name[API_KEY_NAME_MAX + 1];
    memset(name, 'n', sizeof name);
    name[API_KEY_NAME_MAX] = '\0';
    assert_int_equal(add_key(fixture->env, name, ROLE_READER, &key, text), FAULT_NONE);
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
        fault = add_key(fixture->env, "x", ROLE_READER, &key, text);
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
        WITH_STORE(a_day_beyond_all_is_refused),
        WITH_STORE(a_key_expires),
        WITH_STORE(a_rotated_key_keeps_its_old_text_for_a_while),
        WITH_STORE(the_day_of_its_last_use_is_kept),
        WITH_STORE(a_key_of_an_old_store_is_read),
        cmocka_unit_test(scopes_are_of_paths),
        WITH_STORE(a_name_has_a_bound),
        WITH_STORE(no_id_is_given_twice),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
