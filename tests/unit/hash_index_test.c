/*
 * hash_index_test.c: what was added is found, with all others of its hash, until the index is cleared.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/hash_index.h"

#include "store_fixture.h"

enum { ENTRIES = 5000 };

static uint32_t keys[ENTRIES];

static uint64_t
hash_of(uint32_t key)
{
    return hash_bytes(HASH_INIT, &key, sizeof key);
}

static size_t
find(const struct hash_index *index, uint64_t hash, uint32_t key)
{
    struct hash_search search;
    for (size_t at = hash_index_first(index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(index, &search))
        if (keys[at] == key)
            return at;
    return HASH_INDEX_NONE;
}

static void
every_entry_is_found_and_nothing_else(void **state)
{
    struct hash_index index;
    (void)state;
    hash_index_init(&index, ENTRIES);
    assert_int_equal(find(&index, hash_of(0), 0), HASH_INDEX_NONE);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        keys[i] = i * 7;
        hash_index_add(&index, hash_of(keys[i]), i);
    }
    assert_int_equal(index.count, ENTRIES);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        assert_int_equal(find(&index, hash_of(i * 7), i * 7), i);
        assert_int_equal(find(&index, hash_of(i * 7 + 1), i * 7 + 1), HASH_INDEX_NONE);
    }
    hash_index_clear(&index);
    for (uint32_t i = 0; i < ENTRIES; i++)
        assert_int_equal(find(&index, hash_of(i * 7), i * 7), HASH_INDEX_NONE);
    hash_index_free(&index);
}

static void
those_of_one_hash_are_all_found(void **state)
{
    struct hash_index index;
    (void)state;
    hash_index_init(&index, 100);
    for (uint32_t i = 0; i < 100; i++) {
        keys[i] = i;
        hash_index_add(&index, UINT64_MAX, i);
    }
    for (uint32_t i = 0; i < 100; i++)
        assert_int_equal(find(&index, UINT64_MAX, i), i);
    assert_int_equal(find(&index, UINT64_MAX, 100), HASH_INDEX_NONE);
    hash_index_free(&index);
}

/* The values of draft-eastlake-fnv. */
static void
the_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_true(hash_bytes(HASH_INIT, "", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(hash_bytes(HASH_INIT, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hash_bytes(hash_bytes(HASH_INIT, "foo", 3), "bar", 3) == UINT64_C(0x85944171f73967e8));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_found_and_nothing_else),
        cmocka_unit_test(those_of_one_hash_are_all_found),
        cmocka_unit_test(the_hash_is_fnv_1a),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
