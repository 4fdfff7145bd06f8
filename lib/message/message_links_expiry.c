/*
 * message_links_expiry.c: moves the times of links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_links_expiry.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "link/link_write.h"
#include "message/message.h"

static enum fault
message_links_expiry_move_one(struct txn *txn, const char *name, int64_t by)
{
    struct link before, after;
    enum fault fault = link_get(txn, name, &before);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    if (before.expires == 0)
        return FAULT_NONE;
    after = before;
    after.expires += by;
    return link_update(txn, &before, &after);
}

enum fault
message_links_expiry_move(struct txn *txn, const uint8_t id[static UUID_BYTES], int64_t by)
{
    char *space = xmalloc(MESSAGE_BODY_MAX + 1);
    struct json_object *body = NULL, *links = NULL;
    size_t length;
    enum fault fault = message_body(txn, id, space, MESSAGE_BODY_MAX + 1, &length);
    if (fault == FAULT_NONE)
        body = json_read(space, length);
    json_object_object_get_ex(body, "links", &links);
    const size_t count = links != NULL ? json_object_array_length(links) : 0;
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++)
        fault = message_links_expiry_move_one(
            txn, json_member(json_object_array_get_idx(links, i), "code"), by);
    json_object_put(body);
    free(space);
    return fault == FAULT_MISSING ? FAULT_NONE : fault; /* without its body, it has none */
}
