/*
 * client_address_test.c: whose address a request has, behind trusted proxies and others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/client_address.h"

#include "store_fixture.h"

static void
client_is(
    const char *header, const char *trusted, const char *peer, const char *forwarded, const char *wanted)
{
    struct trusted_proxies proxies;
    struct ip_address client;
    char text[IP_ADDRESS_SIZE];
    assert_int_equal(
        network_parse_list(trusted, proxies.networks, TRUSTED_PROXIES_MAX, &proxies.count), FAULT_NONE);
    trusted_proxies_set_header(&proxies, header);
    client_address(&proxies, peer, forwarded, &client);
    ip_address_format(&client, text);
    if (strcmp(text, wanted) != 0)
        fail_msg("%s: %s: %s, not %s", header, forwarded, text, wanted);
}

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
        client_is(
            "X-Forwarded-For", table[i].trusted, table[i].peer, table[i].forwarded_for, table[i].client);
    }
}

/* An entry as one proxy or another writes it; an empty client is one that cannot be read. */
static void
an_entry_with_more_than_an_address(void **state)
{
    static const struct {
        const char *entry, *client;
    } table[] = {
        {"198.51.100.7:54321", "198.51.100.7"}, /* Azure Application Gateway, IIS */
        {"198.51.100.7:0", "198.51.100.7"},
        {"[2001:db8::7]:443", "2001:db8::7"},
        {"[2001:db8::7]", "2001:db8::7"},
        {"2001:db8::7", "2001:db8::7"},
        {"2001:db8:0:0:0:0:0:7", "2001:db8::7"},
        {"\"198.51.100.7\"", "198.51.100.7"},
        {"\"198.51.100.7:80\"", "198.51.100.7"},
        {"\"[2001:db8::7]:80\"", "2001:db8::7"},
        {"\" 198.51.100.7 \"", "198.51.100.7"},
        {" \t198.51.100.7\t ", "198.51.100.7"},
        {"fe80::7%eth0", "fe80::7"},
        {"fe80::7%25eth0", "fe80::7"},
        {"[fe80::7%3]:8080", "fe80::7"},
        {"::ffff:198.51.100.7", "198.51.100.7"},
        {"[::ffff:198.51.100.7]:80", "198.51.100.7"},
        {"198.51.100.7:_http", "198.51.100.7"}, /* RFC 7239, 6: a hidden port */
        {"198.51.100.7:", ""},
        {"198.51.100.7:http", ""},
        {"198.51.100.7:123456", ""},
        {"198.51.100.7:80:90", ""},
        {"198.51.100.7 80", ""},
        {"198.51.100.7%eth0", ""},
        {"fe80::7%", ""},
        {"[2001:db8::7", ""},
        {"2001:db8::7]", ""},
        {"[2001:db8::7]443", ""},
        {"[]", ""},
        {"\"198.51.100.7", ""},
        {"\"", ""},
        {"'198.51.100.7'", ""},
        {"unknown", ""},
        {"_hidden", ""},
        {"client.example:80", ""},
        {"198.51.100", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[128];
        const char *client = table[i].client[0] != '\0' ? table[i].client : "10.2.3.4";
        snprintf(text, sizeof text, "203.0.113.9, %s, 10.2.3.4:4711", table[i].entry);
        client_is("X-Forwarded-For", "10.0.0.0/8", "10.0.0.1", text, client);
        client = table[i].client[0] != '\0' ? table[i].client : "10.0.0.1";
        client_is("CF-Connecting-IP", "10.0.0.0/8", "10.0.0.1", table[i].entry, client);
        client_is("CF-Connecting-IP", "10.0.0.0/8", "192.0.2.1", table[i].entry, "192.0.2.1");
        snprintf(text, sizeof text, "for=%s;proto=https", table[i].entry);
        client_is("Forwarded", "10.0.0.0/8", "10.0.0.1", text, client);
    }
}

/* RFC 7239, 4 and 7.4, and what clients make up. */
static void
forwarded(void **state)
{
    static const struct {
        const char *value, *client;
    } table[] = {
        {"", "10.0.0.1"},
        {"for=198.51.100.7", "198.51.100.7"},
        {"For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"},
        {"for=198.51.100.7;proto=http;by=203.0.113.43", "198.51.100.7"},
        {"proto=https; by=203.0.113.43 ; FOR = 198.51.100.7", "198.51.100.7"},
        {"for=203.0.113.9, for=198.51.100.7", "198.51.100.7"},
        {"for=203.0.113.9, for=198.51.100.7;host=\"a,b;for=10.1.1.1\", for=10.2.3.4", "198.51.100.7"},
        {"for=203.0.113.9, for=198.51.100.7,, for=10.2.3.4 ,", "198.51.100.7"},
        {"for=203.0.113.9;host=\"open, for=198.51.100.7", "198.51.100.7"}, /* a client's open quote */
        {"for=unknown, for=10.2.3.4", "10.2.3.4"},
        {"for=_gazonk", "10.0.0.1"},
        {"for=\"_gazonk:80\"", "10.0.0.1"},
        {"for=198.51.100.7, proto=https", "10.0.0.1"},
        {"for=203.0.113.9;for=198.51.100.7", "10.0.0.1"},
        {"forx=198.51.100.7", "10.0.0.1"},
        {"for", "10.0.0.1"},
        {"for=", "10.0.0.1"},
        {"198.51.100.7", "10.0.0.1"},
        {"for=10.9.9.9, for=10.2.3.4", "10.9.9.9"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        client_is("forwarded", "10.0.0.0/8", "10.0.0.1", table[i].value, table[i].client);
    client_is("Forwarded", "", "10.0.0.1", "for=198.51.100.7", "10.0.0.1");
    client_is("Forwarded", "10.0.0.0/8", "192.0.2.1", "for=198.51.100.7", "192.0.2.1");
}

static void
a_header_is_a_variable(void **state)
{
    struct trusted_proxies proxies;
    (void)state;
    trusted_proxies_set_header(&proxies, "X-Forwarded-For");
    assert_string_equal(proxies.variable, "HTTP_X_FORWARDED_FOR");
    trusted_proxies_set_header(&proxies, "cf-connecting-ip");
    assert_string_equal(proxies.variable, "HTTP_CF_CONNECTING_IP");
}

/* The end of the list is what our proxies wrote: it counts, whatever a client put before it. */
static void
a_list_that_is_too_long(void **state)
{
    static char list[8192];
    (void)state;
    while (strlen(list) < 7000)
        strcat(list, "203.0.113.9, ");
    strcat(list, "198.51.100.7, 10.2.3.4");
    client_is("X-Forwarded-For", "10.0.0.0/8", "10.0.0.1", list, "198.51.100.7");
    strcpy(strstr(list, "198.51"), "for=\"[2001:db8::7]:80\" ; proto=https, for=10.2.3.4");
    client_is("Forwarded", "10.0.0.0/8", "10.0.0.1", list, "2001:db8::7");
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_client),
        cmocka_unit_test(an_entry_with_more_than_an_address),
        cmocka_unit_test(forwarded),
        cmocka_unit_test(a_header_is_a_variable),
        cmocka_unit_test(a_list_that_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
