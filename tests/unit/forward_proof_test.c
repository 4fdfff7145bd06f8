/*
 * forward_proof_test.c: a proof holds for what it was made of, for a minute, with the secret.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/forward_proof.h"

#include "store_fixture.h"

#define SECRET "0123456789abcdef0123456789abcdef"

enum { NOW = 1764430255 };

static const struct forwarded what = {"POST", "/api/v1/links?dry_run=yes", "192.0.2.7"};

static void
it_holds_for_a_minute(void **state)
{
    static const struct {
        int64_t later;
        bool holds;
    } table[] = {{0, true}, {60, true}, {-60, true}, {61, false}, {-61, false}};
    char proof[FORWARD_PROOF_SIZE];
    (void)state;
    forward_proof_create(SECRET, &what, NOW, proof);
    assert_null(strstr(proof, SECRET));
    for (size_t i = 0; i < COUNT(table); i++)
        assert_int_equal(forward_proof_holds(SECRET, &what, NOW + table[i].later, proof), table[i].holds);
}

static void
it_is_of_one_request_and_client(void **state)
{
    static const struct forwarded others[] = {{"DELETE", "/api/v1/links?dry_run=yes", "192.0.2.7"},
        {"POST", "/api/v1/links", "192.0.2.7"}, {"POST", "/api/v1/links?dry_run=yes", "192.0.2.8"},
        {"POST", "7/api/v1/links?dry_run=yes", "192.0.2."}};
    char proof[FORWARD_PROOF_SIZE];
    (void)state;
    forward_proof_create(SECRET, &what, NOW, proof);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(forward_proof_holds(SECRET, &others[i], NOW, proof));
    assert_false(forward_proof_holds(SECRET "0", &what, NOW, proof));
}

static void
what_somebody_else_wrote_is_none(void **state)
{
    char proof[FORWARD_PROOF_SIZE], other[FORWARD_PROOF_SIZE + 8];
    static const char *const texts[] = {"", " ", "1764430255", "1764430255 ", "1764430255 v1,", "x",
        "99999999999999999999 v1,AAAA", "-9223372036854775808 v1,AAAA"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_false(forward_proof_holds(SECRET, &what, NOW, texts[i]));
    forward_proof_create(SECRET, &what, NOW, proof);
    for (size_t i = 0; proof[i] != '\0'; i++) {
        strcpy(other, proof);
        other[i] = other[i] == '1' ? '2' : '1';
        assert_false(forward_proof_holds(SECRET, &what, NOW, other));
    }
    snprintf(other, sizeof other, "%s=", proof);
    assert_false(forward_proof_holds(SECRET, &what, NOW, other));
    snprintf(other, sizeof other, "0%s", proof);
    assert_false(forward_proof_holds(SECRET, &what, NOW, other));
    forward_proof_create("", &what, NOW, proof); /* no secret is set: nobody proves anything */
    assert_false(forward_proof_holds("", &what, NOW, proof));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_for_a_minute),
        cmocka_unit_test(it_is_of_one_request_and_client),
        cmocka_unit_test(what_somebody_else_wrote_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
