#include "links.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/timestamp.h"
#include "create_links.h"
#include "http/auth.h"
#include "http/json_body.h"
#include "http/problem.h"
#include "http/query.h"
#include "link/link_event.h"
#include "link/link_index.h"
#include "link/link_json.h"

enum {
    LINKS_PAGE = 50,
    LINKS_PAGE_MAX = 200,
    LINKS_LOOKS = 20000, /* links that one request for a list looks through */
    LINKS_CHANGE_MAX = 65536,
};

static void
links_send_missing(struct request *http)
{
    problem_send(http, 404, "There is no such link, or it belongs to another key.", NULL);
}

static void
links_send_link(struct request *http, const struct context *context, const struct link *link)
{
    char etag[LINK_ETAG_SIZE];
    uint64_t used = 0;
    if (link->max_clicks > 0 && link_uses(env_read(context->env), link, &used) != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    link_etag(link, etag);
    response_header(http, "ETag", etag);
    json_send(http, 200, "application/json", link_to_json(link, context->config, timestamp_now(), used));
}

static void
links_read(struct request *http, const struct context *context, const struct api_key *key, const char *code)
{
    struct link link;
    enum fault fault = link_get(env_read(context->env), code, &link);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && !api_key_may_read(key, link.owner)))
        links_send_missing(http);
    else if (fault != FAULT_NONE)
        problem_send_store(http);
    else
        links_send_link(http, context, &link);
}

/* A change of one link, of any kind. */
struct change {
    const struct context *context;
    const struct api_key *key;
    const char *code, *if_match;
    const struct link_request *wish; /* NULL: delete */
    int64_t now;
    struct link after;
};

/* Does If-Match (RFC 9110, 13.1.1) allow it? Compared strongly: a weak tag, W/"...", is never the same. */
static bool
change_matches(const struct change *change, const struct link *link)
{
    char etag[LINK_ETAG_SIZE];
    link_etag(link, etag);
    if (change->if_match[0] == '\0' || strcmp(change->if_match, "*") == 0)
        return true;
    for (const char *at = change->if_match; (at = strstr(at, etag)) != NULL; at++)
        if (at == change->if_match || at[-1] != '/')
            return true;
    return false;
}

static enum fault
change_delete(struct txn *txn, const struct change *change, const struct link *link)
{
    enum fault fault = link_remove(txn, link, change->now);
    return fault != FAULT_NONE ? fault : link_event_append(txn, link, LINK_EVENT_DELETED, change->now);
}

static enum fault
change_write(struct txn *txn, struct change *change, const struct link *before)
{
    struct link *after = &change->after;
    *after = *before;
    link_request_apply(change->wish, after);
    if (after->expires != 0 && after->valid_from >= after->expires)
        return FAULT_INPUT;
    after->version++;
    after->changed = change->now;
    enum fault fault = link_update(txn, before, after);
    if (fault == FAULT_NONE && after->disabled != before->disabled)
        fault = link_event_append(
            txn, after, after->disabled ? LINK_EVENT_DISABLED : LINK_EVENT_ENABLED, change->now);
    else if (fault == FAULT_NONE)
        fault = link_event_append(txn, after, LINK_EVENT_CHANGED, change->now);
    return fault;
}

static enum fault
change_body(struct txn *txn, void *arg)
{
    struct change *change = arg;
    struct link before;
    enum fault fault = link_get(txn, change->code, &before);
    if (fault != FAULT_NONE)
        return fault;
    if (!api_key_may_change(change->key, before.owner))
        return FAULT_MISSING;
    if (!change_matches(change, &before))
        return FAULT_REFUSED;
    return change->wish == NULL ? change_delete(txn, change, &before) : change_write(txn, change, &before);
}

static void
links_change(struct request *http, const struct context *context, const struct api_key *key, const char *code,
    const struct link_request *wish)
{
    struct change change = {.context = context,
        .key = key,
        .code = code,
        .if_match = http->fields[HTTP_IF_MATCH],
        .wish = wish,
        .now = timestamp_now()};
    switch (env_txn(context->env, ENV_SYNC, change_body, &change)) {
    case FAULT_NONE:
        if (wish == NULL)
            response_send(http, 204, NULL, NULL, 0);
        else
            links_send_link(http, context, &change.after);
        break;
    case FAULT_MISSING:
        links_send_missing(http);
        break;
    case FAULT_REFUSED:
        problem_send(http, 412, "The link has changed since you read it: read it again.", NULL);
        break;
    case FAULT_INPUT:
        problem_send(http, 422, "valid_from is not before the link expires", "#/valid_from");
        break;
    default:
        problem_send_store(http);
    }
}

static void
links_patch(struct request *http, const struct context *context, const struct api_key *key, const char *code)
{
    struct link_request wish;
    char *body;
    size_t length;
    enum fault fault = request_body(http, LINKS_CHANGE_MAX, &body, &length);
    if (fault != FAULT_NONE) {
        problem_send(http, fault == FAULT_FULL ? 413 : 400, "The body cannot be read.", NULL);
        return;
    }
    if (!request_is_type(http, "application/json") &&
        !request_is_type(http, "application/merge-patch+json")) {
        problem_send(http, 415, "Send application/json or application/merge-patch+json.", NULL);
        return;
    }
    struct json_object *fields = json_read(body, length);
    if (fields == NULL) {
        problem_send(http, 400, "The body is not JSON.", NULL);
        return;
    }
    fault = link_request_read(&wish, fields, LINK_REQUEST_CHANGE, false, context->config, timestamp_now());
    json_object_put(fields);
    if (fault != FAULT_NONE)
        problem_send(http, wish.error.status, wish.error.detail, wish.error.pointer);
    else
        links_change(http, context, key, code, &wish);
}

static void
links_switch(struct request *http, const struct context *context, const struct api_key *key, const char *code,
    bool disabled)
{
    struct link_request wish;
    struct json_object *fields = json_object_new_object();
    json_object_object_add(fields, "disabled", json_object_new_boolean(disabled));
    link_request_read(&wish, fields, LINK_REQUEST_CHANGE, false, context->config, timestamp_now());
    json_object_put(fields);
    links_change(http, context, key, code, &wish);
}

/* A page of the list being filled. */
struct listing {
    const struct context *context;
    struct link_list list;
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
    return tagged &&
           (listing->campaign[0] == '\0' || strcmp(link->labels.campaign, listing->campaign) == 0) &&
           (listing->text[0] == '\0' || strcasestr(link->url, listing->text) != NULL ||
               strcasestr(link->title, listing->text) != NULL);
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
        link_uses(env_read(listing->context->env), link, &used);
    json_object_array_add(listing->links, link_to_json(link, listing->context->config, listing->now, used));
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
listing_place(struct request *http, struct listing *listing)
{
    char text[128], *dash = NULL;
    enum fault fault = request_query(http, "cursor", text, sizeof text);
    if (fault == FAULT_MISSING)
        return true;
    if (fault == FAULT_NONE)
        listing->list.after.created = strtoll(text, &dash, 10);
    if (dash == NULL || *dash != '-' || listing->list.after.created <= 0 ||
        !short_code_is_valid(dash + 1, strlen(dash + 1))) {
        problem_send(http, 400, "cursor is not one that a list gave out.", "cursor");
        return false;
    }
    strcpy(listing->list.after.code, dash + 1);
    return true;
}

static bool
listing_read(struct request *http, struct listing *listing)
{
    return query_limit(http, LINKS_PAGE, LINKS_PAGE_MAX, &listing->limit) &&
           query_text(http, "tag", listing->tag, sizeof listing->tag) &&
           query_text(http, "campaign", listing->campaign, sizeof listing->campaign) &&
           query_text(http, "q", listing->text, sizeof listing->text) && listing_place(http, listing);
}

static void
links_list(struct request *http, const struct context *context, const struct api_key *key)
{
    struct listing listing = {.context = context, .now = timestamp_now()};
    if (!listing_read(http, &listing))
        return;
    listing.list.owner = api_key_scope(key);
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
        problem_send_store(http);
        return;
    }
    char next[128];
    struct json_object *answer = json_object_new_object();
    snprintf(next, sizeof next, "%lld-%s", (long long)listing.last.created, listing.last.code);
    json_object_object_add(answer, "links", listing.links);
    json_object_object_add(answer, "next", listing.more ? json_object_new_string(next) : NULL);
    json_send(http, 200, "application/json", answer);
}

static void
links_handle_all(struct request *http, const struct context *context)
{
    struct api_key key;
    const bool post = http->method == HTTP_POST;
    if (!post && http->method != HTTP_GET && http->method != HTTP_HEAD)
        problem_send_method(http, "GET, HEAD, POST");
    else if (auth_require(http, context->env, post ? ROLE_CREATOR : ROLE_READER, &key) == FAULT_NONE)
        (post ? create_links_handle : links_list)(http, context, &key);
}

static void
links_handle_one(struct request *http, const struct context *context, const char *code)
{
    struct api_key key;
    const bool get = http->method == HTTP_GET || http->method == HTTP_HEAD;
    if (!get && http->method != HTTP_PATCH && http->method != HTTP_DELETE)
        problem_send_method(http, "GET, HEAD, PATCH, DELETE");
    else if (auth_require(http, context->env, get ? ROLE_READER : ROLE_CREATOR, &key) != FAULT_NONE)
        return;
    else if (get)
        links_read(http, context, &key, code);
    else if (http->method == HTTP_PATCH)
        links_patch(http, context, &key, code);
    else
        links_change(http, context, &key, code, NULL);
}

static void
links_handle_switch(struct request *http, const struct context *context, const char *code, bool disabled)
{
    struct api_key key;
    if (http->method != HTTP_POST)
        problem_send_method(http, "POST");
    else if (auth_require(http, context->env, ROLE_CREATOR, &key) == FAULT_NONE)
        links_switch(http, context, &key, code, disabled);
}

void
links_handle(struct request *http, const struct context *context)
{
    const char *rest = http->path + strlen(LINKS_PATH);
    if (*rest == '\0' || strcmp(rest, "/") == 0) {
        links_handle_all(http, context);
        return;
    }
    char code[SHORT_CODE_MAX + 1];
    const size_t length = *rest == '/' ? strcspn(rest + 1, "/") : 0;
    if (!short_code_is_valid(rest + 1, length)) {
        links_send_missing(http);
        return;
    }
    memcpy(code, rest + 1, length);
    code[length] = '\0';
    rest += 1 + length;
    if (*rest == '\0')
        links_handle_one(http, context, code);
    else if (strcmp(rest, "/disable") == 0 || strcmp(rest, "/enable") == 0)
        links_handle_switch(http, context, code, strcmp(rest, "/disable") == 0);
    else
        links_send_missing(http);
}
