/*
 * client_address_test.c: whose address a request has, behind trusted proxies and others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/client_address.h"

#include "store_fixture.h"

static void
the_client(void **state)
{
    static const struct {
        const char *trusted, *peer, *forwarded_for, *client;
    } table[] = {
        {"", "192.0.2.1", "", "192.0.2.1"},
        {"", "192.0.2.1", "198.51.100.7", "192.0.2.1"}, /* nobody is trusted */
        {"10.0.0.0/8", "192.0.2.1", "198.51.100.7", "192.0.2.1"},
        {"10.0.0.0/8", "10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.0/8", "10.0.0.1", "198.51.100.7", "198.51.100.7"},
        /* What a client writes itself stands before what our proxy adds. */
        {"10.0.0.0/8", "10.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
        {"10.0.0.0/8", "10.0.0.1", "203.0.113.9, 198.51.100.7, 10.2.3.4", "198.51.100.7"},
        {"10.0.0.0/8, 192.0.2.0/24", "10.0.0.1", "198.51.100.7,192.0.2.8\t, 10.2.3.4 ,", "198.51.100.7"},
        {"10.0.0.0/8", "10.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"}, /* all trusted: the first of them */
        {"10.0.0.0/8", "10.0.0.1", "198.51.100.7, unknown", "10.0.0.1"},
        {"10.0.0.0/8", "10.0.0.1", "198.51.100.7, unknown, 10.2.3.4", "10.2.3.4"},
        {"2001:db8::/32", "2001:db8::1", "2001:4860::5", "2001:4860::5"},
        {"10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct trusted_proxies proxies;
        assert_int_equal(
            network_parse_list(table[i].trusted, proxies.networks, TRUSTED_PROXIES_MAX, &proxies.count),
            FAULT_NONE);
        struct ip_address client;
        client_address(&proxies, table[i].peer, table[i].forwarded_for, &client);
        char text[IP_ADDRESS_SIZE];
        ip_address_format(&client, text);
        assert_string_equal(text, table[i].client);
    }
}

/* The end of the list is what our proxies wrote: it counts, whatever a client put before it. */
static void
a_list_that_is_too_long(void **state)
{
    static char list[8192];
    struct trusted_proxies proxies;
    struct ip_address client;
    char text[IP_ADDRESS_SIZE];
    (void)state;
    assert_int_equal(
        network_parse_list("10.0.0.0/8", proxies.networks, TRUSTED_PROXIES_MAX, &proxies.count), FAULT_NONE);
    while (strlen(list) < 7000)
        strcat(list, "203.0.113.9, ");
    strcat(list, "198.51.100.7, 10.2.3.4");
    client_address(&proxies, "10.0.0.1", list, &client);
    ip_address_format(&client, text);
    assert_string_equal(text, "198.51.100.7");
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_client),
        cmocka_unit_test(a_list_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
