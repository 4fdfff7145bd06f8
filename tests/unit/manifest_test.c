/*
 * manifest_test.c: the list of a backup's files: what it takes, and what it refuses, since anybody may have
 * written it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void
only_names_of_a_store_are_taken(void **state)
{
    static const char *const good[] = {"DB_CONFIG", "VERSION", "db/link.db", "db/event_log.db",
        "db/__dbq.event_log.db.0", "db/__dbq.event_log.db.4294967295", "log/log.0000000001",
        "log/log.4294967295", "spool/01890a5d-ac96-774b-bcce-b302099a8057.clicks", "spool/dropped"};
    static const char *const bad[] = {"", "/", "..", "../VERSION", "/etc/passwd", "db/", "db", "db/..",
        "db/../VERSION", "db/other.db", "db/link.db/", "db//link.db", "./db/link.db", "db/__dbq.link.db.0",
        "db/__dbq.event_log.db.", "db/__dbq.event_log.db.1x", "db/__dbq.event_log.db.12345678901", "log/",
        "log/log.1", "log/log.00000000001", "log/log.000000000a", "log/log.0000000001.new", "spool/hold",
        "spool/01890a5d-ac96-774b-bcce-b302099a8057.clicks.new", "spool/../dropped", "users", "gate",
        "manifest.json", "DB_CONFIG ", "version"};
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        if (!manifest_name_is_valid(good[i]))
            fail_msg("%s is refused", good[i]);
    for (size_t i = 0; i < COUNT(bad); i++)
        if (manifest_name_is_valid(bad[i]))
            fail_msg("%s is taken", bad[i]);
}

static void
fill(struct manifest *manifest)
{
    *manifest = (struct manifest){.store_version = 4,
        .from = INT64_C(1764390000000000),
        .to = INT64_C(1764393600123456),
        .log_first = 7,
        .log_last = 8,
        .set = "full-20261129T041023Z",
        .spool = 3};
    static const char *const names[] = {"VERSION", "db/link.db", "log/log.0000000007", "log/log.0000000008"};
    for (size_t i = 0; i < COUNT(names); i++) {
        struct manifest_file *file = manifest_add(manifest, names[i]);
        file->size = 100 + i;
        memset(file->digest, (int)i, sizeof file->digest);
    }
}

static void
it_is_read_as_it_was_written(void **state)
{
    struct manifest one, other;
    size_t length;
    (void)state;
    fill(&one);
    struct json_object *json = manifest_to_json(&one);
    const char *text = json_text(json, &length);
    assert_int_equal(manifest_from_json(&other, text, length), FAULT_NONE);
    json_object_put(json);
    assert_int_equal(manifest_compare(&one, &other), FAULT_NONE);
    assert_int_equal(other.store_version, 4);
    assert_true(other.from == one.from && other.log_first == 7 && other.log_last == 8 && other.spool == 3);
    assert_string_equal(other.set, one.set);
    assert_int_equal(manifest_bytes(&other), 406);
    manifest_remove(&other, "log/");
    assert_int_equal(other.count, 2);
    assert_int_equal(manifest_compare(&one, &other), FAULT_INPUT);
    assert_int_equal(manifest_compare(&other, &one), FAULT_INPUT);
    manifest_clear(&one);
    manifest_clear(&other);
}

static void
what_is_no_manifest_is_refused(void **state)
{
    /* Put in place of a member of a good one. */
    static const struct {
        const char *member, *value;
    } cases[] = {
        {"format", "2"},
        {"format", "0"},
        {"format", "\"1\""},
        {"store_version", "-1"},
        {"store_version", "4294967296"},
        {"from", "\"yesterday\""},
        {"to", "0"},
        {"log_first", "9"},
        {"log_first", "6"},
        {"log_last", "9"},
        {"log_last", "1e3"},
        {"set", "\"../full-20261129T041023Z\""},
        {"set", "\"full-20261129T041023Z/..\""},
        {"set", "\"full-20261129T041023\""},
        {"set", "\"full\""},
        {"set", "\"full-2026112900000000000000000000000000000000000T041023Z\""},
        {"spool", "-1"},
        {"spool", "null"},
        {"files", "{}"},
        {"files", "[1]"},
        {"files", "[{\"name\":\"../x\",\"size\":1,\"sha256\":\"\"}]"},
        {"files", "[{\"name\":\"VERSION\",\"size\":1,\"sha256\":\"12\"}]"},
        {"files", "[{\"name\":\"VERSION\",\"size\":-1,\"sha256\":"
                  "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]"},
        {"files", "[{\"name\":\"VERSION\",\"size\":1,\"sha256\":"
                  "\"zzb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}]"},
    };
    struct manifest manifest;
    size_t length;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fill(&manifest);
        struct json_object *json = manifest_to_json(&manifest);
        manifest_clear(&manifest);
        json_object_object_add(json, cases[i].member, json_tokener_parse(cases[i].value));
        const char *text = json_text(json, &length);
        if (manifest_from_json(&manifest, text, length) != FAULT_INPUT)
            fail_msg("%s is taken as %s", cases[i].value, cases[i].member);
        json_object_put(json);
        manifest_clear(&manifest);
    }
    static const char *const texts[] = {"", "{", "[]", "{}", "null", "\"text\""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (manifest_from_json(&manifest, texts[i], strlen(texts[i])) != FAULT_INPUT)
            fail_msg("%s is taken", texts[i]);
        manifest_clear(&manifest);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_names_of_a_store_are_taken),
        cmocka_unit_test(it_is_read_as_it_was_written),
        cmocka_unit_test(what_is_no_manifest_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
