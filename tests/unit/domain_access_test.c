/*
 * domain_access_test.c: which keys may use a domain.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/domain_access.h"

#include "store_fixture.h"

static void
keys_are_ids_or_names(void **state)
{
    static const struct {
        const char *keys, *name;
        uint32_t id;
        enum role role;
        bool allowed;
    } table[] = {
        {"", "shop", 3, ROLE_CREATOR, true},
        {"3", "shop", 3, ROLE_CREATOR, true},
        {"3", "shop", 33, ROLE_CREATOR, false},
        {"33", "shop", 3, ROLE_CREATOR, false},
        {"shop", "shop", 3, ROLE_CREATOR, true},
        {"shop", "Shop", 3, ROLE_CREATOR, false},
        {"shop", "sho", 3, ROLE_CREATOR, false},
        {"1, 2,shop ,4", "shop", 3, ROLE_CREATOR, true},
        {"1, 2 , 4", "x", 2, ROLE_CREATOR, true},
        {"my shop, 9", "my shop", 3, ROLE_CREATOR, true},
        {"3", "3", 7, ROLE_CREATOR, false}, /* a name that looks like another key's id */
        {"03", "x", 3, ROLE_CREATOR, false},
        {",", "x", 3, ROLE_CREATOR, false},
        {"9", "x", 3, ROLE_ADMIN, true},
        {"9", "x", 3, ROLE_READER, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        struct config_domain domain = {0};
        struct api_key key = {.id = table[i].id, .role = table[i].role};
        strcpy(domain.keys, table[i].keys);
        strcpy(key.name, table[i].name);
        if (domain_access_allows(&domain, &key) != table[i].allowed)
            fail_msg("%s: %s %u", table[i].keys, table[i].name, (unsigned)table[i].id);
    }
}

static void
a_refusal_names_what_is_allowed(void **state)
{
    static struct config config;
    struct input_error error;
    const struct api_key shop = {.id = 3, .role = ROLE_CREATOR, .name = "shop"};
    (void)state;
    config.domain_count = 3;
    strcpy(config.domains[0].name, "s.example.com");
    strcpy(config.domains[1].name, "go.example.com");
    strcpy(config.domains[1].keys, "shop");
    strcpy(config.domains[2].name, "no.example.com");
    strcpy(config.domains[2].keys, "9");
    assert_int_equal(domain_access_check(&config, "", &shop, &error), FAULT_NONE);
    assert_int_equal(domain_access_check(&config, "go.example.com", &shop, &error), FAULT_NONE);
    assert_int_equal(domain_access_check(&config, "no.example.com", &shop, &error), FAULT_INPUT);
    assert_string_equal(error.pointer, "#/domain");
    assert_string_equal(
        error.detail, "domain must be one that this key may use: s.example.com, go.example.com.");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_ids_or_names),
        cmocka_unit_test(a_refusal_names_what_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
