/*
 * json_items_test.c: the items of an array, counted and read one by one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json_items.h"

#include "base/buffer.h"
#include "base/json.h"
#include "base/memory.h"
#include "json_reader_fixture.h"
#include "store_fixture.h"

/* The items, as "1|[2]|null|", and after them what is wrong: the same text whether they are read or not. */
static void
walk(const char *text, char *out, size_t size)
{
    char *copy = xstrdup(text), why[JSON_ERROR_SIZE];
    struct json_items items = json_items_over(copy, strlen(copy));
    struct json_object *one;
    struct buffer b = buffer_over(out, size);
    enum fault fault;
    while ((fault = json_items_next(&items, reader, &one, why)) == FAULT_NONE) {
        buffer_addf(&b, "%s|", one != NULL ? json_text(one, NULL) : "null");
        json_object_put(one);
    }
    assert_string_equal(copy, text);
    buffer_add(&b, fault == FAULT_MISSING ? "" : why);
    free(copy);
}

static void
items_are_read_in_their_order(void **state)
{
    static const struct {
        const char *text, *items;
    } table[] = {{"[]", ""}, {" [ ] \n", ""}, {"[1]", "1|"},
        {"[1, [2,3] ,{\"a\":[4]}]", "1|[2,3]|{\"a\":[4]}|"}, {"\xef\xbb\xbf[\"]\"]", "\"]\"|"},
        {"[null,true,-1.5e3]", "null|true|-1.5e3|"}, {"[\"\\\"],[\",\"\\\\\"]", "\"\\\"],[\"|\"\\\\\"|"},
        {"[{\"]\":\"}\"},\"\"]", "{\"]\":\"}\"}|\"\"|"}};
    char got[256];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        walk(table[i].text, got, sizeof got);
        if (strcmp(table[i].items, got) != 0)
            fail_msg("%s: %s, not %s", table[i].text, got, table[i].items);
    }
}

static void
what_is_wrong_has_its_place_in_the_whole(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {{"", "line 1, column 1: unexpected end of data"},
        {"{}", "line 1, column 1: unexpected character"}, {"[", "line 1, column 2: unexpected end of data"},
        {"[,1]", "line 1, column 2: unexpected character"},
        {"[1,]", "1|line 1, column 4: a comma with nothing after it"},
        {"[1", "1|line 1, column 3: unexpected end of data"},
        {"[1 2]", "1|line 1, column 4: unexpected character"},
        {"[1]x", "1|line 1, column 4: unexpected character"},
        {"[1],[2]", "1|line 1, column 4: unexpected character"},
        {"[[1]", "[1]|line 1, column 5: unexpected end of data"},
        {"[1,\n {\"a\":01}]", "1|line 2, column 7: a number must not begin with 0"},
        {"[\"a]", "line 1, column 5: unexpected end of data"},
        {"[{]", "line 1, column 3: quoted object property name expected"},
        {"[{\"a\":1,}]", "line 1, column 9: a comma with nothing after it"},
        {"[}]", "line 1, column 2: unexpected character"},
        {"[1}]", "1|line 1, column 3: unexpected character"},
        {"[tru]", "line 1, column 5: unexpected end of data"}};
    char got[256];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        walk(table[i].text, got, sizeof got);
        if (strcmp(table[i].why, got) != 0)
            fail_msg("%s: %s, not %s", table[i].text, got, table[i].why);
    }
}

static void
items_can_be_passed_over(void **state)
{
    char text[] = "[{\"a\":[1,2,{}]}, \"],\" ,x y", why[JSON_ERROR_SIZE];
    struct json_items items = json_items_over(text, strlen(text)), second = items;
    struct json_object *one;
    (void)state;
    assert_int_equal(json_items_skip(&items, why), FAULT_NONE);
    second = items;
    assert_int_equal(json_items_skip(&items, why), FAULT_NONE);
    assert_int_equal(json_items_skip(&items, why), FAULT_NONE); /* nobody reads it */
    assert_int_equal(json_items_skip(&items, why), FAULT_INPUT);
    assert_string_equal(why, "line 1, column 26: unexpected character");
    assert_int_equal(
        json_items_next(&second, reader, &one, why), FAULT_NONE); /* a copy goes on from its place */
    assert_string_equal(json_object_get_string(one), "],");
    json_object_put(one);
    assert_true(json_items_is_array("\xef\xbb\xbf\n [", 6));
    assert_false(json_items_is_array("{\"a\":[]}", 8));
    assert_false(json_items_is_array("", 0));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_read_in_their_order),
        cmocka_unit_test(what_is_wrong_has_its_place_in_the_whole),
        cmocka_unit_test(items_can_be_passed_over),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
