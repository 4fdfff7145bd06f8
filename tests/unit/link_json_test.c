/*
 * link_json_test.c: a link and an error as the API shows them, and JSON as it is read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_json.h"

#include "base/timestamp.h"
#include "http/json_body.h"
#include "store_fixture.h"

#define NOW INT64_C(1779728210669000) /* 2026-05-25T16:56:50.669Z */

static struct config config;
static struct link shown;

static int
begin(void **state)
{
    struct config_source source;
    (void)state;
    setenv("CURT_WEB_BASE_URL", "https://s.example.com/", 1);
    const enum fault fault = config_load(&config, &source);
    unsetenv("CURT_WEB_BASE_URL");
    return fault == FAULT_NONE ? 0 : -1;
}

static void
check(struct json_object *got, const char *wanted)
{
    struct json_object *other = json_tokener_parse(wanted);
    assert_non_null(other);
    if (!json_object_equal(got, other))
        fail_msg("%s is not %s", json_object_to_json_string(got), wanted);
    json_object_put(other);
    json_object_put(got);
}

static void
a_plain_link(void **state)
{
    (void)state;
    store_fixture_link(&shown, "abc", "https://example.com/?a=\"b\"");
    shown.created = shown.changed = NOW;
    check(link_to_json(&shown, &config, NOW, 0),
        "{\"code\":\"abc\",\"domain\":\"s.example.com\",\"short_url\":\"https://s.example.com/abc\","
        "\"url\":\"https://example.com/"
        "?a=\\\"b\\\"\",\"expired_url\":null,\"ios_url\":null,\"android_url\":null,\"state\":\"live\","
        "\"status\":301,\"track\":\"every\","
        "\"redirect_rules\":[],\"forward_query\":false,\"has_password\":false,\"disabled\":false,\"blocked_"
        "by\":null,\"title\":"
        "null,\"preview_title\":null,\"preview_description\":null,\"preview_image\":null,\"tags\":[],"
        "\"campaign\":null,\"message\":"
        "null,"
        "\"max_clicks\":null,\"imported_clicks\":0,\"valid_from\":null,\"expires_at\":null,"
        "\"created_at\":\"2026-05-25T16:56:50.669Z\",\"changed_at\":\"2026-05-25T16:56:50.669Z\","
        "\"owner\":1}");
}

static void
a_link_with_everything(void **state)
{
    (void)state;
    store_fixture_link(&shown, "abc", "https://example.com/");
    shown.created = shown.changed = NOW;
    shown.owner = UINT32_MAX;
    shown.status = 308;
    shown.track_first = shown.forward_query = true;
    shown.max_clicks = 5;
    shown.valid_from = NOW - TIMESTAMP_SECOND;
    shown.expires = NOW + TIMESTAMP_SECOND;
    shown.labels = (struct labels){.campaign = "spring", .tag_count = 2, .tags = {"b", "a"}};
    strcpy(shown.title, "\xc3\xa4");
    shown.password.is_set = true;
    shown.imported = (struct link_imported){.is_set = true, .clicks = 10, .visits = 3};
    strcpy(shown.expired_url, "https://example.com/over");
    strcpy(shown.ios_url, "https://example.com/ios");
    strcpy(shown.android_url, "https://example.com/android");
    strcpy(shown.preview.title, "T");
    strcpy(shown.preview.description, "D");
    strcpy(shown.preview.image, "https://example.com/image");
    check(link_to_json(&shown, &config, NOW, 4),
        "{\"code\":\"abc\",\"domain\":\"s.example.com\",\"short_url\":\"https://s.example.com/"
        "abc\",\"url\":\"https://example.com/\","
        "\"expired_url\":\"https://example.com/over\",\"ios_url\":\"https://example.com/ios\","
        "\"android_url\":\"https://example.com/android\","
        "\"state\":\"live\",\"status\":308,\"track\":\"first\",\"redirect_rules\":[],\"forward_query\":true,"
        "\"has_password\":true,\"disabled\":false,\"blocked_by\":null,"
        "\"title\":\"\xc3\xa4\",\"preview_title\":\"T\",\"preview_description\":\"D\","
        "\"preview_image\":\"https://example.com/"
        "image\",\"tags\":[\"b\",\"a\"],\"campaign\":\"spring\",\"message\":null,\"max_"
        "clicks\":5,\"imported_clicks\":7,"
        "\"valid_from\":\"2026-05-25T16:56:49.669Z\",\"expires_at\":\"2026-05-25T16:56:51.669Z\","
        "\"created_at\":\"2026-05-25T16:56:50.669Z\",\"changed_at\":\"2026-05-25T16:56:50.669Z\","
        "\"owner\":4294967295}");
}

static void
check_state(int64_t now, uint64_t used, const char *wanted)
{
    struct json_object *view = link_to_json(&shown, &config, now, used), *state;
    assert_true(json_object_object_get_ex(view, "state", &state));
    assert_string_equal(json_object_get_string(state), wanted);
    json_object_put(view);
}

static void
the_state_is_that_of_the_moment(void **state)
{
    (void)state;
    store_fixture_link(&shown, "abc", "https://example.com/");
    shown.valid_from = NOW;
    shown.expires = NOW + TIMESTAMP_SECOND;
    shown.max_clicks = 2;
    check_state(NOW - 1, 0, "not_yet");
    check_state(NOW, 0, "live");
    check_state(NOW, 2, "used_up");
    check_state(NOW + TIMESTAMP_SECOND, 0, "expired");
    shown.disabled = true;
    check_state(NOW, 0, "disabled");
}

static void
each_change_changes_the_etag(void **state)
{
    char one[LINK_ETAG_SIZE], two[LINK_ETAG_SIZE];
    (void)state;
    store_fixture_link(&shown, "abc", "https://example.com/");
    shown.id = UINT64_MAX;
    shown.version = UINT32_MAX;
    link_etag(&shown, one);
    assert_string_equal(one, "\"ffffffffffffffff-4294967295\"");
    shown.version--;
    link_etag(&shown, two);
    assert_string_not_equal(one, two);
    shown.version++;
    shown.id--; /* deleted, and the code taken again */
    link_etag(&shown, two);
    assert_string_not_equal(one, two);
}

static void
the_longest_short_url_is_whole(void **state)
{
    char url[LINK_SHORT_URL_SIZE];
    struct config_source source;
    struct config longest;
    char base[CONFIG_VALUE_SIZE] = "https://";
    (void)state;
    memset(base + 8, 'h', sizeof base - 9);
    setenv("CURT_WEB_BASE_URL", base, 1);
    assert_int_equal(config_load(&longest, &source), FAULT_NONE);
    unsetenv("CURT_WEB_BASE_URL");
    store_fixture_link(&shown, "", "https://example.com/");
    memset(shown.code, 'c', SHORT_CODE_MAX);
    link_short_url(&shown, &longest, url);
    assert_int_equal(strlen(url), strlen(base) + 1 + SHORT_CODE_MAX);
}

static void
json_is_read_strictly(void **state)
{
    static const char *const good[] = {"{}", "[]", "7", "true", "\"\"", " {\"a\" : [1, 2.5, null]}\n",
        "{\"a\":\"\xc3\xa4\\u00e4\\ud83d\\udd17\"}", "[[[[[[[[[[]]]]]]]]]]", "-0.5e3"};
    static const char *const bad[] = {"", " ", "null", "{", "{}x", "{} {}", "{a:1}", "{'a':1}", "{\"a\":1,}",
        "[1,]", "[1 2]", "{\"a\" 1}", "tru", "nan", "NaN", "Infinity", "01", "+1", ".5", "0x1", "\"\\x\"",
        "\"a", "\"\n\"", "\"\xff\"", "\"\xc3\"", "/* */ {}", "// x\n{}", "undefined", "{\"a\":\"b\\\nc\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"};
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct json_object *value = json_read(good[i], strlen(good[i]));
        if (value == NULL) {
            print_message("# %s is refused\n", good[i]);
            wrong++;
        }
        json_object_put(value);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct json_object *value = json_read(bad[i], strlen(bad[i]));
        if (value != NULL) {
            print_message("# %s is read as %s\n", bad[i], json_object_to_json_string(value));
            wrong++;
        }
        json_object_put(value);
    }
    assert_int_equal(wrong, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_link),
        cmocka_unit_test(a_link_with_everything),
        cmocka_unit_test(the_state_is_that_of_the_moment),
        cmocka_unit_test(each_change_changes_the_etag),
        cmocka_unit_test(the_longest_short_url_is_whole),
        cmocka_unit_test(json_is_read_strictly),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, NULL);
}
