/*
 * deleted_links.c: links that can still be restored: GET /api/v1/links?state=deleted, and
 * POST /api/v1/links/{code}/restore.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "http/query.h"
#include "link/deleted_link.h"
#include "link/link_json.h"
#include "shorten.h"

enum { DELETED_LINKS_PAGE = 50, DELETED_LINKS_PAGE_MAX = 200, DELETED_LINKS_LOOKS = 20000 };

struct deleted_listing {
    const struct context *context;
    uint32_t owner;
    uint64_t after; /* the id of the last one looked at */
    size_t limit;
    int64_t now;
    struct json_object *links;
    bool more;
};

static struct json_object *
deleted_links_to_json(const struct deleted_listing *listing, const struct deleted_link *deleted)
{
    struct json_object *json = link_to_json(&deleted->link, listing->context->config, listing->now, 0);
    json_object_object_add(json, "state", json_object_new_string("deleted"));
    json_add_timestamp(json, "deleted_at", deleted->deleted);
    json_add_timestamp(json, "restorable_until", deleted->until);
    return json;
}

static enum fault
deleted_links_read(struct deleted_listing *listing)
{
    struct deleted_link deleted;
    size_t looks = 0;
    enum fault fault;
    while ((fault = deleted_link_next(env_read(listing->context->env), listing->after, &deleted)) ==
           FAULT_NONE) {
        if (json_object_array_length(listing->links) == listing->limit || looks++ == DELETED_LINKS_LOOKS) {
            listing->more = true;
            break;
        }
        listing->after = deleted.link.id;
        if ((listing->owner == 0 || deleted.link.owner == listing->owner) && deleted.until > listing->now)
            json_object_array_add(listing->links, deleted_links_to_json(listing, &deleted));
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static bool
deleted_links_read_cursor(struct request *request, uint64_t *after)
{
    char text[24], *end = text;
    const enum fault fault = request_query(request, "cursor", text, sizeof text);
    *after = fault == FAULT_NONE ? strtoull(text, &end, 10) : 0;
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && isdigit((unsigned char)text[0]) && *end == '\0'))
        return true;
    query_refuse_cursor(request);
    return false;
}

void
deleted_links_list(struct request *request, struct context *context)
{
    struct deleted_listing listing = {
        .context = context, .owner = api_key_scope(&request->key), .now = timestamp_now()};
    char next[24];
    if (!query_limit(request, DELETED_LINKS_PAGE, DELETED_LINKS_PAGE_MAX, &listing.limit) ||
        !deleted_links_read_cursor(request, &listing.after))
        return;
    listing.links = json_object_new_array();
    if (deleted_links_read(&listing) != FAULT_NONE) {
        json_object_put(listing.links);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    snprintf(next, sizeof next, "%" PRIu64, listing.after);
    struct json_object *answer = json_object_new_object();
    json_object_object_add(answer, "links", listing.links);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    response_send_json(request, 200, "application/json", answer);
}

struct restoring {
    const char *name;
    uint32_t owner;
    int64_t now;
    struct link link;
};

static enum fault
links_restore_body(struct txn *txn, void *arg)
{
    struct restoring *r = arg;
    return link_restore(txn, r->name, r->owner, r->now, &r->link);
}

void
links_restore(struct request *request, struct context *context)
{
    char name[LINK_NAME_MAX + 1];
    if (!links_name(request, context, name))
        return;
    struct restoring restoring = {
        .name = name, .owner = api_key_scope(&request->key), .now = timestamp_now()};
    const enum fault fault = env_txn(context->env, ENV_SYNC, links_restore_body, &restoring);
    if (fault == FAULT_NONE)
        links_send_link(request, context, &restoring.link);
    else if (fault == FAULT_EXISTS)
        problem_send(
            request, ERROR_ALIAS_TAKEN, "Another link has this code by now. Delete that one first.", NULL);
    else
        problem_send_fault(request, fault, "No deleted link with this code can be restored.");
}
