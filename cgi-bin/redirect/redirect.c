/*
 * redirect.fcgi: GET /{code}: looks the link up, puts link.clicked or link.missed into the spool, answers.
 * Every instruction here is run for every click. See curt-redirect(8).
 *
 * SPDX-License-Identifier: ISC
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "event/click.h"
#include "event/spool.h"
#include "http/forwarder.h"
#include "http/problem.h"
#include "http/response.h"
#include "link/click_id.h"
#include "link/click_limit.h"
#include "link/code_case.h"
#include "link/link_json.h"
#include "link/link_rules_choose.h"
#include "net/country_database.h"
#include "net/user_agent.h"
#include "redirect.h"

/* A link is opened: when, by whom, and which of its redirect rules held, from 1; 0: none. */
struct opening {
    int64_t now;
    struct ip_address address;
    unsigned rule;
};

enum { REDIRECT_AGENTS = 1024 /* texts whose meaning is kept, for links with rules */ };

/* So long, a new country database is not looked for. */
#define REDIRECT_COUNTRIES_AGE (60 * TIMESTAMP_SECOND)

static enum fault
take_click(struct txn *txn, void *link)
{
    return click_limit_take(txn, link);
}

struct click_text
redirect_sent(const struct request *request, enum request_field field)
{
    return (struct click_text){request->fields[field], strlen(request->fields[field])};
}

static inline bool
is_prefetch(const struct request *request)
{
    static const enum request_field fields[] = {HTTP_SEC_PURPOSE, HTTP_PURPOSE, HTTP_X_PURPOSE, HTTP_X_MOZ};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *purpose = request->fields[fields[i]];
        if (purpose[0] != '\0' && (strstr(purpose, "prefetch") != NULL || strstr(purpose, "preview") != NULL))
            return true;
    }
    return false;
}

bool
redirect_is_prefetch(const struct request *request)
{
    return is_prefetch(request);
}

/* Opened only for links that ask who it is, since the rules for texts are large; or NULL. */
static struct user_agent_parser *
agents(struct redirect *r)
{
    if (!r->agents_asked) {
        user_agent_parser_open(&r->agents, r->context->config, REDIRECT_AGENTS);
        malloc_trim(0); /* what reading took, and what each request would look through for room */
    }
    r->agents_asked = true;
    return r->agents;
}

/* Is it a fetcher that draws a link preview? Asked only for links with a limit, or a preview of their own. */
static bool
is_preview(struct redirect *r, const struct request *request)
{
    const struct click_text agent = redirect_sent(request, HTTP_USER_AGENT);
    struct user_agent found = {.class = USER_AGENT_PERSON};
    if (agents(r) != NULL)
        user_agent_parse(r->agents, agent.bytes, agent.length, &found);
    return found.class == USER_AGENT_PREVIEW;
}

static const struct country_database *
countries(struct redirect *r, int64_t now)
{
    if (r->countries == NULL)
        r->countries = country_database_open(r->context->config->stats_countries);
    else if (now - r->countries_looked >= REDIRECT_COUNTRIES_AGE || now < r->countries_looked)
        country_database_refresh(r->countries);
    else
        return r->countries;
    r->countries_looked = now;
    return r->countries;
}

/* Where the link leads on the visitor's device; NULL: where it leads others. */
static const char *
app_url(const struct link *link, struct link_visitor *visitor)
{
    if (link->ios_url[0] == '\0' && link->android_url[0] == '\0')
        return NULL;
    const uint8_t devices = link_visitor_devices(visitor);
    if ((devices & LINK_DEVICE_IOS) != 0 && link->ios_url[0] != '\0')
        return link->ios_url;
    return (devices & LINK_DEVICE_ANDROID) != 0 && link->android_url[0] != '\0' ? link->android_url : NULL;
}

/*
 * Sends the visitor where the redirect rules say, or if none holds, where the link leads on the device:
 * link->url becomes the target. Returns the rule, from 1; 0: none holds. A fetcher that draws a preview is
 * sent like everybody else, so that it shows what people will see.
 */
static unsigned
choose_target(
    struct redirect *r, const struct request *request, struct link *link, const struct opening *opening)
{
    if (r->clock == NULL)
        r->clock = zone_clock_create();
    struct link_visitor visitor;
    visitor.now = opening->now;
    visitor.link = link->id;
    visitor.address = &opening->address;
    visitor.agent = request->fields[HTTP_USER_AGENT];
    visitor.language = request->fields[HTTP_ACCEPT_LANGUAGE];
    visitor.query = request->query;
    visitor.agents = agents(r);
    visitor.countries = countries(r, opening->now);
    visitor.clock = r->clock;
    link_visitor_begin(&visitor);
    const unsigned rule = link_rules_choose(&link->rules, &visitor, link->url);
    const char *app = rule == 0 ? app_url(link, &visitor) : NULL;
    if (app != NULL)
        strcpy(link->url, app);
    return rule;
}

/*
 * Chromium keeps the answer to what its speculation rules prefetch or prerender, whatever Cache-Control says,
 * and asks for nothing more when the person clicks: the click would be lost. It drops a 503, and asks again
 * then. Only Sec-Purpose announces that; a browser that says Purpose or X-Moz respects no-store. And looking
 * ahead must not get round a limit.
 */
static bool
prefetch_is_refused(const struct request *request, const struct link *link)
{
    return link->max_clicks > 0 || strstr(request->fields[HTTP_SEC_PURPOSE], "prefetch") != NULL;
}

/*
 * The salt of the day. curt-relay draws it the day before; without it, visitors are told apart by a salt of
 * this worker alone until the store has one.
 */
static inline const uint8_t *
visitor_salt(struct redirect *r, int64_t now)
{
    const uint32_t day = visitor_salt_day(now);
    struct redirect_salt *salt = &r->salt;
    uint8_t found[VISITOR_SALT_BYTES];
    if (day == salt->day && (salt->try_again == 0 || now < salt->try_again))
        return salt->bytes;
    const bool drawn = visitor_salt_read(env_read(r->context->env), day, found) == FAULT_NONE;
    if (drawn)
        memcpy(salt->bytes, found, sizeof found);
    else if (day != salt->day)
        random_bytes(salt->bytes, sizeof salt->bytes);
    salt->day = day;
    salt->try_again = drawn ? 0 : now + TIMESTAMP_SECOND;
    return salt->bytes;
}

/* The same person on the same day is the same number; who it was, nobody can tell once the day's salt is
 * gone. */
static inline uint64_t
visitor_hash(const uint8_t *salt, const struct ip_address *address, struct click_text agent)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t hash;
    sha256_digest((const struct sha256_part[]){{salt, VISITOR_SALT_BYTES}, {address->bytes, address->length},
                      {agent.bytes, agent.length}},
        3, digest);
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

uint64_t
redirect_visitor(struct redirect *r, int64_t now, const struct ip_address *address, struct click_text agent)
{
    return visitor_hash(visitor_salt(r, now), address, agent);
}

static enum fault
publish_click(struct redirect *r, const struct request *request, struct link *link,
    const struct opening *opening, enum event_kind kind)
{
    const struct config *config = r->context->config;
    uint8_t body[CLICK_BYTES_MAX], labels[LABELS_BYTES_MAX];
    size_t length;
    struct click click = {.link = link->id,
        .owner = link->owner,
        .address = opening->address,
        .message = uuid_is_nil(link->message) ? NULL : link->message,
        .code = {link->code, strlen(link->code)},
        .domain = {link->domain, strlen(link->domain)},
        .labels = {(const char *)labels, labels_encode(&link->labels, labels)},
        .referrer = redirect_sent(request, HTTP_REFERER),
        .agent = redirect_sent(request, HTTP_USER_AGENT),
        .language = redirect_sent(request, HTTP_ACCEPT_LANGUAGE),
        .query = {request->query, strlen(request->query)}};
    if (link_has_targets(link) && kind != EVENT_PREVIEW) {
        click.rule = (uint8_t)opening->rule;
        click.target = (struct click_text){link->url, strlen(link->url)};
    }
    click.visitor = visitor_hash(visitor_salt(r, opening->now), &click.address, click.agent);
    if (config->clicks_anonymize)
        ip_address_anonymize(&click.address);
    enum fault fault = click_encode(&click, body, sizeof body, &length);
    if (fault == FAULT_NONE && link->max_clicks > 0 && kind == EVENT_CLICK && !is_preview(r, request))
        fault = env_txn(r->context->env, config->store_durability == CONFIG_DISK ? ENV_SYNC : ENV_WRITE,
            take_click, link);
    if (fault == FAULT_NONE)
        spool_add(r->spool, kind, opening->now, body, length);
    return fault;
}

/* What goes between a URL and the query that is added to it: nothing if a mark is there already. */
static const char *
query_mark(const char *url, size_t length)
{
    if (memchr(url, '?', length) == NULL)
        return "?";
    return url[length - 1] == '?' ? "" : "&";
}

/* Adds a query to the URL, before its fragment. FAULT_FULL: it stays as it is. */
static enum fault
add_query(char url[static RESPONSE_LOCATION_MAX + 1], const char *query)
{
    char rest[RESPONSE_LOCATION_MAX + 1];
    const size_t before = strcspn(url, "#"), room = RESPONSE_LOCATION_MAX + 1 - before;
    const char *mark = query_mark(url, before);
    if (strlen(url) + strlen(mark) + strlen(query) > RESPONSE_LOCATION_MAX)
        return FAULT_FULL;
    strcpy(rest, url + before);
    snprintf(url + before, room, "%s%s%s", mark, query, rest);
    return FAULT_NONE;
}

static bool
is_web(const char *url)
{
    return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0;
}

/* Takes what has this name out of a query, however that is encoded: whose click it is, only we say. */
static void
drop_parameter(char *query, const char *name)
{
    char *out = query, *rest = query;
    for (char *pair; (pair = strsep(&rest, "&")) != NULL;) {
        char given[CONFIG_VALUE_SIZE];
        const size_t length = strlen(pair), part = strcspn(pair, "=");
        snprintf(given, sizeof given, "%.*s", (int)part, pair);
        if (part < sizeof given && url_decode(given, true) == FAULT_NONE && strcmp(given, name) == 0)
            continue;
        if (out != query)
            *out++ = '&';
        memmove(out, pair, length);
        out += length;
    }
    *out = '\0';
}

/* In an address that somebody has copied is the id of an earlier click, which would stand first. */
static void
drop_click_id(char url[static RESPONSE_LOCATION_MAX + 1], const char *name)
{
    char rest[RESPONSE_LOCATION_MAX + 1];
    char *fragment = url + strcspn(url, "#"), *query = memchr(url, '?', (size_t)(fragment - url));
    if (query == NULL || strstr(query, name) == NULL)
        return;
    strcpy(rest, fragment);
    *fragment = '\0';
    drop_parameter(query + 1, name);
    if (query[1] == '\0')
        *query = '\0';
    strcat(url, rest); /* it is no longer than it was */
}

/* [links] click_id: only sites read it, no apps. */
static void
add_click_id(const struct redirect *r, const struct link *link, int64_t now,
    char url[static RESPONSE_LOCATION_MAX + 1])
{
    char query[CONFIG_VALUE_SIZE + CLICK_ID_SIZE], id[CLICK_ID_SIZE];
    if (!is_web(url))
        return;
    drop_click_id(url, r->context->config->links_click_id);
    click_id_make(link, now, id);
    snprintf(query, sizeof query, "%s=%s", r->context->config->links_click_id, id);
    add_query(url, query);
}

static void
send_location(const struct redirect *r, struct request *request, const struct link *link, int64_t now)
{
    char query[RESPONSE_LOCATION_MAX + 1], location[RESPONSE_LOCATION_MAX + 1];
    const char *name = r->context->config->links_click_id;
    bool forward = link->forward_query && request->query[0] != '\0' &&
                   url_encode(request->query, query, sizeof query) == FAULT_NONE;
    const bool click_id = name[0] != '\0' && request->method == HTTP_GET;
    if (forward && name[0] != '\0') {
        drop_parameter(query, name);
        forward = query[0] != '\0';
    }
    if (!forward && !click_id) {
        response_header(request, "Location", link->url);
        return;
    }
    strcpy(location, link->url);
    if (forward)
        add_query(location, query);
    if (click_id)
        add_click_id(r, link, now, location);
    response_header(request, "Location", location);
}

static void
send_redirect(struct redirect *r, struct request *request, const struct link *link, int64_t now)
{
    send_location(r, request, link, now);
    /* A cache would not know of a limit, nor who asks it; and each click has an id of its own. */
    if (link->track_first && r->context->config->links_click_id[0] == '\0' && link->max_clicks == 0 &&
        !link->password.is_set && !link_has_targets(link) && !link_has_preview(link)) {
        char value[64];
        int64_t age = r->context->config->links_first_max_age;
        if (link->expires != 0 && (link->expires - now) / TIMESTAMP_SECOND < age)
            age = (link->expires - now) / TIMESTAMP_SECOND;
        snprintf(value, sizeof value, "public, max-age=%lld", (long long)age);
        response_header(request, "Cache-Control", value);
    } else {
        response_header(request, "Cache-Control", "private, no-store");
    }
    response_header(request, "X-Robots-Tag", "noindex");
    response_send(request, link->status, NULL, NULL, 0);
}

/* False: it cannot be found out at present. */
static bool
find_state(const struct redirect *r, const struct link *link, int64_t now, enum link_state *out)
{
    uint64_t used = 0;
    if (link->max_clicks > 0 && click_limit_used(env_read(r->context->env), link, &used) != FAULT_NONE)
        return false;
    *out = link_state(link, now, used);
    return true;
}

static void
send_preview(struct redirect *r, struct request *request, const struct link *link)
{
    char short_url[LINK_SHORT_URL_SIZE], host[URL_HOST_SIZE];
    link_short_url(link, r->context->config, short_url);
    url_host(link->url, host);
    response_header(request, "X-Robots-Tag", "noindex");
    if (request_wants_page(request)) {
        response_header(request, "Cache-Control", "no-store");
        page_send(request, 200, &redirect_pages(r)->preview,
            (const struct page_value[]){{"short_url", short_url}, {"url", link->url}, {"host", host},
                {"no_rules", link_has_targets(link) ? "" : "hidden"}, {NULL, NULL}});
        return;
    }
    struct json_object *preview = json_object_new_object();
    json_add_text(preview, "short_url", short_url);
    json_add_text(preview, "url", link->url);
    json_object_object_add(preview, "has_redirect_rules", json_object_new_boolean(link_has_targets(link)));
    response_send_json(request, 200, "application/json", preview);
}

/* Shows where the link goes when none of its redirect rules holds. */
static void
preview_link(struct redirect *r, struct request *request, struct link *link, const struct opening *opening)
{
    enum link_state state;
    if (!find_state(r, link, opening->now, &state))
        redirect_send_unavailable(request);
    else if (state != LINK_LIVE)
        redirect_send_state(r, request, link, state);
    else if (link->password.is_set)
        redirect_send_locked(r, request, link);
    else if (request->method == HTTP_GET &&
             publish_click(r, request, link, opening, EVENT_PREVIEW) != FAULT_NONE)
        redirect_send_unavailable(request);
    else
        send_preview(r, request, link);
}

static void
open_live_link(struct redirect *r, struct request *request, struct link *link, struct opening *opening)
{
    const bool prefetch = request->method == HTTP_GET && is_prefetch(request);
    if (link->max_clicks > 0 && request->method == HTTP_GET && !prefetch &&
        forwarder_writes(request, r->context))
        return;
    if (link_has_targets(link))
        opening->rule = choose_target(r, request, link, opening);
    enum fault fault = request->method == HTTP_GET
                           ? publish_click(r, request, link, opening, prefetch ? EVENT_PREFETCH : EVENT_CLICK)
                           : FAULT_NONE;
    if (fault == FAULT_REFUSED) /* another visitor took the last one just now */
        redirect_send_closed(r, request, link, LINK_USED_UP);
    else if (fault != FAULT_NONE)
        redirect_send_unavailable(request);
    else if (prefetch && prefetch_is_refused(request, link))
        redirect_send_problem(r, request, ERROR_STORE_UNAVAILABLE, "This link cannot be prefetched.");
    else if (link_has_preview(link) && is_preview(r, request))
        redirect_send_card(r, request, link);
    else
        send_redirect(r, request, link, opening->now);
}

static void
open_link(struct redirect *r, struct request *request, struct link *link, struct opening *opening)
{
    enum link_state state;
    if (!find_state(r, link, opening->now, &state))
        redirect_send_unavailable(request);
    else if (state != LINK_LIVE)
        redirect_send_closed(r, request, link, state);
    else if (link->password.is_set && !redirect_is_unlocked(r, request, link, opening->now))
        redirect_send_locked(r, request, link);
    else
        open_live_link(r, request, link, opening);
}

/* The link of the code on the domain that the request is for. */
static enum fault
find_link_of(const struct redirect *r, const char *code, struct link *out)
{
    struct txn *read = env_read(r->context->env);
    char name[LINK_NAME_MAX + 1];
    if (r->domain == r->context->config->domains)
        return link_find(read, code, out);
    link_name_write(r->domain->name, code, name);
    return link_find(read, name, out);
}

/*
 * The link of a path that is no plain code: of all of it; of what is before a +, which asks for the preview;
 * of what is before that which a telephone added. A scanner's path is looked up at most five times.
 */
static enum fault
find_link_in(const struct redirect *r, char *path, bool *preview, struct link *out)
{
    static bool (*const trims[])(char *) = {
        short_code_trim_plus, short_code_trim_punctuation, short_code_trim_rest};
    enum fault fault = short_code_is_valid(path, strlen(path)) ? find_link_of(r, path, out) : FAULT_MISSING;
    const char *end = strchr(path, '\0');
    *preview = end > path && end[-1] == '+' && fault == FAULT_MISSING;
    for (size_t i = 0; i < sizeof trims / sizeof *trims && fault == FAULT_MISSING; i++)
        if (trims[i](path))
            fault = find_link_of(r, path, out);
    return fault;
}

/* The link of what follows the slash. *preview: a + asks only where it goes. */
static enum fault
find_link(const struct redirect *r, char *path, bool *preview, struct link *out)
{
    *preview = false;
    enum fault fault = short_code_is_plain(path, strlen(path)) ? find_link_of(r, path, out)
                                                               : find_link_in(r, path, preview, out);
    return fault == FAULT_MISSING && short_code_trim_marks(path) ? find_link_of(r, path, out) : fault;
}

static void
redirect_answer(struct redirect *r, struct request *request)
{
    struct link link;
    bool preview;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD) {
        response_header(request, "Allow", "GET, HEAD");
        redirect_send_problem(r, request, ERROR_METHOD_NOT_ALLOWED, "A short link can only be opened.");
        return;
    }
    enum fault fault = find_link(r, request->path + 1, &preview, &link);
    if (fault == FAULT_MISSING)
        redirect_send_missing(r, request);
    else if (fault != FAULT_NONE)
        redirect_send_unavailable(request);
    if (fault != FAULT_NONE)
        return;
    struct opening opening = {.now = timestamp_now()};
    request_client_address(request, &opening.address);
    if (preview)
        preview_link(r, request, &link, &opening);
    else
        open_link(r, request, &link, &opening);
}

static void
redirect_handle(struct request *request, struct context *context)
{
    struct redirect *r = context->program;
    r->context = context;
    r->domain = config_domain_of_host(context->config, request->fields[HTTP_HOST]);
    if (r->domain == NULL)
        problem_send_unknown_host(request);
    else
        redirect_answer(r, request);
}

static struct redirect_pages
redirect_load(const struct config *config, const struct config_domain *domain)
{
    return (struct redirect_pages){page_load_of(config, domain, "not-found.html"),
        page_load_of(config, domain, "gone.html"), page_load_of(config, domain, "sorry.html"),
        page_load_of(config, domain, "preview.html"), page_load_of(config, domain, "password.html"),
        page_load_of(config, domain, "card.html"), page_load_of(config, domain, "root.html")};
}

static void
redirect_open(struct context *context)
{
    struct redirect *r = context->program;
    const struct config *config = context->config;
    for (size_t i = 0; i < config->domain_count; i++)
        r->pages[i] = i > 0 && strcmp(config->domains[i].pages, config->domains[0].pages) == 0
                          ? r->pages[0]
                          : redirect_load(config, &config->domains[i]);
    if (spool_open(&r->spool, context->config) != FAULT_NONE)
        log_fatal("cannot keep clicks");
}

/* The clicks that the answers are for. */
static void
redirect_settle(void *context)
{
    struct redirect *r = ((struct context *)context)->program;
    spool_flush(r->spool);
}

static void
redirect_close(struct context *context)
{
    struct redirect *r = context->program;
    spool_close(r->spool);
}

static void
redirect_begin(struct context *context)
{
    code_case_begin(context->env, context->config, false);
}

int
main(void)
{
    static struct redirect redirect;
    static const struct server_program program = {"redirect.fcgi", .otherwise = redirect_handle,
        .tables = TABLE_BIT(TABLE_LINK) | TABLE_BIT(TABLE_LINK_USE) | TABLE_BIT(TABLE_VISITOR_SALT) |
                  TABLE_BIT(TABLE_CODE_CASE),
        .readonly = TABLE_BIT(TABLE_LINK) | TABLE_BIT(TABLE_VISITOR_SALT) | TABLE_BIT(TABLE_CODE_CASE),
        .open = redirect_open, .begin = redirect_begin, .settle = redirect_settle, .close = redirect_close,
        .confined = true};
    return server_main(&program, &redirect);
}
