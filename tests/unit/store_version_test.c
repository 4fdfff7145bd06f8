/*
 * store_version_test.c: the file VERSION read, written, and what it lets in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/store_version.h"

#include <sys/stat.h>

#include "store_fixture.h"

static char directory[128], path[160];

static int
begin(void **state)
{
    (void)state;
    store_fixture_make_directory(directory, sizeof directory);
    snprintf(path, sizeof path, "%s/VERSION", directory);
    return 0;
}

static int
end(void **state)
{
    (void)state;
    store_fixture_remove_directory(directory);
    return 0;
}

static void
holds(const char *text)
{
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void
a_version_is_read(void **state)
{
    (void)state;
    struct store_version version;
    static const struct {
        const char *text;
        struct store_version version;
    } table[] = {{"0\n", {.number = 0}}, {"1\n", {.number = 1}}, {"17\n", {.number = 17}},
        {"2 1\n", {.number = 1, .upgrading = true}}, {"1 0\n", {.number = 0, .upgrading = true}},
        {"10 9\n", {.number = 9, .upgrading = true}}, {"4 importing\n", {.number = 4, .importing = true}}};
    for (size_t i = 0; i < COUNT(table); i++) {
        holds(table[i].text);
        assert_int_equal(store_version_read(directory, &version), FAULT_NONE);
        assert_int_equal(version.number, table[i].version.number);
        assert_int_equal(version.upgrading, table[i].version.upgrading);
        assert_int_equal(version.importing, table[i].version.importing);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(store_version_read(directory, &version), FAULT_NONE);
    assert_int_equal(version.number, 0);
}

/* A file that a full disk has cut short must not count as an old store. */
static void
what_is_no_version_is_a_fault(void **state)
{
    (void)state;
    struct store_version version;
    static const char *const table[] = {"", "1", "\n", "one\n", "-1\n", "1 \n", "1\n2\n", "3 1\n", "1 1\n",
        "1 2\n", "2 1", "2 1 0\n", "4 importing", "4importing\n", "importing\n", "0x1\n", "99999999\n",
        "1.5\n"};
    for (size_t i = 0; i < COUNT(table); i++) {
        holds(table[i]);
        if (store_version_read(directory, &version) != FAULT_SYSTEM)
            fail_msg("\"%s\" is taken", table[i]);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(store_version_read(directory, &version), FAULT_SYSTEM);
    assert_int_equal(rmdir(path), 0);
}

static void
what_is_written_is_read(void **state)
{
    (void)state;
    static const struct store_version table[] = {{.number = 1}, {.number = 1, .upgrading = true},
        {.number = 2}, {.number = 0}, {.number = 41, .upgrading = true}, {.number = 4, .importing = true}};
    struct store_version version;
    struct stat at;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(store_version_write(directory, table[i]), FAULT_NONE);
        assert_int_equal(store_version_read(directory, &version), FAULT_NONE);
        assert_int_equal(version.number, table[i].number);
        assert_int_equal(version.upgrading, table[i].upgrading);
        assert_int_equal(version.importing, table[i].importing);
    }
    assert_int_equal(stat(path, &at), 0);
    assert_int_equal(at.st_mode & 0777, 0600);
    assert_int_equal(store_version_write("/nowhere", table[0]), FAULT_SYSTEM);
}

static void
only_the_right_versions_are_let_in(void **state)
{
    (void)state;
    static const struct {
        struct store_version version;
        unsigned least, most;
        enum fault fault;
    } table[] = {
        {{.number = 1}, 1, 1, FAULT_NONE},
        {{.number = 0}, 1, 1, FAULT_REFUSED},
        {{.number = 2}, 1, 1, FAULT_REFUSED},
        {{.number = 1, .upgrading = true}, 1, 1, FAULT_REFUSED}, /* the version before, during the step */
        {{.number = 1, .upgrading = true}, 2, 2, FAULT_REFUSED}, /* the version after */
        {{.number = 1, .upgrading = true}, 0, 2, FAULT_NONE},    /* what finishes the step */
        {{.number = 0}, 0, 2, FAULT_NONE},
        {{.number = 3}, 0, 2, FAULT_REFUSED},
        {{.number = 2, .upgrading = true}, 0, 2, FAULT_REFUSED},
        {{.number = 1, .importing = true}, 1, 1, FAULT_REFUSED},
        {{.number = 1, .importing = true}, 0, 2, FAULT_REFUSED},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(store_version_write(directory, table[i].version), FAULT_NONE);
        assert_int_equal(store_version_check(directory, table[i].least, table[i].most), table[i].fault);
    }
}

static void
only_an_import_enters_a_store_that_is_imported_into(void **state)
{
    (void)state;
    static const struct {
        struct store_version version;
        enum fault fault;
    } table[] = {
        {{.number = STORE_VERSION, .importing = true}, FAULT_NONE},
        {{.number = STORE_VERSION}, FAULT_REFUSED},
        {{.number = STORE_VERSION - 1, .importing = true}, FAULT_REFUSED},
        {{.number = STORE_VERSION - 1, .upgrading = true}, FAULT_REFUSED},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(store_version_write(directory, table[i].version), FAULT_NONE);
        assert_int_equal(store_version_check_import(directory), table[i].fault);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_is_read),
        cmocka_unit_test(what_is_no_version_is_a_fault),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(only_the_right_versions_are_let_in),
        cmocka_unit_test(only_an_import_enters_a_store_that_is_imported_into),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
