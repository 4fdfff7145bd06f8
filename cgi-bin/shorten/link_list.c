/*
 * link_list.c: GET /api/v1/links: links, newest first, a page at a time; those that were deleted are
 * deleted_links.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timestamp.h"
#include "http/query.h"
#include "http/query_domain.h"
#include "http/query_enum.h"
#include "link/click_limit.h"
#include "link/link_index.h"
#include "link/link_json.h"
#include "shorten.h"
#include "stats/click_rank.h"
#include "stats/click_stats.h"

enum {
    LINKS_PAGE = 50,
    LINKS_PAGE_MAX = 200,
    LINKS_LOOKS = 20000,                          /* links that one request for a list looks through */
    LINKS_RANKED = 64,                            /* places of the ranking read at a time */
    LISTING_CURSOR_SIZE = 32 + 3 * LINK_NAME_MAX, /* percent-encoded */
};

enum { LISTING_ANY = LINK_USED_UP + 1, LISTING_DELETED };

/* Links that were made for a message: with the others, without them, or they alone. */
enum listing_messages { LISTING_ALL, LISTING_ONLY_MESSAGES, LISTING_NO_MESSAGES };

/* A page of the list being filled. */
struct listing {
    const struct context *context;
    struct link_list list;
    int by_clicks;                           /* 1: those with the most clicks first */
    struct click_rank_place rank_from, rank; /* by clicks: after which it begins; the last one looked at */
    int state;                               /* an enum link_state; LISTING_ANY, LISTING_DELETED */
    enum listing_messages messages;
    bool clicks;                      /* with each link's clicks */
    char domain[DOMAIN_NAME_MAX + 1]; /* "": all of them */
    char tag[LABEL_MAX + 1], campaign[LABEL_MAX + 1], text[LINK_TITLE_MAX + 1];
    size_t limit, looks;
    int64_t now;
    struct json_object *links;
    struct link_place last; /* the last one looked at */
    bool more;
    enum fault fault; /* of reading what belongs to a link */
};

static bool
listing_wants(const struct listing *listing, const struct link *link)
{
    const bool of_message = !uuid_is_nil(link->message);
    return (listing->tag[0] == '\0' || labels_have_tag(&link->labels, listing->tag)) &&
           (listing->messages == LISTING_ALL || of_message == (listing->messages == LISTING_ONLY_MESSAGES)) &&
           (listing->campaign[0] == '\0' || strcmp(link->labels.campaign, listing->campaign) == 0) &&
           (listing->domain[0] == '\0' ||
               strcmp(link_domain(link, listing->context->config), listing->domain) == 0) &&
           (listing->text[0] == '\0' || link_contains(link, listing->text));
}

static void
listing_add(struct listing *listing, const struct link *link, uint64_t used)
{
    struct json_object *json = link_to_json(link, listing->context->config, listing->now, used);
    struct click_stats_totals totals;
    const struct click_stats_scope scope = {.kind = CLICK_STATS_LINK, .link = link->id};
    if (listing->clicks)
        listing->fault = click_stats_totals(env_read(listing->context->env), &scope, &totals);
    if (listing->clicks && listing->fault == FAULT_NONE)
        json_object_object_add(json, "clicks", json_object_new_uint64(totals.opens[CLICK_PERSON]));
    json_object_array_add(listing->links, json);
}

/* Is the page full, or were enough links looked at? The next page goes on from here. */
static bool
listing_is_over(struct listing *listing)
{
    listing->more = json_object_array_length(listing->links) == listing->limit ||
                    listing->looks == LINKS_LOOKS;
    return listing->more;
}

static bool
listing_take(const struct link *link, void *arg)
{
    struct listing *listing = arg;
    if (listing_is_over(listing))
        return false;
    listing->looks++;
    listing->last.created = link->created;
    link_name(link, listing->last.name);
    if (!listing_wants(listing, link))
        return true;
    uint64_t used = 0;
    if (link->max_clicks > 0)
        listing->fault = click_limit_used(env_read(listing->context->env), link, &used);
    if (listing->fault == FAULT_NONE &&
        (listing->state == LISTING_ANY ||
            link_state(link, listing->now, used) == (enum link_state)listing->state))
        listing_add(listing, link, used);
    return listing->fault == FAULT_NONE;
}

/* link_list_visit in the order of clicks, of the links that were clicked. */
static enum fault
listing_visit_ranked(struct txn *txn, struct listing *listing)
{
    struct click_rank_place places[LINKS_RANKED];
    size_t count = LINKS_RANKED;
    struct link link;
    while (count == LINKS_RANKED) {
        enum fault fault = click_rank_read(txn, listing->list.owner,
            listing->messages == LISTING_ONLY_MESSAGES, listing->rank.clicks > 0 ? &listing->rank : NULL,
            places, LINKS_RANKED, &count);
        for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
            if (listing_is_over(listing))
                return FAULT_NONE;
            fault = link_get(env_read(listing->context->env), places[i].name, &link);
            if (fault == FAULT_NONE && link.id == places[i].link)
                listing_take(&link, listing);
            else
                listing->looks++; /* it was deleted; its counts are not yet */
            fault = fault == FAULT_MISSING ? FAULT_NONE : fault;
            listing->rank = places[i];
        }
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
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
    listing->fault = FAULT_NONE;
    listing->rank = listing->rank_from;
    enum fault fault = listing->by_clicks ? listing_visit_ranked(txn, listing)
                                          : link_list_visit(txn, &list, listing_take, listing);
    if (listing->fault != FAULT_NONE)
        return listing->fault;
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

/* A cursor is two parts: when the last link was created and its name, or its clicks and its id. */
static bool
listing_parse_cursor(struct listing *listing, const char *text)
{
    char *dash, *end;
    const unsigned long long first = strtoull(text, &dash, 10);
    if (!isdigit((unsigned char)text[0]) || *dash != '-' || first == 0 || first > INT64_MAX)
        return false;
    if (listing->by_clicks) {
        listing->rank_from = (struct click_rank_place){.clicks = first, .link = strtoull(dash + 1, &end, 10)};
        return isdigit((unsigned char)dash[1]) && *end == '\0';
    }
    if (!link_name_is_valid(dash + 1))
        return false;
    listing->list.after.created = (int64_t)first;
    strcpy(listing->list.after.name, dash + 1);
    return true;
}

static bool
listing_place(struct request *request, struct listing *listing)
{
    char text[LISTING_CURSOR_SIZE];
    const enum fault fault = request_query(request, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && listing_parse_cursor(listing, text)))
        return true;
    query_refuse_cursor(request);
    return false;
}

static void
listing_write_cursor(const struct listing *listing, char *out, size_t size)
{
    if (listing->by_clicks)
        snprintf(out, size, "%" PRIu64 "-%" PRIu64, listing->rank.clicks, listing->rank.link);
    else
        snprintf(out, size, "%lld-%s", (long long)listing->last.created, listing->last.name);
}

static bool
listing_read_filters(struct request *request, struct listing *listing)
{
    static const char *const states[] = {
        "live", "not_yet", "expired", "disabled", "used_up", "any", "deleted", NULL};
    static const char *const orders[] = {"newest", "clicks", NULL};
    static const char *const messages[] = {"all", "only", "none", NULL};
    int of_messages = 0;
    const bool ok = query_enum(request, "state", states, LISTING_ANY, &listing->state) &&
                    query_enum(request, "messages", messages, LISTING_ALL, &of_messages) &&
                    query_enum(request, "sort", orders, 0, &listing->by_clicks) &&
                    query_yes(request, "clicks", &listing->clicks);
    listing->messages = (enum listing_messages)of_messages;
    return ok;
}

/* The default domain is one, too, if it is named. */
static bool
listing_read_domain(struct request *request, struct listing *listing)
{
    char text[2];
    const bool given = request_query(request, "domain", text, sizeof text) != FAULT_MISSING;
    if (!query_domain(request, listing->context, listing->domain))
        return false;
    if (given && listing->domain[0] == '\0')
        strcpy(listing->domain, listing->context->config->domains[0].name);
    return true;
}

static bool
listing_read(struct request *request, struct listing *listing)
{
    return query_limit(request, LINKS_PAGE, LINKS_PAGE_MAX, &listing->limit) &&
           query_text(request, "tag", listing->tag, sizeof listing->tag) &&
           query_text(request, "campaign", listing->campaign, sizeof listing->campaign) &&
           listing_read_domain(request, listing) &&
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
    if (env_txn(context->env, ENV_READ, listing_body, &listing) != FAULT_NONE) {
        json_object_put(listing.links);
        problem_send_store(request, FAULT_AGAIN);
        return;
    }
    char next[LISTING_CURSOR_SIZE];
    struct json_object *answer = json_object_new_object();
    listing_write_cursor(&listing, next, sizeof next);
    json_object_object_add(answer, "links", listing.links);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    response_send_json(request, 200, "application/json", answer);
}
