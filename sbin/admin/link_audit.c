/*
 * link_audit.c: curt link audit: asks for what links lead to, and says what is not there any more. No host
 * is asked more than once a second, and no more than AUDIT_UNDER_WAY at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash_index.h"
#include "base/json.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/monotonic.h"
#include "base/name_set.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "commands.h"
#include "io.h"
#include "link/click_limit.h"
#include "link/link_urls.h"
#include "link_piece.h"
#include "net/http_client.h"
#include "store.h"

enum {
    AUDIT_LINK_URLS = 5 + LINK_RULES_COUNT_MAX,     /* of one link */
    AUDIT_AHEAD = 2 * LINK_PIECE * AUDIT_LINK_URLS, /* URLs that wait to be asked for, or for an answer */
    AUDIT_UNDER_WAY = 8,                            /* requests */
    AUDIT_HOSTS = 4096,    /* slots of hosts; those that share one by chance wait for each other */
    AUDIT_TIMEOUT = 20000, /* milliseconds */
    AUDIT_WAIT = 50,       /* milliseconds */
    AUDIT_BODY = 4096,     /* bytes that are read of an answer */
    AUDIT_RATE = 5         /* requests a second, unless given */
};

/* A URL that waits for its turn, or for its answer. */
struct audit_url {
    char name[LINK_NAME_MAX + 1];
    char *url;
    uint64_t host; /* a hash */
    bool under_way;
};

struct audit {
    struct env *env;
    struct http_client *client;
    struct link_piece piece;
    char agent[CONFIG_VALUE_SIZE + 64];
    bool json;
    int64_t now, interval, next; /* when links are live; microseconds between requests; the next may go */
    struct audit_url urls[AUDIT_AHEAD];
    size_t count;               /* of these */
    int64_t hosts[AUDIT_HOSTS]; /* when they may be asked again */
    struct name_set seen;       /* URLs that were asked for, or wait */
    uint64_t links, asked, gone, failed, unreachable, refused;
};

static void
audit_add_url(struct audit *a, const char *name, const char *url)
{
    char host[URL_HOST_SIZE];
    size_t i = 0;
    url_host(url, host);
    if (host[0] == '\0' || !name_set_add(&a->seen, name_set_hash(url, "", "")))
        return;
    while (a->urls[i].url != NULL)
        i++;
    struct audit_url *one = &a->urls[i];
    strcpy(one->name, name);
    one->url = xstrdup(url);
    one->host = hash_bytes(HASH_INIT, host, strlen(host));
    one->under_way = false;
    a->count++;
}

/* A link that is over, or closed, leads nowhere; one that is not open yet will. */
static bool
audit_is_open(const struct audit *a, const struct link *link)
{
    uint64_t used = 0;
    if (link->max_clicks > 0)
        click_limit_used(env_read(a->env), link, &used);
    const enum link_state state = link_state(link, a->now, used);
    return state == LINK_LIVE || state == LINK_NOT_YET;
}

static void
audit_add_link(struct audit *a, const struct link *link)
{
    char name[LINK_NAME_MAX + 1];
    struct link_urls urls = link_urls_of(link);
    link_name(link, name);
    a->links++;
    while (link_urls_next(&urls))
        audit_add_url(a, name + strspn(name, "/"), urls.url);
}

/* Reads links as long as there is room for all their URLs. */
static enum fault
audit_read(struct audit *a)
{
    struct link_piece *piece = &a->piece;
    enum fault fault = FAULT_NONE;
    while (!piece->ended && fault == FAULT_NONE && AUDIT_AHEAD - a->count >= LINK_PIECE * AUDIT_LINK_URLS) {
        fault = link_piece_read(piece, a->env);
        for (size_t i = 0; i < piece->count && fault == FAULT_NONE; i++)
            if (link_piece_wants(piece, &piece->links[i]) && audit_is_open(a, &piece->links[i]))
                audit_add_link(a, &piece->links[i]);
    }
    return fault;
}

/* Asks for one that waits, if its host may be asked. */
static void
audit_start(struct audit *a, struct audit_url *one, int64_t now)
{
    int64_t *host = &a->hosts[one->host % AUDIT_HOSTS];
    if (one->url == NULL || one->under_way || *host > now || a->next > now ||
        http_client_count(a->client) >= AUDIT_UNDER_WAY)
        return;
    const struct http_client_request request = {.url = one->url,
        .lines = {a->agent},
        .line_count = 1,
        .timeout = AUDIT_TIMEOUT,
        .most = AUDIT_BODY,
        .owner = one};
    if (http_client_start(a->client, &request) != FAULT_NONE)
        return;
    one->under_way = true;
    *host = now + TIMESTAMP_SECOND;
    a->next = now + a->interval;
}

/* What is wrong with what a URL leads to; NULL: nothing is. */
static const char *
audit_judge(struct audit *a, const struct http_client_response *response)
{
    switch (response->end) {
    case HTTP_CLIENT_RESPONDED:
        if (response->status == 404 || response->status == 410) {
            a->gone++;
            return "gone";
        }
        if (response->status < 500)
            return NULL;
        a->failed++;
        return "failed";
    case HTTP_CLIENT_ADDRESS_REFUSED:
        a->refused++;
        return NULL;
    default:
        a->unreachable++;
        return "unreachable";
    }
}

static void
audit_print(const struct audit *a, const struct audit_url *one, const struct http_client_response *response,
    const char *result)
{
    const bool responded = response->end == HTTP_CLIENT_RESPONDED;
    if (a->json) {
        struct json_object *json = json_object_new_object();
        json_add_text(json, "link", one->name);
        json_add_text(json, "url", one->url);
        json_add_text(json, "result", result);
        json_object_object_add(json, "status", responded ? json_object_new_int(response->status) : NULL);
        json_add_text_or_null(json, "error", responded ? "" : response->message);
        io_print(json);
        return;
    }
    if (responded)
        printf("%-11s  %3d  %-20s  %s\n", result, response->status, one->name, one->url);
    else
        printf("%-11s    -  %-20s  %s (%s)\n", result, one->name, one->url, response->message);
}

static void
audit_collect(struct audit *a)
{
    struct http_client_response response;
    while (http_client_next(a->client, &response)) {
        struct audit_url *one = response.owner;
        const char *result = audit_judge(a, &response);
        a->asked++;
        if (result != NULL)
            audit_print(a, one, &response, result);
        free(one->url);
        one->url = NULL;
        a->count--;
    }
    fflush(stdout);
}

static enum fault
audit_run(struct audit *a)
{
    enum fault fault = audit_read(a);
    while (fault == FAULT_NONE && a->count > 0 && !ferror(stdout) && !program_interrupted()) {
        const int64_t now = monotonic_now();
        for (size_t i = 0; i < AUDIT_AHEAD; i++)
            audit_start(a, &a->urls[i], now);
        http_client_wait(a->client, AUDIT_WAIT);
        audit_collect(a);
        fault = audit_read(a);
    }
    return fault == FAULT_NONE && program_interrupted() ? FAULT_AGAIN : fault;
}

static struct audit *
audit_create(const struct call *call, const struct config *config)
{
    struct http_client_policy policy;
    struct audit *a = xcalloc(1, sizeof *a);
    a->json = option_flag(call, "json");
    a->now = timestamp_now();
    a->interval = TIMESTAMP_SECOND / (int64_t)option_number(call, "rate", AUDIT_RATE);
    link_piece_begin(&a->piece, option_text(call, "tag"), option_text(call, "campaign"));
    snprintf(a->agent, sizeof a->agent, "User-Agent: curt/" PACKAGE_VERSION " (link audit; +%s)",
        config->web_base_url);
    http_client_policy_read(config, &policy);
    policy.http = true;
    a->client = http_client_create(&policy, AUDIT_UNDER_WAY);
    return a;
}

static void
audit_free(struct audit *a)
{
    http_client_free(a->client);
    name_set_free(&a->seen);
    for (size_t i = 0; i < AUDIT_AHEAD; i++)
        free(a->urls[i].url);
    free(a);
}

int
link_command_audit(const struct call *call)
{
    struct config config;
    struct env *env = store_open(&config);
    struct audit *a = audit_create(call, &config);
    a->env = env;
    const enum fault fault = audit_run(a);
    const uint64_t bad = a->gone + a->failed + a->unreachable;
    if (fault == FAULT_NONE && !a->json)
        printf("%" PRIu64 " URLs of %" PRIu64 " links: %" PRIu64 " gone, %" PRIu64 " failed, %" PRIu64
               " unreachable\n",
            a->asked, a->links, a->gone, a->failed, a->unreachable);
    if (a->refused > 0)
        log_warn("%" PRIu64
                 " URLs were not asked for: their addresses are not public, nor in [bus] allow_networks",
            a->refused);
    audit_free(a);
    io_tell_again(fault, "interrupted; the rest was not asked for");
    store_close(env);
    return fault == FAULT_NONE && bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
