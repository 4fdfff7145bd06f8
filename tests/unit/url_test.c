/*
 * url_test.c: URLs as people paste them, as attackers craft them, and as they are stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/url.h"

#include <locale.h>

#include "store_fixture.h"

static const struct url_rules rules = {"http, https", "https://s.example.com", NULL};

static void
good_urls_are_kept(void **state)
{
    static const struct {
        const char *text, *kept; /* NULL: as it is */
    } table[] = {
        {"https://example.com/", NULL},
        {"http://example.com/", NULL},
        {"https://example.com", "https://example.com/"},
        {"HTTPS://example.com/", "https://example.com/"},
        {"https://example.com/a/b?c=d&e=f#g", NULL},
        {"https://example.com?q=1", "https://example.com/?q=1"},
        {"https://example.com:8443/", NULL},
        {"https://example.com:443/x", NULL},
        {"https:/example.com/", "https://example.com/"}, /* as browsers do */
        {"https:///example.com/", "https://example.com/"},
        {"https://192.0.2.1/", NULL},
        {"https://[2001:db8::1]/", NULL},
        {"https://[2001:db8::1]:8443/x", NULL},
        {"https://localhost/", NULL},
        {"https://a.b.c.d.example.com/", NULL},
        {"https://my_host.example.com/", NULL},

        /* What stands in a path and query is the target's business. */
        {"https://example.com/a/../b/./c", NULL},
        {"https://example.com/..", NULL},
        {"https://example.com//double//slash", NULL},
        {"https://example.com/%2e%2e/%2F", NULL},
        {"https://example.com/%41%zz%", NULL},
        {"https://example.com/?%00", NULL},
        {"https://example.com/?redirect=https://evil.example/", NULL},
        {"https://example.com/?a=%0d%0aSet-Cookie:%20x=y", NULL},
        {"https://example.com/a@b:c;d,e'f(g)!*$", NULL},
        {"https://example.com/?q=a+b%20c", NULL},
        {"https://example.com/#a?b/c", NULL},

        /* Marks of an empty query and of an empty fragment: some servers tell these apart. */
        {"https://example.com/?", NULL},
        {"https://example.com/path#", NULL},
        {"https://example.com/?#", NULL},
        {"https://example.com/?#f", NULL},
        {"https://example.com/?q#", NULL},
        {"https://example.com/a?b?#", NULL},
        {"https://example.com?", "https://example.com/?"},
        {"https://example.com#", "https://example.com/#"},
        {"https://example.com/#?", NULL},
        {"https://example.com/##", NULL},

        /* Text that is not ASCII is encoded: what goes out is ASCII. */
        {"https://b\xc3\xbc"
         "cher.example/",
            "https://xn--bcher-kva.example/"},
        {"https://B\xc3\x9c"
         "CHER.example/",
            "https://xn--bcher-kva.example/"},
        {"https://xn--bcher-kva.example/", NULL},
        {"https://\xe4\xbe\x8b\xe3\x81\x88.\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88/",
            "https://xn--r8jz45g.xn--zckzah/"},
        {"https://b\xc3\xbc"
         "cher.example:8443/a?b#c",
            "https://xn--bcher-kva.example:8443/a?b#c"},
        {"https://example.com/\xc3\xa4", "https://example.com/%C3%A4"},
        {"https://example.com/?q=\xe2\x82\xac", "https://example.com/?q=%E2%82%AC"},
        {"https://example.com/#\xf0\x9f\x94\x97", "https://example.com/#%F0%9F%94%97"},
        {"https://example.com/%c3\xa4", "https://example.com/%c3%A4"}, /* what was encoded stays */
        {"https://fa\u00df.example/", "https://xn--fa-hia.example/"},
        /* Joiners where IDNA allows them: after a virama, and between letters that join. */
        {"https://\u0915\u094d\u200d\u0937.example/", "https://xn--11b2ezcw70k.example/"},
        {"https://\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example/",
            "https://xn--mgba3gch31f060k.example/"},
        {"https://example.com/a\u200d", "https://example.com/a%E2%80%8D"},
        {"https://example.com/\xff", "https://example.com/%FF"},
    };
    unsigned error = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        const char *kept = table[i].kept != NULL ? table[i].kept : table[i].text;
        const enum fault fault = url_check(table[i].text, &rules, out, &said);
        if (fault == FAULT_NONE && strcmp(out, kept) == 0)
            continue;
        print_message("# %s: fault %d (%s), kept as %s\n", table[i].text, (int)fault, said.detail, out);
        error++;
    }
    assert_int_equal(error, 0);
}

static void
bad_urls_are_refused(void **state)
{
    static const struct {
        const char *text, *why; /* a word of the reason */
    } table[] = {
        {"", "URL"},
        {"example.com", "URL"},
        {"//example.com/", "URL"},
        {"/path", "URL"},
        {"?query", "URL"},
        {"https:", "URL"},
        {"https:/", ""},
        {"https://", "host"},
        {"https://?q", "host"},
        {"https://:80/", "host"},

        {"javascript:alert(1)", "the scheme javascript, which is not allowed"},
        {"JavaScript:alert(1)", "allows http, https."},
        {"javascript://example.com/%0aalert(1)", "scheme"},
        {"data:text/html,x", "scheme"},
        {"data://example.com/", "scheme"},
        {"file:///etc/passwd", "scheme"},
        {"ftp://example.com/", "scheme"},
        {"mailto:a@example.com", "the scheme mailto,"},
        {"httpx://example.com/", "scheme"},
        {"http s://example.com/", "space"},
        {"httpss://example.com/", "scheme"},
        {"view-source:https://example.com/", ""},
        {"://example.com/", ""},

        {"https://user@example.com/", "password"},
        {"https://user:secret@example.com/", "password"},
        {"https://:@example.com/", ""},
        {"https://s.example.com@evil.example/", "password"},
        {"https://s.example.com\\abc", ""},
        {"https://evil.example\\@example.com/", ""},

        {"https://example.com:99999/", "port"},
        {"https://example.com:-1/", "port"},
        {"https://example.com:8o/", "port"},
        {"https://example.com:80:80/", ""},

        {"https://exa mple.com/", "space"},
        {"https://example.com/a b", "space"},
        {" https://example.com/", "space"},
        {"https://example.com/ ", "space"},
        {"https://example.com/\r\nSet-Cookie: a=b", "control"},
        {"https://example.com/\n", "control"},
        {"https://example.com/\ta", "control"},
        {"https://example.com/\x01", "control"},
        {"https://example.com/\x7f", "control"},
        {"\x1bhttps://example.com/", "control"},

        {"https://exa<mple.com/", "host"},
        {"https://exa\"mple.com/", "host"},
        {"https://exa^mple.com/", "host"},
        {"https://exa`mple.com/", "host"},
        {"https://exa{m}ple.com/", "host"},
        {"https://example.com%0d%0a/", "host"},
        {"https://example.com%20/", "host"},
        {"https://example%00.com/", "host"},
        {"https://[::1/", ""},
        {"https://[::g]/", ""},
        {"https://[]/", ""},
        {"https://\xff\xfe.example/", "host"},
        {"https://b\xc3.example/", "host"},

        /* Joiners where IDNA forbids them. */
        {"https://exa\u200dmple.com/", "host"},
        {"https://exa\u200cmple.com/", "host"},
        {"https://example.com\u200d/", "host"},
        {"https://b\u00fc\u200dcher.example/", "host"},
        {"https://exa%E2%80%8Dmple.com/", "host"},
        {"https://a.\u200d.example/", ""},
    };
    unsigned error = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        const enum fault fault = url_check(table[i].text, &rules, out, &said);
        if (fault == FAULT_INPUT && strstr(said.detail, table[i].why) != NULL && said.detail[0] != '\0')
            continue;
        print_message("# %s: fault %d (%s)\n", table[i].text, (int)fault, said.detail);
        error++;
    }
    assert_int_equal(error, 0);
}

static void
links_to_curt_itself_are_refused(void **state)
{
    static const struct {
        const char *base, *text;
        bool own;
    } table[] = {
        {"https://s.example.com", "https://s.example.com/abc", true},
        {"https://s.example.com", "https://S.EXAMPLE.COM/abc", true},
        {"https://s.example.com", "https://s.example.com./abc", true},
        {"https://s.example.com", "https://s.example.com:443/abc", true},
        {"https://s.example.com", "http://s.example.com/abc", true},
        {"https://s.example.com", "http://s.example.com:80/abc", true},
        {"https://s.example.com", "https://%73.example.com/abc", true},
        {"https://s.example.com", "https://\xef\xbd\x93.example.com/abc", true}, /* a wide s */
        {"https://s.example.com",
            "https://s\xe3\x80\x82"
            "example.com/abc",
            true}, /* a wide dot */
        {"https://s.example.com", "https:/s.example.com/abc", true},
        {"https://s.example.com", "https:///s.example.com/abc", true},
        {"https://s.example.com/", "https://s.example.com", true},
        {"https://s.example.com", "https://s.example.com:8443/abc", false},
        {"https://s.example.com", "https://example.com/", false},
        {"https://s.example.com", "https://xs.example.com/", false},
        {"https://s.example.com", "https://s.example.com.evil.example/", false},
        {"https://s.example.com", "https://evil.example/?https://s.example.com/", false},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://127.1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://0x7f.0.0.1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://2130706433:8080/abc", true},
        {"http://127.0.0.1:8080", "http://127%2e1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://127%252e1:8080/abc", true}, /* encoded twice */
        {"http://127.0.0.1:8080", "http://%2531%32%37.1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://%30x7f.0.0.1:8080/abc", true},
        {"http://127.0.0.1:8080", "http://2%3130706433:8080/abc", true},
        {"http://127.0.0.1:8080", "http://84%2e43:8080/abc", false},
        {"http://127.0.0.1:8080", "http://127.0.0.1:8081/abc", false},
        {"http://127.0.0.1:8080", "http://127.0.0.1/abc", false},
        {"http://[::1]:8080", "http://[::1]:8080/abc", true},
        {"http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080/abc", true},
        {"https://b\xc3\xbc"
         "cher.example",
            "https://xn--bcher-kva.example/", true},
        {"https://xn--bcher-kva.example",
            "https://b\xc3\xbc"
            "cher.example/",
            true},
        {"https://xn--bcher-kva.example",
            "https://B\xc3\x9c"
            "CHER.example/",
            true},
    };
    unsigned error = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        const struct url_rules here = {"http, https", table[i].base, NULL};
        const enum fault fault = url_check(table[i].text, &here, out, &said);
        const bool loop = fault == FAULT_INPUT && strstr(said.detail, "itself") != NULL;
        if (loop == table[i].own && (loop || fault == FAULT_NONE))
            continue;
        print_message("# %s at %s: fault %d (%s)\n", table[i].text, table[i].base, (int)fault, said.detail);
        error++;
    }
    assert_int_equal(error, 0);
}

static void
other_domains_are_own_too(void **state)
{
    static const struct {
        const char *text;
        bool own;
    } table[] = {
        {"https://go.example.com/abc", true},
        {"http://GO.example.com./abc", true}, /* both well-known ports count as one */
        {"https://go.example.com:8443/abc", false},
        {"https://xn--bcher-kva.example:81/", true},
        {"https://b\xc3\xbc"
         "cher.example:81/",
            true},
        {"https://b\xc3\xbc"
         "cher.example/",
            false},
        {"https://s.example.com/", true},
        {"https://example.com/", false},
    };
    static struct config config = {.domain_count = 3};
    const struct url_rules here = {"http, https", "https://s.example.com", &config};
    (void)state;
    strcpy(config.domains[1].base_url, "https://go.example.com");
    strcpy(config.domains[2].base_url, "https://xn--bcher-kva.example:81");
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        const enum fault fault = url_check(table[i].text, &here, out, &said);
        if ((fault != FAULT_NONE) != table[i].own || (table[i].own && said.code != ERROR_URL_LOOP))
            fail_msg("%s: %s", table[i].text, said.detail);
    }
}

static void
the_list_of_schemes_decides(void **state)
{
    static const struct {
        const char *schemes, *text;
        bool good;
    } table[] = {
        {"https", "http://example.com/", false},
        {"https", "https://example.com/", true},
        {"HTTPS", "https://example.com/", true},
        {"http,https,ftp", "ftp://example.com/", true},
        {"http https ftp", "ftp://example.com/", true},
        {"https tg", "tg://resolve?domain=x", true},
        {"https", "tg://resolve?domain=x", false},
        {"httpsx", "https://example.com/", false},
        {"https", "http", false},
        {"https, mailto", "mailto:", false},
        {"https, mailto", "mailto: a@example.com", false},
        {"https, mailto", "mailto :a@example.com", false},
        {"https, +x", "+x:1", false},
        {"", "https://example.com/", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        const struct url_rules here = {table[i].schemes, "https://s.example.com", NULL};
        if (url_check(table[i].text, &here, out, &said) != (table[i].good ? FAULT_NONE : FAULT_INPUT))
            fail_msg("%s with \"%s\": %s", table[i].text, table[i].schemes, said.detail);
    }
}

static void
other_schemes_are_kept_byte_for_byte(void **state)
{
    static const struct {
        const char *text, *kept; /* NULL: as it is */
    } table[] = {
        {"market://details?id=com.example.app", NULL},
        {"mailto:ada@example.com?subject=a%20b&body=", NULL},
        {"MAILTO:Ada@Example.com?", NULL},
        {"tel:+44-7700-900000;ext=1", NULL},
        {"sms:+447700900000?body=Hi#", NULL},
        {"tg://resolve", NULL},
        {"tg:///x/../y?#", NULL},
        {"market://user:word@Host:99999//a", NULL},
        {"intent://scan/#Intent;scheme=zxing;end", NULL},
        {"sms:+44?body=\u00e4", "sms:+44?body=%C3%A4"},
    };
    static const struct url_rules here = {
        "http, https, mailto, tel, sms, market, tg, intent", "https://s.example.com", NULL};
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        static char out[URL_MAX + 1];
        struct input_error said = {.detail = ""};
        assert_int_equal(url_check(table[i].text, &here, out, &said), FAULT_NONE);
        assert_string_equal(out, table[i].kept != NULL ? table[i].kept : table[i].text);
    }
}

static void
length_is_bounded_before_and_after(void **state)
{
    static char text[URL_MAX + 2], out[URL_MAX + 2];
    static const char head[] = "https://example.com/";
    struct input_error said = {.detail = ""};
    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, head, sizeof head - 1);
    out[URL_MAX + 1] = '!';

    text[URL_MAX + 1] = '\0';
    assert_int_equal(url_check(text, &rules, out, &said), FAULT_FULL);
    assert_non_null(strstr(said.detail, "8192"));
    text[URL_MAX] = '\0';
    assert_int_equal(url_check(text, &rules, out, &said), FAULT_NONE);
    assert_string_equal(out, text);
    assert_int_equal(out[URL_MAX + 1], '!');

    text[URL_MAX - 1] = '\xe4'; /* becomes %e4 */
    assert_int_equal(url_check(text, &rules, out, &said), FAULT_FULL);
    assert_non_null(strstr(said.detail, "8192"));
    text[URL_MAX - 3] = '\xe4';
    text[URL_MAX - 2] = '\0';
    assert_int_equal(url_check(text, &rules, out, &said), FAULT_NONE);
    assert_int_equal(strlen(out), URL_MAX);
    assert_int_equal(out[URL_MAX + 1], '!');

    memset(text, '/', URL_MAX);
    memcpy(text, "https:", 6);
    text[URL_MAX] = '\0';
    url_check(text, &rules, out, &said); /* whatever it says, it says something */
    assert_true(strlen(out) <= URL_MAX);
}

/* Whatever byte stands wherever: what is kept is printable ASCII, and checks again to itself. */
static void
nothing_kept_breaks_a_header(void **state)
{
    static const char *const places[] = {"https://a%cb.example/", "https://example.com/a%cb",
        "https://example.com/?a%cb", "https://example.com/#a%cb", "https://example.com:8%c/",
        "https%c://example.com/", "https:/%c/example.com/", "https:%c//example.com"};
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++)
        for (int c = 1; c < 256; c++) {
            static char out[URL_MAX + 1], again[URL_MAX + 1];
            char text[64];
            struct input_error said;
            snprintf(text, sizeof text, places[i], c);
            if (url_check(text, &rules, out, &said) != FAULT_NONE)
                continue;
            for (const char *at = out; *at != '\0'; at++)
                assert_true(*at > 0x20 && *at < 0x7f);
            assert_int_equal(url_check(out, &rules, again, &said), FAULT_NONE);
            assert_string_equal(again, out);
        }
}

static void
hosts_for_the_statistics(void **state)
{
    static const struct {
        const char *text, *host;
    } table[] = {
        {"https://Example.COM/x", "example.com"},
        {"http://example.com.:8080/", "example.com"},
        {"https://user:secret@example.com/", "example.com"},
        {"https://[2001:DB8::1]/", "[2001:db8::1]"},
        {"android-app://com.google.android.gm/", ""},
        {"about:blank", ""},
        {"example.com", ""},
        {"", ""},
        {"https://b\xc3\xbc"
         "cher.example/",
            "xn--bcher-kva.example"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char host[URL_HOST_SIZE] = "?";
        url_host(table[i].text, host);
        assert_string_equal(host, table[i].host);
    }
}

static void
percent_decoding(void **state)
{
    static const struct {
        const char *text;
        int plus;
        const char *decoded; /* NULL: refused */
    } table[] = {
        {"", 0, ""},
        {"plain", 0, "plain"},
        {"a%20b", 0, "a b"},
        {"a+b", 0, "a+b"},
        {"a+b", 1, "a b"},
        {"a%2Bb", 1, "a+b"},
        {"%C3%A4", 0, "\xc3\xa4"},
        {"%", 0, "%"},
        {"%4", 0, "%4"},
        {"%zz", 0, "%zz"},
        {"%25%34%31", 0, "%41"},
        {"%0A", 0, "\n"},
        {"%00", 0, NULL},
        {"a%00b", 1, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        char text[32];
        strcpy(text, table[i].text);
        const enum fault fault = url_decode(text, table[i].plus);
        assert_int_equal(fault, table[i].decoded == NULL ? FAULT_INPUT : FAULT_NONE);
        if (fault == FAULT_NONE)
            assert_string_equal(text, table[i].decoded);
    }
}

static void
texts_as_paths(void **state)
{
    static const struct {
        const char *text, *path, *part;
    } table[] = {
        {"", "", ""},
        {"aZ0-._~", "aZ0-._~", "aZ0-._~"},
        {"a/b", "a/b", "a%2Fb"},
        {"!$&()*+,=:@", "!$&()*+,=:@", "!$&()*+,=:@"},
        {"';", "%27%3B", "%27%3B"},
        {" %?#\"<>[]\\^`{|}", "%20%25%3F%23%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D", NULL},
        {"%2F", "%252F", "%252F"},
        {"\u00e9\U0001f389", "%C3%A9%F0%9F%8E%89", NULL},
        {"\n\x7f", "%0A%7F", NULL},
    };
    char out[64], small[6];
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(url_encode_path(table[i].text, true, out, sizeof out), FAULT_NONE);
        assert_string_equal(out, table[i].path);
        assert_int_equal(url_encode_path(table[i].text, false, out, sizeof out), FAULT_NONE);
        assert_string_equal(out, table[i].part != NULL ? table[i].part : table[i].path);
        assert_int_equal(url_decode(out, false), FAULT_NONE);
        assert_string_equal(out, table[i].text);
    }
    assert_int_equal(url_encode_value("a b&c=+/%\u00e9-._~!", out, sizeof out), FAULT_NONE);
    assert_string_equal(out, "a%20b%26c%3D%2B%2F%25%C3%A9-._~%21");
    assert_int_equal(url_encode_path("ab/", false, small, sizeof small), FAULT_NONE);
    assert_string_equal(small, "ab%2F");
    assert_int_equal(url_encode_path("abc/", false, small, sizeof small), FAULT_FULL);
    assert_string_equal(small, "abc");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_urls_are_kept),
        cmocka_unit_test(bad_urls_are_refused),
        cmocka_unit_test(links_to_curt_itself_are_refused),
        cmocka_unit_test(other_domains_are_own_too),
        cmocka_unit_test(the_list_of_schemes_decides),
        cmocka_unit_test(other_schemes_are_kept_byte_for_byte),
        cmocka_unit_test(length_is_bounded_before_and_after),
        cmocka_unit_test(nothing_kept_breaks_a_header),
        cmocka_unit_test(hosts_for_the_statistics),
        cmocka_unit_test(percent_decoding),
        cmocka_unit_test(texts_as_paths),
    };
    store_fixture_bound();
    setlocale(LC_CTYPE, "C.UTF-8"); /* as program_begin does */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
