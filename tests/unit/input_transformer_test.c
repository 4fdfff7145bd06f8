/*
 * input_transformer_test.c: templates and variables: what comes out, and what is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/input_transformer.h"

#include "base/json.h"
#include "store_fixture.h"

#define EVENT                                                                                           \
    "{\"id\":\"1\",\"source\":\"shop\",\"detail\":{\"code\":\"a\\\"b\\n\",\"n\":1.50,\"tags\":[\"x\"]," \
    "\"no\":"                                                                                           \
    "null,\"deep\":{\"er\":true},\"list\":[{\"n\":7},null,[1,[\"deep\"]]],\"a-b@c\":[\"d\"]}}"

static enum fault
run(const char *template, const char *variables, char *out, size_t size)
{
    struct json_object *event = json_read(EVENT, strlen(EVENT));
    struct json_object *named = json_read(variables, strlen(variables));
    struct buffer buffer = buffer_over(out, size);
    const enum fault fault = input_transformer_run(
        template, named, event, "a-rule", "2026-05-25T16:56:50.000Z", &buffer);
    json_object_put(event);
    json_object_put(named);
    return fault;
}

static void
gives(const char *template, const char *variables, const char *wanted)
{
    char out[1024];
    assert_int_equal(run(template, variables, out, sizeof out), FAULT_NONE);
    assert_string_equal(out, wanted);
}

static void
variables_are_json_outside_of_quotes_and_text_inside(void **state)
{
    (void)state;
    gives("{\"c\": <c>, \"t\": \"code <c>!\"}", "{\"c\":\"$.detail.code\"}",
        "{\"c\": \"a\\\"b\\n\", \"t\": \"code a\\\"b\\n!\"}");
    gives("{\"n\": <n>, \"s\": \"<n>\"}", "{\"n\":\"$.detail.n\"}", "{\"n\": 1.50, \"s\": \"1.50\"}");
    gives("[<t>, <d>, <no>]", "{\"t\":\"$.detail.tags\",\"d\":\"$.detail.deep.er\",\"no\":\"$.detail.no\"}",
        "[[\"x\"], true, null]");
    gives("{\"tags\": \"<t>\"}", "{\"t\":\"$.detail.tags\"}", "{\"tags\": \"[\\\"x\\\"]\"}");
}

static void
what_is_not_there_is_absent(void **state)
{
    (void)state;
    gives("{\"x\": <x>, \"y\": \"-<x>-\"}", "{\"x\":\"$.detail.nothing.at.all\"}",
        "{\"x\": \"\", \"y\": \"--\"}");
    gives("<x> here", "{\"x\":\"$.nothing\"}", " here");
    gives("<x>!", "{\"x\":\"$.detail.list[5]\"}", "!");
    gives("<x>!", "{\"x\":\"$.detail[0]\"}", "!");
    gives("<x>!", "{\"x\":\"$.detail.list.n\"}", "!");
    gives("<x>!", "{\"x\":\"$.detail.code[0]\"}", "!");
}

static void
elements_of_arrays(void **state)
{
    (void)state;
    gives("[<a>, <b>, <c>]",
        "{\"a\":\"$.detail.list[0].n\",\"b\":\"$.detail.list[1]\",\"c\":\"$.detail.list[2][1][0]\"}",
        "[7, null, \"deep\"]");
    gives("<a> <b>", "{\"a\":\"$.detail.tags[0]\",\"b\":\"$.detail.a-b@c[0]\"}", "x d");
}

static void
other_templates_give_text(void **state)
{
    (void)state;
    gives("Opened: <c>, by rule <aws.events.rule-name>", "{\"c\":\"$.source\"}",
        "Opened: shop, by rule a-rule");
    gives("a < b <1 <> <<c>>", "{\"c\":\"$.source\"}", "a < b <1 <> <shop>");
}

static void
reserved_variables(void **state)
{
    char out[1024];
    (void)state;
    gives("\"<aws.events.event.ingestion-time>\"", "{}", "\"2026-05-25T16:56:50.000Z\"");
    gives("{\"r\": <aws.events.rule-name>}", "{}", "{\"r\": \"a-rule\"}");
    assert_int_equal(run("{\"e\": <aws.events.event.json>}", "{}", out, sizeof out), FAULT_NONE);
    assert_non_null(strstr(out, "{\"e\": {\"id\":\"1\",\"source\":\"shop\""));
}

static void
a_quote_that_is_escaped_ends_no_text(void **state)
{
    (void)state;
    gives("{\"a\": \"\\\"<c>\\\"\"}", "{\"c\":\"$.source\"}", "{\"a\": \"\\\"shop\\\"\"}");
}

static void
what_is_not_json_in_the_end_is_refused(void **state)
{
    char out[1024], small[8];
    (void)state;
    assert_int_equal(run("{\"a\": x<c>}", "{\"c\":\"$.source\"}", out, sizeof out), FAULT_INPUT);
    assert_int_equal(run("{\"a\": <c>", "{\"c\":\"$.source\"}", out, sizeof out), FAULT_INPUT);
    assert_int_equal(run("{\"a\": <c>}", "{\"c\":\"$.source\"}", small, sizeof small), FAULT_FULL);
}

static void
faults_are_found_when_it_is_saved(void **state)
{
    static const struct {
        const char *template, *variables;
    } bad[] = {
        {"", "{}"},
        {"<x>", "{}"},
        {"<aws.events.else>", "{}"},
        {"<x>", "{\"x\":1}"},
        {"<x>", "{\"x\":\"detail\"}"},
        {"<x>", "{\"x\":\"$.\"}"},
        {"<x>", "{\"x\":\"$.a..b\"}"},
        {"<x>", "{\"x\":\"$..a\"}"},
        {"<x>", "{\"x\":\"$a\"}"},
        {"<x>", "{\"x\":\"\"}"},
        {"<x>", "{\"x\":\"$.*\"}"},
        {"<x>", "{\"x\":\"$.a.*.b\"}"},
        {"<x>", "{\"x\":\"$.a*\"}"},
        {"<x>", "{\"x\":\"$[*]\"}"},
        {"<x>", "{\"x\":\"$.a[]\"}"},
        {"<x>", "{\"x\":\"$.a[*].b\"}"},
        {"<x>", "{\"x\":\"$.a[-1]\"}"},
        {"<x>", "{\"x\":\"$.a[01]\"}"},
        {"<x>", "{\"x\":\"$.a[ 1]\"}"},
        {"<x>", "{\"x\":\"$.a[1\"}"},
        {"<x>", "{\"x\":\"$.a1]\"}"},
        {"<x>", "{\"x\":\"$.a[1]b\"}"},
        {"<x>", "{\"x\":\"$.a[1].\"}"},
        {"<x>", "{\"x\":\"$.a.[1]\"}"},
        {"<x>", "{\"x\":\"$.a[0:2]\"}"},
        {"<x>", "{\"x\":\"$.a[0,1]\"}"},
        {"<x>", "{\"x\":\"$.a[9999999999]\"}"},
        {"<x>", "{\"x\":\"$['a']\"}"},
        {"<x>", "{\"x\":\"$.a[?(@.b==1)]\"}"},
        {"<x>", "{\"x\":\"$.a[?@.b]\"}"},
        {"<x>", "{\"x\":\"$.a.length()\"}"},
        {"<x>", "{\"x\":\"$.a b\"}"},
        {"<x>", "{\"x\":\"$.a \"}"},
        {"<x>", "{\"x\":\"detail.a\"}"},
        {"<x>", "{\"x\":\"$.a\",\"aws.x\":\"$.a\"}"},
        {"<x>", "{\"x\":\"$.a\",\"a b\":\"$.a\"}"},
        {"<x>", "{\"x\":\"$.a\",\"\":\"$.a\"}"},
        {"{\"a\": <x>", "{\"x\":\"$.a\"}"},
        {"[<x> <x>]", "{\"x\":\"$.a\"}"},
        {"\"a\": <x>", "{\"x\":\"$.a\"}"},
    };
    const char *why;
    char sentence[INPUT_TRANSFORMER_WHY_SIZE] = "";
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct json_object *variables = json_read(bad[i].variables, strlen(bad[i].variables));
        why = NULL;
        sentence[0] = '\0';
        if ((input_transformer_check_variables(variables, &why) == FAULT_NONE &&
                input_transformer_check(bad[i].template, variables, sentence) != FAULT_INPUT) ||
            (why == NULL && sentence[0] == '\0'))
            fail_msg("%s with %s", bad[i].template, bad[i].variables);
        json_object_put(variables);
    }
    assert_int_equal(input_transformer_check("no variables <3", NULL, sentence), FAULT_NONE);
}

/* Where a template goes wrong is said as it is written, however long what its variables stand for. */
static void
json_that_is_none_is_told_by_its_place(void **state)
{
    static const struct {
        const char *template, *where;
    } table[] = {{"{\"a\": 1,}", ": line 1, column 9: a comma with nothing after it."},
        {"{\"a\": <long-name>, \"b\" 2}", ": line 1, column 24: "},
        {"{\"a\": \"<long-name> \\\" <x>\",\n <x> 1}", ": line 2, column 2: "},
        {"[<x>, <x>,\n]", ": line 2, column 1: a comma with nothing after it."},
        {"{\"a\": \"\xff\"}", ": line 1, column 8: a text that is not UTF-8."}};
    char sentence[INPUT_TRANSFORMER_WHY_SIZE];
    struct json_object *variables = store_fixture_json("{'x':'$.id','long-name':'$.id'}");
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(input_transformer_check(table[i].template, variables, sentence), FAULT_INPUT);
        if (strstr(sentence, table[i].where) == NULL)
            fail_msg("%s: %s", table[i].template, sentence);
    }
    json_object_put(variables);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_json_outside_of_quotes_and_text_inside),
        cmocka_unit_test(what_is_not_there_is_absent),
        cmocka_unit_test(elements_of_arrays),
        cmocka_unit_test(other_templates_give_text),
        cmocka_unit_test(reserved_variables),
        cmocka_unit_test(a_quote_that_is_escaped_ends_no_text),
        cmocka_unit_test(what_is_not_json_in_the_end_is_refused),
        cmocka_unit_test(faults_are_found_when_it_is_saved),
        cmocka_unit_test(json_that_is_none_is_told_by_its_place),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
