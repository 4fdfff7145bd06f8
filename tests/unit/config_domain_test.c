/*
 * config_domain_test.c: the sections of domains, and which domain a host is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <locale.h>

#include "config_fixture.h"

static void
without_domains_there_is_the_default_one(void **state)
{
    (void)state;
    assert_int_equal(load("[web]\nbase_url = https://S.example.com:8443/\n"), FAULT_NONE);
    assert_int_equal(config.domain_count, 1);
    assert_string_equal(config.domains[0].name, "s.example.com");
    assert_string_equal(config.domains[0].base_url, "https://s.example.com:8443");
    assert_string_equal(config.domains[0].root, "page");
    assert_string_equal(config.domains[0].not_found, "page");
    assert_string_equal(config.domains[0].expired_url, "page");
    assert_string_equal(config.domains[0].keys, "");
    assert_int_equal(config.domains[0].code_length, 7);
}

static void
a_domain_has_what_it_says_and_the_rest_of_the_default_one(void **state)
{
    (void)state;
    assert_int_equal(load("[web]\nbase_url = https://s.example.com:8443\nroot = https://example.com/\n"
                          "[links]\ncode_length = 9\nexpired_url = https://example.com/over\n"
                          "[domain Go.Example.com.]\nkeys = 3, shop\nstatus = 302\ntrack = first\n"
                          "not_found = https://example.com/lost\n"
                          "[domain b\xc3\xbc"
                          "cher.example]\nbase_url = http://xn--bcher-kva.example/\nroot = 404\n"
                          "code_length = 6\npages = /srv/pages\nexpired_url = page\n"),
        FAULT_NONE);
    assert_int_equal(config.domain_count, 3);
    const struct config_domain *go = &config.domains[1], *books = &config.domains[2];
    assert_string_equal(go->name, "go.example.com");
    assert_string_equal(go->base_url, "https://go.example.com:8443");
    assert_string_equal(go->root, "https://example.com/");
    assert_string_equal(go->not_found, "https://example.com/lost");
    assert_string_equal(go->expired_url, "https://example.com/over");
    assert_string_equal(go->keys, "3, shop");
    assert_int_equal(go->code_length, 9);
    assert_int_equal(go->status, 1);
    assert_int_equal(go->track, 1);
    assert_string_equal(books->name, "xn--bcher-kva.example");
    assert_string_equal(books->base_url, "http://xn--bcher-kva.example");
    assert_string_equal(books->root, "404");
    assert_string_equal(books->not_found, "page");
    assert_string_equal(books->expired_url, "page");
    assert_string_equal(books->pages, "/srv/pages");
    assert_int_equal(books->code_length, 6);
    assert_int_equal(books->status, 0);
}

static void
wrong_domains_are_refused(void **state)
{
    static const struct {
        const char *text, *why;
    } table[] = {
        {"[domain go example.com]\n", "the name of a host"},
        {"[domain go.example.com:8443]\n", "the name of a host"},
        {"[domain https://go.example.com]\n", "the name of a host"},
        {"[domain go.example.com/x]\n", "the name of a host"},
        {"[domain go..example.com]\n", "the name of a host"},
        {"[domain]\nroot = 404\n", "[domain] has no key root"},
        {"[domain go.example.com]\ncolour = red\n", "[domain go.example.com] has no key colour"},
        {"[domain go.example.com]\nhome = /srv\n", "has no key home"},
        {"[domain go.example.com]\nroot = maybe\n",
            "[domain go.example.com] root = maybe: expected page, 404"},
        {"[domain go.example.com]\nnot_found = 404\n", "not_found = 404: expected page, or an address"},
        {"[domain go.example.com]\nexpired_url = /over\n",
            "expired_url = /over: expected page, or an address"},
        {"[domain go.example.com]\nstatus = 303\n", "expected one of: 301 302 307 308"},
        {"[domain go.example.com]\ncode_length = 4\n", "expected a number from 5 to 32"},
        {"[domain go.example.com]\nroot = 404\n[domain GO.example.com.]\nroot = page\n",
            "given a second time"},
        {"[domain go.example.com]\nbase_url = https://other.example.com\n",
            "expected go.example.com as its host"},
        {"[domain go.example.com]\nbase_url = https://go.example.com/x\n", "expected scheme, host"},
        {"[domain 127.0.0.1]\n", "[domain 127.0.0.1] is the host of [web] base_url"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(load(table[i].text), FAULT_INPUT);
        why_says(table[i].why);
    }
}

static void
there_are_not_too_many(void **state)
{
    char *text = NULL;
    size_t size;
    (void)state;
    for (int count = CONFIG_DOMAINS_MAX - 1; count <= CONFIG_DOMAINS_MAX; count++) {
        FILE *stream = open_memstream(&text, &size);
        assert_non_null(stream);
        for (int i = 0; i < count; i++)
            fprintf(stream, "[domain d%d.example.com]\n", i);
        fclose(stream);
        assert_int_equal(load(text), count < CONFIG_DOMAINS_MAX ? FAULT_NONE : FAULT_INPUT);
        free(text);
    }
    why_says("there are more than 63 domains");
}

/* name: NULL, if it is refused when unknown hosts are. */
static void
a_host_is_a_domain(void **state)
{
    static const struct {
        const char *host, *name;
    } table[] = {
        {"go.example.com", "go.example.com"},
        {"GO.example.com.", "go.example.com"},
        {"go.example.com:9000", "go.example.com"},
        {"127.0.0.1:8080", "127.0.0.1"},
        {"127.0.0.1", "127.0.0.1"},
        {"xn--bcher-kva.example", "xn--bcher-kva.example"},
        {"XN--bcher-kva.EXAMPLE.:443", "xn--bcher-kva.example"},
        {"b\xc3\xbc"
         "cher.example",
            NULL},
        {"other.example.com", NULL},
        {"go.example.com.other.example", NULL},
        {"o.example.com", NULL},
        {"", NULL},
        {"go.example.com/", NULL},
        {"[::1]", NULL},
    };
    (void)state;
    for (int refuse = 0; refuse <= 1; refuse++) {
        assert_int_equal(load(refuse ? "[web]\nunknown_hosts = refuse\n[domain go.example.com]\n"
                                       "[domain b\xc3\xbc"
                                       "cher.example]\n"
                                     : "[domain go.example.com]\n[domain b\xc3\xbc"
                                       "cher.example]\n"),
            FAULT_NONE);
        for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
            const struct config_domain *found = config_domain_of_host(&config, table[i].host);
            const char *wanted = table[i].name != NULL ? table[i].name : refuse ? NULL : "127.0.0.1";
            if ((found == NULL) != (wanted == NULL) || (found != NULL && strcmp(found->name, wanted) != 0))
                fail_msg("%s is %s", table[i].host, found != NULL ? found->name : "none");
        }
    }
}

static void
one_domain_can_refuse_unknown_hosts(void **state)
{
    (void)state;
    assert_int_equal(load("[web]\nunknown_hosts = refuse\n"), FAULT_NONE);
    assert_null(config_domain_of_host(&config, "go.example.com"));
    assert_ptr_equal(config_domain_of_host(&config, "127.0.0.1:8080"), &config.domains[0]);
    assert_int_equal(load(""), FAULT_NONE);
    assert_ptr_equal(config_domain_of_host(&config, "go.example.com"), &config.domains[0]);
    assert_ptr_equal(config_domain_of_host(&config, ""), &config.domains[0]);
}

static void
a_name_has_a_base_url(void **state)
{
    char url[CONFIG_VALUE_SIZE];
    (void)state;
    assert_int_equal(load("[web]\nbase_url = https://s.example.com\n[domain go.example.com]\n"
                          "base_url = http://go.example.com:81\n"),
        FAULT_NONE);
    config_domain_base_url(&config, "", url);
    assert_string_equal(url, "https://s.example.com");
    config_domain_base_url(&config, "go.example.com", url);
    assert_string_equal(url, "http://go.example.com:81");
    config_domain_base_url(&config, "gone.example.com", url); /* its section was taken out, its links stay */
    assert_string_equal(url, "https://gone.example.com");
    assert_null(config_domain_find(&config, "gone.example.com"));
    assert_ptr_equal(config_domain_find(&config, ""), &config.domains[0]);
    assert_ptr_equal(config_domain_find(&config, "s.example.com"), &config.domains[0]);
}

static void
domains_are_shown(void **state)
{
    (void)state;
    assert_int_equal(load("[domain go.example.com]\nroot = 404\n"), FAULT_NONE);
    const char *text = printed(config_print);
    assert_non_null(strstr(text, "domain go.example.com.root 404                                "));
    assert_non_null(strstr(text, "domain go.example.com.base_url http://go.example.com:8080"));
    struct json_object *all = config_to_json(&config, &source), *one = NULL, *value = NULL;
    assert_true(json_object_object_get_ex(all, "domain go.example.com.root", &one));
    assert_true(json_object_object_get_ex(one, "value", &value));
    assert_string_equal(json_object_get_string(value), "404");
    json_object_put(all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_domains_there_is_the_default_one),
        cmocka_unit_test(a_domain_has_what_it_says_and_the_rest_of_the_default_one),
        cmocka_unit_test(wrong_domains_are_refused),
        cmocka_unit_test(there_are_not_too_many),
        cmocka_unit_test(a_host_is_a_domain),
        cmocka_unit_test(one_domain_can_refuse_unknown_hosts),
        cmocka_unit_test(a_name_has_a_base_url),
        cmocka_unit_test(domains_are_shown),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    store_fixture_bound();
    return cmocka_run_group_tests(tests, config_begin, config_end);
}
