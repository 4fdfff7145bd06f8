/*
 * domains.c: GET /api/v1/domains: the domains that links can be on.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "http/domain_access.h"
#include "shorten.h"

/* Those that the key may create links on, the default one first. */
void
domains_list(struct request *request, struct context *context)
{
    const struct config *config = context->config;
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array();
    for (size_t i = 0; i < config->domain_count; i++) {
        const struct config_domain *domain = &config->domains[i];
        if (!domain_access_allows(domain, &request->key))
            continue;
        struct json_object *one = json_object_new_object();
        json_add_text(one, "name", domain->name);
        json_add_text(one, "base_url", domain->base_url);
        json_object_object_add(one, "default", json_object_new_boolean(i == 0));
        json_object_array_add(list, one);
    }
    json_object_object_add(answer, "domains", list);
    response_send_json(request, 200, "application/json", answer);
}
