/*
 * conversion_json.c: a conversion as JSON; what is not known is left out.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/conversion_json.h"

#include <string.h>

struct json_object *
conversion_to_json(const struct conversion *c)
{
    struct json_object *json = json_object_new_object();
    char domain[DOMAIN_NAME_MAX + 1], code[SHORT_CODE_MAX + 1], id[UUID_SIZE], amount[MONEY_SIZE];
    json_add_text(json, "name", c->name);
    json_add_timestamp(json, "at", c->at);
    json_add_known(json, "id", c->reference);
    if (c->valued) {
        money_format(c->value, amount);
        json_add_text(json, "value", amount);
        json_add_text(json, "currency", c->currency);
    }
    json_add_known(json, "click_id", c->click_id);
    if (link_name_read(c->link_name, strlen(c->link_name), domain, code) == FAULT_NONE) {
        json_add_known(json, "code", code);
        json_add_known(json, "domain", domain);
    }
    if (!uuid_is_nil(c->message)) {
        uuid_format(c->message, id);
        json_add_text(json, "message", id);
    }
    labels_add_json(&c->labels, json);
    json_object_object_add(json, "owner", json_object_new_int64(c->owner));
    return json;
}
