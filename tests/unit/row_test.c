/*
 * row_test.c: rows written, read, walked over, and counted up by several at once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/row.h"

#include "db/codec.h"
#include "store_fixture.h"

#define TABLE TABLE_IDEMPOTENCY /* any btree: the rows here are nobody's */

static struct row_key
named(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

static enum fault
write_and_read(struct txn *txn, void *arg)
{
    struct story *story = arg;
    char row[8];
    size_t length;
    CHECK(row_get(txn, TABLE, named("a"), row, sizeof row, &length) == FAULT_MISSING);
    CHECK(store_fixture_find(txn, TABLE, named("a")) == FAULT_MISSING);
    CHECK(row_remove(txn, TABLE, named("a")) == FAULT_MISSING);
    CHECK(row_add(txn, TABLE, named("a"), "12345678", 8) == FAULT_NONE);
    CHECK(row_add(txn, TABLE, named("a"), "x", 1) == FAULT_EXISTS);
    CHECK(store_fixture_find(txn, TABLE, named("a")) == FAULT_NONE);
    CHECK(row_get(txn, TABLE, named("a"), row, sizeof row, &length) == FAULT_NONE);
    CHECK(length == 8 && memcmp(row, "12345678", 8) == 0);
    CHECK(row_get(txn, TABLE, named("a"), row, 7, &length) == FAULT_FULL);
    CHECK(row_put(txn, TABLE, named("a"), "9", 1) == FAULT_NONE);
    CHECK(row_get_for_update(txn, TABLE, named("a"), row, sizeof row, &length) == FAULT_NONE);
    CHECK(length == 1 && row[0] == '9');
    CHECK(row_put(txn, TABLE, named("empty"), "", 0) == FAULT_NONE);
    CHECK(row_get(txn, TABLE, named("empty"), row, sizeof row, &length) == FAULT_NONE && length == 0);
    CHECK(row_put(txn, TABLE, (struct row_key){"a\0b", 3}, "z", 1) == FAULT_NONE);
    CHECK(row_get(txn, TABLE, (struct row_key){"a\0b", 3}, row, sizeof row, &length) == FAULT_NONE);
    CHECK(length == 1 && row[0] == 'z');
    CHECK(row_remove(txn, TABLE, named("a")) == FAULT_NONE);
    CHECK(row_get(txn, TABLE, named("a"), row, sizeof row, &length) == FAULT_MISSING && length == 0);
    CHECK(store_fixture_find(txn, TABLE, (struct row_key){"a\0b", 3}) == FAULT_NONE);
    return FAULT_NONE;
}

static void
rows_are_written_read_and_removed(void **state)
{
    struct store_fixture *fixture = *state;
    store_fixture_transact(fixture, write_and_read, NULL);
    assert_int_equal(store_fixture_find(env_read(fixture->env), TABLE, named("empty")), FAULT_NONE);
    assert_int_equal(store_fixture_find(env_read(fixture->env), TABLE, named("a")), FAULT_MISSING);
}

static enum fault
write_large(struct txn *txn, void *arg)
{
    static uint8_t row[100000], got[100000];
    struct story *story = arg;
    size_t length;
    for (size_t i = 0; i < sizeof row; i++)
        row[i] = (uint8_t)(i * 7 + i / 256);
    CHECK(row_put(txn, TABLE, named("large"), row, sizeof row) == FAULT_NONE);
    CHECK(row_get(txn, TABLE, named("large"), got, sizeof got, &length) == FAULT_NONE);
    CHECK(length == sizeof row && memcmp(got, row, sizeof row) == 0);
    CHECK(row_get(txn, TABLE, named("large"), got, sizeof got - 1, &length) == FAULT_FULL);
    return FAULT_NONE;
}

static void
a_row_may_be_larger_than_a_page(void **state)
{
    store_fixture_transact(*state, write_large, NULL);
}

static enum fault
cursor_over(struct txn *txn, void *arg)
{
    static const char *const names[] = {"b", "ba", "c", "a", "d", "bb"};
    static const char *const sorted[] = {"a", "b", "ba", "bb", "c", "d"};
    struct story *story = arg;
    struct cursor cursor;
    char row[4];
    for (size_t i = 0; i < COUNT(names); i++)
        CHECK(row_put(txn, TABLE, named(names[i]), names[i], strlen(names[i])) == FAULT_NONE);
    CHECK(row_put(txn, TABLE, named("c"), "long row", 8) == FAULT_NONE);

    CHECK(cursor_open(&cursor, txn, TABLE, named(""), row, sizeof row) == FAULT_NONE);
    for (size_t i = 0; i < COUNT(sorted); i++) {
        CHECK(cursor_next(&cursor) == FAULT_NONE);
        CHECK(
            cursor.key_length == strlen(sorted[i]) && memcmp(cursor.key, sorted[i], cursor.key_length) == 0);
        if (sorted[i][0] == 'c')
            CHECK(cursor.row_length == 4 && memcmp(row, "long", 4) == 0);
        else
            CHECK(cursor.row_length == strlen(sorted[i]) && memcmp(row, sorted[i], cursor.row_length) == 0);
    }
    CHECK(cursor_next(&cursor) == FAULT_MISSING);
    CHECK(cursor_next(&cursor) == FAULT_MISSING);
    cursor_close(&cursor);

    CHECK(cursor_open(&cursor, txn, TABLE, named("ba"), NULL, 0) == FAULT_NONE); /* a key that is there */
    CHECK(cursor_next(&cursor) == FAULT_NONE && cursor.key_length == 2 && memcmp(cursor.key, "ba", 2) == 0);
    cursor_close(&cursor);
    CHECK(cursor_open(&cursor, txn, TABLE, named("bab"), NULL, 0) == FAULT_NONE); /* one that is not */
    CHECK(cursor_next(&cursor) == FAULT_NONE && cursor.key_length == 2 && memcmp(cursor.key, "bb", 2) == 0);
    CHECK(cursor_remove(&cursor) == FAULT_NONE);
    CHECK(cursor_next(&cursor) == FAULT_NONE && cursor.key_length == 1 && cursor.key[0] == 'c');
    cursor_close(&cursor);
    CHECK(store_fixture_find(txn, TABLE, named("bb")) == FAULT_MISSING);
    CHECK(cursor_open(&cursor, txn, TABLE, named("e"), NULL, 0) == FAULT_NONE);
    CHECK(cursor_next(&cursor) == FAULT_MISSING);
    cursor_close(&cursor);
    cursor_close(&cursor); /* once more is as good */
    return FAULT_NONE;
}

static void
a_walk_goes_in_the_order_of_the_keys(void **state)
{
    store_fixture_transact(*state, cursor_over, NULL);
}

static enum fault
cursor_long_keys(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct cursor cursor;
    char name[ROW_KEY_MAX + 2];
    memset(name, 'n', sizeof name);
    CHECK(row_put(txn, TABLE, (struct row_key){name, ROW_KEY_MAX}, "1", 1) == FAULT_NONE);
    CHECK(cursor_open(&cursor, txn, TABLE, (struct row_key){name, ROW_KEY_MAX}, NULL, 0) == FAULT_NONE);
    CHECK(cursor_next(&cursor) == FAULT_NONE && cursor.key_length == ROW_KEY_MAX);
    cursor_close(&cursor);
    CHECK(cursor_open(&cursor, txn, TABLE, (struct row_key){name, ROW_KEY_MAX + 1}, NULL, 0) == FAULT_FULL);
    cursor_close(&cursor);
    return FAULT_NONE;
}

static void
a_walk_takes_keys_up_to_its_bound(void **state)
{
    store_fixture_transact(*state, cursor_long_keys, NULL);
}

static enum fault
add_one(struct txn *txn, void *arg)
{
    (void)arg;
    uint8_t row[8];
    size_t length;
    struct encoder p = encoder_over(row, sizeof row);
    enum fault fault = row_get_for_update(txn, TABLE, named("count"), row, sizeof row, &length);
    if (fault != FAULT_NONE && fault != FAULT_MISSING)
        return fault;
    struct decoder u = decoder_over(row, length);
    encode_u64(&p, fault == FAULT_NONE ? decode_u64(&u) + 1 : 1);
    return row_put(txn, TABLE, named("count"), row, sizeof row);
}

static int
count_up(struct store_fixture *fixture, int nth)
{
    (void)nth;
    enum fault fault = FAULT_NONE;
    store_fixture_open(fixture);
    for (int i = 0; i < 300 && fault == FAULT_NONE; i++)
        fault = env_txn(fixture->env, ENV_WRITE, add_one, NULL);
    store_fixture_close(fixture);
    return (int)fault;
}

static void
no_change_of_a_row_is_lost(void **state)
{
    struct store_fixture *fixture = *state;
    pid_t pids[4];
    store_fixture_close(fixture);
    for (size_t i = 0; i < COUNT(pids); i++)
        pids[i] = store_fixture_child(fixture, count_up, 0);
    for (size_t i = 0; i < COUNT(pids); i++)
        assert_int_equal(store_fixture_wait(pids[i]), FAULT_NONE);
    uint8_t row[8];
    size_t length;
    store_fixture_open(fixture);
    assert_int_equal(
        row_get(env_read(fixture->env), TABLE, named("count"), row, sizeof row, &length), FAULT_NONE);
    struct decoder u = decoder_over(row, length);
    assert_int_equal(decode_u64(&u), 300 * COUNT(pids));
}

enum { EDITED = 3000 };

/* Reads and writes every third row, backwards or not, and rows that are not there, with others beside them.
 */
static enum fault
edit(struct txn *txn, void *arg)
{
    struct story *story = arg;
    const bool backwards = *(const bool *)story->arg;
    struct row_editor editor;
    uint8_t got[40], long_row[200] = {0};
    size_t length;
    CHECK(row_editor_open(&editor, txn, TABLE) == FAULT_NONE);
    for (uint32_t i = 0; i < EDITED; i++) {
        const uint32_t n = (backwards ? EDITED - 1 - i : i) * 3;
        uint8_t space[4];
        struct encoder p = encoder_over(space, sizeof space);
        encode_u32(&p, n);
        const struct row_key key = encoder_key(&p);
        const enum fault fault = row_editor_get(&editor, key, got, sizeof got, &length);
        CHECK(fault == (backwards ? FAULT_NONE : FAULT_MISSING));
        CHECK(length == (backwards ? n % 40 : 0));
        CHECK(length == 0 || (got[0] == n % 251 && got[length - 1] == n % 251));
        memset(got, (int)(n % 251), sizeof got);
        CHECK(row_editor_put(&editor, key, got, backwards ? 30 : n % 40) == FAULT_NONE);
        p.length = 0;
        encode_u32(&p, n + 1); /* a neighbour that is longer than what is read */
        CHECK(row_put(txn, TABLE, encoder_key(&p), long_row, sizeof long_row) == FAULT_NONE);
    }
    row_editor_close(&editor);
    return FAULT_NONE;
}

static enum fault
check_edited(struct txn *txn, void *arg)
{
    struct story *story = arg;
    for (uint32_t n = 0; n < 3 * EDITED; n += 3) {
        uint8_t space[4], got[40];
        size_t length;
        struct encoder p = encoder_over(space, sizeof space);
        encode_u32(&p, n);
        CHECK(row_get(txn, TABLE, encoder_key(&p), got, sizeof got, &length) == FAULT_NONE);
        CHECK(length == 30 && got[0] == n % 251 && got[29] == n % 251);
    }
    return FAULT_NONE;
}

static void
rows_are_edited_in_any_order(void **state)
{
    struct store_fixture *fixture = *state;
    for (int backwards = 0; backwards < 2; backwards++) {
        bool argument = backwards == 1;
        store_fixture_transact(fixture, edit, &argument);
    }
    store_fixture_transact(fixture, check_edited, NULL);
    assert_int_equal(store_fixture_count(env_read(fixture->env), TABLE), 2 * EDITED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(rows_are_written_read_and_removed),
        WITH_STORE(a_row_may_be_larger_than_a_page),
        WITH_STORE(a_walk_goes_in_the_order_of_the_keys),
        WITH_STORE(a_walk_takes_keys_up_to_its_bound),
        WITH_STORE(no_change_of_a_row_is_lost),
        WITH_STORE(rows_are_edited_in_any_order),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
