/*
 * rule_index_test.c: many patterns at once give what each of them gives alone, and cost little.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/rule_index.h"

#include "allocations.h"
#include "pattern_fixture.h"

#define MANY 300

/* What the route gives for the event must be what each pattern gives; pattern i has the number 2 i. */
static void
check(struct pattern *const *patterns, size_t count, struct rule_index *route, const char *text)
{
    unsigned hits[MANY];
    struct json_object *event = read_event(text);
    const struct event_value view = event_value_from_json(event);
    const size_t got = rule_index_match(route, &view, hits);
    size_t wanted = 0;
    for (size_t i = 0; i < count; i++) {
        size_t times = 0;
        for (size_t h = 0; h < got; h++)
            times += hits[h] == 2 * i;
        const bool fits = pattern_matches(patterns[i], &view);
        if (times != (size_t)fits)
            fail_msg("pattern %zu is found %zu times in %s", i, times, text);
        wanted += fits;
    }
    assert_int_equal(got, wanted);
    json_object_put(event);
}

static void
an_empty_route_finds_nothing(void **state)
{
    struct rule_index *route = rule_index_create();
    (void)state;
    check(NULL, 0, route, "{\"a\":\"x\"}");
    rule_index_free(route);
    rule_index_free(NULL);
}

static void
each_pattern_once_and_no_other(void **state)
{
    static const char *const texts[] = {"{\"a\":[\"x\"]}", "{\"a\":[\"x\",\"y\"]}", "{\"a\":[\"x\",1]}",
        "{\"a\":[{\"exists\":false},\"x\"]}", "{\"a\":[{\"prefix\":\"x\"}]}", "{\"b\":{\"c\":[\"x\"]}}",
        "{\"b.c\":[\"x\"],\"a\":[\"x\"]}", "{\"$or\":[{\"a\":[\"x\"]},{\"b\":{\"c\":[\"x\"]}},{\"d\":[1]}]}",
        "{\"a\":[\"x\"],\"$or\":[{\"b\":{\"c\":[\"x\"]}},{\"b\":{\"c\":[\"y\"]}}]}",
        "{\"b\":{\"c\":[\"x\"],\"d\":[\"y\"]}}", "{\"a\":[{\"exists\":false}]}", "{\"a\":[\"\"]}"};
    static const char *const events[] = {"{}", "[]", "1", "{\"a\":\"x\"}", "{\"a\":\"y\"}", "{\"a\":\"z\"}",
        "{\"a\":1}", "{\"a\":[\"x\",\"y\",\"x\"]}", "{\"a\":[[\"x\"],[\"y\"]]}", "{\"b\":{\"c\":\"x\"}}",
        "{\"b.c\":\"x\",\"a\":\"x\"}", "{\"b\":[{\"c\":\"x\"},{\"d\":\"y\"}]}",
        "{\"b\":[{\"c\":\"x\",\"d\":\"y\"}],\"a\":\"x\"}",
        "{\"a\":[\"x\"],\"b\":[{\"c\":[\"y\",\"x\"]}],\"d\":1}", "{\"d\":1}", "{\"a\":\"\"}",
        "{\"a\":{\"x\":\"x\"}}"};
    struct pattern *patterns[COUNT(texts)];
    struct rule_index *route = rule_index_create();
    (void)state;
    for (unsigned i = 0; i < COUNT(texts); i++) {
        patterns[i] = compile(texts[i]);
        rule_index_add(route, patterns[i], 2 * i);
    }
    for (int twice = 0; twice < 2; twice++)
        for (size_t i = 0; i < COUNT(events); i++)
            check(patterns, COUNT(texts), route, events[i]);
    rule_index_free(route);
    for (size_t i = 0; i < COUNT(texts); i++)
        pattern_free(patterns[i]);
}

/* Texts by chance, from few names and values, so that much of it fits. */
static void
write_pattern(char *at)
{
    static const char *const values[] = {"\"x\"", "\"y\"", "\"x\",\"z\"", "1", "{\"exists\":false}",
        "{\"prefix\":\"x\"}", "{\"anything-but\":\"x\"}", "{\"exists\":false},\"y\""};
    const int fields = 1 + rand() % 3;
    at += sprintf(at, "{");
    for (int i = 0; i < fields; i++)
        at += sprintf(at, "\"%s\":[%s],", ((const char *[]){"a", "a.b", "a.c", "d", "d.a"})[rand() % 5],
            values[rand() % (int)COUNT(values)]);
    if (rand() % 3 == 0)
        at += sprintf(at, "\"$or\":[{\"a.b\":[%s]},{\"e\":[%s]}]}", values[rand() % 3], values[rand() % 3]);
    else
        sprintf(at - 1, "}");
}

static void
write_event(char *at, int depth)
{
    static const char *const values[] = {"\"x\"", "\"y\"", "\"z\"", "1", "null", "[]", "[\"x\",\"y\"]"};
    static const char *const names[] = {"a", "b", "c", "d", "e", "a.b", "d.a", "a.c"};
    at += sprintf(at, "{");
    for (int i = rand() % 4; i >= 0; i--) {
        at += sprintf(at, "\"%s\":", names[rand() % (int)COUNT(names)]);
        if (depth > 0 && rand() % 2 == 0) {
            const bool array = rand() % 2 == 0;
            at += sprintf(at, array ? "[\"x\"," : "");
            write_event(at, depth - 1);
            at += strlen(at);
            if (array) {
                *at++ = ',';
                write_event(at, depth - 1);
                at += strlen(at);
                *at++ = ']';
            }
        } else {
            at += sprintf(at, "%s", values[rand() % (int)COUNT(values)]);
        }
        at += sprintf(at, i > 0 ? "," : "");
    }
    strcpy(at, "}");
}

static void
chance_patterns_and_events(void **state)
{
    static char text[100000];
    struct pattern *patterns[50];
    (void)state;
    srand(4);
    for (int i = 0; i < 60; i++) {
        struct rule_index *route = rule_index_create();
        for (unsigned k = 0; k < COUNT(patterns); k++) {
            write_pattern(text);
            patterns[k] = compile(text);
            rule_index_add(route, patterns[k], 2 * k);
        }
        for (int k = 0; k < 100; k++) {
            write_event(text, 3);
            check(patterns, COUNT(patterns), route, text);
        }
        rule_index_free(route);
        for (size_t k = 0; k < COUNT(patterns); k++)
            pattern_free(patterns[k]);
    }
}

static void
matching_allocates_nothing(void **state)
{
    struct pattern *patterns[MANY];
    unsigned hits[MANY];
    char text[100];
    struct rule_index *route = rule_index_create();
    struct json_object *event = read_event(
        "{\"source\":\"urlshortener\",\"detail\":{\"code\":[\"c7\",\"c8\"]}}");
    const struct event_value view = event_value_from_json(event);
    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "{\"source\":[\"urlshortener\"],\"detail\":{\"code\":[\"c%u\"]}}", i);
        patterns[i] = compile(text);
        rule_index_add(route, patterns[i], i);
    }
    const size_t before = allocations;
    const size_t count = rule_index_match(route, &view, hits);
    const size_t after = allocations;
    assert_int_equal(count, 2);
    assert_int_equal(hits[0] + hits[1], 15);
    assert_int_equal(after, before);
    rule_index_free(route);
    json_object_put(event);
    for (size_t i = 0; i < MANY; i++)
        pattern_free(patterns[i]);
}

/* An event that has the same text a hundred thousand times does not try the patterns as often. */
static void
a_text_again_and_again_takes_no_time(void **state)
{
    static char text[1000100];
    struct pattern *pattern = compile("{\"a\":[\"x\"],\"b\":[\"y\",{\"prefix\":\"z\"}]}");
    struct rule_index *route = rule_index_create();
    char *at = text + sprintf(text, "{\"a\":[\"x\"");
    (void)state;
    for (int i = 0; i < 100000; i++)
        at += sprintf(at, ",\"x\"");
    at += sprintf(at, "],\"b\":[0");
    for (int i = 0; i < 100000; i++)
        at += sprintf(at, ",\"0\"");
    strcpy(at, "]}");
    rule_index_add(route, pattern, 0);
    check(&pattern, 1, route, text);
    rule_index_free(route);
    pattern_free(pattern);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_route_finds_nothing),
        cmocka_unit_test(each_pattern_once_and_no_other),
        cmocka_unit_test(chance_patterns_and_events),
        cmocka_unit_test(matching_allocates_nothing),
        cmocka_unit_test(a_text_again_and_again_takes_no_time),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
