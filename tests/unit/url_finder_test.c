/*
 * url_finder_test.c: URLs in what people write, where the sentence continues after them, and in hostile
 * texts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/url_finder.h"

#include "net/url.h"
#include "store_fixture.h"

static struct url_finder *links;

static int
open_links(void **state)
{
    (void)state;
    links = url_finder_create();
    return 0;
}

static int
close_links(void **state)
{
    (void)state;
    url_finder_free(links);
    url_finder_free(NULL);
    return 0;
}

/* All URLs of a text, each after a space. The text lies at the very end of its memory. */
static void
find(const char *text, char *out, size_t size)
{
    const size_t length = strlen(text);
    char *copy = malloc(length + 1);
    struct text_span link;
    assert_non_null(copy);
    memcpy(copy + 1, text, length);
    out[0] = '\0';
    for (size_t from = 0; url_finder_next(links, copy + 1, length, NULL, from, &link);) {
        assert_true(link.start >= from && link.length > 0 && link.start + link.length <= length);
        const size_t used = strlen(out);
        snprintf(out + used, size - used, " %.*s", (int)link.length, text + link.start);
        from = link.start + link.length;
    }
    free(copy);
}

static const struct {
    const char *text, *found;
} sentences[] = {
    {"", ""},
    {"no link at all", ""},
    {"https://example.com", " https://example.com"},
    {"HTTP://example.com HtTpS://Example.com/A", " HTTP://example.com HtTpS://Example.com/A"},
    {"Look: https://example.com/a?b=c&d=e#f now", " https://example.com/a?b=c&d=e#f"},
    {"http://a.example\nhttp://b.example\r\nhttp://c.example\thttp://d.example",
        " http://a.example http://b.example http://c.example http://d.example"},

    /* Where one begins. */
    {"xhttp://example.com", ""},
    {"1http://example.com", ""},
    {"ähttp://example.com", ""},
    {"a\u0301http://example.com", ""},
    {"語http://example.com 点击https://example.com/a 谢谢", " http://example.com https://example.com/a"},
    {"ここhttps://example.com/b カタカナーhttps://example.com/c",
        " https://example.com/b https://example.com/c"},
    {"ดูที่https://example.com/d ເບິ່ງhttps://example.com/e", " https://example.com/d https://example.com/e"},
    {"មើលhttps://example.com/f ကြည့်https://example.com/g", " https://example.com/f https://example.com/g"},
    {"링크https://example.com/h ㄅhttps://example.com/i", " https://example.com/h https://example.com/i"},
    {"examplehttps://example.com смhttps://example.com ｅhttps://example.com", ""},
    {"١https://example.com ऄhttps://example.com אhttps://example.com", ""},
    {"语ahttps://example.com a语https://example.com/j", " https://example.com/j"},
    {"\u27a1\ufe0fhttps://example.com/k \u2764\ufe0fhttps://example.com/l 1\ufe0f\u20e3https://example.com/m",
        " https://example.com/k https://example.com/l https://example.com/m"},
    {"xhttps://http://example.com", " http://example.com"},
    {"(http://example.com)", " http://example.com"},
    {"\"http://example.com\"", " http://example.com"},
    {"_http://example.com_", " http://example.com"},
    {"*http://example.com*", " http://example.com"},
    {"~http://example.com~", " http://example.com"},
    {"see:http://example.com", " http://example.com"},
    {"😀http://example.com", " http://example.com"},
    {"。http://example.com", " http://example.com"},
    {"-http://example.com", " http://example.com"},
    {"ftp://example.com mailto:a@example.com example.com www.example.com", ""},
    {"http:/example.com http:example.com http//example.com", ""},
    {"http\u017f://example.com", ""}, /* a long s */

    /* A host. */
    {"http://", ""},
    {"http:// https://. http://, http:/// http://? https://# http://) http://-", ""},
    {"http://\u2026 http://\u3002 http://\u00a0x http://\u200bx", ""},
    {"http://[::1]/a http://[2001:db8::1] http://[192.0.2.1]",
        " http://[::1]/a http://[2001:db8::1] http://[192.0.2.1]"},
    {"http://[ http://[] http://[: http://[::1 http://[name]", ""},
    {"http://1", " http://1"},
    {"https://bücher.example/ä?ö=ü", " https://bücher.example/ä?ö=ü"},
    {"https://例え.テスト/", " https://例え.テスト/"},
    {"https://💌.example/", " https://💌.example/"},
    {"https://user:word@example.com:8443/", " https://user:word@example.com:8443/"},

    /* What it runs to. */
    {"<https://example.com/a>", " https://example.com/a"},
    {"<a href=\"https://example.com/a\">", " https://example.com/a"},
    {"“https://example.com/a” «https://example.com/b» „https://example.com/c“",
        " https://example.com/a https://example.com/b https://example.com/c"},
    {"https://example.com/a\u00a0b https://example.com/c\u3000d https://example.com/e\u2003f",
        " https://example.com/a https://example.com/c https://example.com/e"},
    {"https://example.com/a\u2028b https://example.com/c\xc2\x85z https://example.com/e\u1680f",
        " https://example.com/a https://example.com/c https://example.com/e"},
    {"https://example.com/a\u200bb https://example.com/c\ufeffd",
        " https://example.com/a https://example.com/c"},
    {"https://example.com/a\x01z https://example.com/b\x7fz https://example.com/c\x1b[0m",
        " https://example.com/a https://example.com/b https://example.com/c"},
    {"https://example.com/a|b\\c^d`e", " https://example.com/a|b\\c^d"},
    {"https://example.com/👍🏽/👩‍💻", " https://example.com/👍🏽/👩‍💻"},

    /* What stays outside at its end. */
    {"Go to https://example.com.", " https://example.com"},
    {"https://example.com, https://example.com; https://example.com: https://example.com!",
        " https://example.com https://example.com https://example.com https://example.com"},
    {"https://example.com's shop, https://example.com,next https://example.com;https://example.org!",
        " https://example.com https://example.com https://example.com https://example.org"},
    {"https://example.com? 'https://example.com' ‘https://example.com’",
        " https://example.com https://example.com https://example.com"},
    {"**https://example.com/a** __https://example.com/b__ ~~https://example.com/c~~",
        " https://example.com/a https://example.com/b https://example.com/c"},
    {"https://example.com... https://example.com…", " https://example.com https://example.com"},
    /* A picture that ends a sentence, and one that a page is named after. */
    {"https://example.com/a\U0001f448 https://example.com/b\u2764\ufe0f https://example.com/c\u2705\u2705, "
     "https://example.com/d\U0001f44d\U0001f3fd https://example.com/?e=1\u2757",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d "
        "https://example.com/?e=1"},
    {"https://example.com/\U0001f44d https://example.com/e\U0001f44df https://example.com/\u732b\U0001f408",
        " https://example.com/\U0001f44d https://example.com/e\U0001f44df "
        "https://example.com/\u732b\U0001f408"},
    {"https://example.com/a。 https://example.com/b、 https://example.com/c， https://example.com/d！",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d"},
    {"https://example.com/a？ https://example.com/b； https://example.com/c：",
        " https://example.com/a https://example.com/b https://example.com/c"},
    {"https://example.com/a.b,c;d:e!f?g'h*i_j~k…l", " https://example.com/a.b,c;d:e!f?g'h*i_j~k"},
    {"https://example.com/?.!,;:'", " https://example.com/"},
    {"https://example.com/?.!,;:'*_~", " https://example.com/?.!,;:'*_~"},
    {"https://example.com/a/ https://example.com/# https://example.com/?a= https://example.com/?a&",
        " https://example.com/a/ https://example.com/# https://example.com/?a= https://example.com/?a&"},
    {"https://example.com/a- https://example.com/a+ https://example.com/100% https://example.com/$",
        " https://example.com/a- https://example.com/a+ https://example.com/100% https://example.com/$"},

    /* Brackets. */
    {"https://en.wikipedia.org/wiki/Rust_(game)", " https://en.wikipedia.org/wiki/Rust_(game)"},
    {"(https://en.wikipedia.org/wiki/Rust_(game))", " https://en.wikipedia.org/wiki/Rust_(game)"},
    {"(see https://example.com/a).", " https://example.com/a"},
    {"(see https://en.wikipedia.org/wiki/Rust_(game)).", " https://en.wikipedia.org/wiki/Rust_(game)"},
    {"([{https://example.com/a}])!", " https://example.com/a"},
    {"[here](https://example.com/a)", " https://example.com/a"},
    {"https://example.com/(a(b)c)", " https://example.com/(a(b)c)"},
    {"https://example.com/(a(b)c)))", " https://example.com/(a(b)c)"},
    {"https://example.com/a)b", " https://example.com/a"},
    {"https://example.com/a)b(c)", " https://example.com/a"},
    {"https://example.com/a(b", " https://example.com/a(b"},
    {"https://example.com/a(", " https://example.com/a("},
    {"https://example.com/a(.)", " https://example.com/a(.)"},
    {"https://example.com/a(b.", " https://example.com/a(b"},
    {"https://example.com/a.).).", " https://example.com/a"},
    {"https://example.com/?a[]=b&c{d}", " https://example.com/?a[]=b&c{d}"},
    {"https://example.com/(a]", " https://example.com/(a"},
    {"https://example.com/([)]", " https://example.com/([)]"},
    {"（https://example.com/a）【https://example.com/b】", " https://example.com/a https://example.com/b"},
    {"（https://example.com/a） 【https://example.com/b】 「https://example.com/c」",
        " https://example.com/a https://example.com/b https://example.com/c"},
    {"『https://example.com/d』。 《https://example.com/e》", " https://example.com/d https://example.com/e"},
    {"https://example.com/「a」 https://example.com/《b》》",
        " https://example.com/「a」 https://example.com/《b》"},
    {"(https://example.com/a)0 [https://example.com/b]1", " https://example.com/a https://example.com/b"},
    {"[https://example.com/a](https://example.com/b)", " https://example.com/a https://example.com/b"},
    {"![https://example.com/a.png](https://example.com/b_(c)) x",
        " https://example.com/a.png https://example.com/b_(c)"},
    {"https://example.com/a「b https://example.com/c（d", " https://example.com/a https://example.com/c"},
    {"https://example.com/a「b」」c https://example.com/《「a》b",
        " https://example.com/a「b」 https://example.com/"},
    {"https://example.com/〔a〕〕 https://example.com/［b］］ https://example.com/｛c｝｝ "
     "https://example.com/〈d〉〉",
        " https://example.com/〔a〕 https://example.com/［b］ https://example.com/｛c｝ "
        "https://example.com/〈d〉"},
    {"https://example.com/a〕 https://example.com/b］ https://example.com/c｝ https://example.com/d〉0",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d"},

    /* Other scripts: their punctuation ends a URL anywhere, their letters do not. */
    {"「https://example.com」を参照 https://example.com/a，然后",
        " https://example.com https://example.com/a"},
    {"https://example.com。次 https://example.com．次 https://example.com｡次",
        " https://example.com https://example.com https://example.com"},
    {"https://example.com/a،ب https://example.com/b؛ب https://example.com/c؟ب https://example.com/d।",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d"},
    {"https://example.com/a·b https://example.com/c—d https://example.com/e–f https://example.com/g›h",
        " https://example.com/a https://example.com/c https://example.com/e https://example.com/g"},
    {"https://example.com/a､b https://example.com/c～d https://example.com/e＂f https://example.com/g…h",
        " https://example.com/a https://example.com/c https://example.com/e https://example.com/g"},
    {"`https://example.com/a`b https://example.com/c’s https://example.com/d•",
        " https://example.com/a https://example.com/c https://example.com/d"},
    {"https://example.com/a\u200e https://example.com/b\u202cx https://example.com/c\u2069 "
     "https://example.com/d\u061c",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d"},
    {"https://example.com/a\u2060 https://example.com/b\ufe0fx https://example.com/c\u00ad "
     "https://example.com/d\u200d",
        " https://example.com/a https://example.com/b https://example.com/c https://example.com/d"},
    {"https://example.com/❤️/1️⃣ https://example.com/می\u200cخواهم "
     "https://example.com/葛󠄀",
        " https://example.com/❤️/1️⃣ https://example.com/می\u200cخواهم "
        "https://example.com/葛󠄀"},
    {"https://example.org/wiki/日本語 https://example.org/wiki/東京_(曖昧さ回避)",
        " https://example.org/wiki/日本語 https://example.org/wiki/東京_(曖昧さ回避)"},
    {"https://example.org/wiki/Київ https://example.org/वेब https://example.org/שלום",
        " https://example.org/wiki/Київ https://example.org/वेब https://example.org/שלום"},
    {"https://example.org/レオナルド・ダ・ヴィンチ https://example.org/列奥纳多·达·芬奇・",
        " https://example.org/レオナルド・ダ・ヴィンチ https://example.org/列奥纳多·达·芬奇"},
    {"https://example.org/col·lecció https://example.org/П’ять https://example.org/བོད་ཡིག་",
        " https://example.org/col·lecció https://example.org/П’ять https://example.org/བོད་ཡིག"},

    /* A host has neither brackets nor emphasis at its end. */
    {"https://example.com（公式） https://example.com(see) https://example.com{a} https://[::1](b)",
        " https://example.com https://example.com https://example.com https://[::1]"},
    {"https://example.com* https://example.com_ https://example.com~ https://example.com/*",
        " https://example.com https://example.com https://example.com https://example.com/*"},
    {"https://example.com?a(b) https://example.com#(c)", " https://example.com?a(b) https://example.com#(c)"},

    /* Marks of emphasis. */
    {"https://example.com/ab_ https://example.com/ab~ https://example.com/ab*. (https://example.com/_)",
        " https://example.com/ab_ https://example.com/ab~ https://example.com/ab* https://example.com/_"},
    {"_https://example.com/ab__ *https://example.com/a_* **_https://example.com/b_**.",
        " https://example.com/ab_ https://example.com/a_ https://example.com/b"},
    {"_https://example.com/a~_ **https://example.com/b.**", " https://example.com/a~ https://example.com/b"},
    {"*Sale: https://example.com/a* and _more at https://example.com/b_",
        " https://example.com/a https://example.com/b"},
    {"*Hi*, https://example.com/a* 2*3 https://example.com/b* * https://example.com/c*",
        " https://example.com/a* https://example.com/b* https://example.com/c*"},
    {"*Hi\nhttps://example.com/a* snake_case https://example.com/b_",
        " https://example.com/a* https://example.com/b_"},
};

static void
urls_as_people_see_them(void **state)
{
    unsigned wrong = 0;
    (void)state;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        char out[512];
        find(sentences[i].text, out, sizeof out);
        if (strcmp(out, sentences[i].found) == 0)
            continue;
        print_message("# %s\n#   gives%s\n", sentences[i].text, out);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void
bounds_of_the_text_count(void **state)
{
    static const char text[] = "ahttp://example.com/b http://example.com/c";
    struct text_span link;
    (void)state;
    /* What stands before the place to begin at still stands there. */
    assert_true(url_finder_next(links, text, sizeof text - 1, NULL, 1, &link));
    assert_int_equal(link.start, 22);
    assert_false(url_finder_next(links, text, sizeof text - 1, NULL, sizeof text - 1, &link));
    assert_true(url_finder_next(links, text + 1, 7 + 1, NULL, 0, &link));
    assert_int_equal(link.length, 8);
    for (size_t length = 0; length <= 7; length++)
        assert_false(url_finder_next(links, text + 1, length, NULL, 0, &link));
    assert_true(url_finder_next(links, "http://a\0b", 10, NULL, 0, &link));
    assert_int_equal(link.length, 8);
}

static void
long_urls_are_found_whole(void **state)
{
    static char text[4 * URL_MAX];
    struct text_span link;
    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "https://", 8);
    memcpy(text + 3 * URL_MAX, "). more", 7);
    assert_true(url_finder_next(links, text, sizeof text, NULL, 0, &link));
    assert_int_equal(link.start, 0);
    assert_int_equal(link.length, 3 * URL_MAX);
}

/*
 * Texts of pieces that are repeated. They are so long that work in proportion to the square of their length
 * would not end before the program's bound.
 */
static void
hostile_texts_take_no_time(void **state)
{
    static const struct {
        const char *head, *piece;
        size_t whole; /* URLs for each piece */
    } table[] = {{"http://a", "(", 0}, {"http://a", ")", 0}, {"http://a", "()", 0}, {"http://a", "(]", 0},
        {"http://a", "》", 0}, {"http://a", ".", 0}, {"http://a", "….", 0}, {"http://a", ")a", 0},
        {"", "(", 0}, {"", ")", 0}, {"", "http://", 0}, {"", "xhttp://", 0}, {"", "http:// ", 0},
        {"", "http://( ", 0}, {"", "http://[", 0}, {"", "http://[::", 0}, {"http://[", ":", 0}, {"", "h", 0},
        {"", "http", 0}, {"", "https:/", 0}, {"", "\"http://.", 0}, {"", "http://a ", 1},
        {"", "http://a)\u2003", 1}, {"", "http://a\n", 1}};
    const size_t size = 4u << 20;
    char *text = malloc(size);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < COUNT(table); i++) {
        size_t length = strlen(table[i].head), pieces = 0, found = 0;
        const size_t piece = strlen(table[i].piece);
        struct text_span link;
        memcpy(text, table[i].head, length);
        for (; length + piece <= size; length += piece, pieces++)
            memcpy(text + length, table[i].piece, piece);
        for (size_t from = 0; url_finder_next(links, text, length, NULL, from, &link); found++)
            from = link.start + link.length;
        if (table[i].whole > 0)
            assert_int_equal(found, pieces);
        else
            assert_true(found <= 1);
    }
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_as_people_see_them),
        cmocka_unit_test(bounds_of_the_text_count),
        cmocka_unit_test(long_urls_are_found_whole),
        cmocka_unit_test(hostile_texts_take_no_time),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, open_links, close_links);
}
