/*
 * merge_template_test.c: what was given of a recipient comes into the texts, and what is not given is
 * reported.
 *
 * In the JSON here, ' stands for ".
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/merge_template.h"

#include "store_fixture.h"

static struct url_finder *finder;

#define FIELDS                                                                                        \
    "{'to':'447700900000','name':'Ada','full name':'A & "                                             \
    "B/C?','empty':'','number':7,'brace':'{name}','u':'ä~',"                                         \
    "'{':'never','link':'https://a.example/?k=v.','t':'ab._~','host':'shop.example:8080','path':'/a/" \
    "b?c=d','see':'see https://c.example/d. So'}"

/* A template's text as it is filled; *error when it is not. */
static enum fault
fill(const char *text, char *out, size_t size, struct input_error *error)
{
    struct json_object *template = json_object_new_object(), *fields = store_fixture_json(FIELDS), *filled;
    json_object_object_add(template, "text", json_object_new_string(text));
    const enum fault fault = merge_template_apply(template, fields, finder, &filled, error);
    if (fault == FAULT_NONE) {
        snprintf(out, size, "%s", json_member(filled, "text"));
        assert_string_equal(json_member(filled, "to"), "447700900000");
        json_object_put(filled);
    }
    json_object_put(template);
    json_object_put(fields);
    return fault;
}

static void
fields_and_braces(void **state)
{
    static const struct {
        const char *text, *filled; /* NULL: refused */
    } rows[] = {
        {"Hi", "Hi"},
        {"", ""},
        {"Hi {name}, {name}!", "Hi Ada, Ada!"},
        {"{name}", "Ada"},
        {"{{name}}", "{name}"},
        {"{{{name}}}", "{Ada}"},
        {"{{}}{{", "{}{"},
        {"}}{name}{{", "}Ada{"},
        {"{brace}", "{name}"}, /* what is given is not looked at again */
        {"https://{host}/{name}?{path}", "https://shop.example:8080/Ada?%2Fa%2Fb%3Fc%3Dd"},
        {"https://{host}{path}", "https://shop.example:8080/a/b?c=d"},
        {"https://a.example{path}", "https://a.example/a/b?c=d"},
        {"https://{name}.example/", "https://Ada.example/"},
        {"https://{full name}/", "https://A%20%26%20B%2FC%3F/"},
        {"{Full Name}", "A & B/C?"}, /* in another case */
        {"{full name}", "A & B/C?"},
        {"https://a.example/{full name}", "https://a.example/A%20%26%20B%2FC%3F"},
        {"https://a.example/?n={name}&u={u}, {u}", "https://a.example/?n=Ada&u=%C3%A4~, ä~"},
        {"https://{name}.example/ {full name}", "https://Ada.example/ A & B/C?"},
        {"see\nhttps://a.example/{u}\n{u}", "see\nhttps://a.example/%C3%A4~\nä~"},
        {"{full name}://{full name}", "A & B/C?://A%20%26%20B%2FC%3F"},
        {"{name}:/{full name}", "Ada:/A & B/C?"},
        {"a: //{full name}", "a: //A & B/C?"},
        {"://{full name} {full name}", "://A%20%26%20B%2FC%3F A & B/C?"},
        {"myapp://open?x={full name}", "myapp://open?x=A%20%26%20B%2FC%3F"},
        {"https://a.example/a，{full name}", "https://a.example/a，A & B/C?"},
        {"(https://a.example/a){full name}", "(https://a.example/a)A & B/C?"},
        {"https://a.example/a,{full name}", "https://a.example/a,A%20%26%20B%2FC%3F"},
        {"https://a.example/a\u00a0{full name}", "https://a.example/a\u00a0A & B/C?"},
        {"{link}&n={full name} {link}",
            "https://a.example/?k=v.&n=A%20%26%20B%2FC%3F https://a.example/?k=v."},
        {"https://b.example/?u={link}", "https://b.example/?u=https%3A%2F%2Fa.example%2F%3Fk%3Dv."},
        {"{nobody}", NULL},
        {"{empty}", NULL},
        {"{number}", NULL},
        {"{}", NULL},
        {"{", NULL},
        {"}", NULL},
        {"{name", NULL},
        {"{na{me}", NULL},
        {"name}", NULL},
        {"{name}}", NULL},
    };
    char out[256];
    struct input_error error;
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const enum fault fault = fill(rows[i].text, out, sizeof out, &error);
        if (rows[i].filled == NULL) {
            assert_int_equal(fault, FAULT_INPUT);
            assert_string_equal(error.pointer, "#/text");
            continue;
        }
        assert_int_equal(fault, FAULT_NONE);
        assert_string_equal(out, rows[i].filled);
    }
    fill("{nobody}", out, sizeof out, &error);
    assert_non_null(strstr(error.detail, "{nobody}"));
}

static void
every_text_is_filled_and_nothing_else(void **state)
{
    struct json_object *template = store_fixture_json(
        "{'channel':'whatsapp','ttl':60,'template':{'name':'a','parameters':"
        "['{name}','{u}']},'failover':[{'to':'{to}','text':'Hi {name}','sms':null}],"
        "'to':'{name}'}"),
                       *fields = store_fixture_json(FIELDS), *filled,
                       *wanted = store_fixture_json(
                           "{'channel':'whatsapp','ttl':60,'template':{'name':'a','parameters':"
                           "['Ada','ä~']},'failover':[{'to':'447700900000','text':'Hi Ada','sms':null}],"
                           "'to':'447700900000'}");
    struct input_error error;
    (void)state;
    assert_int_equal(merge_template_apply(template, fields, finder, &filled, &error), FAULT_NONE);
    assert_true(json_object_equal(filled, wanted));
    json_object_put(filled);
    json_object_object_del(fields, "u");
    assert_int_equal(merge_template_apply(template, fields, finder, &filled, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/parameters");
    json_object_object_del(fields, "to");
    json_object_put(template);
    template = store_fixture_json("{'text':'Hi'}");
    assert_int_equal(merge_template_apply(template, fields, finder, &filled, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/to");
    json_object_put(template);
    json_object_put(fields);
    json_object_put(wanted);
}

static void
what_is_long_is_bounded(void **state)
{
    char *text = malloc(80 * 1024), *out = malloc(80 * 1024), name[80];
    struct input_error error;
    (void)state;
    memset(text, 'x', 65535);
    text[65535] = '\0';
    assert_int_equal(fill(text, out, 80 * 1024, &error), FAULT_NONE);
    assert_string_equal(text, out);
    strcpy(text + 65535, "xx");
    assert_int_equal(fill(text, out, 80 * 1024, &error), FAULT_INPUT);
    strcpy(text + 65533, "{u}");
    assert_int_equal(fill(text, out, 80 * 1024, &error), FAULT_INPUT);
    memset(name, 'n', sizeof name);
    sprintf(name, "{%.*s}", MERGE_TEMPLATE_FIELD_MAX + 1,
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn");
    assert_int_equal(fill(name, out, 80 * 1024, &error), FAULT_INPUT);
    free(text);
    free(out);
}

static void
the_names_of_a_template(void **state)
{
    struct json_object *template = store_fixture_json(
        "{'text':'{{no}} {a} {{{b}}} {','list':['{c}',{'deep':'{a}{d e}{}'}],'n':7}"),
                       *fields = store_fixture_json("{'a':'given'}"),
                       *wanted = store_fixture_json("{'a':'given','b':'x','c':'x','d e':'x'}");
    (void)state;
    merge_template_names(template, fields, "x");
    assert_true(json_object_equal(fields, wanted));
    json_object_put(template);
    json_object_put(fields);
    json_object_put(wanted);
}

/* What the filled text's URLs are: what was filled in belongs to them. */
static void
urls_keep_what_was_filled_in(void **state)
{
    static const struct {
        const char *text, *url;
    } rows[] = {
        {"https://a.example/t/{t}", "https://a.example/t/ab._~"},
        {"https://a.example/t/{t}.", "https://a.example/t/ab._~"},
        {"(https://a.example/t/{t})", "https://a.example/t/ab._~"},
        {"_https://a.example/t/{t}_", "https://a.example/t/ab._~"},
        {"点击https://a.example/t/{t}，{name}", "https://a.example/t/ab._~"},
        {"https://{name}.example/{t}{t}!", "https://Ada.example/ab._~ab._~"},
        {"https://a.example/t/{u}", "https://a.example/t/%C3%A4~"},
        {"{link}.", "https://a.example/?k=v."},
        {"{link}{t}", "https://a.example/?k=v.ab._~"},
        {"{link}を見て", "https://a.example/?k=v."},
        {"https://a.example/t/{t}에서", "https://a.example/t/ab._~"},
        {"https://a.example/t/{t}\U0001f448", "https://a.example/t/ab._~"},
        {"https://a.example/京/{t}/京", "https://a.example/京/ab._~/京"},
        {"{see}", "https://c.example/d"},
        {"{name} https://a.example/t.", "https://a.example/t"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct json_object *template = json_object_new_object(), *fields = store_fixture_json(FIELDS),
                           *filled, *text;
        struct text_span url;
        struct input_error error;
        json_object_object_add(template, "text", json_object_new_string(rows[i].text));
        assert_int_equal(merge_template_apply(template, fields, finder, &filled, &error), FAULT_NONE);
        assert_true(json_object_object_get_ex(filled, "text", &text));
        const char *out = json_object_get_string(text);
        assert_true(url_finder_next(finder, out, strlen(out), filled_text_of(text), 0, &url));
        assert_int_equal(url.length, strlen(rows[i].url));
        assert_memory_equal(out + url.start, rows[i].url, url.length);
        json_object_put(filled);
        json_object_put(fields);
        json_object_put(template);
    }
}

static int
open_finder(void **state)
{
    (void)state;
    finder = url_finder_create();
    return 0;
}

static int
close_finder(void **state)
{
    (void)state;
    url_finder_free(finder);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_and_braces),
        cmocka_unit_test(every_text_is_filled_and_nothing_else),
        cmocka_unit_test(what_is_long_is_bounded),
        cmocka_unit_test(the_names_of_a_template),
        cmocka_unit_test(urls_keep_what_was_filled_in),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, open_finder, close_finder);
}
