/*
 * carrier_route_test.c: which carrier a message goes to, and routes that are wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_route.h"

#include "store_fixture.h"

static struct carrier_routes routes;
static char why[CARRIER_ROUTE_WHY_SIZE];

static enum fault
read_routes(const char *text, enum config_carrier carrier, int64_t fallback)
{
    static struct config config;
    config.messages_carrier = carrier;
    config.messages_fallback = fallback;
    snprintf(config.messages_routes, sizeof config.messages_routes, "%s", text);
    return carrier_routes_read(&config, &routes, why);
}

static void
the_longest_prefix_counts_then_the_channel(void **state)
{
    static const struct {
        enum message_channel channel;
        const char *to;
        enum config_carrier carrier;
    } table[] = {
        {MESSAGE_SMS, "447700900000", CONFIG_TWILIO}, {MESSAGE_RCS, "447700900000", CONFIG_CONSOLE},
        {MESSAGE_SMS, "447911123456", CONFIG_VONAGE}, {MESSAGE_WHATSAPP, "447911123456", CONFIG_VONAGE},
        {MESSAGE_WHATSAPP, "33611111111", CONFIG_TWILIO}, {MESSAGE_WHATSAPP, "447700900000", CONFIG_CONSOLE},
        {MESSAGE_WHATSAPP, "GB.1349", CONFIG_TWILIO}, {MESSAGE_SMS, "33611111111", CONFIG_VONAGE},
        {MESSAGE_SMS, "4", CONFIG_VONAGE}, {MESSAGE_MESSENGER, "447700900000", CONFIG_VONAGE}, /* an id */
    };
    (void)state;
    assert_int_equal(
        read_routes("sms +44: twilio,  44 :console ,+447911:vonage,whatsapp: twilio,", CONFIG_VONAGE, 0),
        FAULT_NONE);
    assert_int_equal(routes.count, 4);
    for (size_t i = 0; i < COUNT(table); i++)
        if (carrier_routes_find(&routes, table[i].channel, table[i].to) != table[i].carrier)
            fail_msg("%zu: %s", i, table[i].to);
    assert_int_equal(read_routes("", CONFIG_VONAGE, 0), FAULT_NONE);
    assert_int_equal(carrier_routes_find(&routes, MESSAGE_SMS, "44"), CONFIG_VONAGE);
    assert_true(carrier_routes_have(&routes, CONFIG_VONAGE));
    assert_false(carrier_routes_have(&routes, CONFIG_TWILIO));
}

static void
what_is_wrong_is_said(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {
        {"sms", "sms: expected a colon"},
        {"sms: nobody", "there is no such carrier"},
        {"sms: twilio, pigeon: twilio", "pigeon: twilio: expected a channel"},
        {": twilio", "expected a channel"},
        {"+44 sms: twilio", "expected a channel"},
        {"sms +44 x: twilio", "expected a channel"},
        {"sms +: twilio", "expected a channel"},
        {"+0: twilio", "expected a channel"},
        {"+4x: twilio", "expected a channel"},
        {"+1234567890123456: twilio", "expected a channel"},
        {"sms: twilio, sms: vonage", "twice"},
        {"+44: twilio, 44: twilio", "twice"},
        {",", "expected a colon"},
        {"sms +44                                                        : twilio", "too long"},
    };
    char many[2048] = "";
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(read_routes(table[i].text, CONFIG_VONAGE, 0), FAULT_INPUT);
        if (strstr(why, table[i].why) == NULL)
            fail_msg("%s: %s", table[i].text, why);
    }
    for (int i = 0; i < CARRIER_ROUTES_MAX; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "+1%03d: twilio,", i);
    assert_int_equal(read_routes(many, CONFIG_VONAGE, 0), FAULT_NONE);
    snprintf(many + strlen(many), sizeof many - strlen(many), "+2: twilio");
    assert_int_equal(read_routes(many, CONFIG_VONAGE, 0), FAULT_INPUT);
    assert_non_null(strstr(why, "too many"));
}

static void
the_fallback_takes_over_and_the_carrier_for_it(void **state)
{
    (void)state;
    assert_int_equal(read_routes("sms: twilio", CONFIG_CONSOLE, 0), FAULT_NONE);
    assert_int_equal(carrier_routes_fallback(&routes, CONFIG_TWILIO), CONFIG_CARRIERS);
    assert_int_equal(read_routes("sms: twilio", CONFIG_CONSOLE, 1 + CONFIG_VONAGE), FAULT_NONE);
    assert_true(carrier_routes_have(&routes, CONFIG_VONAGE));
    assert_int_equal(carrier_routes_fallback(&routes, CONFIG_TWILIO), CONFIG_VONAGE);
    assert_int_equal(carrier_routes_fallback(&routes, CONFIG_CONSOLE), CONFIG_VONAGE);
    assert_int_equal(carrier_routes_fallback(&routes, CONFIG_VONAGE), CONFIG_CONSOLE);
    assert_int_equal(read_routes("", CONFIG_VONAGE, 1 + CONFIG_VONAGE), FAULT_NONE);
    assert_int_equal(carrier_routes_fallback(&routes, CONFIG_VONAGE), CONFIG_CARRIERS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_prefix_counts_then_the_channel),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(the_fallback_takes_over_and_the_carrier_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
