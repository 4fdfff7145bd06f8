/*
 * table_test.c: records by name and by another key, and what a row may not be.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/table.h"

#include "store_fixture.h"

#define TABLE TABLE_IDEMPOTENCY /* any btree: the rows here are nobody's */

struct thing {
    uint32_t size;
    char name[TABLE_NAME_MAX + 1];
    char words[8 + 1];
};

static void
thing_encode(struct encoder *p, const void *record)
{
    const struct thing *thing = record;
    encode_u32(p, thing->size);
    encode_text(p, thing->words);
}

static void
thing_decode(struct decoder *u, void *record)
{
    struct thing *out = record;
    out->size = decode_u32(u);
    decode_text(u, out->words, sizeof out->words);
}

/* The size is the key, too. */
static void
thing_decode_key(struct decoder *key, void *record)
{
    struct thing *out = record;
    snprintf(out->name, sizeof out->name, "size %u", decode_u32(key));
}

static const struct table_schema by_name = {.table = TABLE,
    .row_max = 4 + 2 + 8,
    .name_at = offsetof(struct thing, name),
    .encode = thing_encode,
    .decode = thing_decode};

static const struct table_schema by_size = {.table = TABLE,
    .row_max = 4 + 2 + 8,
    .decode_key = thing_decode_key,
    .encode = thing_encode,
    .decode = thing_decode};

static enum fault
write_and_read(struct txn *txn, void *arg)
{
    struct story *story = arg;
    struct thing thing = {.size = 7, .name = "b", .words = "seven"}, read;
    const struct row_key b = table_name_key("b");
    uint8_t row[32];
    size_t length;
    CHECK(table_get(txn, &by_name, b, &read) == FAULT_MISSING);
    CHECK(table_remove(txn, &by_name, b) == FAULT_MISSING);
    CHECK(table_add(txn, &by_name, b, &thing) == FAULT_NONE);
    CHECK(table_add(txn, &by_name, b, &thing) == FAULT_EXISTS);
    CHECK(table_get(txn, &by_name, b, &read) == FAULT_NONE);
    CHECK(read.size == 7 && strcmp(read.name, "b") == 0 && strcmp(read.words, "seven") == 0);
    CHECK(row_get(txn, TABLE, b, row, sizeof row, &length) == FAULT_NONE);
    CHECK(length == 11 && memcmp(row, "\0\0\0\7\0\5seven", 11) == 0);
    thing.size = 8;
    CHECK(table_put(txn, &by_name, b, &thing) == FAULT_NONE);
    read = (struct thing){.name = "b"};
    CHECK(table_get_for_update(txn, &by_name, table_name_key(read.name), &read) == FAULT_NONE);
    CHECK(read.size == 8 && strcmp(read.name, "b") == 0);
    CHECK(table_remove(txn, &by_name, b) == FAULT_NONE);
    CHECK(table_get(txn, &by_name, b, &read) == FAULT_MISSING);
    return FAULT_NONE;
}

static void
records_are_written_and_read(void **state)
{
    store_fixture_transact(*state, write_and_read, NULL);
}

static enum fault
list(struct txn *txn, void *arg)
{
    static const char *const names[] = {"-", "Z", "a", "a.b"}; /* as they sort */
    struct story *story = arg;
    struct thing thing = {.name = ""};
    CHECK(
        row_put(txn, TABLE, (struct row_key){"", 1}, "own", 3) == FAULT_NONE); /* a row of the table's own */
    CHECK(table_next(txn, &by_name, table_name_key(""), &thing) == FAULT_MISSING);
    for (size_t i = COUNT(names); i-- > 0;)
        CHECK(table_add(txn, &by_name, table_name_key(names[i]), &thing) == FAULT_NONE);
    for (size_t i = 0; i < COUNT(names); i++) {
        CHECK(table_next(txn, &by_name, table_name_key(thing.name), &thing) == FAULT_NONE);
        CHECK(strcmp(thing.name, names[i]) == 0);
    }
    CHECK(table_next(txn, &by_name, table_name_key(thing.name), &thing) == FAULT_MISSING);
    CHECK(table_next(txn, &by_name, table_name_key("B"), &thing) == FAULT_NONE); /* which is not there */
    CHECK(strcmp(thing.name, "Z") == 0);
    return FAULT_NONE;
}

static void
names_are_listed_in_order(void **state)
{
    store_fixture_transact(*state, list, NULL);
}

static enum fault
other_keys(struct txn *txn, void *arg)
{
    static const struct row_key key = {"\0\0\1\2", 4}, short_key = {"\0\0\1\3", 3};
    struct story *story = arg;
    struct thing thing = {.size = 258}, read;
    CHECK(table_put(txn, &by_size, key, &thing) == FAULT_NONE);
    CHECK(table_next(txn, &by_size, (struct row_key){"\0\0\0\0", 4}, &read) == FAULT_NONE);
    CHECK(read.size == 258 && strcmp(read.name, "size 258") == 0);
    CHECK(table_put(txn, &by_size, short_key, &thing) == FAULT_NONE);
    CHECK(table_get(txn, &by_size, short_key, &read) == FAULT_MISSING); /* it cannot be a key */
    CHECK(table_next(txn, &by_size, (struct row_key){"\0\0\0\0", 4}, &read) == FAULT_SYSTEM);
    return FAULT_NONE;
}

static void
a_key_need_not_be_a_name(void **state)
{
    store_fixture_transact(*state, other_keys, NULL);
}

static enum fault
bad_rows(struct txn *txn, void *arg)
{
    struct story *story = arg;
    char longest[300];
    struct thing read;
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CHECK(table_get(txn, &by_name, table_name_key(longest), &read) == FAULT_MISSING);
    longest[TABLE_NAME_MAX + 1] = '\0';
    CHECK(table_get(txn, &by_name, table_name_key(longest), &read) == FAULT_MISSING);
    CHECK(row_put(txn, TABLE, table_name_key("bad"), "\0\0\0\1\0\5abc", 9) == FAULT_NONE);
    CHECK(table_get(txn, &by_name, table_name_key("bad"), &read) == FAULT_SYSTEM);
    CHECK(table_next(txn, &by_name, table_name_key("a"), &read) == FAULT_SYSTEM);
    CHECK(row_put(txn, TABLE, table_name_key(longest), "", 0) == FAULT_NONE);
    CHECK(table_next(txn, &by_name, table_name_key("a"), &read) == FAULT_SYSTEM);
    return FAULT_NONE;
}

static void
what_cannot_be_a_row_is_a_fault(void **state)
{
    store_fixture_transact(*state, bad_rows, NULL);
}

static enum fault
too_long(struct txn *txn, void *arg)
{
    static const struct table_schema small = {.table = TABLE,
        .row_max = 4 + 2 + 4,
        .name_at = offsetof(struct thing, name),
        .encode = thing_encode,
        .decode = thing_decode};
    struct story *story = arg;
    struct thing thing = {.words = "12345"}, read;
    CHECK(table_put(txn, &small, table_name_key("n"), &thing) == FAULT_FULL);
    CHECK(table_get(txn, &by_name, table_name_key("n"), &read) == FAULT_MISSING);
    CHECK(table_put(txn, &by_name, table_name_key("n"), &thing) == FAULT_NONE);
    CHECK(table_get(txn, &small, table_name_key("n"), &read) == FAULT_FULL);
    return FAULT_NONE;
}

static void
a_row_is_no_longer_than_its_schema_says(void **state)
{
    store_fixture_transact(*state, too_long, NULL);
}

static void
names(void **state)
{
    char name[TABLE_NAME_MAX + 2];
    (void)state;
    assert_true(table_name_is_valid("a.B_c-9"));
    assert_false(table_name_is_valid(""));
    assert_false(table_name_is_valid("a b"));
    assert_false(table_name_is_valid("a/b"));
    memset(name, 'a', sizeof name);
    name[TABLE_NAME_MAX] = '\0';
    assert_true(table_name_is_valid(name));
    name[TABLE_NAME_MAX] = 'a';
    name[TABLE_NAME_MAX + 1] = '\0';
    assert_false(table_name_is_valid(name));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(records_are_written_and_read),
        WITH_STORE(names_are_listed_in_order),
        WITH_STORE(a_key_need_not_be_a_name),
        WITH_STORE(what_cannot_be_a_row_is_a_fault),
        WITH_STORE(a_row_is_no_longer_than_its_schema_says),
        cmocka_unit_test(names),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
