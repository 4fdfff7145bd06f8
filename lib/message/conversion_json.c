/*
 * conversion_json.c: a conversion as JSON; what is not known is left out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/conversion_json.h"

#include <string.h>

static void
conversion_json_known(struct json_object *to, const char *name, const char *text)
{
    if (text[0] != '\0')
        json_add_text(to, name, text);
}

struct json_object *
conversion_to_json(const struct conversion *c)
{
    struct json_object *json = json_object_new_object();
    char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1], id[UUID_SIZE], amount[MONEY_SIZE];
    json_add_text(json, "name", c->name);
    json_add_timestamp(json, "at", c->at);
    conversion_json_known(json, "id", c->reference);
    if (c->valued) {
        money_format(c->value, amount);
        json_add_text(json, "value", amount);
        json_add_text(json, "currency", c->currency);
    }
    conversion_json_known(json, "click_id", c->click_id);
    if (link_name_read(c->link_name, strlen(c->link_name), domain, code) == FAULT_NONE) {
        conversion_json_known(json, "code", code);
        conversion_json_known(json, "domain", domain);
    }
    if (!uuid_is_nil(c->message)) {
        uuid_format(c->message, id);
        json_add_text(json, "message", id);
    }
    conversion_json_known(json, "campaign", c->labels.campaign);
    if (c->labels.tag_count > 0) {
        struct json_object *tags = json_object_new_array();
        for (size_t i = 0; i < c->labels.tag_count; i++)
            json_object_array_add(tags, json_object_new_string(c->labels.tags[i]));
        json_object_object_add(json, "tags", tags);
    }
    json_object_object_add(json, "owner", json_object_new_int64(c->owner));
    return json;
}
