/*
 * link_rules_verify_test.c: rules as they are compiled can be read, those that are cut or changed mostly not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_verify.h"

#include "base/timestamp.h"
#include "link/link_rules_json.h"
#include "store_fixture.h"

#define EACH_KIND                                                                      \
    "[{\"if\":{\"device\":[\"ios\",\"android\"],\"browser\":[\"Safari\",\"Firefox\"]," \
    "\"language\":[\"de\",\"en-GB\"],\"query\":{\"a\":\"1\",\"b\":true,\"c\":\"\"},"   \
    "\"network\":[\"192.0.2.0/24\",\"2001:db8::/32\"],\"country\":[\"DE\",\"AT\"],"    \
    "\"after\":\"2026-01-01T00:00:00Z\",\"before\":\"2999-01-01T00:00:00Z\","          \
    "\"hours\":\"Mon-Fri 09:00-17:00, Sat 10:00-12:00 Europe/Berlin\",\"share\":50},"  \
    "\"url\":\"https://a.example/\"},{\"if\":{\"share\":7},\"url\":\"https://b.example/\"}]"

static struct link_rules rules;

static void
compile(const char *text)
{
    static struct config config;
    struct config_source source;
    struct input_error error;
    setenv("CURT_STATS_COUNTRIES", "/countries.mmdb", 1);
    assert_int_equal(config_load(&config, &source), FAULT_NONE);
    unsetenv("CURT_STATS_COUNTRIES");
    struct json_object *list = json_read(text, strlen(text));
    assert_int_equal(link_rules_from_json(list, &config, timestamp_now(), &rules, &error), FAULT_NONE);
    json_object_put(list);
}

static void
what_is_compiled_can_be_read(void **state)
{
    (void)state;
    rules.length = 0;
    assert_true(link_rules_can_be_read(&rules));
    compile(EACH_KIND);
    assert_true(link_rules_can_be_read(&rules));
    compile("[{\"if\":{\"hours\":\"Sun 00:00-24:00\"},\"url\":\"https://a.example/\"}]");
    assert_true(link_rules_can_be_read(&rules));
}

static void
what_is_cut_cannot(void **state)
{
    unsigned after_a_rule = 0;
    (void)state;
    compile(EACH_KIND);
    for (uint16_t length = rules.length; --length > 0;) {
        rules.length = length;
        after_a_rule += link_rules_can_be_read(&rules);
    }
    assert_int_equal(after_a_rule, 1); /* the first of the two is whole */
}

/* A changed letter is a letter; a changed length, kind or format is found. */
static void
what_is_changed_is_found_or_a_value(void **state)
{
    static struct link_rules good;
    unsigned found = 0, tried = 0;
    (void)state;
    compile(EACH_KIND);
    good = rules;
    for (uint16_t i = 0; i < good.length; i++)
        for (unsigned bit = 0; bit < 8; bit++, tried++) {
            rules = good;
            rules.bytes[i] ^= (uint8_t)(1u << bit);
            found += !link_rules_can_be_read(&rules);
            if (i < 3) /* the format, and the length of the first rule */
                assert_false(link_rules_can_be_read(&rules));
        }
    assert_in_range(found, tried / 10, tried);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_compiled_can_be_read),
        cmocka_unit_test(what_is_cut_cannot),
        cmocka_unit_test(what_is_changed_is_found_or_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
