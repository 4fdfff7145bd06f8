/*
 * campaign_json.c: a campaign as JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/campaign_json.h"

#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "message/carrier_pause.h"

struct json_object *
campaign_to_json(const struct campaign *c, struct env *env)
{
    struct json_object *json = json_object_new_object(),
                       *message = json_read(c->template, strlen(c->template));
    json_object_object_del(message, "campaign");
    json_add_text(json, "name", c->name);
    json_add_text(json, "state", campaign_state_name(c->state));
    json_object_object_add(json, "message", message);
    json_object_object_add(json, "rate", c->rate == 0 ? NULL : json_object_new_int64(c->rate));
    json_add_text_or_null(json, "hours", c->hours);
    json_add_text_or_null(json, "quiet_hours", c->quiet);
    json_object_object_add(json, "recipients", json_object_new_uint64(c->recipients));
    json_object_object_add(json, "waiting", json_object_new_uint64(c->recipients - c->taken));
    json_object_object_add(
        json, "carrier_pause", c->state == CAMPAIGN_RUNNING ? carrier_pause_to_json(env, true) : NULL);
    json_object_object_add(json, "suppressed", json_object_new_uint64(c->suppressed));
    json_object_object_add(json, "invalid", json_object_new_uint64(c->invalid));
    json_add_timestamp(json, "created_at", c->created);
    json_add_timestamp(json, "send_at", c->send_at);
    json_add_timestamp(json, "started_at", c->started);
    json_add_timestamp(json, "ended_at", c->ended);
    json_object_object_add(json, "owner", json_object_new_int64(c->owner));
    return json;
}
