/*
 * carrier_choice.c: looks at a message that waits, and at the carriers that have room.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/carrier_choice.h"

#include <string.h>

#include "base/json.h"
#include "message/message.h"

/* Can another carrier than its own be asked to take it? */
static bool
carrier_choice_fits(enum config_carrier carrier, const struct config *config, struct env *env,
    const uint8_t id[static UUID_BYTES], char *space, size_t size)
{
    size_t length;
    struct json_object *body = NULL, *message;
    if (message_body(env_read(env), id, space, size, &length) == FAULT_NONE)
        body = json_read(space, length);
    const bool fits = json_object_object_get_ex(body, "message", &message) &&
                      strcmp(json_member(message, "message_type"), "template") != 0 &&
                      carrier_unfit(config, carrier, message) == NULL;
    json_object_put(body);
    return fits;
}

struct carrier_lane *
carrier_choice_make(struct carrier_lanes *lanes, const struct config *config, struct env *env,
    const uint8_t id[static UUID_BYTES], char *space, size_t size)
{
    struct message message;
    enum config_carrier own = lanes->routes.otherwise; /* of one that is gone, too: its row is cleared away */
    if (lanes->count > 1 && message_get(env_read(env), id, &message) == FAULT_NONE)
        own = carrier_routes_find(&lanes->routes, message.channel, message.to);
    struct carrier_lane *lane = carrier_lanes_get(lanes, own);
    const enum config_carrier other = carrier_routes_fallback(&lanes->routes, own);
    if (carrier_lane_is_denied(lane) && other != CONFIG_CARRIERS) {
        struct carrier_lane *instead = carrier_lanes_get(lanes, other);
        if (instead->room > instead->used && carrier_choice_fits(other, config, env, id, space, size))
            return instead;
    }
    return lane->room > lane->used ? lane : NULL;
}
