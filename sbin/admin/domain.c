/*
 * domain.c: curt domain: the domains that links can be on.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/json.h"
#include "commands.h"
#include "io.h"

int
domain_command_list(const struct call *call)
{
    struct config config;
    const bool json = option_flag(call, "json");
    config_load_or_die(&config);
    if (!json)
        printf("%-30s  %-40s  %s\n", "domain", "base_url", "keys");
    for (size_t i = 0; i < config.domain_count; i++) {
        const struct config_domain *domain = &config.domains[i];
        if (!json) {
            printf("%-30s  %-40s  %s\n", domain->name, domain->base_url,
                domain->keys[0] != '\0' ? domain->keys : "all");
            continue;
        }
        struct json_object *one = json_object_new_object();
        json_add_text(one, "name", domain->name);
        json_add_text(one, "base_url", domain->base_url);
        json_object_object_add(one, "default", json_object_new_boolean(i == 0));
        json_add_text(one, "keys", domain->keys);
        io_print(one);
    }
    return EXIT_SUCCESS;
}
