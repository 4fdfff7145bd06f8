/*
 * app_link_test.c: which apps a list names, and what is no list of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "base/app_link.h"
#include "store_fixture.h"

#define TEN      "00:11:22:33:44:55:66:77:88:99"
#define PRINT    TEN ":" TEN ":" TEN ":AA:bf"
#define CAPITALS TEN ":" TEN ":" TEN ":AA:BF"

static const struct {
    app_link_read *read;
    const char *list;
    unsigned count; /* 0, and not "": it is refused */
} lists[] = {
    {app_link_read_ios, "", 0},
    {app_link_read_ios, ", ,", 0},
    {app_link_read_ios, "ABCDE12345.com.example.app", 1},
    {app_link_read_ios, " ABCDE12345.com.example.app,ABCDE12345.com.example.my-app X1234567Y9.a", 3},
    {app_link_read_android, "com.example.app/" PRINT, 1},
    {app_link_read_android, "com.example.app/" PRINT ", com.example.a_b/" PRINT, 2},
};

static const struct {
    app_link_read *read;
    const char *list;
} refused[] = {
    {app_link_read_ios, "com.example.app"},
    {app_link_read_ios, "ABCDE12345"},
    {app_link_read_ios, "ABCDE12345."},
    {app_link_read_ios, "ABCDE1234.com.example.app"},
    {app_link_read_ios, "ABCDE123456.com.example.app"},
    {app_link_read_ios, "ABCDE-2345.com.example.app"},
    {app_link_read_ios, "ABCDE12345.com.example.*"},
    {app_link_read_ios, "ABCDE12345.com.example.app; ABCDE12345.com.example.b"},
    {app_link_read_ios, "ABCDE12345.com.example.app, com.example.b"},
    {app_link_read_android, "com.example.app"},
    {app_link_read_android, "com.example.app/"},
    {app_link_read_android, "/" PRINT},
    {app_link_read_android, "app/" PRINT},
    {app_link_read_android, "com.example.app/" TEN ":" TEN ":" TEN ":AA"},
    {app_link_read_android, "com.example.app/" PRINT ":00"},
    {app_link_read_android, "com.example.app/" TEN ":" TEN ":" TEN ":AA:BG"},
    {app_link_read_android, "com.example.app/" TEN ":" TEN ":" TEN ":AA-BF"},
    {app_link_read_android, "com.example.app/" PRINT "/" PRINT},
};

static void
lists_are_read(void **state)
{
    struct app_link app;
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const char *at = lists[i].list;
        unsigned count = 0;
        assert_true(app_link_check(lists[i].list, lists[i].read));
        while (app_link_next(&at, lists[i].read, &app))
            count++;
        assert_int_equal(count, lists[i].count);
    }
}

static void
what_is_no_list_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (app_link_check(refused[i].list, refused[i].read))
            fail_msg("%s", refused[i].list);
}

static void
a_fingerprint_has_capitals(void **state)
{
    struct app_link app;
    const char *at = "com.example.app/" PRINT;
    (void)state;
    assert_true(app_link_next(&at, app_link_read_android, &app));
    assert_string_equal(app.id, "com.example.app");
    assert_string_equal(app.fingerprint, CAPITALS);
}

static void
an_id_that_is_too_long_is_refused(void **state)
{
    char id[APP_LINK_ID_MAX + 2];
    (void)state;
    memset(id, 'a', sizeof id - 1);
    id[10] = '.';
    id[APP_LINK_ID_MAX + 1] = '\0';
    assert_false(app_link_check(id, app_link_read_ios));
    id[APP_LINK_ID_MAX] = '\0';
    assert_true(app_link_check(id, app_link_read_ios));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test(a_fingerprint_has_capitals),
        cmocka_unit_test(an_id_that_is_too_long_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
