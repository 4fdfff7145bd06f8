/*
 * session_test.c: sign-ins: begun, looked up, ended, over, and gone with their key.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/session.h"

#include "db/codec.h"
#include "db/row_sweep.h"
#include "store_fixture.h"

static enum fault
add_key(
    struct env *env, const char *name, enum role role, struct api_key *key, char text[static API_KEY_SIZE])
{
    *key = (struct api_key){.role = role};
    strcpy(key->name, name);
    return api_key_add(env, key, text);
}

static bool noted; /* by the last session_verify */

static void
a_cookie_stands_for_a_key_until_it_expires(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], cookie[SESSION_SIZE], bad[SESSION_SIZE + 1];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_CREATOR, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, cookie), FAULT_NONE);
    assert_int_equal(strlen(cookie), SESSION_SIZE - 1);
    assert_int_equal(session_verify(fixture->env, cookie, 999, 1000, 1000, &got, &noted), FAULT_NONE);
    assert_int_equal(got.id, key.id);
    assert_string_equal(got.name, "desk");
    assert_int_equal(session_verify(fixture->env, cookie, 1000, 1000, 1000, &got, &noted), FAULT_MISSING);
    assert_int_equal(session_verify(fixture->env, cookie, 0, 1000, 1000, &got, &noted), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 0, 999, 1000, &got, &noted),
        FAULT_MISSING); /* of a clock ahead */
    assert_int_equal(session_verify(fixture->env, "", 0, 1000, 1000, &got, &noted), FAULT_MISSING);
    snprintf(bad, sizeof bad, "%sx", cookie);
    assert_int_equal(session_verify(fixture->env, bad, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
    cookie[0] = cookie[0] == 'x' ? 'y' : 'x';
    assert_int_equal(session_verify(fixture->env, cookie, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
}

static void
a_cookie_ends_by_itself_alone(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], one[SESSION_SIZE], two[SESSION_SIZE];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, one), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, two), FAULT_NONE);
    assert_string_not_equal(one, two);
    assert_int_equal(session_end(fixture->env, one), FAULT_NONE);
    assert_int_equal(session_end(fixture->env, one), FAULT_NONE);
    assert_int_equal(session_end(fixture->env, "unknown"), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, one, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
    assert_int_equal(session_verify(fixture->env, two, 0, 1000, 1000, &got, &noted), FAULT_NONE);
}

static void
a_revoked_key_ends_its_sessions(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], cookie[SESSION_SIZE], lost[SESSION_SIZE];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, cookie), FAULT_NONE);
    assert_int_equal(api_key_revoke(fixture->env, key.id), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
    assert_int_equal(
        session_add(fixture->env, 77, text, 1, 1000, lost), FAULT_NONE); /* of a key that is not there */
    assert_int_equal(session_verify(fixture->env, lost, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
}

static void
a_rotated_key_ends_what_its_old_text_began(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], next[API_KEY_SIZE], old[SESSION_SIZE], young[SESSION_SIZE];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, old), FAULT_NONE);
    assert_int_equal(api_key_rotate(fixture->env, key.id, 500, &key, next), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, next, 1, 1000, young), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, old, 499, 1000, 1000, &got, &noted), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, old, 500, 1000, 1000, &got, &noted), FAULT_MISSING);
    assert_int_equal(session_verify(fixture->env, young, 500, 1000, 1000, &got, &noted), FAULT_NONE);
}

/* As it was written before the key's text belonged to it. */
static enum fault
add_older(struct txn *txn, void *arg)
{
    uint8_t digest[SHA256_BYTES], row[12];
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, 1000);
    encode_u32(&p, *(const uint32_t *)arg);
    sha256_text("older", digest);
    return row_put(txn, TABLE_SESSION, (struct row_key){digest, sizeof digest}, row, p.length);
}

static void
an_older_sign_in_lasts(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_older, &key.id), FAULT_NONE);
    assert_int_equal(api_key_rotate(fixture->env, key.id, 500, &key, text), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, "older", 999, 1000, 1000, &got, &noted), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, "older", 1000, 1000, 1000, &got, &noted), FAULT_MISSING);
}

/* Its key, but not all of the digest of the text that it signed in with. */
static enum fault
add_cut(struct txn *txn, void *arg)
{
    uint8_t digest[SHA256_BYTES], row[12 + SHA256_BYTES] = {0};
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, 1000);
    encode_u32(&p, *(const uint32_t *)arg);
    sha256_text("cut", digest);
    return row_put(txn, TABLE_SESSION, (struct row_key){digest, sizeof digest}, row, sizeof row - 1);
}

static void
one_whose_row_is_cut_short_is_not_believed(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE];
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(env_txn(fixture->env, ENV_WRITE, add_cut, &key.id), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, "cut", 1, 1000, 1000, &got, &noted), FAULT_SYSTEM);
}

static void
one_that_is_not_used_ends(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], cookie[SESSION_SIZE];
    const int64_t idle = 100, longest = 10000;
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 10000, cookie), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 101, longest, idle, &got, &noted), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 201, longest, idle, &got, &noted), FAULT_NONE);
    assert_true(noted);
    assert_int_equal(session_verify(fixture->env, cookie, 205, longest, idle, &got, &noted), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 302, longest, idle, &got, &noted), FAULT_MISSING);
    assert_int_equal(session_verify(fixture->env, cookie, 302, longest, 0, &got, &noted), FAULT_NONE);
    assert_int_equal(
        session_verify(fixture->env, cookie, 10, longest, idle, &got, &noted), FAULT_NONE); /* set back */
    assert_int_equal(session_end(fixture->env, cookie), FAULT_NONE);
    assert_int_equal(session_verify(fixture->env, cookie, 202, longest, idle, &got, &noted), FAULT_MISSING);
}

static void
only_what_is_over_is_swept(void **state)
{
    struct store_fixture *fixture = *state;
    struct api_key key, got;
    char text[API_KEY_SIZE], old[SESSION_SIZE], young[SESSION_SIZE];
    int64_t now = 1000;
    assert_int_equal(add_key(fixture->env, "desk", ROLE_ADMIN, &key, text), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1000, old), FAULT_NONE);
    assert_int_equal(session_add(fixture->env, key.id, text, 1, 1001, young), FAULT_NONE);
    struct row_sweep sweep = {
        .table = TABLE_SESSION, .is_expired = session_is_expired, .arg = &now, .looks = 10};
    assert_int_equal(row_sweep_run(fixture->env, &sweep), FAULT_NONE);
    assert_int_equal(sweep.removed, 1);
    assert_int_equal(session_verify(fixture->env, old, 0, 1000, 1000, &got, &noted), FAULT_MISSING);
    assert_int_equal(session_verify(fixture->env, young, 1, 1000, 1000, &got, &noted), FAULT_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(a_cookie_stands_for_a_key_until_it_expires),
        WITH_STORE(a_cookie_ends_by_itself_alone),
        WITH_STORE(a_revoked_key_ends_its_sessions),
        WITH_STORE(a_rotated_key_ends_what_its_old_text_began),
        WITH_STORE(an_older_sign_in_lasts),
        WITH_STORE(one_whose_row_is_cut_short_is_not_believed),
        WITH_STORE(one_that_is_not_used_ends),
        WITH_STORE(only_what_is_over_is_swept),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
