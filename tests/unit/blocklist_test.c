/*
 * blocklist_test.c: what entries are, and which URLs they hold for.
 *
 * SPDX-License-Identifier: ISC
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "link/blocklist.h"
#include "link/blocklist_file.h"
#include "store_fixture.h"

#define LABEL_50 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx"
#define HOST_110 LABEL_50 "." LABEL_50 ".example"

static const struct {
    const char *text, *entry; /* NULL: it is refused */
} entries[] = {
    {"evil.example", "evil.example"},
    {" EVIL.example. \r\n", "evil.example"},
    {"*.evil.example", "evil.example"},
    {"0.0.0.0 evil.example", "evil.example"},
    {"127.0.0.1\tevil.example", "evil.example"},
    {"||evil.example^", "evil.example"},
    {"b\xc3\xbc"
     "cher.example",
        "xn--bcher-kva.example"},
    {"192.0.2.7", "192.0.2.7"},
    {"0.0.0.0 127.0.0.1.example", "127.0.0.1.example"},
    {"https://evil.example", "evil.example"},
    {"http://Evil.example:8080/", "evil.example"},
    {"https://example.com/a/", "example.com/a"},
    {"example.com/a?b=c#d", "example.com/a?b=c"},
    {"https://example.com/?b", "example.com/?b"},
    {"example.com/r?u=http://x", "example.com/r?u=http://x"},
    {"https://example.com/./x/../a/%62", "example.com/a/b"},
    {"https://example.com/%2e%2e/a", "example.com/a"},
    {"http://[2001:db8::1]/a", "[2001:db8::1]/a"},
    {"[2001:db8::1]", "[2001:db8::1]"},
    {HOST_110, HOST_110},
    {"https://" HOST_110 "/", HOST_110},
    {"https://-a.example/x", NULL},
    {"-a.example", NULL},
    {"@@||evil.example^", NULL},
    {"https://example.com./a b", NULL},
    {"", NULL},
    {"  ", NULL},
    {"com", NULL},
    {"ftp://example.com/", NULL},
    {"evil example.com", NULL},
    {"https://me:x@example.com/", NULL},
};

/* What the list has, a URL, and the entry that it is found by; NULL: it is not. */
static const struct {
    const char *entry, *url, *found;
} urls[] = {
    {"evil.example", "https://evil.example/", "evil.example"},
    {"evil.example", "http://evil.example:8443/a?b#c", "evil.example"},
    {"evil.example", "https://www.a.EVIL.example/x", "evil.example"},
    {"evil.example", "https://evil.example./", "evil.example"},
    {"evil.example", "https://notevil.example/", NULL},
    {"evil.example", "https://evil.example.com/", NULL},
    {"evil.example", "https://example.com/evil.example", NULL},
    {"evil.example", "https://example.com/?u=https://evil.example/", NULL},
    {"evil.example", "tel:+447700900001", NULL},
    {"example.com/a", "https://example.com/a", "example.com/a"},
    {"example.com/a", "http://example.com/a/b?c", "example.com/a"},
    {"example.com/a", "https://example.com/a?b", "example.com/a"},
    {"example.com/a", "https://example.com/a#b", "example.com/a"},
    {"example.com/a", "https://example.com/./a", "example.com/a"},
    {"example.com/a", "https://example.com/x/../a/", "example.com/a"},
    {"example.com/a", "https://example.com/%61", "example.com/a"},
    {"example.com/a", "https://example.com/x/%2e%2E/a", "example.com/a"},
    {"example.com/a", "https://-.example/a", NULL},
    {HOST_110, "https://" HOST_110 "/a", HOST_110},
    {"example.com/a", "https://example.com/ab", NULL},
    {"example.com/a", "https://example.com/", NULL},
    {"example.com/a", "https://www.example.com/a", NULL},
    {"example.com/a?b=c", "https://example.com/a?b=c", "example.com/a?b=c"},
    {"example.com/a?b=c", "https://example.com/a?b=cd", NULL},
    {"example.com/?b", "https://example.com/?b", "example.com/?b"},
};

static void
entries_are_read_as_lists_have_them(void **state)
{
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    const char *why;
    (void)state;
    setlocale(LC_CTYPE, "C.UTF-8"); /* as programs do */
    for (size_t i = 0; i < COUNT(entries); i++) {
        const bool good = blocklist_parse(entries[i].text, entry, &why) == FAULT_NONE;
        if (good != (entries[i].entry != NULL) || (good && strcmp(entry, entries[i].entry) != 0))
            fail_msg("%s: %s", entries[i].text, good ? entry : why);
        if (good) { /* as it is listed, it can be removed */
            assert_int_equal(blocklist_parse(entries[i].entry, entry, &why), FAULT_NONE);
            assert_string_equal(entry, entries[i].entry);
        }
    }
}

static void
an_entry_that_is_too_long_is_refused(void **state)
{
    char url[BLOCKLIST_ENTRY_MAX + 20] = "https://example.com/", entry[BLOCKLIST_ENTRY_MAX + 1];
    const size_t before = strlen("https://");
    const char *why;
    (void)state;
    memset(url + 20, 'a', BLOCKLIST_ENTRY_MAX + before - 20);
    assert_int_equal(blocklist_parse(url, entry, &why), FAULT_NONE);
    assert_int_equal(strlen(entry), BLOCKLIST_ENTRY_MAX);
    strcat(url, "a");
    assert_int_equal(blocklist_parse(url, entry, &why), FAULT_INPUT);
}

struct change {
    const char *text;
    bool remove, was_there;
};

static enum fault
change_body(struct txn *txn, void *arg)
{
    struct change *change = arg;
    struct blocklist_entry entry = {.added = 1};
    strcpy(entry.text, change->text);
    return change->remove ? blocklist_remove(txn, change->text)
                          : blocklist_add(txn, &entry, &change->was_there);
}

static enum fault
change(struct env *env, const char *text, bool remove)
{
    struct change wanted = {text, remove, false};
    const enum fault fault = env_txn(env, ENV_WRITE, change_body, &wanted);
    return wanted.was_there ? FAULT_EXISTS : fault;
}

static void
urls_are_found_by_host_and_path(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    for (size_t i = 0; i < COUNT(urls); i++) {
        assert_int_equal(blocklist_find(env_read(env), urls[i].url, entry), FAULT_MISSING);
        assert_int_equal(change(env, urls[i].entry, false), FAULT_NONE);
        const enum fault fault = blocklist_find(env_read(env), urls[i].url, entry);
        if (fault != (urls[i].found != NULL ? FAULT_NONE : FAULT_MISSING))
            fail_msg("%s, %s", urls[i].entry, urls[i].url);
        assert_string_equal(entry, urls[i].found != NULL ? urls[i].found : "");
        assert_int_equal(change(env, urls[i].entry, true), FAULT_NONE);
    }
}

static void
each_change_is_a_revision(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    struct blocklist_state before, after;
    assert_int_equal(blocklist_state_get(env_read(env), &before), FAULT_NONE);
    assert_int_equal(change(env, "a.example", false), FAULT_NONE);
    assert_int_equal(change(env, "a.example", false), FAULT_EXISTS);
    assert_int_equal(blocklist_state_get(env_read(env), &after), FAULT_NONE);
    assert_int_equal(after.entries, before.entries + 1);
    assert_int_equal(after.revision, before.revision + 1);
    assert_int_equal(change(env, "a.example", true), FAULT_NONE);
    assert_int_equal(change(env, "a.example", true), FAULT_MISSING);
    assert_int_equal(blocklist_state_get(env_read(env), &after), FAULT_NONE);
    assert_int_equal(after.entries, before.entries);
}

static struct blocklist_load
load(struct env *env, const char *text, int64_t now)
{
    struct blocklist_load result;
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    assert_non_null(file);
    assert_int_equal(blocklist_load(env, file, now, &result), FAULT_NONE);
    fclose(file);
    return result;
}

static void
a_file_takes_the_place_of_the_one_before(void **state)
{
    struct env *env = ((struct store_fixture *)*state)->env;
    struct blocklist_entry entry;
    assert_int_equal(change(env, "own.example", false), FAULT_NONE);
    struct blocklist_load first = load(env,
        "# a list\n! of hosts\n\n0.0.0.0 a.example # bad\nb.example\nown.example\ncom\nc.example\r\n", 100);
    assert_int_equal(first.added, 3);
    assert_int_equal(first.kept, 1);
    assert_int_equal(first.refused, 1);
    assert_int_equal(first.removed, 0);
    FILE *file = fmemopen((void *)(uintptr_t) "<p>Not found</p>\n", 17, "r");
    struct blocklist_load none;
    assert_int_equal(blocklist_load(env, file, 150, &none), FAULT_INPUT); /* an error page */
    fclose(file);
    first = load(env, "a.example##.banner\na.example\nb.example#@#.x:not(.y)\nb.example\nc.example\n", 160);
    assert_int_equal(first.kept, 3);
    assert_int_equal(first.refused, 2);
    struct blocklist_load second = load(env, "b.example\nd.example", 200);
    assert_int_equal(second.added, 1);
    assert_int_equal(second.kept, 1);
    assert_int_equal(second.removed, 2);
    assert_int_equal(blocklist_get(env_read(env), "a.example", &entry), FAULT_MISSING);
    assert_int_equal(blocklist_get(env_read(env), "b.example", &entry), FAULT_NONE);
    assert_int_equal(blocklist_get(env_read(env), "own.example", &entry), FAULT_NONE);
    assert_int_equal(entry.load, 0);
    assert_int_equal(change(env, "b.example", false), FAULT_EXISTS); /* and is kept, whatever files say */
    load(env, "d.example\n", 300);
    assert_int_equal(blocklist_get(env_read(env), "b.example", &entry), FAULT_NONE);
}

int
main(void)
{
    store_fixture_bound();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_as_lists_have_them),
        cmocka_unit_test(an_entry_that_is_too_long_is_refused),
        WITH_STORE(urls_are_found_by_host_and_path),
        WITH_STORE(each_change_is_a_revision),
        WITH_STORE(a_file_takes_the_place_of_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
