/*
 * regex_filter_test.c: what is known of a regex's literals, and that no match is ever taken for impossible.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/regex_filter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net/regex_literals.h"
#include "net/user_agent_rules.h"
#include "user_agent_fixture.h"

/* The literals, with a comma between; "" is none. */
static const struct {
    const char *regex, *literals;
} known[] = {
    {"Firefox", "Firefox"},
    {"(Firefox)/(\\d+)\\.(\\d+)", "Firefox"},
    {"Darwin/22\\.1\\.\\d+", "Darwin/22.1."},
    {"CFNetwork/.{0,100} Darwin/\\d", "CFNetwork/"},
    {"abcd?", "abc"},
    {"abc?d", ""},
    {"abcd*ef", "abc"},
    {"abcd+ef", "abcd"},
    {"abc{0,2}defg", "defg"},
    {"abcd{2}ef", "abcd"},
    {"abcd++efg", "abcd"},
    {"a|b", ""},
    {"abc|defg", "abc,defg"},
    {"abc|de", ""},
    {"abc|", ""},
    {"x(?:abc|defg)y", "abc,defg"},
    {"x(?:abc|defg)?y", ""},
    {"x(?:abc|defg)*y", ""},
    {"x(?:abc|defg){0,3}y", ""},
    {"x(?:abc|defg){1,3}y", "abc,defg"},
    {"x(abc|(?:de|fgh)ijk)", "abc,ijk"},
    {"[Bb]ot", "Bot"},
    {"[Bb]?otter", "otter"},
    {"[Bc]otter", "otter"},
    {"[]x]abc", "abc"},
    {"[^]x]abc", "abc"},
    {"[[:alpha:]]abc", "abc"},
    {"[a\\]b]cde", "cde"},
    {"^abc$", "abc"},
    {"abc.def", "abc"},
    {"\\babc\\d", "abc"},
    {"\\(abc\\)", "(abc)"},
    {"(?!abc)def", "def"},
    {"(?=abc)x", ""},
    {"(?<!abc)def", "def"},
    {"(?<=abc)def", "def"},
    {"abc(?i)def", "abc"},
    {"(?-i:abcd)", "abcd"},
    {"(?>abcd)", "abcd"},
    /* not understood: nothing is known */
    {"(?x)a b c d", ""},
    {"(?<name>abc)", ""},
    {"(*UTF)abc", ""},
    {"(?#abc)def", ""},
    {"abc\\x41def", ""},
    {"abc\\Qd*\\E", ""},
    {"(abc)\\1", ""},
    {"\\p{Lu}abc", ""},
    {"abc{", ""},
    {"abc)", ""},
    {"(abc", ""},
    {"[abc", ""},
    {"abc\\", ""},
};

static void
literals_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct regex_literals got;
        char all[256] = "";
        regex_literals_find(known[i].regex, &got);
        for (size_t j = 0; j < got.count; j++)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", j > 0 ? "," : "", got.texts[j]);
        if (strcmp(all, known[i].literals) != 0)
            fail_msg("%s: %s, not %s", known[i].regex, all, known[i].literals);
    }
}

static void
bounds_are_kept(void **state)
{
    char regex[4096] = "x0000";
    struct regex_literals got;
    (void)state;
    for (int i = 1; i < REGEX_LITERALS_MAX; i++)
        snprintf(regex + strlen(regex), 16, "|x%04d", i);
    regex_literals_find(regex, &got);
    assert_int_equal(got.count, REGEX_LITERALS_MAX);
    strcat(regex, "|y0000");
    regex_literals_find(regex, &got);
    assert_int_equal(got.count, 0);

    memset(regex, 'a', 100);
    regex[100] = '\0';
    regex_literals_find(regex, &got);
    assert_int_equal(got.count, 1);
    assert_int_equal(strlen(got.texts[0]), REGEX_LITERAL_MAX);

    memset(regex, '(', 1000);
    strcpy(regex + 1000, "abc");
    memset(regex + 1003, ')', 1000);
    regex[2003] = '\0';
    regex_literals_find(regex, &got);
    assert_int_equal(got.count, 0);
}

static bool
passes(const char *regex, const char *text)
{
    struct regex_filter filter = regex_filter_create(regex);
    struct trigram_set set;
    trigram_set_fill(&set, text, strlen(text));
    const bool out = regex_filter_passes(&filter, &set);
    regex_filter_free(&filter);
    return out;
}

static void
a_filter_tells_texts_apart(void **state)
{
    (void)state;
    assert_true(passes("Firefox|Chrome", "a Firefox"));
    assert_true(passes("Firefox|Chrome", "a chrome"));
    assert_true(passes("firefox", "FIREFOX"));
    assert_true(passes("abc", "abc"));
    assert_true(passes("a.c", "")); /* nothing is known */
    assert_false(passes("Firefox|Chrome", "a Firefix"));
    assert_false(passes("Firefox", "Fire fox"));
    assert_false(passes("Firefox", "Fi"));
    assert_false(passes("Firefox", ""));
}

/* Of the texts that uap-core tests itself with, by all rules that there are. */
static void
no_match_is_taken_for_impossible(void **state)
{
    struct user_agent_rules *rules;
    FILE *file = fopen("/usr/share/uap-core/tests/test_os.yaml", "r");
    char line[2048];
    size_t texts = 0, all = 0, passed = 0;
    (void)state;
    if (file == NULL)
        skip();
    assert_int_equal(user_agent_rules_create(&rules, REGEXES, CLASSES), FAULT_NONE);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *text = strstr(line, "user_agent_string: ");
        struct trigram_set set;
        if (text == NULL)
            continue;
        text += strlen("user_agent_string: ") + 1; /* after a quote; any bytes are a text */
        const size_t length = strcspn(text, "\n");
        trigram_set_fill(&set, text, length);
        texts++;
        for (size_t list = 0; list < USER_AGENT_LISTS; list++)
            for (size_t i = 0; i < rules->lists[list].count; i++, all++) {
                const struct user_agent_rule *rule = &rules->lists[list].rules[i];
                const bool possible = regex_filter_passes(&rule->filter, &set);
                passed += possible;
                if (!possible &&
                    user_agent_rule_match(rules, rule, (struct user_agent_text){text, length, NULL}) > 0)
                    fail_msg("rule %zu of list %zu matches %.*s", i, list, (int)length, text);
            }
    }
    fclose(file);
    user_agent_rules_free(rules);
    assert_true(texts > 100);
    assert_true(passed < all / 5); /* else they are of no use */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literals_are_found),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(a_filter_tells_texts_apart),
        cmocka_unit_test(no_match_is_taken_for_impossible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
