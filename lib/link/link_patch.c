/*
 * link_patch.c: reads a link, compares its version, writes it back and tells of it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_patch.h"

#include <string.h>

#include "link/deleted_link.h"
#include "link/link_block.h"
#include "link/link_event.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "link/link_write.h"

/* Does If-Match (RFC 9110, 13.1.1) allow it? Compared strongly: a weak tag, W/"...", is never the same. */
static bool
link_patch_matches(const struct link_patch *patch, const struct link *link)
{
    char etag[LINK_ETAG_SIZE];
    link_etag(link, etag);
    if (patch->if_match[0] == '\0' || strcmp(patch->if_match, "*") == 0)
        return true;
    for (const char *at = patch->if_match; (at = strstr(at, etag)) != NULL; at++)
        if (at == patch->if_match || at[-1] != '/')
            return true;
    return false;
}

/* One that is on the blocklist may be changed, but not to where another may not lead. */
static enum fault
link_patch_block(struct txn *txn, struct link_patch *patch, const struct link *before)
{
    struct link was = *before; /* the list may have changed since it was held against it */
    enum fault fault = link_block_mark(txn, &was);
    if (fault == FAULT_NONE)
        fault = link_block_mark(txn, &patch->after);
    if (fault == FAULT_NONE && patch->after.blocked_by[0] != '\0' && was.blocked_by[0] == '\0')
        fault = link_block_refuse(txn, &patch->after, &patch->error);
    return fault;
}

static enum fault
link_patch_write(struct txn *txn, struct link_patch *patch, const struct link *before)
{
    struct link *after = &patch->after;
    *after = *before;
    link_request_apply(patch->wanted, after);
    if (after->expires != 0 && after->valid_from >= after->expires)
        return input_error_set(&patch->error, ERROR_INVALID_VALUE, "", "valid_from",
            "valid_from must be before the link expires.");
    after->version++;
    after->changed = patch->now;
    enum fault fault = link_patch_block(txn, patch, before);
    if (fault != FAULT_NONE)
        return fault;
    fault = link_index_check_tags(txn, after->owner, &after->labels, patch->most_tags);
    if (fault != FAULT_NONE)
        return fault == FAULT_REFUSED ? FAULT_FULL : fault;
    fault = link_update(txn, before, after);
    const bool closed = after->disabled || after->blocked_by[0] != '\0',
               was_closed = before->disabled || before->blocked_by[0] != '\0';
    if (fault == FAULT_NONE && closed != was_closed)
        fault = link_event_append(txn, after, closed ? LINK_EVENT_DISABLED : LINK_EVENT_ENABLED, patch->now);
    else if (fault == FAULT_NONE)
        fault = link_event_append(txn, after, LINK_EVENT_CHANGED, patch->now);
    return fault;
}

static enum fault
link_patch_body(struct txn *txn, void *arg)
{
    struct link_patch *patch = arg;
    struct link before;
    enum fault fault = link_get_owned(txn, patch->name, patch->owner, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (!link_patch_matches(patch, &before))
        return FAULT_REFUSED;
    return patch->wanted == NULL ? link_delete(txn, &before, patch->now, patch->until)
                                 : link_patch_write(txn, patch, &before);
}

enum fault
link_patch_apply(struct env *env, struct link_patch *patch)
{
    return env_txn(env, ENV_SYNC, link_patch_body, patch);
}
