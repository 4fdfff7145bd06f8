/*
 * target_config_test.c: what a target may be told: defaults, bounds, and refusals that name the field.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/target_config.h"

#include <ctype.h>

#include "base/json.h"
#include "store_fixture.h"

static const struct http_client_policy rules = {.http = false};

static enum fault
check(const char *text, struct target_config *out, struct input_error *error)
{
    struct json_object *sent = json_read(text, strlen(text));
    assert_non_null(sent);
    return target_config_from_json(sent, &rules, out, error);
}

static void
what_is_left_out_is_filled_in(void **state)
{
    struct target_config config;
    struct input_error error;
    (void)state;
    assert_int_equal(
        check("{\"type\":\"webhook\",\"url\":\"https://example.com/\"}", &config, &error), FAULT_NONE);
    assert_int_equal(config.batch, 1);
    assert_int_equal(config.concurrency, 8);
    assert_int_equal(config.timeout, 15);
    assert_int_equal(config.retry_attempts, 185);
    assert_int_equal(config.retry_age, 86400);
    assert_int_equal(config.key_count, 1);
    assert_int_equal(config.keys[0].length, 32);
    assert_int_equal(config.form, TARGET_CONFIG_EVENT);

    /* What is stored is read the same, and shown without the secret. */
    struct target_config again;
    size_t length;
    assert_int_equal(target_config_read(json_text(config.json, &length), &again), FAULT_NONE);
    assert_memory_equal(again.keys[0].bytes, config.keys[0].bytes, 32);
    struct json_object *shown = target_config_to_json(&again);
    assert_string_equal(json_member(shown, "secret"), "****");
    assert_string_equal(json_member(again.json, "secret") + 5, json_member(config.json, "secret") + 5);
    json_object_put(shown);
    target_config_free(&again);
    target_config_free(&config);
}

/* What curt makes for the webhook of a message is what an administrator gets who only names the URL. */
static void
a_webhook_needs_only_its_url(void **state)
{
    struct target_config given, made, again;
    struct input_error error;
    (void)state;
    assert_int_equal(
        check("{\"type\":\"webhook\",\"url\":\"https://example.com/\"}", &given, &error), FAULT_NONE);
    assert_int_equal(target_config_webhook("https://example.com/", &rules, &made, &error), FAULT_NONE);
    assert_string_equal(made.url, "https://example.com/");
    assert_int_equal(made.key_count, 1);
    assert_int_equal(made.concurrency, given.concurrency);
    assert_int_equal(target_config_read(json_text(made.json, NULL), &again), FAULT_NONE);
    assert_string_equal(again.secret, made.secret);
    assert_memory_equal(again.keys[0].bytes, made.keys[0].bytes, 32);
    assert_string_not_equal(made.secret, given.secret);
    json_object_object_del(made.json, "secret");
    json_object_object_del(given.json, "secret");
    assert_true(json_object_equal(made.json, given.json));
    target_config_free(&given);
    target_config_free(&made);
    target_config_free(&again);
    assert_int_equal(target_config_webhook("http://example.com/", &rules, &made, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/url");
}

static bool
is_sentence(const struct input_error *error)
{
    const char *text = error->detail, *name = strrchr(error->pointer, '/');
    const bool names_it = name != NULL && strncmp(text, name + 1, strlen(name + 1)) == 0;
    return (names_it || isupper((unsigned char)text[0])) && text[strlen(text) - 1] == '.';
}

static void
refusals_name_the_field(void **state)
{
#define HOOK "{\"type\":\"webhook\",\"url\":\"https://example.com/\""
    static const struct {
        const char *text, *pointer;
    } cases[] = {
        {"[]", "#"},
        {"{}", "#/type"},
        {"{\"type\":\"mail\"}", "#/type"},
        {"{\"type\":\"webhook\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":7}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"http://example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"ftp://example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://me:pw@example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://me@example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://:pw@example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://@example.com/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://a b/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://a/\\r\\nX: y\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"https://a:65536/\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"example.com/x\"}", "#/url"},
        {"{\"type\":\"webhook\",\"url\":\"file:///etc/passwd\"}", "#/url"},
        {HOOK ",\"path\":\"/x\"}", "#/path"},
        {HOOK ",\"secret\":\"abc\"}", "#/secret"},
        {HOOK ",\"old_secret\":\"whsec_\"}", "#/old_secret"},
        {HOOK ",\"batch\":0}", "#/batch"},
        {HOOK ",\"batch\":101}", "#/batch"},
        {HOOK ",\"batch\":1.0}", "#/batch"},
        {HOOK ",\"batch\":2,\"form\":\"cloudevents-binary\"}", "#/batch"},
        {HOOK ",\"batch\":2,\"template\":\"plain <x>\",\"variables\":{\"x\":\"$.id\"}}", "#/batch"},
        {HOOK ",\"concurrency\":65}", "#/concurrency"},
        {HOOK ",\"rate\":-1}", "#/rate"},
        {HOOK ",\"timeout\":61}", "#/timeout"},
        {HOOK ",\"retry_attempts\":186}", "#/retry_attempts"},
        {HOOK ",\"retry_age\":59}", "#/retry_age"},
        {HOOK ",\"retry_age\":9999999999999}", "#/retry_age"},
        {HOOK ",\"form\":\"xml\"}", "#/form"},
        {HOOK ",\"method\":\"GET\"}", "#/method"},
        {HOOK ",\"method\":1}", "#/method"},
        {HOOK ",\"authorization\":\"x\"}", "#/authorization"},
        {HOOK ",\"authorization\":{\"name\":\"X-Key\"}}", "#/authorization"},
        {HOOK ",\"authorization\":{\"name\":\"X-Key\",\"value\":\"a\",\"more\":1}}", "#/authorization"},
        {HOOK ",\"authorization\":{\"name\":\"Host\",\"value\":\"a\"}}", "#/authorization"},
        {HOOK ",\"authorization\":{\"name\":\"X-Key\",\"value\":\"a\\r\\nb\"}}", "#/authorization"},
        {HOOK ",\"headers\":{\"X\":\"1\"},\"authorization\":{\"name\":\"X\",\"value\":\"a\"}}",
            "#/authorization"},
        {HOOK ",\"headers\":{\"x-key\":\"1\"},\"authorization\":{\"name\":\"X-Key\",\"value\":\"a\"}}",
            "#/authorization"},
        {HOOK ",\"headers\":[]}", "#/headers"},
        {HOOK ",\"headers\":{\"X Y\":\"1\"}}", "#/headers/X Y"},
        {HOOK ",\"headers\":{\"X\":\"a\\r\\nB: c\"}}", "#/headers/X"},
        {HOOK ",\"headers\":{\"X: y\\r\\nZ\":\"a\"}}", "#/headers/X: y??Z"},
        {HOOK ",\"headers\":{\"X\":\" \"}}", "#/headers/X"},
        {HOOK ",\"headers\":{\"X\":\"a \"}}", "#/headers/X"},
        {HOOK ",\"headers\":{\"X\":null}}", "#/headers/X"},
        {HOOK ",\"headers\":{\"~/\":\"\"}}", "#/headers/~0~1"},
        {HOOK ",\"headers\":{\"X\":\"\"}}", "#/headers/X"},
        {HOOK ",\"headers\":{\"Content-length\":\"5\"}}", "#/headers/Content-length"},
        {HOOK ",\"headers\":{\"Webhook-Id\":\"5\"}}", "#/headers/Webhook-Id"},
        {HOOK ",\"template\":\"<y>\"}", "#/template"},
        {HOOK ",\"template\":\"{<aws.events.event>}\"}", "#/template"},
        {HOOK ",\"template\":\"<x>\",\"variables\":{\"x\":\"id\"}}", "#/variables"},
        {HOOK ",\"template\":\"<x>\",\"variables\":[\"x\"]}", "#/variables"},
        {HOOK ",\"variables\":{\"x\":\"$.id\"}}", "#/variables"},
        {HOOK ",\"event_path\":\"detail\"}", "#/event_path"},
        {HOOK ",\"event_path\":\"\"}", "#/event_path"},
        {HOOK ",\"event_path\":1}", "#/event_path"},
        {HOOK ",\"event_path\":\"$.detail\",\"template\":\"{}\"}", "#/event_path"},
        {HOOK ",\"event_path\":\"$.detail\",\"form\":\"cloudevents\"}", "#/event_path"},
        {HOOK ",\"event_path\":\"$.detail\",\"form\":\"cloudevents-binary\"}", "#/event_path"},
        {"{\"type\":\"log\"}", "#/path"},
        {"{\"type\":\"log\",\"path\":\"relative\"}", "#/path"},
        {"{\"type\":\"log\",\"path\":\"/x\",\"syslog\":true}", "#/path"},
        {"{\"type\":\"log\",\"syslog\":1}", "#/syslog"},
        {"{\"type\":\"log\",\"path\":\"/x\",\"url\":\"https://example.com/\"}", "#/url"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct target_config config;
        struct input_error error = {.pointer = ""};
        struct json_object *sent = json_read(cases[i].text, strlen(cases[i].text));
        assert_non_null(sent);
        const enum fault fault = target_config_from_json(sent, &rules, &config, &error);
        if (fault != FAULT_INPUT || strcmp(error.pointer, cases[i].pointer) != 0 || !is_sentence(&error))
            fail_msg("%s: %d, %s, %s", cases[i].text, fault, error.pointer, error.detail);
    }
}

static void
http_to_this_machine_or_where_it_is_allowed(void **state)
{
    static const struct http_client_policy open = {.http = true},
                                           local = {.networks = {{{4, {127}}, 8}, {{16, {[15] = 1}}, 128}},
                                               .network_count = 2};
    static const char *const here[] = {
        "http://127.0.0.1:8080/x", "http://localhost/", "http://[::1]:9/", "http://127.9.9.9/"};
    static const char *const elsewhere[] = {
        "http://example.com/", "http://localhost.example/", "http://128.0.0.1/", "http://[2600::2]/"};
    const char *why;
    (void)state;
    for (size_t i = 0; i < COUNT(here); i++)
        assert_int_equal(http_client_check(&local, here[i], &why), FAULT_NONE);
    for (size_t i = 0; i < COUNT(elsewhere); i++) {
        assert_int_equal(http_client_check(&rules, elsewhere[i], &why), FAULT_INPUT);
        assert_int_equal(http_client_check(&open, elsewhere[i], &why), FAULT_NONE);
    }
}

/* In every form that libcurl reads as one. */
static void
addresses_that_can_never_be_allowed(void **state)
{
    static const struct http_client_policy ten = {.networks = {{{4, {10}}, 8}}, .network_count = 1};
    static const char *const never[] = {"https://127.0.0.1/", "https://127.0.0.1./", "https://127.1/",
        "https://0x7f.1/", "https://017700000001/", "https://2130706433/", "https://[::1]/", "https://[::]/",
        "https://0.0.0.0/", "https://[::ffff:127.0.0.1]/", "https://localhost/", "https://LOCALHOST:8443/",
        "https://localhost./", "https://a.localhost/", "https://169.254.169.254/latest/",
        "https://192.168.1.1/", "https://172.31.0.1/", "https://100.64.0.1/", "https://224.0.0.1/",
        "https://255.255.255.255/", "https://[fe80::1]/", "https://[fd00::1]/", "https://[64:ff9b::a00:1]/",
        "http://example.com/", "ftp://example.com/", "https://", "//example.com/"};
    static const char *const good[] = {"https://example.com/", "https://1.1.1.1/",
        "https://[2606:4700::1111]/", "https://notlocalhost/", "https://localhost.example/",
        "https://10.example/"};
    static const char *const tens[] = {
        "https://10.0.0.1/", "https://0xa000001/", "https://[::ffff:10.1.2.3]/"};
    const char *why;
    (void)state;
    for (size_t i = 0; i < COUNT(never); i++)
        if (http_client_check(&rules, never[i], &why) != FAULT_INPUT)
            fail_msg("%s is allowed", never[i]);
    for (size_t i = 0; i < COUNT(good); i++)
        assert_int_equal(http_client_check(&rules, good[i], &why), FAULT_NONE);
    for (size_t i = 0; i < COUNT(tens); i++) {
        assert_int_equal(http_client_check(&rules, tens[i], &why), FAULT_INPUT);
        assert_int_equal(http_client_check(&ten, tens[i], &why), FAULT_NONE);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_out_is_filled_in),
        cmocka_unit_test(a_webhook_needs_only_its_url),
        cmocka_unit_test(refusals_name_the_field),
        cmocka_unit_test(http_to_this_machine_or_where_it_is_allowed),
        cmocka_unit_test(addresses_that_can_never_be_allowed),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
