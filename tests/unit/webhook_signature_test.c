/*
 * webhook_signature_test.c: Standard Webhooks signatures: the standard's own example, and what is no secret.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/webhook_signature.h"

#include "store_fixture.h"

static void
the_example_of_the_standard(void **state)
{
    struct webhook_signature_key key;
    char signature[WEBHOOK_SIGNATURE_SIZE];
    const char *body = "{\"test\": 2432232314}";
    (void)state;
    assert_int_equal(webhook_signature_key_parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &key), FAULT_NONE);
    assert_int_equal(key.length, 24);
    webhook_signature_create(
        &key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body, strlen(body), signature);
    assert_string_equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void
a_drawn_secret_is_one_and_never_the_same(void **state)
{
    struct webhook_signature_key key;
    char one[WEBHOOK_SECRET_SIZE], other[WEBHOOK_SECRET_SIZE];
    (void)state;
    webhook_signature_generate_secret(one);
    webhook_signature_generate_secret(other);
    assert_string_not_equal(one, other);
    assert_int_equal(webhook_signature_key_parse(one, &key), FAULT_NONE);
    assert_int_equal(key.length, 32);
}

static void
lengths_from_24_to_64_bytes(void **state)
{
    static const struct {
        const char *text;
        size_t length; /* 0: refused */
    } cases[] = {
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0}, /* 23 */
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 24},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", 25},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 26},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
            64},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0},
        {"whsec_", 0},
        {"", 0},
        {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0},
        {"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAA===", 0},
        {"whsec_AAAAAAAAAAAAAAAAAA==AAAAAAAAAAAAAAAA", 0},
        {"whsec_AAAAAAAAAAAAAAAAAAAA!AAAAAAAAAAA", 0},
    };
    struct webhook_signature_key key;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const enum fault fault = webhook_signature_key_parse(cases[i].text, &key);
        if (fault != (cases[i].length > 0 ? FAULT_NONE : FAULT_INPUT) ||
            (fault == FAULT_NONE && key.length != cases[i].length))
            fail_msg("%s", cases[i].text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_standard),
        cmocka_unit_test(a_drawn_secret_is_one_and_never_the_same),
        cmocka_unit_test(lengths_from_24_to_64_bytes),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
