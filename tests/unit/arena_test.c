/*
 * arena_test.c: memory taken piece by piece: zeroed, aligned, apart from each other, and all given back.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/arena.h"

#include <stdalign.h>

#include "store_fixture.h"

static void
pieces_are_zeroed_aligned_and_apart(void **state)
{
    struct arena arena = {0};
    unsigned char *pieces[300];
    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        const size_t size = i * 7 % 600;
        pieces[i] = arena_alloc(&arena, size);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            assert_int_equal(pieces[i][k], 0);
        memset(pieces[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < COUNT(pieces); i++)
        for (size_t k = 0; k < i * 7 % 600; k++)
            assert_int_equal(pieces[i][k], i % 255 + 1);
    arena_free(&arena);
    assert_null(arena.last);
}

static void
a_piece_may_be_larger_than_a_block(void **state)
{
    struct arena arena = {0};
    (void)state;
    memset(arena_alloc(&arena, 1000000), 'x', 1000000);
    memset(arena_alloc(&arena, 10), 'y', 10);
    arena_free(&arena);
}

static void
a_copy_ends_with_a_nul(void **state)
{
    struct arena arena = {0};
    (void)state;
    assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(&arena, "", 0), "");
    assert_memory_equal(arena_copy(&arena, "a\0b", 3), "a\0b", 4);
    arena_free(&arena);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_piece_may_be_larger_than_a_block),
        cmocka_unit_test(a_copy_ends_with_a_nul),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
