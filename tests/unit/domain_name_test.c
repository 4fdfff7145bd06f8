/*
 * domain_name_test.c: what is a host's name, and which of them are the same.
 *
 * SPDX-License-Identifier: ISC
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/domain_name.h"
#include "store_fixture.h"

#define LABEL_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"

/* name: NULL, if it is none. */
static const struct {
    const char *host, *name;
} hosts[] = {
    {"go.example.com", "go.example.com"},
    {"Go.EXAMPLE.Com", "go.example.com"},
    {"go.example.com.", "go.example.com"},
    {"GO.example.com.:8443", "go.example.com"},
    {"go.example.com:80", "go.example.com"},
    {"go.example.com:", "go.example.com"}, /* RFC 3986, 3.2.3: a port may be empty */
    {"go.example.com:65535", "go.example.com"},
    {"localhost", "localhost"},
    {"a_b.example", "a_b.example"},
    {"xn--bcher-kva.example", "xn--bcher-kva.example"},
    {"XN--BCHER-KVA.example:443", "xn--bcher-kva.example"},
    {"192.0.2.1", "192.0.2.1"},
    {"192.0.2.1:8080", "192.0.2.1"},
    {"[::1]", "[::1]"},
    {"[::1]:8080", "[::1]"},
    {"[0:0:0:0:0:0:0:1]", "[::1]"},
    {"[2001:DB8::A]", "[2001:db8::a]"},
    {LABEL_50 "." LABEL_50 "x", NULL}, /* 102 */
    {LABEL_50 "." LABEL_50, NULL},     /* 101 */
    {LABEL_50 ".bcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx",
        LABEL_50 ".bcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"}, /* 100 */
    {"", NULL},
    {".", NULL},
    {"..", NULL},
    {":", NULL},
    {":80", NULL},
    {"go..example.com", NULL},
    {".example.com", NULL},
    {"go.example.com..", NULL},
    {"go.example.com:80:80", NULL},
    {"go.example.com:-1", NULL},
    {"go.example.com:65536", NULL},
    {"go.example.com:000000080", NULL},
    {"go.example.com: 80", NULL},
    {"go.example.com/", NULL},
    {"go.example.com/x", NULL},
    {"me@go.example.com", NULL},
    {"go example.com", NULL},
    {" go.example.com", NULL},
    {"go.example.com\t", NULL},
    {"go%2eexample.com", NULL},
    {"go.example.com#", NULL},
    {"go.example.com,other.example.com", NULL},
    {"//go.example.com", NULL},
    {"*", NULL},
    {"::1", NULL},
    {"[::1", NULL},
    {"[::1]x", NULL},
    {"[::1]:x", NULL},
    {"[]", NULL},
    {"[::ffff:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:1]", NULL},
    {"[go.example.com]", NULL},
};

/* What a person may write besides. A Host has no such bytes (RFC 3986, 3.2.2: A-labels are sent). */
static const struct {
    const char *text, *name;
} typed[] = {
    {"b\xc3\xbc"
     "cher.example",
        "xn--bcher-kva.example"},
    {"B\xc3\x9c"
     "CHER.Example.:8443",
        "xn--bcher-kva.example"},
    {"\xe4\xbe\x8b\xe3\x81\x88.example", "xn--r8jz45g.example"},
    {"b\xc3\xbc"
     "cher.example/x",
        NULL},
    {"me@b\xc3\xbc"
     "cher.example",
        NULL},
    {"b\xc3"
     "cher.example",
        NULL},
    {"\xff", NULL},
};

static void
hosts_are_compared_by_their_names(void **state)
{
    char name[DOMAIN_NAME_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        const enum fault wanted = hosts[i].name != NULL ? FAULT_NONE : FAULT_INPUT;
        if (domain_name_of_host(hosts[i].host, name) != wanted ||
            strcmp(name, wanted == FAULT_NONE ? hosts[i].name : "") != 0)
            fail_msg("%s is %s", hosts[i].host, name);
        if (domain_name_parse(hosts[i].host, name) != wanted)
            fail_msg("%s, typed, is %s", hosts[i].host, name);
    }
}

static void
people_write_names_as_they_are_read(void **state)
{
    char name[DOMAIN_NAME_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
        const enum fault wanted = typed[i].name != NULL ? FAULT_NONE : FAULT_INPUT;
        if (domain_name_parse(typed[i].text, name) != wanted ||
            strcmp(name, wanted == FAULT_NONE ? typed[i].name : "") != 0)
            fail_msg("%s is %s", typed[i].text, name);
        assert_int_equal(domain_name_of_host(typed[i].text, name), FAULT_INPUT);
    }
}

static void
a_name_reads_as_itself(void **state)
{
    char name[DOMAIN_NAME_MAX + 1], again[DOMAIN_NAME_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (domain_name_of_host(hosts[i].host, name) == FAULT_NONE) {
            assert_int_equal(domain_name_of_host(name, again), FAULT_NONE);
            assert_string_equal(name, again);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_compared_by_their_names),
        cmocka_unit_test(people_write_names_as_they_are_read),
        cmocka_unit_test(a_name_reads_as_itself),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
