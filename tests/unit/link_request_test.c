/*
 * link_request_test.c: reads the fields of a link as clients send them, in JSON and from a form.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/problem_type.h"
#include "link/link_form.h"
#include "link/link_request.h"

#include "base/timestamp.h"
#include "base/utf8.h"
#include "store_fixture.h"

#define NOW       (INT64_C(1779728210) * TIMESTAMP_SECOND) /* 2026-05-25T16:56:50Z */
#define TEN       "0123456789"
#define A_HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define URL       "\"url\":\"https://example.com/\""

static struct config config;
static struct link_request request;

static int
begin(void **state)
{
    struct config_source source;
    (void)state;
    setenv("CURT_LINKS_RESERVED", "jobs", 1);
    const enum fault fault = config_load(&config, &source);
    unsetenv("CURT_LINKS_RESERVED");
    return fault == FAULT_NONE ? 0 : -1;
}

static enum fault
read_as(const char *json, enum link_request_purpose purpose, bool text)
{
    struct json_object *fields = json_tokener_parse(json);
    if (fields == NULL)
        fail_msg("the test's own JSON is wrong: %s", json);
    const enum fault fault = link_request_from_json(&request, fields, purpose, text, &config, NOW);
    json_object_put(fields);
    return fault;
}

static void
refused(const char *json, enum link_request_purpose purpose, bool text, const char *pointer, const char *word)
{
    if (read_as(json, purpose, text) != FAULT_INPUT)
        fail_msg("%s is taken", json);
    assert_int_equal(problem_type(request.error.code)->status, 422);
    assert_string_equal(request.error.pointer, pointer);
    if (strstr(request.error.detail, word) == NULL)
        fail_msg("%s: \"%s\" does not say \"%s\"", json, request.error.detail, word);
}

static void
the_least_request_has_the_defaults(void **state)
{
    (void)state;
    assert_int_equal(read_as("{" URL "}", LINK_REQUEST_CREATE, false), FAULT_NONE);
    assert_int_equal(request.error.code, ERROR_NONE);
    assert_string_equal(request.link.url, "https://example.com/");
    assert_int_equal(request.link.status, 301);
    assert_false(request.link.track_first || request.link.forward_query || request.link.disabled);
    assert_int_equal(request.link.expires, 0);
    assert_int_equal(request.link.valid_from, 0);
    assert_int_equal(request.link.max_clicks, 0);
    assert_string_equal(request.link.title, "");
    assert_string_equal(request.link.labels.campaign, "");
    assert_int_equal(request.link.labels.tag_count, 0);
    assert_false(request.has_alias || request.reuse);
}

static void
every_field_is_read(void **state)
{
    (void)state;
    assert_int_equal(
        read_as("{" URL ",\"alias\":\"Spring_26-x\",\"expires_at\":\"2030-01-01T01:00:00+01:00\","
                "\"valid_from\":\"2026-06-01T00:00:00Z\",\"max_clicks\":1000000000000,\"status\":308,"
                "\"track\":\"first\",\"title\":\"\xc3\xa4 title\",\"tags\":[\"a\",\"b\",\"a\"],"
                "\"campaign\":\"spring sale\",\"forward_query\":true,\"reuse\":false,"
                "\"expired_url\":\"HTTPS://example.com/\xc3\xa4\"}",
            LINK_REQUEST_CREATE, false),
        FAULT_NONE);
    assert_true(request.has_alias);
    assert_string_equal(request.link.code, "Spring_26-x");
    assert_int_equal(request.link.expires, INT64_C(1893456000000000));
    assert_int_equal(request.link.valid_from, INT64_C(1780272000000000));
    assert_int_equal(request.link.max_clicks, INT64_C(1000000000000));
    assert_int_equal(request.link.status, 308);
    assert_true(request.link.track_first && request.link.forward_query);
    assert_string_equal(request.link.title, "\xc3\xa4 title");
    assert_int_equal(request.link.labels.tag_count, 2); /* twice is once */
    assert_string_equal(request.link.labels.tags[0], "a");
    assert_string_equal(request.link.labels.tags[1], "b");
    assert_string_equal(request.link.labels.campaign, "spring sale");
    assert_string_equal(request.link.expired_url, "https://example.com/%C3%A4"); /* as url is */
    assert_int_equal(read_as("{" URL ",\"ttl\":60,\"reuse\":true}", LINK_REQUEST_CREATE, false), FAULT_NONE);
    assert_int_equal(request.link.expires, NOW + 60 * TIMESTAMP_SECOND);
    assert_true(request.reuse);
}

static void
good_values(void **state)
{
    static const char *const table[] = {"\"status\":301", "\"status\":302", "\"status\":307",
        "\"track\":\"every\"", "\"ttl\":1", "\"ttl\":3162240000", "\"max_clicks\":1",
        "\"expires_at\":\"2026-05-25T16:56:51Z\"", "\"valid_from\":\"1999-01-01T00:00:00Z\"",
        "\"title\":\"\"", "\"tags\":[]",
        "\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"0\"]", "\"alias\":\"a\"",
        "\"alias\":\"-a\"", "\"alias\":null", "\"ttl\":null", "\"title\":null", "\"tags\":null",
        "\"reuse\":null", "\"forward_query\":false", "\"expired_url\":null",
        "\"expired_url\":\"http://example.com\"",
        "\"campaign\":\"0123456789012345678901234567890123456789012345678901234567890123\""};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char json[512];
        snprintf(json, sizeof json, "{" URL ",%s}", table[i]);
        if (read_as(json, LINK_REQUEST_CREATE, false) != FAULT_NONE)
            fail_msg("%s: %s", json, request.error.detail);
    }
}

static void
bad_values_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *field, *pointer, *word;
    } table[] = {
        {"\"status\":300", "#/status", "301"},
        {"\"status\":303", "#/status", "301"},
        {"\"status\":\"301\"", "#/status", "301"},
        {"\"status\":301.0", "#/status", "301"},
        {"\"status\":null,\"track\":1", "#/track", "string"},
        {"\"track\":\"always\"", "#/track", "every"},
        {"\"ttl\":0", "#/ttl", "whole number"},
        {"\"ttl\":-1", "#/ttl", "whole number"},
        {"\"ttl\":1.5", "#/ttl", "whole number"},
        {"\"ttl\":\"60\"", "#/ttl", "whole number"},
        {"\"ttl\":true", "#/ttl", "whole number"},
        {"\"ttl\":3162240001", "#/ttl", "whole number"},
        {"\"ttl\":9223372036854775807", "#/ttl", "whole number"},
        {"\"ttl\":99999999999999999999999", "#/ttl", "whole number"},
        {"\"ttl\":[60]", "#/ttl", "whole number"},
        {"\"max_clicks\":0", "#/max_clicks", "whole number"},
        {"\"max_clicks\":1000000000001", "#/max_clicks", "whole number"},
        {"\"expires_at\":\"tomorrow\"", "#/expires_at", "RFC 3339"},
        {"\"expires_at\":\"2030-01-01\"", "#/expires_at", "RFC 3339"},
        {"\"expires_at\":\"2030-01-01T12:00\"", "#/expires_at", "RFC 3339"},
        {"\"expires_at\":1893456000", "#/expires_at", "string"},
        {"\"expires_at\":\"2026-05-25T16:56:50Z\"", "#/expires_at", "past"},
        {"\"valid_from\":\"2026-02-30T00:00:00Z\"", "#/valid_from", "RFC 3339"},
        {"\"ttl\":60,\"expires_at\":\"2030-01-01T00:00:00Z\"", "#/ttl", "both"},
        {"\"ttl\":60,\"valid_from\":\"2026-05-25T16:57:50Z\"", "#/valid_from", "before"},
        {"\"alias\":\"\"", "#/alias", "1 to 255"},
        {"\"alias\":\"a\\nb\"", "#/alias", "1 to 255"},
        {"\"alias\":\"a//b\"", "#/alias", "1 to 255"},
        {"\"alias\":\"a/\"", "#/alias", "1 to 255"},
        {"\"alias\":\"../x\"", "#/alias", "1 to 255"},
        {"\"alias\":\"\xc2\x85\"", "#/alias", "1 to 255"},
        {"\"alias\":\"" A_HUNDRED A_HUNDRED TEN TEN TEN TEN TEN "012345\"", "#/alias", "1 to 255"},
        {"\"alias\":\"Api\"", "#/alias", "reserved"},
        {"\"alias\":\"api/v2\"", "#/alias", "reserved"},
        {"\"alias\":\"jobs\"", "#/alias", "reserved"},
        {"\"alias\":7", "#/alias", "string"},
        {"\"alias\":\"a\\u0000b\"", "#/alias", "NUL"},
        {"\"alias\":\"x\",\"reuse\":true", "#/reuse", "both"},
        {"\"title\":\"a\\nb\"", "#/title", "control"},
        {"\"title\":\"a\\u0000b\"", "#/title", "NUL"},
        {"\"title\":7", "#/title", "string"},
        {"\"tags\":\"news\"", "#/tags", "array"},
        {"\"tags\":{\"a\":1}", "#/tags", "array"},
        {"\"tags\":[1]", "#/tags", "string"},
        {"\"tags\":[null]", "#/tags", "string"},
        {"\"tags\":[\"\"]", "#/tags", "1 to 64"},
        {"\"tags\":[\"a\\tb\"]", "#/tags", "control"},
        {"\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"0\",\"x\"]", "#/tags", "10"},
        {"\"campaign\":\"\"", "#/campaign", "1 to 64"},
        {"\"campaign\":\"01234567890123456789012345678901234567890123456789012345678901234\"", "#/campaign",
            "1 to 64"},
        {"\"forward_query\":1", "#/forward_query", "true or false"},
        {"\"forward_query\":\"true\"", "#/forward_query", "true or false"},
        {"\"reuse\":\"yes\"", "#/reuse", "true or false"},
        {"\"disabled\":true", "#/disabled", "given here"},
        {"\"colour\":\"red\"", "#/colour", "colour"},
        {"\"Url\":\"x\"", "#/Url", "Url"},
        {"\"url\":\"ftp://example.com/\"", "#/url", "scheme"},
        {"\"url\":\"https://a b/\"", "#/url", "space"},
        {"\"url\":\"https://example.com/\\r\\nX: y\"", "#/url", "control"},
        {"\"url\":\"https://example.com/\\u0000\"", "#/url", "NUL"},
        {"\"url\":\"http://127.0.0.1:8080/abc\"", "#/url", "itself"},
        {"\"expired_url\":\"ftp://example.com/\"", "#/expired_url", "expired_url has the scheme ftp"},
        {"\"expired_url\":\"javascript:alert(1)\"", "#/expired_url", "expired_url"},
        {"\"expired_url\":\"/over\"", "#/expired_url", "expired_url must be an absolute URL"},
        {"\"expired_url\":\"\"", "#/expired_url", "expired_url"},
        {"\"expired_url\":\"https://a b/\"", "#/expired_url", "space"},
        {"\"expired_url\":\"https://me:x@example.com/\"", "#/expired_url", "password"},
        {"\"expired_url\":\"http://127.0.0.1:8080/abc\"", "#/expired_url", "itself"},
        {"\"expired_url\":\"https://example.com/\\u0000\"", "#/expired_url", "NUL"},
        {"\"expired_url\":7", "#/expired_url", "expired_url must be a string."},
        {"\"password\":\"\"", "#/password", "1 to 128"},
        {"\"password\":\"a\\tb\"", "#/password", "control"},
        {"\"password\":\"a\\u0000\"", "#/password", "NUL"},
        {"\"password\":1", "#/password", "password must be a string."},
        {"\"url\":[\"https://example.com/\"]", "#/url", "string"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char json[512];
        snprintf(json, sizeof json, "{" URL ",%s}", table[i].field);
        refused(json, LINK_REQUEST_CREATE, false, table[i].pointer, table[i].word);
    }
}

static void
what_is_no_object_is_refused(void **state)
{
    static const char *const table[] = {"[]", "7", "\"https://example.com/\"", "true"};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++)
        refused(table[i], LINK_REQUEST_CREATE, false, "#", "object");
    assert_int_equal(
        link_request_from_json(&request, NULL, LINK_REQUEST_CREATE, false, &config, NOW), FAULT_INPUT);
    refused("{}", LINK_REQUEST_CREATE, false, "#/url", "missing");
    refused("{\"url\":null}", LINK_REQUEST_CREATE, false, "#/url", "missing");
    refused("{\"title\":\"x\"}", LINK_REQUEST_CREATE, false, "#/url", "missing");
}

static void
titles_have_256_bytes(void **state)
{
    char json[512], title[300];
    (void)state;
    memset(title, 't', sizeof title);
    title[LINK_TITLE_MAX] = '\0';
    snprintf(json, sizeof json, "{" URL ",\"title\":\"%s\"}", title);
    assert_int_equal(read_as(json, LINK_REQUEST_CREATE, false), FAULT_NONE);
    assert_string_equal(request.link.title, title);
    title[LINK_TITLE_MAX] = 't';
    title[LINK_TITLE_MAX + 1] = '\0';
    snprintf(json, sizeof json, "{" URL ",\"title\":\"%s\"}", title);
    refused(json, LINK_REQUEST_CREATE, false, "#/title", "256");
}

/* The answer is JSON too: it must be UTF-8, and its pointer a pointer (RFC 6901). */
static void
a_strange_name_gives_a_clean_error(void **state)
{
    (void)state;
    for (int before = 55; before < 70; before++) {
        char json[512];
        snprintf(json, sizeof json, "{" URL ",\"%.*s\xf0\x9f\x94\x97\xc3\xa4%s\":1}", before,
            "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "tail");
        assert_int_equal(read_as(json, LINK_REQUEST_CREATE, false), FAULT_INPUT);
        assert_true(utf8_is_valid(request.error.detail, strlen(request.error.detail)));
        assert_true(utf8_is_valid(request.error.pointer, strlen(request.error.pointer)));
    }
    refused("{" URL ",\"a/b~c\":1}", LINK_REQUEST_CREATE, false, "#/a~1b~0c", "a/b~c");
}

static void
a_change_names_what_it_changes(void **state)
{
    static struct link link, before;
    (void)state;
    store_fixture_link(&link, "abc", "https://example.com/old");
    link.expires = NOW + TIMESTAMP_DAY;
    link.expiry_told = true;
    link.max_clicks = 5;
    link.valid_from = 7;
    link.track_first = link.forward_query = link.disabled = true;
    strcpy(link.title, "old");
    strcpy(link.labels.campaign, "old");
    link.labels.tag_count = 1;
    strcpy(link.labels.tags[0], "old");
    before = link;

    assert_int_equal(read_as("{}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    link_request_apply(&request, &link);
    assert_memory_equal(&link, &before, sizeof link);

    assert_int_equal(read_as("{\"title\":\"new\"}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    link_request_apply(&request, &link);
    assert_string_equal(link.title, "new");
    strcpy(link.title, "old");
    assert_memory_equal(&link, &before, sizeof link);

    assert_int_equal(read_as("{\"ttl\":60}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    link_request_apply(&request, &link);
    assert_int_equal(link.expires, NOW + 60 * TIMESTAMP_SECOND);
    assert_false(link.expiry_told); /* it is to be told again */

    assert_int_equal(read_as("{\"url\":\"https://example.com/new\",\"status\":302,\"track\":\"every\","
                             "\"forward_query\":false,\"disabled\":false,\"expired_url\":\"https://"
                             "example.com/over\",\"tags\":[\"n\",\"m\"],\"campaign\":\"new\","
                             "\"max_clicks\":9,\"valid_from\":\"2026-06-01T00:00:00Z\","
                             "\"expires_at\":\"2030-01-01T00:00:00Z\"}",
                         LINK_REQUEST_CHANGE, false),
        FAULT_NONE);
    link_request_apply(&request, &link);
    assert_string_equal(link.url, "https://example.com/new");
    assert_string_equal(link.expired_url, "https://example.com/over");
    assert_int_equal(link.status, 302);
    assert_false(link.track_first || link.forward_query || link.disabled);
    assert_int_equal(link.labels.tag_count, 2);
    assert_string_equal(link.labels.tags[1], "m");
    assert_string_equal(link.labels.campaign, "new");
    assert_int_equal(link.max_clicks, 9);
    assert_int_equal(link.valid_from, INT64_C(1780272000000000));
    assert_int_equal(link.expires, INT64_C(1893456000000000));
    assert_string_equal(link.code, "abc");

    assert_int_equal(read_as("{\"expires_at\":null,\"max_clicks\":null,\"valid_from\":null,\"title\":null,"
                             "\"tags\":null,\"campaign\":null,\"expired_url\":null}",
                         LINK_REQUEST_CHANGE, false),
        FAULT_NONE);
    link_request_apply(&request, &link);
    assert_int_equal(link.expires, 0);
    assert_int_equal(link.max_clicks, 0);
    assert_int_equal(link.valid_from, 0);
    assert_string_equal(link.title, "");
    assert_int_equal(link.labels.tag_count, 0);
    assert_string_equal(link.labels.campaign, "");
    assert_string_equal(link.expired_url, "");
    assert_string_equal(link.url, "https://example.com/new");
}

static void
a_password_is_hashed_and_its_text_forgotten(void **state)
{
    static struct link link;
    (void)state;
    store_fixture_link(&link, "abc", "https://example.com/");
    assert_int_equal(read_as("{\"password\":\"p\"}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    assert_string_equal(request.password, "p");
    link_request_hash_password(&request);
    assert_string_equal(request.password, "");
    link_request_apply(&request, &link);
    assert_true(link.password.is_set && link_password_is(&link.password, "p"));
    assert_int_equal(read_as("{\"title\":\"t\"}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    link_request_hash_password(&request);
    link_request_apply(&request, &link);
    assert_true(link.password.is_set);
    assert_int_equal(read_as("{\"password\":null}", LINK_REQUEST_CHANGE, false), FAULT_NONE);
    link_request_hash_password(&request);
    link_request_apply(&request, &link);
    assert_false(link.password.is_set);
}

static void
a_change_cannot_do_everything(void **state)
{
    (void)state;
    refused("{\"alias\":\"other\"}", LINK_REQUEST_CHANGE, false, "#/alias", "changed");
    refused("{\"reuse\":true}", LINK_REQUEST_CHANGE, false, "#/reuse", "changed");
    refused("{\"code\":\"other\"}", LINK_REQUEST_CHANGE, false, "#/code", "no field");
    refused("{\"owner\":1}", LINK_REQUEST_CHANGE, false, "#/owner", "no field");
    refused("{\"url\":null}", LINK_REQUEST_CHANGE, false, "#/url", "string");
    refused("{\"status\":null}", LINK_REQUEST_CHANGE, false, "#/status", "301");
    refused("{\"track\":null}", LINK_REQUEST_CHANGE, false, "#/track", "string");
    refused("{\"disabled\":null}", LINK_REQUEST_CHANGE, false, "#/disabled", "true or false");
    refused("{\"ttl\":5,\"expires_at\":null}", LINK_REQUEST_CHANGE, false, "#/ttl", "both");
}

static void
a_form_sends_text(void **state)
{
    (void)state;
    assert_int_equal(read_as("{" URL ",\"alias\":\"\",\"ttl\":\"60\",\"max_clicks\":\"\",\"status\":\"302\","
                             "\"forward_query\":\"on\",\"reuse\":\"0\",\"title\":\"\",\"tags\":[],"
                             "\"campaign\":\"\",\"valid_from\":\"2026-05-25T16:56\"}",
                         LINK_REQUEST_CREATE, true),
        FAULT_NONE);
    assert_false(request.has_alias || request.reuse);
    assert_int_equal(request.link.expires, NOW + 60 * TIMESTAMP_SECOND);
    assert_int_equal(request.link.status, 302);
    assert_true(request.link.forward_query);
    assert_int_equal(request.link.valid_from, NOW - 50 * TIMESTAMP_SECOND);
    assert_int_equal(read_as("{" URL ",\"expires_at\":\"2030-01-01T00:00:00Z\",\"reuse\":\"false\"}",
                         LINK_REQUEST_CREATE, true),
        FAULT_NONE);
    refused("{" URL ",\"ttl\":\"60x\"}", LINK_REQUEST_CREATE, true, "#/ttl", "whole number");
    refused("{" URL ",\"ttl\":\"99999999999999999999\"}", LINK_REQUEST_CREATE, true, "#/ttl", "whole number");
    refused("{" URL ",\"reuse\":\"maybe\"}", LINK_REQUEST_CREATE, true, "#/reuse", "true or false");
    refused("{" URL ",\"expires_at\":\"2030-13-01T00:00\"}", LINK_REQUEST_CREATE, true, "#/expires_at",
        "RFC 3339");
    refused("{\"url\":\"\"}", LINK_REQUEST_CREATE, true, "#/url", "missing");
}

static void
a_link_is_disabled_and_nothing_else(void **state)
{
    struct link link = {.url = "https://a.example/", .title = "A", .status = 302, .max_clicks = 3};
    (void)state;
    for (int disabled = 1; disabled >= 0; disabled--) {
        link_request_set_disabled(&request, disabled != 0);
        assert_int_equal(request.error.code, ERROR_NONE);
        link_request_apply(&request, &link);
        assert_int_equal(link.disabled, disabled);
        assert_string_equal(link.url, "https://a.example/");
        assert_string_equal(link.title, "A");
        assert_int_equal(link.status, 302);
        assert_int_equal(link.max_clicks, 3);
    }
}

static void
check_form(const char *body, const char *json)
{
    char copy[512];
    snprintf(copy, sizeof copy, "%s", body);
    struct json_object *got = link_form_parse(copy), *wanted = json ? json_tokener_parse(json) : NULL;
    if (!json_object_equal(got, wanted))
        fail_msg("%s is %s", body, json_object_to_json_string(got));
    json_object_put(got);
    json_object_put(wanted);
}

static void
forms_are_decoded(void **state)
{
    (void)state;
    check_form("", "{}");
    check_form("&&", "{}");
    check_form("url=https%3A%2F%2Fexample.com%2F%3Fa%3Db%26c&title=a+b%2Bc",
        "{\"url\":\"https://example.com/?a=b&c\",\"title\":\"a b+c\"}");
    check_form("url", "{\"url\":\"\"}");
    check_form("url=", "{\"url\":\"\"}");
    check_form("a=b=c", "{\"a\":\"b=c\"}");
    check_form("t%69tle=x", "{\"title\":\"x\"}");
    check_form("title=%C3%A4", "{\"title\":\"\xc3\xa4\"}");
    check_form("title=%ff", NULL);
    check_form("%ff=x", NULL);
    check_form("title=a%00b", NULL);
    check_form("tags=", "{\"tags\":[]}");
    check_form("tags=news", "{\"tags\":[\"news\"]}");
    check_form("tags=+news+,,+parcel+post+%2C", "{\"tags\":[\"news\",\"parcel post\"]}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_request_has_the_defaults),
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(good_values),
        cmocka_unit_test(bad_values_are_refused_with_their_place),
        cmocka_unit_test(what_is_no_object_is_refused),
        cmocka_unit_test(titles_have_256_bytes),
        cmocka_unit_test(a_strange_name_gives_a_clean_error),
        cmocka_unit_test(a_change_names_what_it_changes),
        cmocka_unit_test(a_password_is_hashed_and_its_text_forgotten),
        cmocka_unit_test(a_change_cannot_do_everything),
        cmocka_unit_test(a_link_is_disabled_and_nothing_else),
        cmocka_unit_test(a_form_sends_text),
        cmocka_unit_test(forms_are_decoded),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, NULL);
}
