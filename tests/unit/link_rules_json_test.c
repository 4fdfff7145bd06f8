/*
 * link_rules_json_test.c: redirect rules that are taken come back as they were; what can never hold, and what
 * is none, is refused with where and why.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_json.h"

#include "base/timestamp.h"
#include "store_fixture.h"

#define NOW (INT64_C(1779728210) * TIMESTAMP_SECOND) /* 2026-05-25T16:56:50Z */
#define URL "'url':'https://example.com/'"

static struct config config;
static struct link_rules rules, again;
static struct input_error error;

static int
begin(void **state)
{
    struct config_source source;
    (void)state;
    setenv("CURT_STATS_COUNTRIES", "/countries.mmdb", 1);
    setenv("CURT_WEB_BASE_URL", "https://s.example", 1);
    const enum fault fault = config_load(&config, &source);
    unsetenv("CURT_STATS_COUNTRIES");
    unsetenv("CURT_WEB_BASE_URL");
    return fault == FAULT_NONE ? 0 : -1;
}

/* With ' for ". */
static struct json_object *
json_of(const char *text)
{
    char *json = strdup(text);
    for (char *c = json; *c != '\0'; c++)
        *c = *c == '\'' ? '"' : *c;
    struct json_object *value = json_read(json, strlen(json));
    if (value == NULL)
        fail_msg("the test's own JSON is wrong: %s", json);
    free(json);
    return value;
}

static enum fault
compile(const char *text)
{
    struct json_object *list = json_of(text);
    const enum fault fault = link_rules_from_json(list, &config, NOW, &rules, &error);
    json_object_put(list);
    return fault;
}

static void
what_is_taken_is_shown(void **state)
{
    static const struct {
        const char *sent, *shown; /* NULL: the same */
    } samples[] = {
        {"[]", NULL},
        {"[{'if':{'device':['ios','chromeos']}," URL "}]", NULL},
        {"[{'if':{'device':['chromeos','ios','ios']}," URL "}]",
            "[{'if':{'device':['ios','chromeos']}," URL "}]"},
        {"[{'if':{'browser':['Firefox','Samsung Internet']}," URL "}]", NULL},
        {"[{'if':{'language':['en-GB','zh-Hant-TW','de']}," URL "}]", NULL},
        {"[{'if':{'query':{'a':'','b':true,'\u00e4':'x y&='}}," URL "}]", NULL},
        {"[{'if':{'network':['10.0.0.0/8','192.0.2.7','2001:db8::/32']}," URL "}]", NULL},
        {"[{'if':{'network':['192.0.2.7/32','::ffff:192.0.2.8']}," URL "}]",
            "[{'if':{'network':['192.0.2.7','192.0.2.8']}," URL "}]"},
        {"[{'if':{'country':['DE','xk']}," URL "}]", "[{'if':{'country':['DE','XK']}," URL "}]"},
        {"[{'if':{'after':'2026-01-01T01:00:00.1239+01:00','before':'2030-01-01T00:00:00Z'}," URL "}]",
            "[{'if':{'after':'2026-01-01T00:00:00.123Z','before':'2030-01-01T00:00:00.000Z'}," URL "}]"},
        {"[{'if':{'hours':'Mon-Fri 09:00-17:00, Sat 10:00-24:00 Europe/Berlin'}," URL "}]", NULL},
        {"[{'if':{'hours':'mon  00:00-01:00'}," URL "}]", "[{'if':{'hours':'Mon 00:00-01:00 UTC'}," URL "}]"},
        {"[{'if':{'share':50}," URL "},{'if':{'share':50}," URL "}]", NULL},
        {"[{" URL ",'if':{'share':1,'device':['ios'],'country':null}}]",
            "[{'if':{'device':['ios'],'share':1}," URL "}]"},
        {"[{'if':{'share':1},'url':'HTTPS://EXAMPLE.com/\u00e4'}]",
            "[{'if':{'share':1},'url':'https://EXAMPLE.com/%C3%A4'}]"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++) {
        if (compile(samples[i].sent) != FAULT_NONE)
            fail_msg("%s: %s", samples[i].sent, error.detail);
        struct json_object *shown = link_rules_to_json(&rules),
                           *wanted = json_of(samples[i].shown != NULL ? samples[i].shown : samples[i].sent);
        if (!json_object_equal(shown, wanted))
            fail_msg("%s is shown as %s", samples[i].sent, json_object_to_json_string(shown));
        assert_int_equal(link_rules_from_json(shown, &config, NOW, &again, &error), FAULT_NONE);
        assert_true(link_rules_are_same(&rules, &again));
        json_object_put(shown);
        json_object_put(wanted);
    }
    assert_int_equal(compile("[]"), FAULT_NONE);
    assert_int_equal(rules.length, 0);
}

#define ONE(conditions)    "[{'if':{" conditions "}," URL "}]"
#define TWO(first, second) "[{'if':{" first "}," URL "},{'if':{" second "}," URL "}]"

static const struct {
    const char *sent, *pointer, *word;
} refused[] = {
    {"{}", "#/redirect_rules", "array"},
    {"null", "#/redirect_rules", "array"},
    {"[7]", "#/redirect_rules/0", "object"},
    {"[{" URL "}]", "#/redirect_rules/0/if", "conditions"},
    {"[{'if':[]," URL "}]", "#/redirect_rules/0/if", "conditions"},
    {ONE(""), "#/redirect_rules/0/if", "without a condition"},
    {ONE("'device':null"), "#/redirect_rules/0/if", "without a condition"},
    {"[{'if':{'share':1}," URL ",'then':1}]", "#/redirect_rules/0/then", "only if and url"},
    {"[{'if':{'share':1}}]", "#/redirect_rules/0/url", "missing"},
    {"[{'if':{'share':1},'url':7}]", "#/redirect_rules/0/url", "string"},
    {"[{'if':{'share':1},'url':'nothing'}]", "#/redirect_rules/0/url", "url"},
    {"[{'if':{'share':1},'url':'javascript:alert(1)'}]", "#/redirect_rules/0/url", "javascript"},
    {"[{'if':{'share':1},'url':'https://s.example/x'}]", "#/redirect_rules/0/url", "itself"},
    {ONE("'devices':['ios']"), "#/redirect_rules/0/if/devices", "no condition devices"},
    {ONE("'device':'ios'"), "#/redirect_rules/0/if/device", "array"},
    {ONE("'device':[]"), "#/redirect_rules/0/if/device", "never hold"},
    {ONE("'device':[1]"), "#/redirect_rules/0/if/device", "array of strings"},
    {ONE("'device':['iPhone']"), "#/redirect_rules/0/if/device", "must be of android"},
    {ONE("'browser':[]"), "#/redirect_rules/0/if/browser", "never hold"},
    {ONE("'browser':['']"), "#/redirect_rules/0/if/browser", "names"},
    {ONE("'browser':[' x']"), "#/redirect_rules/0/if/browser", "names"},
    {ONE("'browser':['\u00e4']"), "#/redirect_rules/0/if/browser", "ASCII"},
    {ONE("'language':[]"), "#/redirect_rules/0/if/language", "never hold"},
    {ONE("'language':['*']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'language':['d']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'language':['german']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'language':['en_GB']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'language':['en-']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'language':['en;q=1']"), "#/redirect_rules/0/if/language", "tags"},
    {ONE("'query':['a']"), "#/redirect_rules/0/if/query", "object"},
    {ONE("'query':{}"), "#/redirect_rules/0/if/query", "1 to 16"},
    {ONE("'query':{'':'x'}"), "#/redirect_rules/0/if/query", "names of 1"},
    {ONE("'query':{'a':false}"), "#/redirect_rules/0/if/query", "true for any"},
    {ONE("'query':{'a':1}"), "#/redirect_rules/0/if/query", "string"},
    {ONE("'query':{'a':null}"), "#/redirect_rules/0/if/query", "string"},
    {ONE("'network':[]"), "#/redirect_rules/0/if/network", "never hold"},
    {ONE("'network':['10.0.0']"), "#/redirect_rules/0/if/network", "addresses"},
    {ONE("'network':['10.0.0.0/33']"), "#/redirect_rules/0/if/network", "addresses"},
    {ONE("'country':[]"), "#/redirect_rules/0/if/country", "never hold"},
    {ONE("'country':['ZZ']"), "#/redirect_rules/0/if/country", "ISO 3166-1"},
    {ONE("'country':['UK']"), "#/redirect_rules/0/if/country", "ISO 3166-1"},
    {ONE("'country':['DEU']"), "#/redirect_rules/0/if/country", "ISO 3166-1"},
    {ONE("'country':[' D']"), "#/redirect_rules/0/if/country", "ISO 3166-1"},
    {ONE("'country':['D ']"), "#/redirect_rules/0/if/country", "ISO 3166-1"},
    {ONE("'after':'tomorrow'"), "#/redirect_rules/0/if/after", "RFC 3339"},
    {ONE("'after':7"), "#/redirect_rules/0/if/after", "RFC 3339"},
    {ONE("'before':'2026-05-25T16:56:50Z'"), "#/redirect_rules/0/if/before", "past"},
    {ONE("'after':'2030-01-02T00:00:00Z','before':'2030-01-01T00:00:00Z'"), "#/redirect_rules/0/if/before",
        "not later"},
    {ONE("'after':'2030-01-01T00:00:00Z','before':'2030-01-01T01:00:00+01:00'"),
        "#/redirect_rules/0/if/before", "not later"},
    {ONE("'hours':''"), "#/redirect_rules/0/if/hours", "hours"},
    {ONE("'hours':7"), "#/redirect_rules/0/if/hours", "hours"},
    {ONE("'hours':'Mon 17:00-09:00'"), "#/redirect_rules/0/if/hours", "end after"},
    {ONE("'hours':'Mon 09:00-09:00'"), "#/redirect_rules/0/if/hours", "end after"},
    {ONE("'hours':'Mon 09:00-17:00 Europe/Nowhere'"), "#/redirect_rules/0/if/hours", "zone"},
    {ONE("'share':0"), "#/redirect_rules/0/if/share", "1 to 100"},
    {ONE("'share':101"), "#/redirect_rules/0/if/share", "1 to 100"},
    {ONE("'share':0.5"), "#/redirect_rules/0/if/share", "1 to 100"},
    {ONE("'share':'50'"), "#/redirect_rules/0/if/share", "1 to 100"},
    /* Never reached. */
    {TWO("'device':['ios']", "'device':['ios']"), "#/redirect_rules/1", "rule 1"},
    {TWO("'device':['ios']", "'language':['de'],'device':['ios']"), "#/redirect_rules/1", "rule 1"},
    {TWO("'device':['ios','android']", "'device':['android']"), "#/redirect_rules/1", "rule 1"},
    {TWO("'country':['DE','AT']", "'country':['AT']"), "#/redirect_rules/1", "rule 1"},
    {TWO("'query':{'a':true}", "'query':{'b':'1','a':true}"), "#/redirect_rules/1", "rule 1"},
    {TWO("'after':'2026-01-01T00:00:00Z'", "'after':'2027-01-01T00:00:00Z'"), "#/redirect_rules/1", "rule 1"},
    {TWO("'before':'2029-01-01T00:00:00Z'", "'before':'2028-01-01T00:00:00Z'"), "#/redirect_rules/1",
        "rule 1"},
    {TWO("'hours':'Mon 09:00-10:00'", "'hours':'Mon 09:00-10:00 UTC'"), "#/redirect_rules/1", "rule 1"},
    {TWO("'share':100", "'device':['ios']"), "#/redirect_rules/1", "rule 1"},
    {TWO("'share':60", "'share':41"), "#/redirect_rules/1", "more of them"},
    {TWO("'share':60", "'share':50,'device':['ios']"), "#/redirect_rules/1", "more of them"},
    {"[{'if':{'share':60}," URL "},{'if':{'share':40}," URL "},{'if':{'device':['ios']}," URL "}]",
        "#/redirect_rules/2", "rule 2"},
};

static void
what_can_never_hold_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (strcmp(refused[i].sent, "null") == 0)
            assert_int_equal(link_rules_from_json(NULL, &config, NOW, &rules, &error), FAULT_INPUT);
        else if (compile(refused[i].sent) != FAULT_INPUT)
            fail_msg("%s is taken", refused[i].sent);
        if (strcmp(error.pointer, refused[i].pointer) != 0)
            fail_msg("%s: %s, not %s: %s", refused[i].sent, error.pointer, refused[i].pointer, error.detail);
        if (strstr(error.detail, refused[i].word) == NULL)
            fail_msg("%s: \"%s\" does not say \"%s\"", refused[i].sent, error.detail, refused[i].word);
    }
}

static void
what_may_hold_is_taken(void **state)
{
    static const char *const samples[] = {
        TWO("'device':['ios']", "'device':['ios','android']"),
        TWO("'device':['ios'],'language':['de']", "'device':['ios']"),
        TWO("'query':{'b':'1','a':true}", "'query':{'a':true}"),
        TWO("'country':['AT']", "'country':['DE','AT']"),
        TWO("'share':60", "'share':40"),
        TWO("'share':60", "'device':['ios']"),
        TWO("'share':60,'country':['DE']", "'share':60,'country':['AT']"),
        TWO("'after':'2027-01-01T00:00:00Z'", "'after':'2026-01-01T00:00:00Z'"),
        ONE("'after':'2020-01-01T00:00:00Z'"),
    };
    (void)state;
    for (size_t i = 0; i < COUNT(samples); i++)
        if (compile(samples[i]) != FAULT_NONE)
            fail_msg("%s: %s", samples[i], error.detail);
}

/* So many rules, each for a parameter of its own, with a URL of so many bytes. */
static enum fault
compile_many(unsigned count, unsigned length)
{
    struct json_object *list = json_object_new_array();
    for (unsigned i = 0; i < count; i++) {
        char url[URL_MAX + 1], json[128];
        snprintf(url, sizeof url, "https://example.com/%0*u", (int)length - 20, i);
        snprintf(json, sizeof json, "{'if':{'query':{'n':'%u'}}}", i);
        struct json_object *rule = json_of(json);
        json_add_text(rule, "url", url);
        json_object_array_add(list, rule);
    }
    const enum fault fault = link_rules_from_json(list, &config, NOW, &rules, &error);
    json_object_put(list);
    return fault;
}

static void
there_is_an_end_to_them(void **state)
{
    (void)state;
    assert_int_equal(compile_many(LINK_RULES_COUNT_MAX, 300), FAULT_NONE);
    assert_int_equal(compile_many(LINK_RULES_COUNT_MAX + 1, 30), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/redirect_rules");
    assert_non_null(strstr(error.detail, "at most 32"));
    assert_int_equal(compile_many(1, URL_MAX), FAULT_NONE);
    assert_int_equal(compile_many(2, URL_MAX), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/redirect_rules");
    assert_non_null(strstr(error.detail, "up to rule 2"));
}

static void
without_a_country_database_no_country_holds(void **state)
{
    (void)state;
    config.stats_countries[0] = '\0';
    assert_int_equal(compile(ONE("'country':['DE']")), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/redirect_rules/0/if/country");
    assert_non_null(strstr(error.detail, "[stats] countries"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_is_shown),
        cmocka_unit_test(what_can_never_hold_is_refused),
        cmocka_unit_test(what_may_hold_is_taken),
        cmocka_unit_test(there_is_an_end_to_them),
        cmocka_unit_test(without_a_country_database_no_country_holds),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, NULL);
}
