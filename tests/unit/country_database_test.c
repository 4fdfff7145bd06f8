/*
 * country_database_test.c: countries of addresses, in both layouts of files, and files that come and go.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/country_database.h"

#include "store_fixture.h"

static char directory[128], path[160];

static int
begin(void **state)
{
    (void)state;
    store_fixture_make_directory(directory, sizeof directory);
    snprintf(path, sizeof path, "%s/countries.mmdb", directory);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    store_fixture_remove_directory(directory);
    return 0;
}

/* Puts a file in place: version, layout, and networks with their countries. */
static void
place(const char *what)
{
    char command[4096];
    snprintf(command, sizeof command, TOP_SRCDIR "/tests/mmdb.py %s %s", path, what);
    assert_int_equal(system(command), 0);
}

/* The country of an address; "" for none. */
static const char *
find(const struct country_database *database, const char *text)
{
    static char country[COUNTRY_SIZE];
    struct ip_address address;
    ip_address_parse(text, &address);
    if (!country_database_find(database, &address, country))
        country[0] = '\0';
    return country;
}

struct sample {
    const char *address, *country;
};

static void
check(const char *file, const struct sample *samples, size_t count)
{
    place(file);
    struct country_database *database = country_database_open(path);
    assert_true(country_database_is_open(database));
    for (size_t i = 0; i < count; i++)
        assert_string_equal(find(database, samples[i].address), samples[i].country);
    country_database_free(database);
}

static void
both_layouts_and_both_versions_are_read(void **state)
{
    (void)state;
    static const struct sample samples[] = {{"198.51.100.7", "DE"}, {"198.51.100.255", "DE"},
        {"198.51.101.0", ""}, {"203.0.113.200", "FR"}, {"203.0.113.100", ""}, {"::ffff:198.51.100.7", "DE"},
        {"2001:db8:1::9", "JP"}, {"2001:db8:2::9", ""}, {"10.1.2.3", ""}, {"::1", ""}, {"", ""}};
    check("6 flat 198.51.100.0/24=DE 203.0.113.128/25=FR 2001:db8:1::/48=JP", samples, COUNT(samples));
    check("6 nested 198.51.100.0/24=DE 203.0.113.128/25=FR 2001:db8:1::/48=JP", samples, COUNT(samples));
}

static void
ipv6_in_a_file_for_ipv4_is_unknown(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"198.51.100.7", "DE"}, {"2001:db8:1::9", ""}, {"::ffff:198.51.100.7", "DE"}, {"::", ""}};
    check("4 nested 198.51.100.0/24=DE", samples, COUNT(samples));
}

static void
what_is_no_code_is_unknown(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"192.0.2.1", ""}, {"192.0.2.65", ""}, {"192.0.2.129", ""}, {"192.0.2.193", "GB"}};
    check("4 flat 192.0.2.0/26=de 192.0.2.64/26=DEU 192.0.2.128/26= 192.0.2.192/26=GB", samples,
        COUNT(samples));
}

static void
a_file_comes_is_replaced_and_goes(void **state)
{
    (void)state;
    struct country_database *database = country_database_open(path);
    assert_false(country_database_is_open(database));
    assert_string_equal(find(database, "198.51.100.7"), "");
    place("4 flat 198.51.100.0/24=DE");
    country_database_refresh(database);
    assert_string_equal(find(database, "198.51.100.7"), "DE");
    place("4 flat 198.51.100.0/24=AT");
    assert_string_equal(find(database, "198.51.100.7"), "DE");
    country_database_refresh(database);
    assert_string_equal(find(database, "198.51.100.7"), "AT");
    unlink(path);
    country_database_refresh(database); /* the one that is open goes on */
    assert_string_equal(find(database, "198.51.100.7"), "AT");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("no database", file);
    fclose(file);
    country_database_refresh(database);
    assert_false(country_database_is_open(database));
    assert_string_equal(find(database, "198.51.100.7"), "");
    country_database_free(database);
}

/* More addresses, and countries, than are kept, each asked more than once. */
static void
kept_countries_are_those_of_the_file(void **state)
{
    enum { NETWORKS = 120, ADDRESSES = 3000 };
    static char what[NETWORKS * 24 + 16];
    (void)state;
    struct country_database *database = country_database_open(path);
    for (int file = 0; file < 2; file++) {
        size_t length = (size_t)sprintf(what, "4 flat");
        for (int i = 0; i < NETWORKS; i++) /* every tenth has none */
            if (i % 10 != 0)
                length += (size_t)sprintf(
                    what + length, " 10.0.%d.0/24=%c%c", i, 'A' + (i + file) % 26, 'A' + i / 26);
        place(what);
        country_database_refresh(database);
        for (int turn = 0; turn < 3; turn++)
            for (int k = 0; k < ADDRESSES; k++) {
                const int i = k * 7 % (NETWORKS + 5);
                char address[32], wanted[COUNTRY_SIZE] = "";
                snprintf(address, sizeof address, "10.0.%d.%d", i, k % 256);
                if (i % 10 != 0 && i < NETWORKS)
                    snprintf(wanted, sizeof wanted, "%c%c", 'A' + (i + file) % 26, 'A' + i / 26);
                assert_string_equal(find(database, address), wanted);
            }
    }
    country_database_free(database);
}

static void
no_path_is_no_file(void **state)
{
    (void)state;
    struct country_database *database = country_database_open("");
    country_database_refresh(database);
    assert_false(country_database_is_open(database));
    assert_string_equal(find(database, "198.51.100.7"), "");
    country_database_free(database);
}

#define WITH_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIRECTORY(both_layouts_and_both_versions_are_read),
        WITH_DIRECTORY(ipv6_in_a_file_for_ipv4_is_unknown),
        WITH_DIRECTORY(what_is_no_code_is_unknown),
        WITH_DIRECTORY(a_file_comes_is_replaced_and_goes),
        WITH_DIRECTORY(kept_countries_are_those_of_the_file),
        WITH_DIRECTORY(no_path_is_no_file),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
