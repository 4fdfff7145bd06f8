/*
 * import_api.c: pages of lists, as each API has them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_api.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/name_set.h"
#include "base/timestamp.h"
#include "import/import_http.h"
#include "import/import_json.h"
#include "net/url.h"

enum { IMPORT_API_URL_SIZE = 4096, IMPORT_API_PAGES = 1000000, YOURLS_PAGE = 5000, YOURLS_AGAIN = 50 };

/* A list that is read page by page. */
struct import_pages {
    struct import_json *page; /* NULL: none was read, or it is read up */
    uint64_t number, taken;   /* pages and records so far */
    bool ended;               /* there is no page after this one */
    char cursor[1024];        /* where the next begins, as the last said */
};

struct import_api_kind;

struct import_api {
    const struct import_api_kind *kind;
    struct import_http *http;
    struct import_why *why;
    char base[IMPORT_API_URL_SIZE / 2]; /* without a slash at its end */
    char path[256], group[64];
    char *key;
    int64_t begun; /* visits from then on are left for another time: pages would move */
    struct import_pages links, visits;
    struct name_set seen;                   /* of an API whose pages overlap */
    uint64_t total;                         /* links that it says to have */
    char code[1024], domain[URL_HOST_SIZE]; /* of the visits, the code percent-encoded */
};

/* How an API asks for the next page, and what its answer says of the one after. Those of visits may be NULL.
 */
struct import_api_kind {
    const char *source, *header;
    const char *suffix; /* of the URL, added unless it is there */
    const char *name;   /* the member that tells links apart whose pages overlap; NULL: they do not */
    enum fault (*begin)(struct import_api *);
    void (*ask)(struct import_api *, struct buffer *url, struct buffer *form);
    void (*turn)(struct import_api *, struct import_pages *, struct json_object *answer);
    void (*ask_visits)(struct import_api *, struct buffer *url);
};

/* A text as a part of a query or a path: but for letters, digits and - . _ ~ all is encoded. */
static void
import_api_add_encoded(struct buffer *out, const char *text, const char *kept)
{
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            strchr("-._~", c) != NULL || strchr(kept, c) != NULL)
            buffer_add_bytes(out, text, 1);
        else
            buffer_addf(out, "%%%02X", c);
    }
}

static uint64_t
import_api_number(struct json_object *answer, const char *path)
{
    const struct import_record record = {.json = answer};
    const char *text = import_record_get(&record, path, 0);
    return text != NULL ? strtoull(text, NULL, 10) : 0;
}

/* Nothing orders links of the same second, so that one may slip from a page to another. Pages overlap for
 * that, and are large: MariaDB may sort for a small LIMIT in another way than for a large one
 * (doc/behaviour.md). What is lacking still is seen by the total. */
static void
yourls_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    const uint64_t at = api->links.number * (YOURLS_PAGE - YOURLS_AGAIN);
    buffer_add(url, api->base);
    buffer_add(form, "signature=");
    import_api_add_encoded(form, api->key, "");
    buffer_addf(form, "&action=stats&filter=last&format=json&limit=%d&start=%llu", YOURLS_PAGE,
        (unsigned long long)at);
}

static void
yourls_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    struct json_object *links = NULL;
    api->total = import_api_number(answer, "stats.total_links");
    json_object_object_get_ex(answer, "links", &links);
    const int count = json_object_is_type(links, json_type_object)  ? json_object_object_length(links)
                      : json_object_is_type(links, json_type_array) ? (int)json_object_array_length(links)
                                                                    : 0;
    pages->ended = count < YOURLS_PAGE;
}

static void
shlink_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    (void)form;
    buffer_addf(url, "%s/rest/v3/short-urls?page=%llu&itemsPerPage=500&orderBy=dateCreated-ASC", api->base,
        (unsigned long long)api->links.number + 1);
}

static void
shlink_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    const char *path = pages == &api->links ? "shortUrls.pagination.pagesCount"
                                            : "visits.pagination.pagesCount";
    pages->ended = pages->number + 1 >= import_api_number(answer, path);
}

/* Without a domain, a link of another domain would answer. Visits since the import began are left out: they
 * come newest first, and each would move all others to later places. */
static void
shlink_ask_visits(struct import_api *api, struct buffer *url)
{
    char until[TIMESTAMP_SIZE];
    timestamp_format(api->begun / TIMESTAMP_SECOND * TIMESTAMP_SECOND, until);
    buffer_addf(url, "%s/rest/v3/short-urls/%s/visits?page=%llu&itemsPerPage=1000&endDate=%s", api->base,
        api->code, (unsigned long long)api->visits.number + 1, until);
    if (api->domain[0] != '\0') {
        buffer_add(url, "&domain=");
        import_api_add_encoded(url, api->domain, "");
    }
}

static void
kutt_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    (void)form;
    buffer_addf(url, "%s/api/v2/links?limit=50&skip=%llu", api->base, (unsigned long long)api->links.taken);
}

static void
kutt_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    struct json_object *data = NULL;
    (void)api;
    json_object_object_get_ex(answer, "data", &data);
    const size_t count = json_object_is_type(data, json_type_array) ? json_object_array_length(data) : 0;
    pages->ended = count == 0 || pages->taken + count >= import_api_number(answer, "total");
}

static enum fault
bitly_begin(struct import_api *api)
{
    char url[IMPORT_API_URL_SIZE], *text;
    size_t length;
    struct json_object *groups = NULL;
    if (api->group[0] != '\0')
        return FAULT_NONE;
    snprintf(url, sizeof url, "%s/v4/groups", api->base);
    enum fault fault = import_http_ask(api->http, url, NULL, &text, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *answer = json_read(text, length);
    json_object_object_get_ex(answer, "groups", &groups);
    if (json_object_is_type(groups, json_type_array) && json_object_array_length(groups) > 0)
        snprintf(
            api->group, sizeof api->group, "%s", json_member(json_object_array_get_idx(groups, 0), "guid"));
    json_object_put(answer);
    free(text);
    if (api->group[0] != '\0')
        return FAULT_NONE;
    return import_why_set(
        api->why, FAULT_REFUSED, "%.*s has no groups; name one with --group", import_http_shown(url), url);
}

static void
bitly_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    (void)form;
    buffer_addf(url, "%s/v4/groups/", api->base);
    import_api_add_encoded(url, api->group, "");
    buffer_add(url, "/bitlinks?size=100&archived=both");
    if (api->links.cursor[0] != '\0') {
        buffer_add(url, "&search_after=");
        import_api_add_encoded(url, api->links.cursor, "");
    }
}

static void
bitly_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    const struct import_record record = {.json = answer};
    const char *next = import_record_get(&record, "pagination.next", 0),
               *after = import_record_get(&record, "pagination.search_after", 0);
    (void)api;
    pages->ended = next == NULL || next[0] == '\0' || after == NULL || after[0] == '\0' ||
                   strcmp(after, pages->cursor) == 0;
    snprintf(pages->cursor, sizeof pages->cursor, "%s", after != NULL ? after : "");
}

static void
sink_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    (void)form;
    buffer_add(url, api->base);
    if (api->links.cursor[0] != '\0') {
        buffer_add(url, strchr(api->base, '?') != NULL ? "&cursor=" : "?cursor=");
        import_api_add_encoded(url, api->links.cursor, "");
    }
}

static void
sink_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    const struct import_record record = {.json = answer};
    const char *cursor = import_record_get(&record, "cursor", 0),
               *complete = import_record_get(&record, "list_complete", 0);
    (void)api;
    pages->ended = cursor == NULL || cursor[0] == '\0' || complete == NULL ||
                   strcmp(complete, "false") != 0 || strcmp(cursor, pages->cursor) == 0;
    snprintf(pages->cursor, sizeof pages->cursor, "%s", cursor != NULL ? cursor : "");
}

static void
chhoto_ask(struct import_api *api, struct buffer *url, struct buffer *form)
{
    (void)form;
    buffer_add(url, api->base);
}

static void
chhoto_turn(struct import_api *api, struct import_pages *pages, struct json_object *answer)
{
    (void)api;
    (void)answer;
    pages->ended = true;
}

static const struct import_api_kind import_api_kinds[] = {
    {"yourls", "", "/yourls-api.php", "shorturl", NULL, yourls_ask, yourls_turn, NULL},
    {"shlink", "X-Api-Key: ", "", NULL, NULL, shlink_ask, shlink_turn, shlink_ask_visits},
    {"kutt", "X-API-KEY: ", "", NULL, NULL, kutt_ask, kutt_turn, NULL},
    {"bitly", "Authorization: Bearer ", "", NULL, bitly_begin, bitly_ask, bitly_turn, NULL},
    {"sink", "Authorization: Bearer ", "", NULL, NULL, sink_ask, sink_turn, NULL},
    {"chhoto", "X-API-Key: ", "/api/all", NULL, NULL, chhoto_ask, chhoto_turn, NULL},
};

static const struct import_api_kind *
import_api_find(const struct import_source *source)
{
    for (size_t i = 0; i < sizeof import_api_kinds / sizeof *import_api_kinds; i++)
        if (strcmp(import_api_kinds[i].source, source->name) == 0)
            return &import_api_kinds[i];
    return NULL;
}

bool
import_api_exists(const struct import_source *source)
{
    return import_api_find(source) != NULL;
}

bool
import_api_has_visits(const struct import_source *source)
{
    const struct import_api_kind *kind = import_api_find(source);
    return kind != NULL && kind->ask_visits != NULL;
}

/* The API of a YOURLS in a folder is in it, and so are its short URLs. */
static void
import_api_set_base(struct import_api *api, const char *url)
{
    const char *suffix = api->kind->suffix;
    size_t length = (size_t)snprintf(api->base, sizeof api->base, "%s", url);
    while (length > 0 && length < sizeof api->base && api->base[length - 1] == '/')
        api->base[--length] = '\0';
    if (length < strlen(suffix) || strcmp(api->base + length - strlen(suffix), suffix) != 0)
        snprintf(api->base + length, sizeof api->base - length, "%s", suffix);
    const char *host = strstr(api->base, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
    const char *end = path != NULL ? strrchr(path, '/') : NULL;
    strcpy(api->path, "/");
    if (end != NULL && strcmp(api->kind->source, "yourls") == 0 && end - path + 1 < (int)sizeof api->path)
        snprintf(api->path, sizeof api->path, "%.*s", (int)(end - path + 1), path);
}

struct import_api *
import_api_create(const struct import_source *source, const char *url, const char *key, const char *group,
    struct import_why *why)
{
    struct import_api *api = xcalloc(1, sizeof *api);
    char header[1024] = "";
    api->kind = import_api_find(source);
    if (key[0] != '\0' && api->kind->header[0] != '\0')
        snprintf(header, sizeof header, "%s%s", api->kind->header, key);
    api->http = import_http_create(header, why);
    explicit_bzero(header, sizeof header);
    api->key = xstrdup(key);
    api->why = why;
    api->begun = timestamp_now();
    snprintf(api->group, sizeof api->group, "%s", group);
    import_api_set_base(api, url);
    return api;
}

static void
import_pages_clear(struct import_pages *pages)
{
    if (pages->page != NULL)
        import_json_free(pages->page);
    *pages = (struct import_pages){0};
}

void
import_api_free(struct import_api *api)
{
    import_pages_clear(&api->links);
    import_pages_clear(&api->visits);
    name_set_free(&api->seen);
    import_http_free(api->http);
    explicit_bzero(api->key, strlen(api->key));
    free(api->key);
    free(api);
}

const char *
import_api_path(const struct import_api *api)
{
    return api->path;
}

static enum fault
import_api_fetch(struct import_api *api, struct import_pages *pages)
{
    char url_space[IMPORT_API_URL_SIZE], form_space[IMPORT_API_URL_SIZE], *text;
    size_t length;
    struct json_object *answer;
    struct buffer url = buffer_over(url_space, sizeof url_space),
                  form = buffer_over(form_space, sizeof form_space);
    if (pages == &api->links)
        api->kind->ask(api, &url, &form);
    else
        api->kind->ask_visits(api, &url);
    if (url.full || form.full) {
        return import_why_set(
            api->why, FAULT_REFUSED, "the URL is too long: %.*s", import_http_shown(url.text), url.text);
    }
    const enum fault fault = import_http_ask(
        api->http, url.text, form.length > 0 ? form.text : NULL, &text, &length);
    if (fault != FAULT_NONE)
        return fault;
    pages->page = import_json_create(text, length, IMPORT_JSON_MEMORY, &answer, api->why);
    if (pages->page == NULL)
        return FAULT_REFUSED;
    api->kind->turn(api, pages, answer);
    pages->ended = pages->ended || pages->number >= IMPORT_API_PAGES;
    pages->number++;
    return FAULT_NONE;
}

static enum fault
import_pages_next(struct import_api *api, struct import_pages *pages, struct import_record *out)
{
    for (;;) {
        enum fault fault = pages->page != NULL ? import_json_next(pages->page, out) : FAULT_MISSING;
        if (fault == FAULT_NONE)
            out->row = ++pages->taken;
        if (fault != FAULT_MISSING)
            return fault;
        if (pages->page != NULL)
            import_json_free(pages->page);
        pages->page = NULL;
        if (pages->ended)
            return FAULT_MISSING;
        fault = import_api_fetch(api, pages);
        if (fault != FAULT_NONE)
            return fault;
    }
}

/* A record that no page before had. */
static bool
import_api_is_new(struct import_api *api, const struct import_record *record)
{
    const char *name = api->kind->name != NULL ? import_record_get(record, api->kind->name, 0) : NULL;
    return name == NULL || name_set_add(&api->seen, name_set_hash(name, "", ""));
}

static enum fault
import_api_end(struct import_api *api)
{
    if (api->kind->name == NULL || api->seen.count >= api->total)
        return FAULT_MISSING;
    return import_why_set(api->why, FAULT_INPUT,
        "%s counts %llu links and lists %zu: it lists those of the same second in no order; run it again, or "
        "import a dump of its database",
        api->kind->source, (unsigned long long)api->total, api->seen.count);
}

enum fault
import_api_next(struct import_api *api, struct import_record *out)
{
    enum fault fault = FAULT_NONE;
    if (api->links.number == 0 && api->kind->begin != NULL)
        fault = api->kind->begin(api);
    do
        fault = fault == FAULT_NONE ? import_pages_next(api, &api->links, out) : fault;
    while (fault == FAULT_NONE && !import_api_is_new(api, out));
    return fault == FAULT_MISSING ? import_api_end(api) : fault;
}

void
import_api_begin_visits(struct import_api *api, const char *code, const char *domain)
{
    import_pages_clear(&api->visits);
    struct buffer encoded = buffer_over(api->code, sizeof api->code);
    import_api_add_encoded(&encoded, code, "/");
    snprintf(api->domain, sizeof api->domain, "%s", domain);
}

enum fault
import_api_next_visit(struct import_api *api, struct import_record *out)
{
    return import_pages_next(api, &api->visits, out);
}
