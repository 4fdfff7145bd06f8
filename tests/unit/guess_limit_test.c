/*
 * guess_limit_test.c: how often passwords may be tried, from one address and for one link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/guess_limit.h"

#include "base/timestamp.h"
#include "store_fixture.h"

#define START (INT64_C(1700000000) * TIMESTAMP_SECOND)

static enum fault
take(struct store_fixture *fixture, const char *text, uint64_t link, int64_t now, int64_t *wait)
{
    struct ip_address address;
    assert_int_equal(ip_address_parse(text, &address), FAULT_NONE);
    return guess_limit_take(fixture->env, &address, link, 3, now, wait);
}

static void
an_address_has_its_tries_for_all_links(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait = 0;
    for (uint64_t link = 0; link < 3; link++)
        assert_int_equal(take(fixture, "192.0.2.1", link, START, &wait), FAULT_NONE);
    assert_int_equal(take(fixture, "192.0.2.1", 9, START, &wait), FAULT_REFUSED);
    assert_int_equal(wait, 20);
    assert_int_equal(take(fixture, "192.0.2.2", 9, START, &wait), FAULT_NONE);
    assert_int_equal(take(fixture, "192.0.2.1", 9, START + 20 * TIMESTAMP_SECOND, &wait), FAULT_NONE);
}

static void
a_network_of_ipv6_is_one_address(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait = 0;
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            take(fixture, i == 0 ? "2001:db8::1" : "2001:db8::ffff:2", 1, START, &wait), FAULT_NONE);
    assert_int_equal(take(fixture, "2001:db8::3", 1, START, &wait), FAULT_REFUSED);
    assert_int_equal(take(fixture, "2001:db8:0:1::3", 1, START, &wait), FAULT_NONE);
}

/* Those who may not try any more take nothing from a link's. */
static void
a_link_has_tries_of_all_addresses(void **state)
{
    struct store_fixture *fixture = *state;
    int64_t wait = 0;
    char text[32];
    for (int i = 0; i < 100; i++)
        take(fixture, "192.0.2.200", 5, START, &wait);
    unsigned taken = 3;
    for (int i = 1; i <= 40; i++) {
        snprintf(text, sizeof text, "198.51.100.%d", i);
        taken += take(fixture, text, 5, START, &wait) == FAULT_NONE ? 1 : 0;
    }
    assert_int_equal(taken, 3 * GUESS_LIMIT_ADDRESSES);
    assert_int_equal(take(fixture, "203.0.113.1", 5, START, &wait), FAULT_REFUSED);
    assert_int_equal(take(fixture, "203.0.113.1", 6, START, &wait), FAULT_NONE);
}

static void
without_a_limit_all_may_try(void **state)
{
    struct store_fixture *fixture = *state;
    struct ip_address address;
    int64_t wait = 0;
    assert_int_equal(ip_address_parse("192.0.2.1", &address), FAULT_NONE);
    for (int i = 0; i < 50; i++)
        assert_int_equal(guess_limit_take(fixture->env, &address, 1, 0, START, &wait), FAULT_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(an_address_has_its_tries_for_all_links),
        WITH_STORE(a_network_of_ipv6_is_one_address),
        WITH_STORE(a_link_has_tries_of_all_addresses),
        WITH_STORE(without_a_limit_all_may_try),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
