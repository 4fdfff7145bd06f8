/*
 * campaign_domain.c: may a key have links made on the domain of a campaign? Asked when the campaign is made,
 * and again by each call that has more links made: [domain] keys, or the key that asks, may be others by
 * then.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "http/domain_access.h"
#include "send.h"

enum fault
campaigns_check_domain(const struct request *request, const struct context *context, struct json_object *sent,
    struct input_error *error)
{
    struct json_object *value;
    char name[DOMAIN_NAME_MAX + 1];
    if (!json_object_object_get_ex(sent, "domain", &value) || !json_object_is_type(value, json_type_string) ||
        domain_name_parse(json_object_get_string(value), name) != FAULT_NONE)
        return FAULT_NONE;
    return domain_access_check(context->config, name, &request->key, error);
}

enum fault
campaigns_check_own_domain(
    const struct request *request, const struct context *context, struct input_error *error)
{
    struct campaign *campaign = xmalloc(sizeof *campaign);
    enum fault fault = campaigns_find(request, context->env, campaign);
    if (fault == FAULT_NONE) {
        struct json_object *template = json_read(campaign->template, strlen(campaign->template));
        fault = campaigns_check_domain(request, context, template, error);
        json_object_put(template);
    }
    free(campaign);
    return fault;
}
