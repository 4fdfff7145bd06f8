/*
 * config_test.c: what operators write into curt.conf and the environment, right and wrong.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>

#include "config_fixture.h"

static void
an_empty_file_gives_the_defaults(void **state)
{
    (void)state;
    assert_int_equal(load(""), FAULT_NONE);
    assert_string_equal(source.path, path);
    assert_int_equal(config.store_durability, CONFIG_PROCESS);
    assert_string_equal(config.web_base_url, "http://127.0.0.1:8080");
    assert_string_equal(config.web_trusted_proxies, "");
    assert_int_equal(config.web_watchdog, 30);
    assert_int_equal(config.links_code_length, 7);
    assert_string_equal(config.links_schemes, "http, https");
    assert_int_equal(config.links_creates_per_minute, 6000);
    assert_int_equal(config.links_first_max_age, 3600);
    assert_int_equal(config.links_grace, 7 * 86400);
    assert_int_equal(config.clicks_anonymize, 1);
    assert_int_equal(config.stats_values, 200);
    assert_int_equal(config.keep_events, 30 * 86400);
    assert_int_equal(config.keep_idempotency, 86400);
    for (int i = 0; i < CONFIG_KEYS_MAX; i++)
        assert_int_equal(source.origins[i], CONFIG_DEFAULT);
}

static void
a_file_is_read(void **state)
{
    (void)state;
    assert_int_equal(load("# a comment\n; another\n\n[store]\nhome=/srv/curt\r\ndurability =disk\n"
                          "[links]\n  # indented comment\ncode_length = 12\nschemes = https\n"
                          "reserved = jobs, press\n[clicks]\nanonymize = no\n[keep]\nsessions = 90m"),
        FAULT_NONE);
    assert_string_equal(config.store_home, "/srv/curt");
    assert_int_equal(config.store_durability, CONFIG_DISK);
    assert_int_equal(config.links_code_length, 12);
    assert_string_equal(config.links_schemes, "https");
    assert_string_equal(config.links_reserved, "jobs, press");
    assert_int_equal(config.clicks_anonymize, 0);
    assert_int_equal(config.keep_sessions, 90 * 60);
    assert_int_equal(config.web_watchdog, 30);
}

static void
values_and_their_bounds(void **state)
{
    static const struct {
        const char *section, *line;
        bool good;
    } table[] = {
        {"links", "code_length = 5", true},
        {"links", "code_length = 32", true},
        {"links", "code_length = 4", false},
        {"links", "code_length = 33", false},
        {"links", "code_length = seven", false},
        {"links", "code_length = 7x", false},
        {"links", "code_length = 7.0", false},
        {"links", "code_length =", false},
        {"links", "code_length = -7", false},
        {"links", "code_length = 99999999999999999999", false},
        {"links", "creates_per_minute = 0", true},
        {"links", "grace = 0s", true},
        {"links", "grace = 1", false},
        {"links", "grace = 1w", false},
        {"links", "grace = 1 d", false},
        {"links", "grace = 1dd", false},
        {"links", "grace = d", false},
        {"links", "grace = -1d", false},
        {"links", "grace = 3650d", true},
        {"links", "grace = 3651d", false},
        {"links", "grace = 9223372036854775807d", false},
        {"links", "grace = 99999999999999999999999999d", false},
        {"web", "watchdog = 0s", false},
        {"web", "watchdog = 1h", true},
        {"web", "watchdog = 61m", false},
        {"clicks", "anonymize = yes", true},
        {"clicks", "anonymize = true", false},
        {"clicks", "anonymize = YES", false},
        {"clicks", "anonymize = y", false},
        {"clicks", "anonymize =", false},
        {"store", "durability = process", true},
        {"store", "durability = proces", false},
        {"store", "durability = process disk", false},
        {"web", "base_url = https://s.example.com", true},
        {"web", "base_url = http://[::1]:8080", true},
        {"web", "cors_origins = https://shop.example, http://127.0.0.1:3000", true},
        {"web", "cors_origins = https://shop.example https://xn--mnchen-3ya.example:8443,http://[::1]:3000",
            true},
        {"web", "cors_origins = http://shop.example:443", true},
        {"web", "cors_origins = https://shop.example:443", false},
        {"web", "cors_origins = http://a.example, http://shop.example:80", false},
        {"web", "cors_origins = https://shop.example:0443", false},
        {"web", "cors_origins = https://shop.example:", false},
        {"web", "cors_origins = https://shop.example:65536", false},
        {"web", "cors_origins = https://shop.example/", false},
        {"web", "cors_origins = https://Shop.example", false},
        {"web", "cors_origins = https://münchen.example", false},
        {"web", "cors_origins = https://shop..example", false},
        {"web", "cors_origins = https://[::1", false},
        {"web", "cors_origins = https://*.shop.example", false},
        {"web", "cors_origins = null", false},
        {"web", "base_url = http://go", true},
        {"web", "base_url = http://s", true},
        {"web", "base_url = s.example.com", false},
        {"web", "base_url = ftp://s.example.com", false},
        {"web", "base_url = https://", false},
        {"web", "base_url = https:////", false},
        {"web", "base_url = https://s.example.com/s", false},
        {"web", "base_url = https://s.example.com/s/", false},
        {"web", "base_url = https://s.example.com//s", false},
        {"web", "base_url = https://s.example.com?x", false},
        {"web", "base_url = https://s.example.com#x", false},
        {"web", "base_url = https://me@s.example.com", false},
        {"web", "base_url = https://me:secret@s.example.com", false},
        {"web", "base_url = https://s.example.com:", false},
        {"web", "base_url = https://s.example.com:0", false},
        {"web", "base_url = https://s.example.com:0443", false},
        {"web", "base_url = https://s.example.com:65536", false},
        {"web", "base_url = https://s.example.com:99999999999", false},
        {"web", "base_url = https://s.example.com:443:443", false},
        {"web", "base_url = https://s.example.com:x", false},
        {"web", "base_url = https://s.example.com:-1", false},
        {"web", "base_url = https://.example.com", false},
        {"web", "base_url = https://s..example.com", false},
        {"web", "base_url = https://s.example.com.", false},
        {"web", "base_url = https://s.%65xample.com", false},
        {"web", "base_url = https://s.example.com\\\\x", false},
        {"web", "base_url = https://*.example.com", false},
        {"web", "base_url = https://:8443", false},
        {"web", "base_url = https:/s.example.com", false},
        {"web", "base_url = //s.example.com", false},
        {"web", "base_url = http://::1", false},
        {"web", "base_url = http://[::1", false},
        {"web", "base_url = http://[::1]8080", false},
        {"web", "base_url = http://[::g]", false},
        {"web", "base_url = http://[]", false},
        {"web", "base_url = http://[fe80::1%25eth0]", false},
        {"web", "base_url = http://[127.0.0.1]", false},
        {"web",
            "base_url = https://s.b\xc3\xbc"
            "cher.example",
            true},
        {"web", "base_url = https://s.example.com:65535", true},
        {"vonage", "base_url = https://api.nexmo.com/gateway/", true},
        {"vonage", "base_url = https://key:secret@api.nexmo.com", false},
        {"web", "root = https://me@example.com/", false},
        {"web", "root = https://example.com/@me", true},
        {"web", "root = https://example.com/?from=s#top", true},
        {"web", "root = https://?from=s", false},
        {"web", "root = https://me@example.com?x", false},
        {"web", "root = \"https://example.com/?a b\"", false},
        {"web", "not_found = page", true},
        {"web", "not_found = 404", false},
        {"web", "not_found = https://example.com/lost?from=s", true},
        {"web", "not_found = /lost", false},
        {"links", "expired_url = page", true},
        {"links", "expired_url = https://example.com/over", true},
        {"links", "expired_url = 410", false},
        {"web", "unknown_hosts = serve", true},
        {"web", "unknown_hosts = refuse", true},
        {"web", "unknown_hosts = 404", false},
        {"web", "base_url = https://s.example.com/?x", false},
        {"web", "base_url = https://s.example.com/#x", false},
        {"web", "base_url = https://s example", false},
        {"web", "base_url =", false},
        {"web", "trusted_proxies = 127.0.0.1, 10.0.0.0/8, ::1", true},
        {"web", "trusted_proxies = proxy.example", false},
        {"web", "client_header = CF-Connecting-IP", true},
        {"web", "client_header = forwarded", true},
        {"web", "client_header = X_Real_IP", false},
        {"web", "client_header = X-Real-IP:", false},
        {"web", "client_header = X-Real-IP, Forwarded", false},
        {"web", "client_header =", false},
        {"web", "trusted_proxies = 10.0.0.0/40", false},
        {"links", "schemes = http, https,Tel market web+go", true},
        {"links", "schemes =", true},
        {"links", "schemes = http;https", false},
        {"links", "schemes = http, mailto:", false},
        {"links", "schemes = https://", false},
        {"links", "schemes = http | https", false},
        {"links", "schemes = 1http", false},
        {"links", "reserved = team, jobs", true},
        {"links", "reserved = team;jobs", false},
        {"messages", "stop_words = STOP, OPT OUT, STOP!", true},
        {"messages", "stop_words = STOP;END", false},
        {"messages", "help_words = HELP|INFO", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[256], line[32];
        snprintf(text, sizeof text, "\n[%s]\n%s\n", table[i].section, table[i].line);
        if (load(text) != (table[i].good ? FAULT_NONE : FAULT_INPUT))
            fail_msg("[%s] %s: %s", table[i].section, table[i].line, source.why);
        if (table[i].good)
            continue;
        snprintf(line, sizeof line, "%s line 3", "curt.conf");
        why_says(line);
        why_says("expected");
    }
}

static void
a_base_url_is_as_browsers_write_it(void **state)
{
    (void)state;
    static const struct {
        const char *given, *wanted;
    } table[] = {{"HTTPS://S.Example.COM", "https://s.example.com"},
        {"https://s.example.com:443/", "https://s.example.com"},
        {"http://s.example.com:80", "http://s.example.com"},
        {"https://s.example.com:80", "https://s.example.com:80"},
        {"http://s.example.com:443", "http://s.example.com:443"}, {"http://[::1]:80", "http://[::1]"},
        {"https://[2001:DB8::A]:8443/", "https://[2001:db8::a]:8443"},
        {"http://192.0.2.1:8080", "http://192.0.2.1:8080"}, {"http://localhost/", "http://localhost"},
        {"https://s_1.example", "https://s_1.example"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(load_with("CURT_WEB_BASE_URL", table[i].given), FAULT_NONE);
        assert_string_equal(config.web_base_url, table[i].wanted);
    }
    assert_int_equal(load("[web]\nbase_url = https://x.example/s\n"), FAULT_INPUT);
    why_says("line 2: [web] base_url = https://x.example/s");
    why_says("not served below a path");
}

static void
a_base_url_loses_its_last_slash(void **state)
{
    (void)state;
    assert_int_equal(load("[web]\nbase_url = https://s.example.com//\n"), FAULT_NONE);
    assert_string_equal(config.web_base_url, "https://s.example.com");
}

static void
the_address_of_a_host_is_spelled_in_one_way(void **state)
{
    static const struct {
        const char *given, *wanted;
    } table[] = {
        {"10.8.0.1", "10.8.0.1"},
        {"FD00:0:0::0001", "fd00::1"},
        {"::ffff:10.8.0.1", "10.8.0.1"},
        {"fd00::1,", "fd00::1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char text[128];
        snprintf(text, sizeof text, "[cluster]\naddress = %s\n", table[i].given);
        assert_int_equal(load(text), FAULT_NONE);
        assert_string_equal(config.cluster_address, table[i].wanted);
    }
    assert_int_equal(load("[cluster]\naddress =\nhosts = FD00::1, fd00::2\n"), FAULT_NONE);
    assert_string_equal(config.cluster_address, "");
    assert_string_equal(config.cluster_hosts, "FD00::1, fd00::2");
}

static void
too_many_proxies_are_refused(void **state)
{
    char list[CONFIG_VALUE_SIZE] = "";
    (void)state;
    for (int i = 0; i < 33; i++)
        strcat(list, "::,");
    assert_int_equal(load_with("CURT_WEB_TRUSTED_PROXIES", list), FAULT_INPUT);
    list[32 * 3] = '\0';
    assert_int_equal(load_with("CURT_WEB_TRUSTED_PROXIES", list), FAULT_NONE);
}

static void
a_wrong_key_is_named_with_its_line(void **state)
{
    (void)state;
    assert_int_equal(load("[links]\ncode_length = 8\ncode_lenght = 9\n[nonsense\n"), FAULT_INPUT);
    why_says("curt.conf line 3");
    why_says("code_lenght");
    assert_int_equal(load("[link]\ncode_length = 8\n"), FAULT_INPUT);
    why_says("line 2");
    why_says("[link]");
    assert_int_equal(load("code_length = 8\n"), FAULT_INPUT);
    why_says("line 1");
    assert_int_equal(load("[links]\nCODE_LENGTH = 8\n"), FAULT_INPUT);
    assert_int_equal(load("[links]\nlinks.code_length = 8\n"), FAULT_INPUT);
    assert_int_equal(load("[store]\ncode_length = 8\n"), FAULT_INPUT);
}

static void
a_file_that_is_named_must_be_there(void **state)
{
    (void)state;
    setenv("CURT_CONF", "/nowhere/curt.conf", 1);
    assert_int_equal(config_load(&config, &source), FAULT_SYSTEM);
    why_says("/nowhere/curt.conf");
    setenv("CURT_CONF", directory, 1);
    assert_int_not_equal(config_load(&config, &source), FAULT_NONE);
    setenv("CURT_CONF", "/dev/null", 1);
}

static void
the_environment_wins(void **state)
{
    (void)state;
    setenv("CURT_LINKS_CODE_LENGTH", "9", 1);
    setenv("CURT_STORE_HOME", "/srv/other", 1);
    setenv("CURT_HOME", "not a section of ours", 1);
    setenv("CURT_PORT", "8080", 1);
    assert_int_equal(load("[links]\ncode_length = 8\ngrace = 1d\n"), FAULT_NONE);
    unsetenv("CURT_LINKS_CODE_LENGTH");
    unsetenv("CURT_STORE_HOME");
    unsetenv("CURT_HOME");
    unsetenv("CURT_PORT");
    assert_int_equal(config.links_code_length, 9);
    assert_int_equal(config.links_grace, 86400);
    assert_string_equal(config.store_home, "/srv/other");
    unsigned origins[3] = {0};
    for (int i = 0; i < CONFIG_KEYS_MAX; i++)
        origins[source.origins[i]]++;
    assert_int_equal(origins[CONFIG_ENVIRONMENT], 2);
    assert_int_equal(origins[CONFIG_FILE], 1);
}

static void
slips_in_the_environment_are_refused(void **state)
{
    (void)state;
    assert_int_equal(load_with("CURT_LINKS_CODE_LENGTH", "x"), FAULT_INPUT);
    why_says("CURT_LINKS_CODE_LENGTH");
    why_says("from 5 to 32");
    assert_int_equal(load_with("CURT_LINKS_CODE_LENGHT", "9"), FAULT_INPUT);
    why_says("CURT_LINKS_CODE_LENGHT");
    assert_int_equal(load_with("CURT_STORE_HOMES", "/x"), FAULT_INPUT);
    assert_int_equal(load_with("CURT_STORE_", "/x"), FAULT_INPUT);
    assert_int_equal(load_with("CURT_WEBSITE", "/x"), FAULT_NONE);
    char value[CONFIG_VALUE_SIZE + 1];
    memset(value, 'x', sizeof value);
    value[CONFIG_VALUE_SIZE] = '\0';
    assert_int_equal(load_with("CURT_STORE_HOME", value), FAULT_INPUT);
    why_says("at most 199 characters");
    value[CONFIG_VALUE_SIZE - 1] = '\0';
    assert_int_equal(load_with("CURT_STORE_HOME", value), FAULT_NONE);
    assert_string_equal(config.store_home, value);
}

static void
what_is_in_force_is_shown_but_no_secret(void **state)
{
    (void)state;
    setenv("CURT_RELAY_POLL", "20", 1);
    assert_int_equal(load("[stats]\nmetrics_token = tell-nobody\n[store]\ndurability = disk\n"), FAULT_NONE);
    unsetenv("CURT_RELAY_POLL");
    const char *text = printed(config_print);
    assert_null(strstr(text, "tell-nobody"));
    const char *token = strstr(text, "stats.metrics_token");
    assert_non_null(token);
    assert_int_equal(strspn(token + strlen("stats.metrics_token"), " ") > 0, 1);
    assert_non_null(strstr(token, "****"));
    assert_true(strstr(token, "****") < strchr(token, '\n'));

    const char *json = printed(config_print_json);
    assert_null(strstr(json, "tell-nobody"));
    struct json_object *all = json_tokener_parse(json), *one, *field;
    static const struct {
        const char *key, *value, *origin;
    } table[] = {{"store.durability", "disk", NULL}, {"relay.poll", "20", "environment"},
        {"keep.events", "2592000s", "default"}, {"clicks.anonymize", "yes", "default"},
        {"stats.metrics_token", "****", NULL}, {"links.schemes", "http, https", "default"}};
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_true(json_object_object_get_ex(all, table[i].key, &one));
        assert_true(json_object_object_get_ex(one, "value", &field));
        assert_string_equal(json_object_get_string(field), table[i].value);
        assert_true(json_object_object_get_ex(one, "origin", &field));
        assert_string_equal(json_object_get_string(field), table[i].origin != NULL ? table[i].origin : path);
    }
    json_object_put(all);

    assert_int_equal(load_with("CURT_STATS_METRICS_TOKEN", "tell-nobody"), FAULT_NONE);
    assert_null(strstr(printed(config_print), "tell-nobody"));
    char text_too_long[CONFIG_VALUE_SIZE + 32];
    memset(text_too_long, 'k', sizeof text_too_long);
    text_too_long[sizeof text_too_long - 1] = '\0';
    assert_int_equal(load_with("CURT_STATS_METRICS_TOKEN", text_too_long), FAULT_INPUT);
    assert_null(strstr(source.why, "kkk"));
}

/* The mode of the file, what is in it, and what the refusal says; NULL: it is taken. */
static void
a_secret_is_in_a_file_of_its_user_alone(void **state)
{
    (void)state;
    static const struct {
        mode_t mode;
        const char *text, *why;
    } table[] = {
        {0644, "[vonage]\nsignature_secret = s\n", "holds [vonage] signature_secret"},
        {0644, "[vonage]\napi_secret = s\n", "holds [vonage] api_secret"},
        {0644, "[stats]\nmetrics_token = s\n", "holds [stats] metrics_token"},
        {0604, "[stats]\nmetrics_token = s\n", "(mode 0604): run `chmod o-rwx "},
        {0602, "[stats]\nmetrics_token = s\n", "`chgrp curt "},
        {0601, "[stats]\nmetrics_token = s\n", "other users can access it"},
        {0660, "[stats]\nmetrics_token = s\n", NULL},
        {0640, "[stats]\nmetrics_token = s\n", NULL},
        {0400, "[stats]\nmetrics_token = s\n", NULL},
        {0644, "[stats]\nmetrics_token =\n", NULL},
        {0666, "[web]\nroot = 404\n[vonage]\napi_key = k\n", NULL},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        FILE *file = fopen(path, "we");
        assert_non_null(file);
        fputs(table[i].text, file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(chmod(path, table[i].mode), 0);
        setenv("CURT_CONF", path, 1);
        const enum fault fault = config_load(&config, &source);
        setenv("CURT_CONF", "/dev/null", 1);
        assert_int_equal(fault, table[i].why == NULL ? FAULT_NONE : FAULT_REFUSED);
        if (table[i].why != NULL) {
            why_says(table[i].why);
            why_says(path);
        }
        assert_int_equal(unlink(path), 0);
    }
}

static void
a_file_that_a_key_names_is_its_users_alone(void **state)
{
    (void)state;
    static const mode_t modes[] = {0644, 0606, 0602, 0640, 0600, 0440};
    char key[192], text[256];
    snprintf(key, sizeof key, "%s/vonage.key", directory);
    snprintf(text, sizeof text, "[vonage]\nprivate_key = %s\n", key);
    for (size_t i = 0; i < COUNT(modes); i++) {
        const enum fault wanted = (modes[i] & 7) != 0 ? FAULT_REFUSED : FAULT_NONE;
        FILE *file = fopen(key, "we");
        assert_non_null(file);
        fclose(file);
        assert_int_equal(chmod(key, modes[i]), 0);
        assert_int_equal(load(text), wanted);
        if (wanted != FAULT_NONE)
            why_says("vonage.key is [vonage] private_key");
        assert_int_equal(load_with("CURT_VONAGE_PRIVATE_KEY", key), wanted);
        assert_int_equal(unlink(key), 0);
    }
    assert_int_equal(load(text), FAULT_NONE); /* what is not there is said where it is read */
    assert_int_equal(load_with("CURT_VONAGE_PRIVATE_KEY", "/dev/null"), FAULT_NONE);
}

static void
the_template_says_the_defaults(void **state)
{
    (void)state;
    static struct config defaults;
    assert_int_equal(load(""), FAULT_NONE);
    defaults = config;
    char *text = strdup(printed(NULL));
    unsigned keys = 0;
    for (char *line = text; *line != '\0'; line = strchr(line, '\n') + 1)
        if (line[0] == '#' && line[1] != ' ') {
            line[0] = ' ';
            memmove(line, line + 1, strlen(line));
            keys++;
        }
    assert_int_equal(load(text), FAULT_NONE);
    free(text);
    assert_memory_equal(&config, &defaults, sizeof config);
    unsigned from_file = 0;
    for (int i = 0; i < CONFIG_KEYS_MAX; i++)
        from_file += source.origins[i] == CONFIG_FILE;
    assert_int_equal(from_file, keys);
    assert_true(keys >= 23);
}

/* Every line but the four whose default is a place that the build decides. */
static void
the_file_in_etc_is_the_template(void **state)
{
    (void)state;
    FILE *file = fopen(TOP_SRCDIR "/etc/curt.conf", "re");
    assert_non_null(file);
    char *template = strdup(printed(NULL)), line[512];
    char *at = template;
    while (fgets(line, sizeof line, file) != NULL) {
        char *wanted = strsep(&at, "\n");
        line[strcspn(line, "\n")] = '\0';
        assert_non_null(wanted);
        if (strncmp(wanted, "#home = ", 8) == 0)
            wanted = "#home = /var/lib/curt";
        if (strncmp(wanted, "#pages = ", 9) == 0)
            wanted = "#pages = /usr/share/curt/www";
        if (strncmp(wanted, "#agents = ", 10) == 0)
            wanted = "#agents = /usr/share/curt/regexes.yaml";
        if (strncmp(wanted, "#agent_classes = ", 17) == 0)
            wanted = "#agent_classes = /usr/share/curt/user-agents.yaml";
        assert_string_equal(line, wanted);
    }
    assert_string_equal(at, "");
    fclose(file);
    free(template);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_file_gives_the_defaults),
        cmocka_unit_test(a_file_is_read),
        cmocka_unit_test(values_and_their_bounds),
        cmocka_unit_test(a_base_url_is_as_browsers_write_it),
        cmocka_unit_test(a_base_url_loses_its_last_slash),
        cmocka_unit_test(the_address_of_a_host_is_spelled_in_one_way),
        cmocka_unit_test(too_many_proxies_are_refused),
        cmocka_unit_test(a_wrong_key_is_named_with_its_line),
        cmocka_unit_test(a_file_that_is_named_must_be_there),
        cmocka_unit_test(the_environment_wins),
        cmocka_unit_test(slips_in_the_environment_are_refused),
        cmocka_unit_test(what_is_in_force_is_shown_but_no_secret),
        cmocka_unit_test(a_secret_is_in_a_file_of_its_user_alone),
        cmocka_unit_test(a_file_that_a_key_names_is_its_users_alone),
        cmocka_unit_test(the_template_says_the_defaults),
        cmocka_unit_test(the_file_in_etc_is_the_template),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, config_begin, config_end);
}
