/*
 * link_list.c: GET /api/v1/links: links, newest first, a page at a time; those that were deleted are
 * deleted_links.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/query.h"
#include "http/query_enum.h"
#include "link/click_limit.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "shorten.h"
#include "stats/click_stats.h"

enum {
    LINKS_PAGE = 50,
    LINKS_PAGE_MAX = 200,
    LINKS_LOOKS = 20000, /* links that one request for a list looks through */
};

enum { LISTING_ANY = LINK_USED_UP + 1, LISTING_DELETED };

/* Links that were made for a message: with the others, without them, or they alone. */
enum listing_messages { LISTING_ALL, LISTING_ONLY_MESSAGES, LISTING_NO_MESSAGES };

/* A page of the list being filled. */
struct listing {
    const struct context *context;
    struct link_list list;
    int state; /* an enum link_state; LISTING_ANY, LISTING_DELETED */
    enum listing_messages messages;
    int clicks; /* 1: with each link's clicks */
    char tag[LABEL_MAX + 1], campaign[LABEL_MAX + 1], text[LINK_TITLE_MAX + 1];
    size_t limit, looks;
    int64_t now;
    struct json_object *links;
    struct link_place last; /* the last one looked at */
    bool more;
};

static bool
listing_wants(const struct listing *listing, const struct link *link)
{
    bool tagged = listing->tag[0] == '\0';
    for (size_t i = 0; i < link->labels.tag_count && !tagged; i++)
        tagged = strcmp(link->labels.tags[i], listing->tag) == 0;
    const bool of_message = !uuid_is_nil(link->message);
    return tagged &&
           (listing->messages == LISTING_ALL || of_message == (listing->messages == LISTING_ONLY_MESSAGES)) &&
           (listing->campaign[0] == '\0' || strcmp(link->labels.campaign, listing->campaign) == 0) &&
           (listing->text[0] == '\0' || strcasestr(link->url, listing->text) != NULL ||
               strcasestr(link->title, listing->text) != NULL);
}

static void
listing_add(struct listing *listing, const struct link *link, uint64_t used)
{
    struct json_object *json = link_to_json(link, listing->context->config, listing->now, used);
    struct click_stats_totals totals;
    const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = link->id};
    if (listing->clicks && click_stats_totals(env_read(listing->context->env), &scope, &totals) == FAULT_NONE)
        json_object_object_add(json, "clicks", json_object_new_uint64(totals.opens[CLICK_PERSON]));
    json_object_array_add(listing->links, json);
}

static bool
listing_take(const struct link *link, void *arg)
{
    struct listing *listing = arg;
    if (json_object_array_length(listing->links) == listing->limit || listing->looks == LINKS_LOOKS) {
        listing->more = true;
        return false;
    }
    listing->looks++;
    listing->last.created = link->created;
    strcpy(listing->last.code, link->code);
    if (!listing_wants(listing, link))
        return true;
    uint64_t used = 0;
    if (link->max_clicks > 0)
        click_limit_used(env_read(listing->context->env), link, &used);
    if (listing->state == LISTING_ANY ||
        link_state(link, listing->now, used) == (enum link_state)listing->state)
        listing_add(listing, link, used);
    return true;
}

static enum fault
listing_body(struct txn *txn, void *arg)
{
    struct listing *listing = arg;
    struct link_list list = listing->list;
    json_object_put(listing->links);
    listing->links = json_object_new_array();
    listing->looks = 0;
    listing->more = false;
    enum fault fault = link_list_visit(txn, &list, listing_take, listing);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

static bool
listing_place(struct request *request, struct listing *listing)
{
    char text[128], *dash = NULL;
    enum fault fault = request_query(request, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    if (fault == FAULT_NONE)
        listing->list.after.created = strtoll(text, &dash, 10);
    if (dash == NULL || *dash != '-' || listing->list.after.created <= 0 ||
        !short_code_is_valid(dash + 1, strlen(dash + 1))) {
        problem_send(
            request, ERROR_INVALID_CURSOR, "cursor is invalid; pass `next` of the previous page.", "cursor");
        return false;
    }
    strcpy(listing->list.after.code, dash + 1);
    return true;
}

static bool
listing_read_filters(struct request *request, struct listing *listing)
{
    static const char *const states[] = {
        "live", "not_yet", "expired", "disabled", "used_up", "any", "deleted", NULL};
    static const char *const messages[] = {"all", "only", "none", NULL}, *const clicks[] = {
                                                                             "no", "yes", NULL};
    int of_messages = 0;
    const bool ok = query_enum(request, "state", states, LISTING_ANY, &listing->state) &&
                    query_enum(request, "messages", messages, LISTING_ALL, &of_messages) &&
                    query_enum(request, "clicks", clicks, 0, &listing->clicks);
    listing->messages = (enum listing_messages)of_messages;
    return ok;
}

static bool
listing_read(struct request *request, struct listing *listing)
{
    return query_limit(request, LINKS_PAGE, LINKS_PAGE_MAX, &listing->limit) &&
           query_text(request, "tag", listing->tag, sizeof listing->tag) &&
           query_text(request, "campaign", listing->campaign, sizeof listing->campaign) &&
           query_text(request, "q", listing->text, sizeof listing->text) && listing_place(request, listing);
}

void
links_list(struct request *request, struct context *context)
{
    struct listing listing = {.context = context, .now = timestamp_now()};
    if (!listing_read_filters(request, &listing))
        return;
    if (listing.state == LISTING_DELETED) {
        deleted_links_list(request, context);
        return;
    }
    if (!listing_read(request, &listing))
        return;
    listing.list.owner = api_key_scope(&request->key);
    listing.list.group = LINK_GROUP_ALL;
    if (listing.campaign[0] != '\0') {
        listing.list.group = LINK_GROUP_CAMPAIGN;
        listing.list.name = listing.campaign;
    } else if (listing.tag[0] != '\0') {
        listing.list.group = LINK_GROUP_TAG;
        listing.list.name = listing.tag;
    }
    if (env_txn(context->env, ENV_WRITE, listing_body, &listing) != FAULT_NONE) {
        json_object_put(listing.links);
        problem_send_store(request);
        return;
    }
    char next[128];
    struct json_object *answer = json_object_new_object();
    snprintf(next, sizeof next, "%lld-%s", (long long)listing.last.created, listing.last.code);
    json_object_object_add(answer, "links", listing.links);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    response_send_json(request, 200, "application/json", answer);
}
