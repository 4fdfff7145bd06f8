/*
 * pattern_test.c: the pattern language: what fits and what does not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/pattern.h"

#include "allocations.h"
#include "base/json.h"
#include "pattern_fixture.h"

static bool
fits(const struct pattern *pattern, const char *text)
{
    struct json_object *event = read_event(text);
    const struct event_value view = event_value_from_json(event);
    const bool answer = pattern_matches(pattern, &view);
    json_object_put(event);
    return answer;
}

/* An event and what is wanted of it; the last one's text is NULL. */
struct expectation {
    const char *event;
    bool fits;
};

static void
check(const char *text, const struct expectation *expectations)
{
    struct pattern *pattern = compile(text);
    for (; expectations->event != NULL; expectations++)
        if (fits(pattern, expectations->event) != expectations->fits)
            fail_msg("%s %s %s", text, expectations->fits ? "does not fit" : "fits", expectations->event);
    pattern_free(pattern);
}

#define CHECK_EVENTS(pattern, ...) check(pattern, (const struct expectation[]){__VA_ARGS__, {NULL, false}})

static void
exact_values(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[\"x\"]}", {"{\"a\":\"x\"}", true}, {"{\"a\":\"X\"}", false},
        {"{\"a\":\"xx\"}", false}, {"{\"a\":\"\"}", false}, {"{\"b\":\"x\"}", false}, {"{}", false},
        {"{\"a\":{\"a\":\"x\"}}", false});
    CHECK_EVENTS("{\"a\":[\"\"]}", {"{\"a\":\"\"}", true}, {"{\"a\":null}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[{\"exactly\":\"x\"}]}", {"{\"a\":\"x\"}", true}, {"{\"a\":\"y\"}", false});
    CHECK_EVENTS("{\"a\":[null]}", {"{\"a\":null}", true}, {"{\"a\":\"null\"}", false}, {"{\"a\":0}", false},
        {"{\"a\":[]}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[true]}", {"{\"a\":true}", true}, {"{\"a\":false}", false}, {"{\"a\":1}", false},
        {"{\"a\":\"true\"}", false});
    CHECK_EVENTS(
        "{\"a\":[false]}", {"{\"a\":false}", true}, {"{\"a\":true}", false}, {"{\"a\":null}", false});
    CHECK_EVENTS("{\"a\":[\"x\",1,null]}", {"{\"a\":\"x\"}", true}, {"{\"a\":1}", true},
        {"{\"a\":null}", true}, {"{\"a\":2}", false}, {"{\"a\":true}", false});
    CHECK_EVENTS("{\"a\":[\"x\"],\"b\":[\"y\"]}", {"{\"a\":\"x\",\"b\":\"y\"}", true},
        {"{\"b\":\"y\",\"c\":0,\"a\":\"x\"}", true}, {"{\"a\":\"x\"}", false},
        {"{\"a\":\"y\",\"b\":\"x\"}", false});
}

static void
numbers(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[1]}", {"{\"a\":1}", true}, {"{\"a\":1.0}", true}, {"{\"a\":1e0}", true},
        {"{\"a\":10E-1}", true}, {"{\"a\":\"1\"}", false}, {"{\"a\":-1}", false},
        {"{\"a\":1.0000000000000000001}", false});
    CHECK_EVENTS("{\"a\":[300]}", {"{\"a\":3e2}", true}, {"{\"a\":300.00}", true}, {"{\"a\":30}", false});
    CHECK_EVENTS("{\"a\":[0.0]}", {"{\"a\":0}", true}, {"{\"a\":-0}", true}, {"{\"a\":-0.0}", true},
        {"{\"a\":0e5}", true}, {"{\"a\":1e-400}", false});
    CHECK_EVENTS("{\"a\":[27.807807921694092]}", {"{\"a\":27.807807921694092}", true},
        {"{\"a\":27.80780792169409}", false});
    CHECK_EVENTS("{\"a\":[9007199254740993]}", {"{\"a\":9007199254740993}", true},
        {"{\"a\":9007199254740992}", false}, {"{\"a\":9007199254740993.0}", true},
        {"{\"a\":9.007199254740992e15}", false});
    CHECK_EVENTS("{\"a\":[18446744073709551615]}", {"{\"a\":18446744073709551615}", true},
        {"{\"a\":9223372036854775807}", false});
}

static void
numeric(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\"=\",3.018e2]}]}", {"{\"a\":301.8}", true}, {"{\"a\":301.80}", true},
        {"{\"a\":301.9}", false}, {"{\"a\":\"301.8\"}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\">\",0]}]}", {"{\"a\":1}", true}, {"{\"a\":1e-300}", true},
        {"{\"a\":1e-400}", true}, {"{\"a\":1e400}", true}, {"{\"a\":0}", false}, {"{\"a\":-0.0}", false},
        {"{\"a\":-1}", false});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\">=\",-5]}]}", {"{\"a\":-5}", true},
        {"{\"a\":-5.0000000001}", false}, {"{\"a\":-4}", true});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\"<\",5]}]}", {"{\"a\":4.9999999999999999999}", true},
        {"{\"a\":5}", false}, {"{\"a\":-1e400}", true});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\"<=\",5]}]}", {"{\"a\":5.0}", true},
        {"{\"a\":5.00000000000000000001}", false});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]}", {"{\"a\":0}", false}, {"{\"a\":0.1}", true},
        {"{\"a\":5}", true}, {"{\"a\":5.1}", false}, {"{\"a\":null}", false}, {"{\"a\":true}", false},
        {"{\"a\":[7,3]}", true}, {"{\"a\":[7,-3]}", false});
    CHECK_EVENTS("{\"a\":[{\"numeric\":[\">=\",1,\"<\",1.5]},\"x\"]}", {"{\"a\":1}", true},
        {"{\"a\":1.5}", false}, {"{\"a\":\"x\"}", true});
}

static void
prefixes_and_suffixes(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"prefix\":\"ab\"}]}", {"{\"a\":\"ab\"}", true}, {"{\"a\":\"abc\"}", true},
        {"{\"a\":\"a\"}", false}, {"{\"a\":\"Abc\"}", false}, {"{\"a\":\"cab\"}", false},
        {"{\"a\":1}", false});
    CHECK_EVENTS("{\"a\":[{\"suffix\":\"ab\"}]}", {"{\"a\":\"ab\"}", true}, {"{\"a\":\"cab\"}", true},
        {"{\"a\":\"b\"}", false}, {"{\"a\":\"abc\"}", false});
    CHECK_EVENTS("{\"a\":[{\"prefix\":\"\"}]}", {"{\"a\":\"\"}", true}, {"{\"a\":\"x\"}", true},
        {"{\"a\":1}", false}, {"{\"a\":null}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[{\"suffix\":\"\"}]}", {"{\"a\":\"\"}", true}, {"{\"a\":0}", false});
    CHECK_EVENTS("{\"a\":[{\"prefix\":{\"equals-ignore-case\":\"aB\"}}]}", {"{\"a\":\"ABc\"}", true},
        {"{\"a\":\"abC\"}", true}, {"{\"a\":\"a\"}", false}, {"{\"a\":\"xab\"}", false});
    CHECK_EVENTS("{\"a\":[{\"suffix\":{\"equals-ignore-case\":\"aB\"}}]}", {"{\"a\":\"cAb\"}", true},
        {"{\"a\":\"b\"}", false}, {"{\"a\":\"abx\"}", false});
    CHECK_EVENTS("{\"a\":[{\"suffix\":{\"equals-ignore-case\":\"\"}}]}", {"{\"a\":\"x\"}", true},
        {"{\"a\":\"\"}", true});
}

static void
case_ignored(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"equals-ignore-case\":\"aBc\"}]}", {"{\"a\":\"AbC\"}", true},
        {"{\"a\":\"abcd\"}", false}, {"{\"a\":\"ab\"}", false}, {"{\"a\":\"\"}", false},
        {"{\"a\":1}", false});
    CHECK_EVENTS("{\"a\":[{\"equals-ignore-case\":\"\"}]}", {"{\"a\":\"\"}", true}, {"{\"a\":\"x\"}", false});
    /* Each character by itself: an umlaut, Greek with its two small sigmas, Cyrillic; but not ss for the
     * sharp s. */
    CHECK_EVENTS("{\"a\":[{\"equals-ignore-case\":\"\xc3\x84pfel\"}]}", {"{\"a\":\"\xc3\xa4PFEL\"}", true},
        {"{\"a\":\"apfel\"}", false});
    CHECK_EVENTS("{\"a\":[{\"equals-ignore-case\":\"\xce\xa3\"}]}", {"{\"a\":\"\xcf\x83\"}", true},
        {"{\"a\":\"\xcf\x82\"}", true});
    CHECK_EVENTS("{\"a\":[{\"suffix\":{\"equals-ignore-case\":\"\xd0\x96\xd0\xb6\"}}]}",
        {"{\"a\":\"x\xd0\xb6\xd0\x96\"}", true}, {"{\"a\":\"\xd0\xb6\"}", false});
    CHECK_EVENTS("{\"a\":[{\"equals-ignore-case\":\"strasse\"}]}", {"{\"a\":\"STRASSE\"}", true},
        {"{\"a\":\"stra\xc3\x9f"
         "e\"}",
            false});
    /* The same character in a different number of bytes: K and the Kelvin sign. */
    CHECK_EVENTS(
        "{\"a\":[{\"prefix\":{\"equals-ignore-case\":\"k\"}}]}", {"{\"a\":\"\xe2\x84\xaax\"}", true});
}

static void
wildcards(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"a*b*c\"}]}", {"{\"a\":\"abc\"}", true},
        {"{\"a\":\"axxbyyc\"}", true}, {"{\"a\":\"abbcc\"}", true}, {"{\"a\":\"ac\"}", false},
        {"{\"a\":\"abcd\"}", false}, {"{\"a\":\"xabc\"}", false}, {"{\"a\":5}", false});
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"*\"}]}", {"{\"a\":\"\"}", true}, {"{\"a\":\"x\"}", true},
        {"{\"a\":1}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"\"}]}", {"{\"a\":\"\"}", true}, {"{\"a\":\"x\"}", false});
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"ab\"}]}", {"{\"a\":\"ab\"}", true}, {"{\"a\":\"abc\"}", false});
    CHECK_EVENTS(
        "{\"a\":[{\"wildcard\":\"ab*ba\"}]}", {"{\"a\":\"abba\"}", true}, {"{\"a\":\"aba\"}", false});
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"*\\\\*\\\\\\\\*\"}]}", {"{\"a\":\"a*\\\\b\"}", true},
        {"{\"a\":\"ab\\\\\"}", false}, {"{\"a\":\"*\\\\\"}", true});
    CHECK_EVENTS("{\"a\":[{\"wildcard\":\"*.\xc3\xa4\"}]}", {"{\"a\":\"x.\xc3\xa4\"}", true},
        {"{\"a\":\"x.a\"}", false});
}

/* What a wildcard means, by trying everything. */
static bool
naive(const char *wildcard, const char *text)
{
    if (*wildcard == '*')
        return naive(wildcard + 1, text) || (*text != '\0' && naive(wildcard, text + 1));
    return *wildcard == *text && (*wildcard == '\0' || naive(wildcard + 1, text + 1));
}

static void
wildcards_against_trying_everything(void **state)
{
    (void)state;
    srand(2);
    for (int i = 0; i < 3000; i++) {
        char wildcard[10], text[12], pattern[64], event[64];
        size_t length = 0;
        for (int k = rand() % 9; k > 0; k--) {
            const char c = "ab*"[rand() % 3];
            if (c != '*' || length == 0 || wildcard[length - 1] != '*')
                wildcard[length++] = c;
        }
        wildcard[length] = '\0';
        snprintf(pattern, sizeof pattern, "{\"a\":[{\"wildcard\":\"%s\"}]}", wildcard);
        struct pattern *compiled = compile(pattern);
        for (int t = 0; t < 20; t++) {
            for (length = 0; length < (size_t)t % 12 && length < sizeof text - 1; length++)
                text[length] = "ab"[rand() % 2];
            text[length] = '\0';
            snprintf(event, sizeof event, "{\"a\":\"%s\"}", text);
            if (fits(compiled, event) != naive(wildcard, text))
                fail_msg("%s and %s", wildcard, text);
        }
        pattern_free(compiled);
    }
}

/* What takes others for ever: many stars, and a text that nearly fits. */
static void
wildcards_take_no_time(void **state)
{
    static char pattern[2000], event[200100];
    (void)state;
    strcpy(pattern, "{\"a\":[{\"wildcard\":\"");
    for (int i = 0; i < 400; i++)
        strcat(pattern, "*a");
    strcat(pattern, "*b\"}]}");
    strcpy(event, "{\"a\":\"");
    memset(event + 6, 'a', 200000);
    strcpy(event + 200006, "\"}");
    struct pattern *compiled = compile(pattern);
    for (int i = 0; i < 50; i++)
        assert_false(fits(compiled, event));
    pattern_free(compiled);
}

static void
anything_but(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"anything-but\":\"x\"}]}", {"{\"a\":\"x\"}", false}, {"{\"a\":\"y\"}", true},
        {"{\"a\":\"\"}", true}, {"{\"a\":1}", true}, {"{\"a\":null}", true}, {"{\"a\":true}", true},
        {"{}", false}, {"{\"a\":[]}", false}, {"{\"a\":{}}", false}, {"{\"a\":[\"x\"]}", false},
        {"{\"a\":[\"x\",\"y\"]}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":1}]}", {"{\"a\":1}", false}, {"{\"a\":1.0}", false},
        {"{\"a\":2}", true}, {"{\"a\":\"1\"}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":[\"x\",\"y\"]}]}", {"{\"a\":\"x\"}", false},
        {"{\"a\":\"y\"}", false}, {"{\"a\":\"z\"}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":[1,2]}]}", {"{\"a\":2e0}", false}, {"{\"a\":3}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":{\"prefix\":[\"x\",\"y\"]}}]}", {"{\"a\":\"xa\"}", false},
        {"{\"a\":\"ya\"}", false}, {"{\"a\":\"ax\"}", true}, {"{\"a\":1}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":{\"suffix\":\"x\"}}]}", {"{\"a\":\"ax\"}", false},
        {"{\"a\":\"xa\"}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":{\"equals-ignore-case\":[\"x\",\"\"]}}]}",
        {"{\"a\":\"X\"}", false}, {"{\"a\":\"\"}", false}, {"{\"a\":\"y\"}", true});
    CHECK_EVENTS("{\"a\":[{\"anything-but\":{\"wildcard\":[\"*x*\",\"y\"]}}]}", {"{\"a\":\"axb\"}", false},
        {"{\"a\":\"y\"}", false}, {"{\"a\":\"yy\"}", true});
}

static void
networks(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"cidr\":\"10.0.0.0/8\"}]}", {"{\"a\":\"10.255.0.1\"}", true},
        {"{\"a\":\"11.0.0.0\"}", false}, {"{\"a\":\"::ffff:10.0.0.1\"}", true}, {"{\"a\":\"10.0.0\"}", false},
        {"{\"a\":\"10.0.0.1 \"}", false}, {"{\"a\":\"010.0.0.1\"}", false}, {"{\"a\":10}", false},
        {"{\"a\":\"10.0.0.1/8\"}", false},
        {"{\"a\":\"10.0.0.1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", false},
        {"{\"a\":\"\"}", false});
    CHECK_EVENTS("{\"a\":[{\"cidr\":\"10.0.0.7/31\"}]}", {"{\"a\":\"10.0.0.6\"}", true},
        {"{\"a\":\"10.0.0.8\"}", false});
    CHECK_EVENTS("{\"a\":[{\"cidr\":\"0.0.0.0/0\"}]}", {"{\"a\":\"255.255.255.255\"}", true},
        {"{\"a\":\"::1\"}", false});
    CHECK_EVENTS("{\"a\":[{\"cidr\":\"2001:db8::/32\"}]}", {"{\"a\":\"2001:DB8:0::1\"}", true},
        {"{\"a\":\"2001:db9::1\"}", false}, {"{\"a\":\"10.0.0.1\"}", false});
    CHECK_EVENTS("{\"a\":[{\"cidr\":\"::/0\"}]}", {"{\"a\":\"::1\"}", true}, {"{\"a\":\"10.0.0.1\"}", false});
}

static void
existence(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"exists\":true}]}", {"{\"a\":1}", true}, {"{\"a\":null}", true},
        {"{\"a\":\"\"}", true}, {"{\"a\":[1]}", true}, {"{\"a\":[]}", false}, {"{\"a\":[[]]}", false},
        {"{\"a\":{}}", false}, {"{\"a\":{\"b\":1}}", false}, {"{\"a\":[{\"b\":1}]}", false}, {"{}", false});
    CHECK_EVENTS("{\"a\":[{\"exists\":false}]}", {"{\"a\":1}", false}, {"{\"a\":null}", false},
        {"{\"a\":[1]}", false}, {"{\"a\":[]}", true}, {"{\"a\":[[],{}]}", true}, {"{\"a\":{}}", true},
        {"{\"a\":{\"b\":1}}", true}, {"{}", true});
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false}]}}", {"{}", true}, {"{\"a\":1}", true},
        {"{\"a\":{\"b\":1}}", false}, {"{\"a\":{\"c\":1}}", true}, {"{\"a\":[]}", true});
    CHECK_EVENTS("{\"a\":[{\"exists\":false},\"x\"]}", {"{}", true}, {"{\"a\":\"x\"}", true},
        {"{\"a\":\"y\"}", false}, {"{\"a\":[\"y\",\"x\"]}", true});
}

static void
paths_and_dots(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":{\"b\":[1]}}", {"{\"a\":{\"b\":1}}", true}, {"{\"a.b\":1}", true},
        {"{\"b\":1}", false}, {"{\"a\":1}", false}, {"{\"a.c\":1}", false});
    CHECK_EVENTS("{\"a.b\":[1]}", {"{\"a\":{\"b\":1}}", true}, {"{\"a.b\":1}", true});
    CHECK_EVENTS("{\"a.b\":{\"c\":[1]},\"a\":{\"b.d\":[2]}}", {"{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", true},
        {"{\"a.b\":{\"c\":1,\"d\":2}}", true}, {"{\"a.b.c\":1,\"a.b.d\":2}", true},
        {"{\"a\":{\"b.c\":1,\"b.d\":2}}", true}, {"{\"a\":{\"b\":{\"c\":1}}}", false},
        {"{\"a.b.c\":1}", false});
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false}]}}", {"{\"a.b\":1}", false}, {"{\"a.b\":{}}", true});
    CHECK_EVENTS("{\"detail\":{\"c.count\":[5],\"state\":[\"x\"]}}",
        {"{\"detail\":{\"c.count\":5,\"state\":\"x\"}}", true},
        {"{\"detail\":{\"c\":{\"count\":5},\"state\":\"x\"}}", true});
    CHECK_EVENTS("{\"\":[1]}", {"{\"\":1}", true}, {"{}", false});
    CHECK_EVENTS(
        "{\"a..b\":[1]}", {"{\"a\":{\"\":{\"b\":1}}}", true}, {"{\"a..b\":1}", true}, {"{\"a.b\":1}", false});
    /* The same path twice: what comes last is meant, and both where one is above the other. */
    CHECK_EVENTS("{\"a\":[1],\"a\":[2]}", {"{\"a\":2}", true}, {"{\"a\":1}", false});
    CHECK_EVENTS("{\"a\":{\"b\":[1]},\"a\":{\"c\":[2]}}", {"{\"a\":{\"b\":1,\"c\":2}}", true},
        {"{\"a\":{\"c\":2}}", false});
    CHECK_EVENTS(
        "{\"a.b\":[1],\"a\":{\"b\":[2]}}", {"{\"a\":{\"b\":2}}", true}, {"{\"a\":{\"b\":1}}", false});
    CHECK_EVENTS("{\"a\":[1],\"a\":{\"b\":[2]}}", {"{\"a\":[1,{\"b\":2}]}", true},
        {"{\"a\":[{\"b\":2}]}", false}, {"{\"a\":1,\"a.b\":2}", true}, {"{\"a\":1}", false});
    CHECK_EVENTS("{\"a\\\"\\u00e4\\\\\":[1]}", {"{\"a\\\"\xc3\xa4\\\\\":1}", true});
}

static void
arrays(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[\"x\"]}", {"{\"a\":[\"y\",\"x\"]}", true}, {"{\"a\":[[\"y\"],[[\"x\"]]]}", true},
        {"{\"a\":[\"y\"]}", false}, {"{\"a\":[]}", false}, {"{\"a\":[{\"a\":\"x\"}]}", false});
    /* Never fields of different elements. */
    CHECK_EVENTS("{\"a\":{\"b\":[1],\"c\":[2]}}", {"{\"a\":[{\"b\":1},{\"c\":2}]}", false},
        {"{\"a\":[{\"b\":1},{\"b\":1,\"c\":2}]}", true}, {"{\"a\":[[{\"c\":2}],[{\"b\":1}]]}", false},
        {"{\"a\":[[{\"c\":3}],[{\"b\":1,\"c\":2}]]}", true}, {"{\"a\":[{\"b\":[1,3],\"c\":[2,4]}]}", true},
        {"{\"a\":[]}", false}, {"{\"a\":[1,2]}", false});
    CHECK_EVENTS("{\"a\":{\"b\":{\"c\":[1]},\"d\":[2]}}",
        {"{\"a\":[{\"b\":[{\"c\":0},{\"c\":1}],\"d\":2}]}", true},
        {"{\"a\":[{\"b\":[{\"c\":1}],\"d\":3},{\"b\":[{\"c\":0}],\"d\":2}]}", false});
    CHECK_EVENTS("{\"a\":{\"b\":{\"c\":[1],\"d\":[2]}}}",
        {"{\"a\":[{\"b\":{\"c\":1}},{\"b\":{\"d\":2}}]}", false},
        {"{\"a\":[{\"b\":{\"c\":1}},{\"b\":[{\"d\":2},{\"d\":2,\"c\":1}]}]}", true});
    CHECK_EVENTS("{\"a.b\":[1],\"a.c\":[2]}", {"{\"a\":[{\"b\":1},{\"c\":2}]}", false},
        {"{\"a.b\":1,\"a.c\":2}", true});
    /* exists: false asks the element that the others have chosen, whatever the order; and all where none has.
     */
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false}],\"c\":[2]}}", {"{\"a\":[{\"b\":1},{\"c\":2}]}", true},
        {"{\"a\":[{\"b\":1,\"c\":2},{\"b\":3}]}", false}, {"{\"a\":[{\"c\":2},{\"b\":1,\"c\":2}]}", true});
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false}]}}", {"{\"a\":[{\"b\":1},{\"c\":2}]}", false},
        {"{\"a\":[{\"c\":2}]}", true}, {"{\"a\":[{\"b\":[]},{\"b\":{}}]}", true});
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false},1]}}", {"{\"a\":[{\"b\":2},{\"c\":2}]}", false},
        {"{\"a\":[{\"b\":2},{\"b\":1}]}", true}, {"{\"a\":[{\"c\":2},{}]}", true});
    CHECK_EVENTS("{\"a\":{\"b\":[{\"exists\":false},1],\"c\":{\"d\":[{\"exists\":false}]}}}",
        {"{\"a\":[{\"b\":1},{\"b\":2,\"c\":{\"d\":1}}]}", true},
        {"{\"a\":[{\"b\":1,\"c\":[{\"d\":1}]}]}", false});
}

static void
alternatives(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}", {"{\"a\":1}", true}, {"{\"b\":2}", true},
        {"{\"a\":2}", false}, {"{}", false});
    CHECK_EVENTS("{\"c\":[3],\"$or\":[{\"a\":[1]},{\"b\":[2],\"d\":[4]}]}", {"{\"a\":1,\"c\":3}", true},
        {"{\"b\":2,\"d\":4,\"c\":3}", true}, {"{\"b\":2,\"c\":3}", false}, {"{\"a\":1}", false});
    CHECK_EVENTS("{\"$or\":[{\"a\":[1]},{\"$or\":[{\"b\":[2]},{\"c\":[3]}]}],\"d\":[4]}",
        {"{\"a\":1,\"d\":4}", true}, {"{\"b\":2,\"d\":4}", true}, {"{\"c\":3,\"d\":4}", true},
        {"{\"c\":3}", false});
    CHECK_EVENTS("{\"x\":{\"$or\":[{\"a\":[1]},{\"b\":[2]}]},\"y\":{\"$or\":[{\"a\":[1]},{\"b\":[2]}]}}",
        {"{\"x\":{\"a\":1},\"y\":{\"b\":2}}", true}, {"{\"x\":{\"b\":2},\"y\":{\"b\":2}}", true},
        {"{\"x\":{\"a\":1}}", false}, {"{\"x\":{\"a\":1},\"y\":{\"a\":2}}", false});
    /* A sibling and the alternative have to be of the same element. */
    CHECK_EVENTS("{\"a\":{\"b\":[1],\"$or\":[{\"c\":[2]},{\"d\":[3]}]}}",
        {"{\"a\":[{\"b\":1,\"d\":3}]}", true}, {"{\"a\":[{\"b\":1},{\"c\":2},{\"d\":3}]}", false},
        {"{\"a\":[{\"b\":0},{\"c\":2,\"b\":1}]}", true});
    /* Two of them side by side, and a field that an alternative gives again. */
    CHECK_EVENTS("{\"$or\":[{\"a\":[1]},{\"b\":[1]}],\"$or\":[{\"c\":[1]},{\"d\":[1]}]}",
        {"{\"a\":1,\"d\":1}", true}, {"{\"a\":1,\"b\":1}", false}, {"{\"c\":1,\"d\":1}", false});
    CHECK_EVENTS("{\"a\":[1],\"$or\":[{\"a\":[2]},{\"b\":[3]}]}", {"{\"a\":2}", true},
        {"{\"a\":1,\"b\":3}", true}, {"{\"a\":1}", false});
}

static void
an_event_that_is_no_object_fits_nothing(void **state)
{
    (void)state;
    CHECK_EVENTS("{\"a\":[{\"exists\":false}]}", {"{}", true}, {"[]", false}, {"[{}]", false},
        {"null", false}, {"\"a\"", false}, {"1", false});
}

/* An event that lies deeper in itself than recursion should go, as no text makes it. */
static void
the_deepest_event(void **state)
{
    struct pattern *pattern = compile("{\"a\":[1],\"b\":{\"c\":[{\"exists\":true}]}}");
    struct json_object *event = json_object_new_object(), *in = json_object_new_int(1);
    (void)state;
    for (int i = 0; i < 3000; i++) {
        struct json_object *out = json_object_new_array();
        json_object_array_add(out, in);
        in = out;
    }
    json_object_object_add(event, "a", in);
    const struct event_value view = event_value_from_json(event);
    assert_false(pattern_matches(pattern, &view));
    /* json-c's own put recurses as deep. */
    json_object_put(event);
    pattern_free(pattern);
}

/* Names with dots on every level, each way to read them tried: no more than the event is long. */
static void
dots_take_no_time(void **state)
{
    static char text[1 << 20];
    struct pattern *pattern = compile("{\"a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a\":[1]}");
    char *at = text;
    (void)state;
    *at++ = '{';
    for (int depth = 1; depth < 16; depth++) {
        at += sprintf(at, "%s\"a", depth > 1 ? "," : "");
        for (int i = 1; i < depth; i++)
            at += sprintf(at, ".a");
        at += sprintf(at, "\":[");
        for (int i = 0; i < 1000; i++)
            at += sprintf(at, "%s{\"a\":0,\"a.a\":0}", i > 0 ? "," : "");
        at += sprintf(at, "]");
    }
    strcpy(at, "}");
    assert_false(fits(pattern, text));
    pattern_free(pattern);
}

static void
matching_allocates_nothing(void **state)
{
    static const char *const patterns[] = {
        "{\"source\":[\"s\"],\"detail\":{\"n\":[1.50],\"ip\":[{\"cidr\":\"10.0.0.0/8\"}],"
        "\"t\":[{\"wildcard\":\"*a*b\"}],\"c\":[{\"equals-ignore-case\":\"\xc3\x84\"}]}}",
        "{\"$or\":[{\"a\":[{\"exists\":false}],\"x\":[1]},{\"detail.list\":{\"b\":[{\"anything-but\":{"
        "\"suffix\":\"x\"}}]}}]}"};
    static const char text[] =
        "{\"source\":\"s\",\"detail\":{\"n\":1.5,\"ip\":\"10.1.2.3\",\"t\":\"xaxb\",\"c\":\"\xc3\xa4\","
        "\"list\":[[{\"b\":1}],{\"b\":\"y\"}]}}";
    struct json_object *event = read_event(text);
    const struct event_value view = event_value_from_json(event);
    (void)state;
    assert_true(!allocations_are_seen() || allocations > 0);
    for (size_t i = 0; i < COUNT(patterns); i++) {
        struct pattern *pattern = compile(patterns[i]);
        const size_t before = allocations;
        const bool answer = pattern_matches(pattern, &view);
        const size_t after = allocations;
        assert_true(answer);
        assert_int_equal(after, before);
        pattern_free(pattern);
    }
    json_object_put(event);
}

/* Broken patterns and events by chance: whatever they are, an answer. */
static void
chance_texts(void **state)
{
    static const char *const patterns[] = {"{\"a\":[\"x\",1.5e3,null,true,{\"prefix\":\"x\"},{\"wildcard\":"
                                           "\"a*\\\\*b\"}],\"b.c\":{\"d\":[{\"exists\":false}]}}",
        "{\"$or\":[{\"a\":[{\"numeric\":[\">\",0,\"<=\",5]}]},{\"b\":[{\"cidr\":\"10.0.0.0/"
        "8\"}]}],\"c\":[{\"anything-but\":"
        "[\"x\"]}]}",
        "{\"a\":[{\"anything-but\":{\"prefix\":[\"x\",\"y\"]}},{\"suffix\":{\"equals-ignore-case\":"
        "\"\xc3\xa4\"}}]}"};
    static const char *const events[] = {
        "{\"a\":[\"x\",1.5e3,[null,{\"a\":1}]],\"b\":{\"c\":[{\"d\":1}]},\"b.c\":{\"d\":2}}",
        "{\"a\":5,\"b\":\"10.1.2.3\",\"c\":\"\xc3\xa4*\\\\\",\"d\":[[],{}]}"};
    static const char pieces[] = "{}[]\",:.*\\$0123456789eE-+abcdx \xc3\xa4\xff";
    char pattern_text[400], event_text[400];
    (void)state;
    srand(3);
    for (int i = 0; i < 30000; i++) {
        struct pattern *pattern;
        struct json_object *event;
        char why[PATTERN_ERROR_SIZE];
        strcpy(pattern_text, patterns[rand() % (int)COUNT(patterns)]);
        strcpy(event_text, events[rand() % (int)COUNT(events)]);
        for (int k = rand() % 4; k > 0; k--) {
            const size_t at = (size_t)rand() % strlen(pattern_text);
            if (rand() % 2 == 0)
                pattern_text[at] = pieces[(size_t)rand() % (sizeof pieces - 1)];
            else
                memmove(pattern_text + at, pattern_text + at + 1, strlen(pattern_text + at));
            event_text[(size_t)rand() % strlen(event_text)] = pieces[(size_t)rand() % (sizeof pieces - 1)];
        }
        if (json_reader_read(reader, event_text, strlen(event_text), &event, why) != FAULT_NONE)
            event = read_event(events[0]);
        if (pattern_compile(pattern_text, strlen(pattern_text), &pattern, why) == FAULT_NONE) {
            const struct event_value view = event_value_from_json(event);
            pattern_matches(pattern, &view);
        }
        pattern_free(pattern);
        json_object_put(event);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_values),
        cmocka_unit_test(numbers),
        cmocka_unit_test(numeric),
        cmocka_unit_test(prefixes_and_suffixes),
        cmocka_unit_test(case_ignored),
        cmocka_unit_test(wildcards),
        cmocka_unit_test(wildcards_against_trying_everything),
        cmocka_unit_test(wildcards_take_no_time),
        cmocka_unit_test(anything_but),
        cmocka_unit_test(networks),
        cmocka_unit_test(existence),
        cmocka_unit_test(paths_and_dots),
        cmocka_unit_test(arrays),
        cmocka_unit_test(alternatives),
        cmocka_unit_test(an_event_that_is_no_object_fits_nothing),
        cmocka_unit_test(the_deepest_event),
        cmocka_unit_test(dots_take_no_time),
        cmocka_unit_test(matching_allocates_nothing),
        cmocka_unit_test(chance_texts),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
