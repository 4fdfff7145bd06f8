/*
 * xmalloc_test.c: allocation that cannot fail (base/memory.h): room for nothing, zeroes, and the end of it.

 *
 * SPDX-License-Identifier: ISC
 */
#include "base/memory.h"

#include "store_fixture.h"

static int
ask_for_too_much(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    if (nth == 0)
        free(xmalloc(SIZE_MAX / 2));
    else if (nth == 1)
        free(xcalloc(SIZE_MAX / 2, 4));
    else if (nth == 2)
        free(xreallocarray(NULL, SIZE_MAX / 2, 4));
    else
        xchecked(NULL);
    return 0;
}

static void
too_much_ends_the_program(void **state)
{
    (void)state;
    for (int nth = 0; nth < 4; nth++)
        assert_int_equal(store_fixture_wait(store_fixture_child(NULL, ask_for_too_much, nth)), 1);
}

static void
nothing_is_a_place_too(void **state)
{
    void *array = xreallocarray(NULL, 0, 8);
    (void)state;
    free(xmalloc(0));
    free(xcalloc(0, 8));
    free(xreallocarray(array, 0, 0));
}

static void
arrays_are_zeroed_and_keep_what_is_in_them(void **state)
{
    int *numbers = xcalloc(100, sizeof *numbers);
    (void)state;
    for (int i = 0; i < 100; i++)
        assert_int_equal(numbers[i], 0);
    numbers[99] = 7;
    numbers = xreallocarray(numbers, 10000, sizeof *numbers);
    assert_int_equal(numbers[99], 7);
    free(numbers);
}

static void
texts_are_copied(void **state)
{
    char *whole = xstrdup("a text"), *part = xstrndup("a text", 3);
    (void)state;
    assert_string_equal(whole, "a text");
    assert_string_equal(part, "a t");
    free(whole);
    free(part);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(too_much_ends_the_program),
        cmocka_unit_test(nothing_is_a_place_too),
        cmocka_unit_test(arrays_are_zeroed_and_keep_what_is_in_them),
        cmocka_unit_test(texts_are_copied),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
