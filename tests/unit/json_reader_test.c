/*
 * json_reader_test.c: JSON read strictly, and refusals that say where and why.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json_reader.h"

#include "base/json.h"
#include "base/memory.h"
#include "json_reader_fixture.h"
#include "store_fixture.h"

static void
check(const char *text, size_t length, const char *wanted)
{
    struct json_object *value;
    char why[JSON_ERROR_SIZE] = "fine";
    const enum fault fault = json_reader_read(reader, text, length, &value, why);
    json_object_put(value);
    if (fault != (strcmp(wanted, "fine") == 0 ? FAULT_NONE : FAULT_INPUT) || strcmp(why, wanted) != 0)
        fail_msg("%s: %s, not %s", text, why, wanted);
}

static void
what_is_json_is_read(void **state)
{
    static const char *const table[] = {"{}", "[]", "null", "true", "-1.5e3", "0", "-0", "0.5", "1E+05",
        "18446744073709551615", "-9223372036854775808", "[123456789012345678901234567890.5, 1e999]", "\"\"",
        " {\"a\": [1, \"\\u00e4\\n\"]} \n", "{\"\\\"a\\\\\": 1}", "\"\xf0\x9f\x94\x97\"", "\xef\xbb\xbf{}",
        "\xef\xbb\xbf \"\xef\xbb\xbf\""};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        check(table[i], strlen(table[i]), "fine");
}

static void
a_refusal_says_where_and_why(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {{"", "line 1, column 1: unexpected end of data"},
        {"\xef\xbb\xbf", "line 1, column 1: unexpected end of data"},
        {"\xef\xbb\xbf\xef\xbb\xbf{}", "line 1, column 1: unexpected character"},
        {"\xef\xbb\xbf{x}", "line 1, column 2: unexpected character"},
        {" \xef\xbb\xbf{}", "line 1, column 2: unexpected character"},
        {"\xef\xbb", "line 1, column 1: unexpected character"},
        {"{\"a\":1", "line 1, column 7: unexpected end of data"},
        {"{\"a\":[1, 2 3]}", "line 1, column 12: array value separator ',' expected"},
        {"{\n  \"a\": 01}", "line 2, column 8: a number must not begin with 0"},
        {"{\"\xc3\xa4\":x}", "line 1, column 6: unexpected character"},
        {"{'a':1}", "line 1, column 2: unexpected character"},
        {"{\"a\":NaN}", "line 1, column 6: unexpected character"},
        {"{\"a\":-Infinity}", "line 1, column 7: unexpected character"},
        {"{\"a\":\"\t\"}", "line 1, column 7: control character in a text"},
        {"{\"a\\u0000b\":1}", "line 1, column 4: \\u0000 in a text"},
        {"{} {}", "line 1, column 4: unexpected character"},
        {"{\"a\":1,}", "line 1, column 8: a comma with nothing after it"},
        {"[1,]", "line 1, column 4: a comma with nothing after it"},
        {"{\"a\":[1,\n \t]}", "line 2, column 3: a comma with nothing after it"},
        {"{\"a\":{\"b\":1,},\"c\":2}", "line 1, column 13: a comma with nothing after it"},
        {"[,]", "line 1, column 2: unexpected character"},
        {"[1,,2]", "line 1, column 4: unexpected character"},
        {"[1,", "line 1, column 4: unexpected end of data"},
        {"{\"a\":\n\"b\xff\"}", "line 2, column 3: a text that is not UTF-8"},
        {"{\"a\":18446744073709551616}", "line 1, column 6: a whole number must fit 64 bits"},
        {"[-9223372036854775809]", "line 1, column 2: a whole number must fit 64 bits"},
        {"[0, -01]", "line 1, column 5: a number must not begin with 0"},
        {"[1.]", "line 1, column 2: digit expected"}, {"[1.e5]", "line 1, column 2: digit expected"},
        {"[1.5.5]", "line 1, column 5: number expected"}, {"[1e]", "line 1, column 4: number expected"},
        {"\"\xff\"", "line 1, column 2: a text that is not UTF-8"},
        {"{\"a\": \"\xc3\xa4 overlong: \xc0\xaf\"}", "line 1, column 20: a text that is not UTF-8"},
        {"\"\xed\xa0\x80\"", "line 1, column 2: a text that is not UTF-8"},
        {"\"12345678901234567890\xe2\x82\"", "line 1, column 22: a text that is not UTF-8"},
        {"\"1234567890123\n\"", "line 1, column 15: control character in a text"},
        {"\"\\x\"", "line 1, column 3: invalid string sequence"}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        check(table[i].text, strlen(table[i].text), table[i].why);
    check("{}\0{}", 5, "line 1, column 3: unexpected character");
    check("\"\0\"", 3, "line 1, column 2: control character in a text");
}

static void
depth_is_bounded(void **state)
{
    char text[2 * JSON_DEPTH_MAX + 8];
    (void)state;
    for (size_t depth = JSON_DEPTH_MAX - 2; depth < JSON_DEPTH_MAX + 3; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        struct json_object *value;
        char why[JSON_ERROR_SIZE];
        const enum fault fault = json_reader_read(reader, text, 2 * depth, &value, why);
        assert_int_equal(fault, depth <= JSON_DEPTH_MAX ? FAULT_NONE : FAULT_INPUT);
        if (fault != FAULT_NONE)
            assert_string_equal(why, "line 1, column 33: nesting too deep");
        json_object_put(value);
    }
}

/* count of a value in an array, checked as check does. */
static void
check_many(const char *one, size_t count, const char *expected)
{
    const size_t length = strlen(one), size = count * (length + 1) + 2;
    char *text = xmalloc(size + 1), *at = text;
    *at++ = '[';
    for (size_t i = 0; i < count; i++) {
        memcpy(at, one, length);
        at[length] = ',';
        at += length + 1;
    }
    at[-1] = ']';
    *at = '\0';
    check(text, (size_t)(at - text), expected);
    free(text);
}

/* How many of these fit into an array, in a reader of 1 MB. */
static size_t
fitting(struct json_reader *small, const char *one)
{
    size_t count = 1;
    const size_t length = strlen(one);
    for (size_t step = 1 << 14; step > 0; step /= 2) {
        char *text = xmalloc((count + step) * (length + 1) + 2), *at = text, why[JSON_ERROR_SIZE];
        struct json_object *value;
        *at++ = '[';
        for (size_t i = 0; i < count + step; i++) {
            memcpy(at, one, length);
            at += length;
            *at++ = ',';
        }
        at[-1] = ']';
        *at = '\0';
        if (json_reader_read(small, text, (size_t)(at - text), &value, why) == FAULT_NONE)
            count += step;
        json_object_put(value);
        free(text);
    }
    return count;
}

static void
values_are_bounded(void **state)
{
    static const struct {
        const char *one;
        size_t least, most;
    } table[] = {{"1", 8000, 12000}, {"{}", 900, 1200}, {"[]", 1800, 2300}, {"{\"a\":1,\"b\":2}", 700, 900},
        {"\"{,[,,,,\"", 7000, 10000},
        {"\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"", 3000, 4000}};
    struct json_reader *small = json_reader_create(1000000);
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const size_t count = fitting(small, table[i].one);
        if (count < table[i].least || count > table[i].most)
            fail_msg("%s: %zu", table[i].one, count);
    }
    json_reader_free(small);
    check_many("1", 524288, "fine"); /* an event of 1 MiB */
    check_many("[]", 170000, "line 1, column 384209: more values than curt reads");
    check_many("{}", 4000000, "line 1, column 200525: more values than curt reads");
    check_many("1", 1000000, "line 1, column 1290549: more values than curt reads");
}

static void
one_refused_text_does_not_spoil_the_next(void **state)
{
    (void)state;
    check("{\"a\":[[[", 8, "line 1, column 9: unexpected end of data");
    check("{\"a\":1}", 7, "fine");
    check("tru", 3, "line 1, column 4: unexpected end of data");
    check("true", 4, "fine");
    /* half a surrogate pair, and no other half */
    static const char *const cut[] = {
        "[\"\\ud83d\\uZZ\"]", "[\"\\ud83d\\u12", "[\"\\ud83d\\", "[\"\\ud83d", "[\"\\ud83d\\x\"]"};
    for (size_t i = 0; i < COUNT(cut); i++) {
        struct json_object *value = NULL;
        char why[JSON_ERROR_SIZE];
        assert_int_equal(json_reader_read(reader, cut[i], strlen(cut[i]), &value, why), FAULT_INPUT);
        assert_int_equal(json_reader_read(reader, "\"\\u00e9\"", 8, &value, why), FAULT_NONE);
        assert_string_equal(json_object_get_string(value), "\u00e9");
        json_object_put(value);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_json_is_read),
        cmocka_unit_test(a_refusal_says_where_and_why),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(values_are_bounded),
        cmocka_unit_test(one_refused_text_does_not_spoil_the_next),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
