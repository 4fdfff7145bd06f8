/*
 * sha256_test.c: SHA-256 by its published examples.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/sha256.h"

#include "store_fixture.h"

static void
check(const uint8_t digest[static SHA256_BYTES], const char *hex)
{
    char text[2 * SHA256_BYTES + 1];
    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(text, hex);
}

static void
the_examples_of_fips_180(void **state)
{
    static const struct {
        const char *text, *hex;
    } table[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    uint8_t digest[SHA256_BYTES];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        sha256_text(table[i].text, digest);
        check(digest, table[i].hex);
    }
}

static void
parts_are_one_text(void **state)
{
    static char as[1000];
    static struct sha256_part parts[1000];
    uint8_t digest[SHA256_BYTES], whole[SHA256_BYTES];
    (void)state;
    memset(as, 'a', sizeof as);
    for (size_t i = 0; i < COUNT(parts); i++)
        parts[i] = (struct sha256_part){as, sizeof as};
    sha256_digest(parts, COUNT(parts), digest);
    check(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"); /* a million a's */

    sha256_digest((const struct sha256_part[]){{"a", 1}, {NULL, 0}, {"bc", 2}}, 3, digest);
    sha256_text("abc", whole);
    assert_memory_equal(digest, whole, SHA256_BYTES);
    sha256_digest(NULL, 0, digest);
    sha256_text("", whole);
    assert_memory_equal(digest, whole, SHA256_BYTES);
    sha256_digest(&(struct sha256_part){"a\0b", 3}, 1, digest);
    sha256_text("a", whole);
    assert_memory_not_equal(digest, whole, SHA256_BYTES);
}

static void
one_bit_is_a_difference(void **state)
{
    uint8_t a[SHA256_BYTES], b[SHA256_BYTES];
    (void)state;
    sha256_text("curt", a);
    memcpy(b, a, sizeof b);
    assert_true(sha256_equal(a, b));
    for (int bit = 0; bit < 8 * SHA256_BYTES; bit++) {
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(sha256_equal(a, b));
        b[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_fips_180),
        cmocka_unit_test(parts_are_one_text),
        cmocka_unit_test(one_bit_is_a_difference),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
