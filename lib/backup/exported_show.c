/*
 * exported_show.c: a function for each kind of row that people may want to read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/exported_show.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "bus/bus_json.h"
#include "campaign/campaign_json.h"
#include "db/codec.h"
#include "db/table.h"
#include "http/api_key.h"
#include "link/click_limit.h"
#include "link/link_json.h"
#include "message/message_json.h"

struct json_object *
exported_show_link(struct env *env, const struct config *config, const struct cursor *cursor)
{
    struct link link;
    uint64_t used = 0;
    const struct row_key key = {cursor->key, cursor->key_length};
    if (link_from_row(key, cursor->row, cursor->row_length, &link) != FAULT_NONE)
        return NULL;
    if (link.max_clicks > 0 && click_limit_used(env_read(env), &link, &used) != FAULT_NONE)
        return NULL;
    return link_to_json(&link, config, timestamp_now(), used);
}

struct json_object *
exported_show_key(struct env *env, const struct config *config, const struct cursor *cursor)
{
    struct api_key key;
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    const uint32_t id = decode_u32(&u);
    (void)config;
    if (u.bad || !decoder_is_at_end(&u) || api_key_get(env_read(env), id, &key) != FAULT_NONE)
        return NULL;
    return api_key_to_json(&key);
}

/* False: it is no name, but a row that the table has for itself. */
static bool
exported_show_name(const struct cursor *cursor, char name[static TABLE_NAME_MAX + 1])
{
    if (cursor->key_length > TABLE_NAME_MAX)
        return false;
    memcpy(name, cursor->key, cursor->key_length);
    name[cursor->key_length] = '\0';
    return table_name_is_valid(name);
}

struct json_object *
exported_show_rule(struct env *env, const struct config *config, const struct cursor *cursor)
{
    char name[TABLE_NAME_MAX + 1];
    struct json_object *shown = NULL;
    struct rule *rule = xmalloc(sizeof *rule);
    (void)config;
    if (exported_show_name(cursor, name) && rule_get(env_read(env), name, rule) == FAULT_NONE)
        shown = rule_to_json(rule);
    free(rule);
    return shown;
}

struct json_object *
exported_show_target(struct env *env, const struct config *config, const struct cursor *cursor)
{
    char name[TABLE_NAME_MAX + 1];
    struct json_object *shown = NULL;
    struct target *target = xmalloc(sizeof *target);
    (void)config;
    if (exported_show_name(cursor, name) && target_get(env_read(env), name, target) == FAULT_NONE)
        shown = target_to_json(env, target);
    free(target);
    return shown;
}

struct json_object *
exported_show_replay(struct env *env, const struct config *config, const struct cursor *cursor)
{
    char name[TABLE_NAME_MAX + 1];
    struct json_object *shown = NULL;
    struct replay *replay = xmalloc(sizeof *replay);
    (void)config;
    if (exported_show_name(cursor, name) && replay_get(env_read(env), name, replay) == FAULT_NONE)
        shown = replay_to_json(replay);
    free(replay);
    return shown;
}

struct json_object *
exported_show_campaign(struct env *env, const struct config *config, const struct cursor *cursor)
{
    char name[TABLE_NAME_MAX + 1];
    struct json_object *shown = NULL;
    struct campaign *campaign = xmalloc(sizeof *campaign);
    (void)config;
    if (exported_show_name(cursor, name) && campaign_get(env_read(env), name, campaign) == FAULT_NONE)
        shown = campaign_to_json(campaign, env);
    free(campaign);
    return shown;
}

struct json_object *
exported_show_message(struct env *env, const struct config *config, const struct cursor *cursor)
{
    struct message message;
    size_t length;
    const struct row_key key = {cursor->key, cursor->key_length};
    if (message_from_row(key, cursor->row, cursor->row_length, &message) != FAULT_NONE)
        return NULL;
    char *space = xmalloc(MESSAGE_BODY_MAX + 1);
    const enum fault fault = message_body(env_read(env), message.id, space, MESSAGE_BODY_MAX + 1, &length);
    struct json_object *body = fault == FAULT_NONE ? json_read(space, length) : NULL;
    struct json_object *shown = message_to_json(&message, body, config, true);
    json_object_put(body);
    free(space);
    return shown;
}
