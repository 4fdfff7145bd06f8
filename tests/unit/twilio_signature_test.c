/*
 * twilio_signature_test.c: signatures that Twilio's own library for Node, 6.3.1, has made.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/twilio_signature.h"

#include "store_fixture.h"

#define STATUS "https://s.example.com/api/v1/receipts/twilio/status?id=018f"
#define DIGEST "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"

static const struct {
    enum twilio_signature_digest digest;
    const char *key, *url, *body, *signature;
} good[] = {
    {TWILIO_SIGNATURE_SHA1, "token", STATUS,
        "MessageSid=SM1&MessageStatus=delivered&To=%2B447700900000&Body=a+b%C3%A9%26%3D",
        "7gSJmXz5nb1AN455sn6dmPasQOw="},
    /* In any order, a value of a name that is there twice once, and in its order. */
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com/api/v1/receipts/twilio/status?id=018f",
        "B=2&A=x&B=1&B=2", "LfHncGAqXSgEPrLp9UrTV5oTA1s="},
    {TWILIO_SIGNATURE_SHA256, "secret", STATUS, "MessageStatus=delivered&MessageSid=SM1",
        "o1jILXpjgBrldjlSgntDaaRO+Jp2HUtuS80myiWXVn0="},
    /* Signed with the default port, and without it: either way of calling us. */
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com/x?y", "A=1", "K8WUs+Z536iO6lYNyLNAzOBP940="},
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com:443/x?y", "A=1", "K8WUs+Z536iO6lYNyLNAzOBP940="},
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com/x", "A=1", "LLw/z7V24jlAAPKWAHMNgvvxuEs="},
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com:443/x", "A=1", "LLw/z7V24jlAAPKWAHMNgvvxuEs="},
    {TWILIO_SIGNATURE_SHA1, "token", "http://[::1]/x", "", "RbkVYYUyDgSN4txENbJIMh//fwQ="},
    /* The body by its digest. */
    {TWILIO_SIGNATURE_SHA1, "token", "https://s.example.com/x?bodySHA256=" DIGEST, "{\"a\":1}",
        "3ka61aGgaWoLR5cjn9TlxLsHtPc="},
};

static bool
holds(size_t i, const char *key, const char *url, const char *body, const char *signature)
{
    return twilio_signature_holds(good[i].digest, key, url, body, strlen(body), signature);
}

static void
what_the_carrier_signed_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        if (!holds(i, good[i].key, good[i].url, good[i].body, good[i].signature))
            fail_msg("%zu does not hold", i);
}

/* One byte that is another: of the key, the URL, the body or the signature. */
static void
anything_else_does_not(void **state)
{
    char text[256];
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        const char *const parts[] = {good[i].key, good[i].url, good[i].body, good[i].signature};
        for (size_t part = 0; part < COUNT(parts); part++)
            for (size_t at = 0; at < strlen(parts[part]); at++) {
                if (part == 1 && i == 6)
                    continue; /* the port, which was not signed, may be any */
                const char *with[] = {parts[0], parts[1], parts[2], parts[3]};
                snprintf(text, sizeof text, "%s", parts[part]);
                text[at] = text[at] == 'z' ? 'y' : 'z';
                with[part] = text;
                if (holds(i, with[0], with[1], with[2], with[3]))
                    fail_msg("%zu holds with %s", i, text);
            }
        assert_false(holds(i, "", good[i].url, good[i].body, good[i].signature));
        assert_false(holds(i, good[i].key, good[i].url, good[i].body, ""));
        snprintf(text, sizeof text, "%s=", good[i].signature);
        assert_false(holds(i, good[i].key, good[i].url, good[i].body, text));
    }
    /* True of nothing, which a form that cannot be decoded is not; and of a URL whose digest is none. */
    assert_false(holds(0, "token", "", "%00", "8ZC3ndHc/wyrDZQQdDw8fxRRF3o="));
    assert_false(holds(
        8, "token", "https://s.example.com/x?bodySHA256=", "{\"a\":1}", "gHTr+5JTzW3xOpDAO55D70ex2LE="));
}

/* A digest of the other kind is none: a key of one kind does not open the other. */
static void
each_digest_is_for_itself(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_false(twilio_signature_holds(
            good[i].digest == TWILIO_SIGNATURE_SHA1 ? TWILIO_SIGNATURE_SHA256 : TWILIO_SIGNATURE_SHA1,
            good[i].key, good[i].url, good[i].body, strlen(good[i].body), good[i].signature));
}

static void
a_setting_is_found_by_its_name(void **state)
{
    static const struct {
        const char *list, *name, *value;
    } table[] = {{"key=K_1,algorithm=HMAC_SHA256", "key", "K_1"},
        {"key=K_1,algorithm=HMAC_SHA256", "algorithm", "HMAC_SHA256"}, {" a=b=c , d = e", "a", "b=c"},
        {"a=b, d=e ", "d", "e"}, {"a=b,,d=e", "d", "e"}, {"key", "key", ""}, {"key=", "key", ""},
        {"", "key", ""}, {"akey=1", "key", ""}, {"key=123456789", "key", ""}, {"a=1,a=2", "a", "1"}};
    char out[12], small[9];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const bool is_long = strlen(table[i].list) == strlen("key=123456789");
        twilio_signature_setting(
            table[i].list, table[i].name, is_long ? small : out, is_long ? sizeof small : sizeof out);
        assert_string_equal(is_long ? small : out, table[i].value);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_carrier_signed_holds),
        cmocka_unit_test(anything_else_does_not),
        cmocka_unit_test(each_digest_is_for_itself),
        cmocka_unit_test(a_setting_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
