/*
 * ip_address_test.c: addresses and networks as operators and proxies write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/ip_address.h"

#include "store_fixture.h"

static void
addresses_are_read_and_written(void **state)
{
    static const struct {
        const char *text, *written;
        uint8_t length;
    } table[] = {
        {"192.0.2.1", "192.0.2.1", 4},
        {"0.0.0.0", "0.0.0.0", 4},
        {"255.255.255.255", "255.255.255.255", 4},
        {"::1", "::1", 16},
        {"::", "::", 16},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1", 16},
        {"::ffff:192.0.2.1", "192.0.2.1", 4},
        {"::ffff:c000:201", "192.0.2.1", 4},
        {"::192.0.2.1", "::192.0.2.1", 16},
        {"1111:2222:3333:4444:5555:6666:255.255.255.255", "1111:2222:3333:4444:5555:6666:ffff:ffff", 16},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct ip_address a;
        char text[IP_ADDRESS_SIZE];
        assert_int_equal(ip_address_parse(table[i].text, &a), FAULT_NONE);
        assert_int_equal(a.length, table[i].length);
        ip_address_format(&a, text);
        assert_string_equal(text, table[i].written);
    }
}

static void
what_is_no_address_is_refused(void **state)
{
    static const char *const table[] = {"", " ", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", " 1.2.3.4",
        "1.2.3.4:80", "[::1]", "::1%eth0", ":::", "1::2::3", "12345::", "g::", "localhost", "0x7f.1",
        "1.2.3.4/8", "::1/64", "unknown", "_hidden"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct ip_address a = {.length = 4};
        char text[IP_ADDRESS_SIZE] = "?";
        assert_int_equal(ip_address_parse(table[i], &a), FAULT_INPUT);
        assert_int_equal(a.length, 0);
        ip_address_format(&a, text);
        assert_string_equal(text, "");
    }
}

static void
anonymous_is_the_network(void **state)
{
    static const struct {
        const char *text, *kept;
    } table[] = {
        {"192.0.2.255", "192.0.2.0"},
        {"10.1.2.0", "10.1.2.0"},
        {"::ffff:192.0.2.77", "192.0.2.0"},
        {"2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::"},
        {"2001:db8:ffff::1", "2001:db8:ffff::"},
        {"::1", "::"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct ip_address a;
        char text[IP_ADDRESS_SIZE];
        assert_int_equal(ip_address_parse(table[i].text, &a), FAULT_NONE);
        ip_address_anonymize(&a);
        ip_address_format(&a, text);
        assert_string_equal(text, table[i].kept);
    }
    struct ip_address none = {0};
    ip_address_anonymize(&none);
    assert_int_equal(none.length, 0);
}

static void
a_network_holds_its_addresses(void **state)
{
    static const struct {
        const char *network, *address;
        bool holds;
    } table[] = {
        {"10.0.0.0/8", "10.255.255.255", true},
        {"10.0.0.0/8", "11.0.0.0", false},
        {"10.0.0.0/8", "9.255.255.255", false},
        {"192.0.2.128/25", "192.0.2.128", true},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.5/31", "192.0.2.4", true},
        {"192.0.2.5/31", "192.0.2.6", false},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.1/32", "::ffff:192.0.2.1", true},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "::1", false},
        {"::/0", "2001:db8::1", true},
        {"::/0", "192.0.2.1", false},
        {"2001:db8::/32", "2001:db8:ffff::1", true},
        {"2001:db8::/32", "2001:db9::", false},
        {"2001:db8::/33", "2001:db8:8000::", false},
        {"2001:db8::/33", "2001:db8:7fff::", true},
        {"::1/128", "::1", true},
        {"::1", "::2", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct network net;
        struct ip_address a;
        assert_int_equal(network_parse(table[i].network, &net), FAULT_NONE);
        assert_int_equal(ip_address_parse(table[i].address, &a), FAULT_NONE);
        if (network_contains(&net, &a) != table[i].holds)
            fail_msg("%s and %s", table[i].network, table[i].address);
    }
    struct network all;
    assert_int_equal(network_parse("0.0.0.0/0", &all), FAULT_NONE);
    assert_false(network_contains(&all, &(struct ip_address){0}));
}

static void
bad_networks_are_refused(void **state)
{
    static const char *const table[] = {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1",
        "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8x", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0", "::/129",
        "::/99999999999999999999", "10.0.0/8", "example.com/8",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/128"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct network net;
        if (network_parse(table[i], &net) != FAULT_INPUT)
            fail_msg("%s is taken for a network", table[i]);
    }
}

static void
lists_of_networks(void **state)
{
    struct network nets[3];
    size_t count;
    (void)state;
    assert_int_equal(network_parse_list("", nets, 3, &count), FAULT_NONE);
    assert_int_equal(count, 0);
    assert_int_equal(network_parse_list(" ,, ", nets, 3, &count), FAULT_NONE);
    assert_int_equal(count, 0);
    assert_int_equal(network_parse_list(",127.0.0.1, 10.0.0.0/8 ::1,", nets, 3, &count), FAULT_NONE);
    assert_int_equal(count, 3);
    assert_int_equal(nets[0].bits, 32);
    assert_int_equal(nets[1].bits, 8);
    assert_int_equal(nets[2].bits, 128);
    assert_int_equal(network_parse_list("1.1.1.1 2.2.2.2 3.3.3.3", nets, 3, &count), FAULT_NONE);
    assert_int_equal(network_parse_list("1.1.1.1 2.2.2.2 3.3.3.3 4.4.4.4", nets, 3, &count), FAULT_FULL);
    assert_int_equal(network_parse_list("1.1.1.1, proxy", nets, 3, &count), FAULT_INPUT);
    assert_int_equal(network_parse_list("1.1.1.1;2.2.2.2", nets, 3, &count), FAULT_INPUT);
}

static void
what_nobody_on_the_internet_has_is_not_public(void **state)
{
    static const char *const inside[] = {"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::7f00:1",
        "64:ff9b::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:a00:1::", "fc00::1", "fdff::1", "fe80::1",
        "fec0::1", "ff02::1"};
    static const char *const outside[] = {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0",
        "172.15.255.255", "172.32.0.0", "192.0.1.1", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
        "2a00:1450::1", "2001:200::1", "::ffff:8.8.8.8"};
    struct ip_address address;
    (void)state;
    for (size_t i = 0; i < COUNT(inside); i++) {
        assert_int_equal(ip_address_parse(inside[i], &address), FAULT_NONE);
        if (ip_address_is_public(&address))
            fail_msg("%s", inside[i]);
    }
    for (size_t i = 0; i < COUNT(outside); i++) {
        assert_int_equal(ip_address_parse(outside[i], &address), FAULT_NONE);
        if (!ip_address_is_public(&address))
            fail_msg("%s", outside[i]);
    }
    assert_false(ip_address_is_public(&(struct ip_address){.length = 0}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(anonymous_is_the_network),
        cmocka_unit_test(a_network_holds_its_addresses),
        cmocka_unit_test(bad_networks_are_refused),
        cmocka_unit_test(lists_of_networks),
        cmocka_unit_test(what_nobody_on_the_internet_has_is_not_public),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
