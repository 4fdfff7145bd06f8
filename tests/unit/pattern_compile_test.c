/*
 * pattern_compile_test.c: what is refused for a pattern, in which words, and where the limits are.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern.h"
#include "event/pattern_tree.h"

#include "store_fixture.h"

static void
check_taken(const char *text)
{
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE] = "";
    if (pattern_compile(text, strlen(text), &pattern, why) != FAULT_NONE)
        fail_msg("%s: %s", text, why);
    pattern_free(pattern);
}

static void
refusals(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {{"", "line 1, column 1: unexpected end of data"},
        {"{\"a\": [\"x\", ]}", "line 1, column 13: a comma with nothing after it"},
        {"[1]", "$: expected an object, not an array"}, {"null", "$: expected an object, not null"},
        {"{}", "$: expected at least one field"},
        {"{\"a\":{\"b\":{}}}", "$.a.b: expected at least one field"},
        {"{\"a\":1}", "$.a: expected an array of values or an object of fields, not a number"},
        {"{\"a\":{\"b\":\"x\"}}", "$.a.b: expected an array of values or an object of fields, not a string"},
        {"{\"a\":null}", "$.a: expected an array of values or an object of fields, not null"},
        {"{\"a\":[]}", "$.a: expected an array of at least one value"},
        {"{\"a\":[1,[2]]}", "$.a[1]: expected a value or an operator, not an array"},
        {"{\"a\":[{}]}", "$.a[0]: an operator object must have one member, not 0"},
        {"{\"a\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}",
            "$.a[0]: an operator object must have one member, not 2"},
        {"{\"a\":[{\"prefix\":\"x\",\"prefix\":\"x\"}]}",
            "$.a[0]: an operator object must have one member, not 2"},
        {"{\"a\":[{\"regex\":\"x\"}]}", "$.a[0].regex: there is no such operator"},
        {"{\"a\":[{\"\\n\":\"x\"}]}", "$.a[0].?: there is no such operator"},
        {"{\"a\":[{\"exactly\":1}]}", "$.a[0].exactly: expected a string, not a number"},
        {"{\"a\":[\"x\",{\"prefix\":1}]}", "$.a[1].prefix: expected a string, not a number"},
        {"{\"a\":[{\"prefix\":{\"wildcard\":\"x\"}}]}",
            "$.a[0].prefix.wildcard: expected a string or equals-ignore-case"},
        {"{\"a\":[{\"suffix\":{\"equals-ignore-case\":[\"x\"]}}]}",
            "$.a[0].suffix.equals-ignore-case: expected a string, not an array"},
        {"{\"a\":[{\"equals-ignore-case\":null}]}", "$.a[0].equals-ignore-case: expected a string, not null"},
        {"{\"a\":[{\"wildcard\":\"a**\"}]}",
            "$.a[0].wildcard: two adjacent stars mean the same as one; write one"},
        {"{\"a\":[{\"wildcard\":\"a\\\\b\"}]}",
            "$.a[0].wildcard: a backslash must be followed by a star or a backslash"},
        {"{\"a\":[{\"wildcard\":\"a\\\\\"}]}",
            "$.a[0].wildcard: a backslash must be followed by a star or a backslash"},
        {"{\"a\":[{\"anything-but\":null}]}", "$.a[0].anything-but: expected a string, a number, a list of "
                                              "strings or of numbers, or an operator, not null"},
        {"{\"a\":[{\"anything-but\":[]}]}", "$.a[0].anything-but: the list needs at least one value"},
        {"{\"a\":[{\"anything-but\":[\"x\",1]}]}", "$.a[0].anything-but[1]: expected a string, not a number"},
        {"{\"a\":[{\"anything-but\":[1,\"x\"]}]}", "$.a[0].anything-but[1]: expected a number, not a string"},
        {"{\"a\":[{\"anything-but\":[true]}]}", "$.a[0].anything-but[0]: expected a string, not true"},
        {"{\"a\":[{\"anything-but\":{\"cidr\":\"::/1\"}}]}",
            "$.a[0].anything-but.cidr: anything-but takes only prefix, suffix, equals-ignore-case or "
            "wildcard"},
        {"{\"a\":[{\"anything-but\":{\"prefix\":\"\"}}]}",
            "$.a[0].anything-but.prefix: every text has the empty prefix and suffix, so nothing would match"},
        {"{\"a\":[{\"anything-but\":{\"suffix\":[\"x\",\"\"]}}]}",
            "$.a[0].anything-but.suffix[1]: every text has the empty prefix and suffix, so nothing would "
            "match"},
        {"{\"a\":[{\"anything-but\":{\"prefix\":{\"equals-ignore-case\":\"x\"}}}]}",
            "$.a[0].anything-but.prefix: expected a string or a list of strings, not an object"},
        {"{\"a\":[{\"anything-but\":{\"prefix\":\"x\",\"suffix\":\"x\"}}]}",
            "$.a[0].anything-but: an operator object must have one member, not 2"},
        {"{\"a\":[{\"numeric\":[]}]}",
            "$.a[0].numeric: expected a comparison, such as [\">\", 0] or [\">\", 0, \"<=\", 5]"},
        {"{\"a\":[{\"numeric\":5}]}",
            "$.a[0].numeric: expected a comparison, such as [\">\", 0] or [\">\", 0, \"<=\", 5]"},
        {"{\"a\":[{\"numeric\":[\"=\",\"5\"]}]}", "$.a[0].numeric[1]: expected a number, not a string"},
        {"{\"a\":[{\"numeric\":[\"==\",5]}]}",
            "$.a[0].numeric[0]: expected one of \"=\", \"<\", \"<=\", \">\" and \">=\""},
        {"{\"a\":[{\"numeric\":[\"<\",1E309]}]}", "$.a[0].numeric[1]: the number is too large or too small"},
        {"{\"a\":[1e-325]}", "$.a[0]: the number is too large or too small"},
        {"{\"a\":[{\"numeric\":[\"<\",1,\">\",0]}]}",
            "$.a[0].numeric: the first of two comparisons must be \">\" or \">=\""},
        {"{\"a\":[{\"numeric\":[\"=\",1,\"<\",2]}]}",
            "$.a[0].numeric: the first of two comparisons must be \">\" or \">=\""},
        {"{\"a\":[{\"numeric\":[\">\",1,\"=\",2]}]}",
            "$.a[0].numeric: the second of two comparisons must be \"<\" or \"<=\""},
        {"{\"a\":[{\"numeric\":[\">\",1,\">\",2]}]}",
            "$.a[0].numeric: the second of two comparisons must be \"<\" or \"<=\""},
        {"{\"a\":[{\"numeric\":[\">=\",1,\"<=\",1.0]}]}",
            "$.a[0].numeric: the lower bound must be less than the upper bound"},
        {"{\"a\":[{\"cidr\":\"10.0.0.1\"}]}",
            "$.a[0].cidr: expected a network, such as \"10.0.0.0/8\" or \"2001:db8::/32\""},
        {"{\"a\":[{\"cidr\":\"10.0.0.1/33\"}]}",
            "$.a[0].cidr: expected a network, such as \"10.0.0.0/8\" or \"2001:db8::/32\""},
        {"{\"a\":[{\"cidr\":\"10.0.0.1/32\"}]}",
            "$.a[0].cidr: a network must have fewer than 32 bits; give a single address as a string"},
        {"{\"a\":[{\"cidr\":\"::1/128\"}]}",
            "$.a[0].cidr: a network must have fewer than 128 bits; give a single address as a string"},
        {"{\"a\":[{\"exists\":1}]}", "$.a[0].exists: expected true or false, not a number"},
        {"{\"a\":{\"$or\":{\"b\":[1]}}}", "$.a.$or: expected an array of at least two objects"},
        {"{\"$or\":[{\"b\":[1]}]}", "$.$or: expected an array of at least two objects"},
        {"{\"$or\":[{\"b\":[1]},[1]]}", "$.$or[1]: expected an object, not an array"},
        {"{\"$or\":[{\"b\":[1]},{}]}", "$.$or[1]: expected at least one field"},
        {"{\"$or\":[{\"b\":[1]},{\"numeric\":[\"=\",1]}]}",
            "$.$or[1].numeric: an operator belongs in the array of a field, not in $or"}};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct pattern *pattern;
        char why[PATTERN_ERROR_SIZE] = "";
        const enum fault fault = pattern_compile(table[i].text, strlen(table[i].text), &pattern, why);
        if (fault != FAULT_INPUT || pattern != NULL || strcmp(why, table[i].why) != 0)
            fail_msg("%s: %s", table[i].text, why);
    }
}

/* A pattern with alternatives: `factors` of them, each of `width`. */
static const char *
many_alternatives(int factors, int width)
{
    static char text[2200];
    char *at = text;
    *at++ = '{';
    for (int f = 0; f < factors; f++) {
        at += sprintf(at, "%s\"%c\":{\"$or\":[", f > 0 ? "," : "", 'a' + f);
        for (int w = 0; w < width; w++)
            at += sprintf(at, "%s{\"%c\":[1]}", w > 0 ? "," : "", 'a' + w);
        at += sprintf(at, "]}");
    }
    strcpy(at, "}");
    return text;
}

static void
check_refused(const char *text, const char *why_wanted)
{
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE] = "";
    assert_int_equal(pattern_compile(text, strlen(text), &pattern, why), FAULT_INPUT);
    assert_string_equal(why, why_wanted);
}

static void
limits(void **state)
{
    static char text[4 * PATTERN_MAX + 100];
    (void)state;
    for (int over = 0; over < 2; over++) {
        strcpy(text, "{\"a\":[\"");
        for (int i = 0; i < PATTERN_MAX - 10 + over; i++)
            strcat(text, "\xc3\xa4");
        strcat(text, "\"]}");
        if (over == 0)
            check_taken(text);
        else
            check_refused(text, "a pattern has at most 2048 characters, this one has 2049");
    }
    check_taken(many_alternatives(3, 10));
    check_refused(
        many_alternatives(10, 2), "$.j.$or: $or gives more than 1000 combinations, or 10000 fields in them");

    strcpy(text, "{\"");
    for (int i = 1; i < PATTERN_NAMES_MAX; i++)
        strcat(text, "a.");
    strcpy(text + strlen(text), "a\":[1]}");
    check_taken(text);
    strcpy(text, "{\"a");
    for (int i = 0; i < PATTERN_NAMES_MAX; i++)
        strcat(text, ".a");
    strcat(text, "\":[1]}");
    check_refused(text, "$.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: a path must "
                        "have at most 32 names");

    /* Many fields in many combinations. */
    char *at = text + sprintf(text, "{");
    for (int i = 0; i < 40; i++)
        at += sprintf(at, "\"f%d\":[1],", i);
    strcpy(at, many_alternatives(9, 2) + 1);
    check_refused(text, "$.h.$or: $or gives more than 1000 combinations, or 10000 fields in them");
}

/* The longest name and the deepest place leave room for the sentence. */
static void
a_refusal_fits(void **state)
{
    static char text[2100];
    struct pattern *pattern;
    char why[PATTERN_ERROR_SIZE];
    (void)state;
    strcpy(text, "{\"");
    memset(text + 2, 'n', 2000);
    strcpy(text + 2002, "\":[[]]}");
    assert_int_equal(pattern_compile(text, strlen(text), &pattern, why), FAULT_INPUT);
    assert_non_null(strstr(why, ": expected a value or an operator, not an array"));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals),
        cmocka_unit_test(limits),
        cmocka_unit_test(a_refusal_fits),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
