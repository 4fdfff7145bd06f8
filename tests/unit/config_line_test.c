/*
 * config_line_test.c: lines of curt.conf as people and editors write them: read as meant, or refused with the
 * line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config_line.h"

#include "config_fixture.h"

/* Right or refused, never the value of another key. */
static void
an_indented_key_is_a_key(void **state)
{
    (void)state;
    assert_int_equal(load("[store]\n    home = /srv/curt\n    durability = disk\n"), FAULT_NONE);
    assert_string_equal(config.store_home, "/srv/curt");
    assert_int_equal(config.store_durability, CONFIG_DISK);
    assert_int_equal(load("[web]\npages = /srv/www\n  /srv/other\n"), FAULT_INPUT);
    why_says("line 3");
}

/* What may be in a value and may begin a comment, and what belongs to two lines. */
static void
a_line_means_one_thing(void **state)
{
    static const struct {
        const char *line, *home; /* NULL: refused */
        const char *why;
    } table[] = {
        {"home = /srv/a#b;c", "/srv/a#b;c", NULL},
        {"home = \"/srv/a #b\"", "/srv/a #b", NULL},
        {"home = '/srv/a; b'", "/srv/a; b", NULL},
        {"home = '#a'", "#a", NULL},
        {"home = ';\"'", ";\"", NULL},
        {"home=\"/srv/curt\" \t", "/srv/curt", NULL},
        {"home = \" /srv \"", " /srv ", NULL},
        {"home = a\"b'c\"", "a\"b'c\"", NULL},
        {"home = a=b:c[d]", "a=b:c[d]", NULL},
        {"home = \"\"", "", NULL},
        {"home =", "", NULL},
        {"\thome\t=\t/srv\t", "/srv", NULL},
        {"home = /srv # where it is", NULL, "a line of its own"},
        {"home = /srv ; where it is", NULL, "a line of its own"},
        {"home = /srv\t#where", NULL, "a line of its own"},
        {"home = /srv# where", NULL, "a line of its own"},
        {"home = /srv; where", NULL, "a line of its own"},
        {"home = #", NULL, "double quotes"},
        {"home = #secret", NULL, "double quotes"},
        {"home = ; not yet", NULL, "double quotes"},
        {"home = \"/srv\" # where", NULL, "quote"},
        {"home = \"/srv", NULL, "quote"},
        {"home = \"", NULL, "quote"},
        {"home = '/srv\"", NULL, "quote"},
        {"home = \"a\"b\"", NULL, "quote"},
        {"home : /srv", NULL, "key = value"},
        {"home /srv", NULL, "key = value"},
        {"= /srv", NULL, "key = value"},
        {"home", NULL, "key = value"},
        {"home = /a\nhome = /b", NULL, "a second time, after line 2"},
        {"home = /a\n[web]\nwatchdog = 1s\n[store]\nhome = /a", NULL, "a second time, after line 2"},
        {"home = /a\n[web]\n[store]\nmemory = /m", "/a", NULL},
        {"home = /a,\n    /b", NULL, "line 3"},
        {"home = /a\001b", NULL, "control character"},
        {"home =\xc2\xa0/srv", NULL, "no-break"},
        {"home\xe2\x80\xaf= /srv", NULL, "no-break"},
        {"home = /srv\xe2\x80\x8b", NULL, "invisible"},
        {"# a comment\xc2\xa0may\nhome = /srv", "/srv", NULL},
        {"home = \xe2\x80\x9c/srv\xe2\x80\x9d", NULL, "typographic"},
        {"home = \xc2\xab/srv\xc2\xbb", NULL, "typographic"},
        {"home = /l\xe2\x80\x99h\xc3\xb4te", "/l\xe2\x80\x99h\xc3\xb4te", NULL},
        {"home = /a\rdurability = disk", NULL, "carriage return"},
        {"[store] home = /srv", NULL, "nothing may follow [section]"},
        {"[store] # comment", NULL, "nothing may follow [section]"},
        {"[store]]\nhome = /srv", NULL, "nothing may follow [section]"},
        {"[ store ] \nhome = /srv", "/srv", NULL},
        {"[store\nhome = /srv", NULL, "there is no ]"},
        {"[]\nhome = /srv", NULL, "in no section"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[256];
        snprintf(text, sizeof text, "[store]\n%s\n", table[i].line);
        if (load(text) != (table[i].home != NULL ? FAULT_NONE : FAULT_INPUT))
            fail_msg("%s: %s", table[i].line, source.why);
        if (table[i].home != NULL) {
            assert_string_equal(config.store_home, table[i].home);
            continue;
        }
        why_says("curt.conf line ");
        why_says(table[i].why);
    }
}

static void
every_key_refuses_a_comment_and_a_second_value(void **state)
{
    (void)state;
    assert_int_equal(load(""), FAULT_NONE);
    char *all = strdup(printed(NULL));
    char section[64] = "", text[600];
    unsigned keys = 0;
    for (char *at = all, *line; (line = strsep(&at, "\n")) != NULL;) {
        if (line[0] == '[')
            snprintf(section, sizeof section, "%s", line);
        if (line[0] != '#' || line[1] == ' ' || line[1] == '\0')
            continue;
        snprintf(text, sizeof text, "%s\n%s x # note\n", section, line + 1);
        assert_int_equal(load(text), FAULT_INPUT);
        why_says("line 2: a comment has a line of its own");
        snprintf(text, sizeof text, "%s\n%s\n\n%s\n", section, line + 1, line + 1);
        assert_int_equal(load(text), FAULT_INPUT);
        why_says("line 4");
        why_says("after line 2");
        keys++;
    }
    assert_true(keys >= 40);
    free(all);
}

static void
files_as_editors_save_them(void **state)
{
    static const char wide[] = "\xff\xfe[\0w\0e\0b\0]\0\n\0";
    (void)state;
    assert_int_equal(load("\xef\xbb\xbf[store]\r\nhome = /srv/curt\r\n\r\n# end\r\n"), FAULT_NONE);
    assert_string_equal(config.store_home, "/srv/curt");
    assert_int_equal(load("[store]\n\xef\xbb\xbfhome = /srv/curt\n"), FAULT_INPUT);
    FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(wide, 1, sizeof wide - 1, file), sizeof wide - 1);
    assert_int_equal(fclose(file), 0);
    setenv("CURT_CONF", path, 1);
    assert_int_equal(config_load(&config, &source), FAULT_INPUT);
    setenv("CURT_CONF", "/dev/null", 1);
    why_says("line 1");
    why_says("UTF-8");
}

/* A secret is in no sentence, whatever is wrong with its line. */
static void
no_sentence_tells_a_secret(void **state)
{
    static const char *const lines[] = {"metrics_token = tell-nobody # x", "metrics_token = \"tell-nobody",
        "metrics_token = a\nmetrics_token = tell-nobody", "metrics_token : tell-nobody"};
    (void)state;
    for (size_t i = 0; i < COUNT(lines); i++) {
        char text[128];
        snprintf(text, sizeof text, "[stats]\n%s\n", lines[i]);
        assert_int_equal(load(text), FAULT_INPUT);
        assert_null(strstr(source.why, "tell-nobody"));
    }
}

static void
a_line_that_is_no_line_is_refused(void **state)
{
    (void)state;
    assert_int_equal(load("[links]\n\ncode_length\n"), FAULT_INPUT);
    why_says("line 3");
    assert_int_equal(load("[links\ncode_length = 8\n"), FAULT_INPUT);
    why_says("line 1");
}

/* A line comes through whole or is refused, whatever its length. */
static void
no_long_line_is_cut(void **state)
{
    unsigned good = 0, refused = 0;
    (void)state;
    for (size_t length = 100; length < 700; length++) {
        char value[700], text[800];
        memset(value, 'x', length);
        value[length] = '\0';
        snprintf(text, sizeof text, "[stats]\nagents = %s\nvalues = 77\n", value);
        if (load(text) == FAULT_NONE) {
            assert_string_equal(config.stats_agents, value);
            assert_int_equal(config.stats_values, 77);
            good++;
        } else {
            why_says("line 2");
            refused++;
        }
    }
    assert_true(good >= 50);
    assert_true(refused >= 500);
    char comment[5000];
    memset(comment, '#', sizeof comment);
    comment[4095] = '\0';
    assert_int_equal(load(comment), FAULT_NONE);
    comment[4095] = '#';
    comment[sizeof comment - 1] = '\0';
    assert_int_equal(load(comment), FAULT_INPUT); /* refused rather than read as two lines */
    why_says("line 1");
}

static void
as_many_networks_as_promised_fit(void **state)
{
    static const char *const keys[] = {"[web]\ntrusted_proxies", "[bus]\nallow_networks"};
    char list[CONFIG_NETWORKS_SIZE] = "", text[CONFIG_NETWORKS_SIZE + 64];
    (void)state;
    for (int i = 0; i < CONFIG_NETWORKS_MAX; i++) {
        char one[64];
        snprintf(
            one, sizeof one, "%s2001:0db8:%04x:ffff:ffff:ffff:255.255.255.255/128", i > 0 ? ", " : "", i);
        strcat(list, one);
    }
    for (size_t i = 0; i < COUNT(keys); i++) {
        snprintf(text, sizeof text, "%s = %s\n", keys[i], list);
        assert_int_equal(load(text), FAULT_NONE);
        assert_string_equal(i == 0 ? config.web_trusted_proxies : config.bus_allow_networks, list);
        snprintf(text, sizeof text, "%s = %s, ::1\n", keys[i], list);
        assert_int_equal(load(text), FAULT_INPUT);
        why_says("line 2");
        why_says("up to 32 networks");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_indented_key_is_a_key),
        cmocka_unit_test(a_line_means_one_thing),
        cmocka_unit_test(every_key_refuses_a_comment_and_a_second_value),
        cmocka_unit_test(files_as_editors_save_them),
        cmocka_unit_test(no_sentence_tells_a_secret),
        cmocka_unit_test(a_line_that_is_no_line_is_refused),
        cmocka_unit_test(no_long_line_is_cut),
        cmocka_unit_test(as_many_networks_as_promised_fit),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, config_begin, config_end);
}
