/*
 * http_client.c: HTTP requests through libcurl's multi interface.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/http_client.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"

/* One request under way; used again for the next. */
struct http_client_slot {
    struct http_client *fetch;
    CURL *easy;
    struct curl_slist *lines;
    void *owner;
    bool refused; /* an address was */
    size_t length;
    char error[CURL_ERROR_SIZE];
    char *body; /* most + 1 */
    size_t most;
    struct http_client_slot *next; /* among those that are free */
};

struct http_client {
    struct http_client_policy rules;
    CURLM *multi;
    size_t most, busy;
    struct http_client_slot *slots, *free, *told;
};

static void
http_client_address(const struct sockaddr *from, struct ip_address *out)
{
    *out = (struct ip_address){0};
    if (from->sa_family == AF_INET) {
        out->length = 4;
        memcpy(out->bytes, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        const uint8_t *bytes = ((const struct sockaddr_in6 *)(const void *)from)->sin6_addr.s6_addr;
        const bool mapped = IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)(const void *)bytes);
        out->length = mapped ? 4 : 16;
        memcpy(out->bytes, mapped ? bytes + 12 : bytes, out->length);
    }
}

static bool
http_client_may_reach(const struct http_client_policy *rules, const struct ip_address *address)
{
    if (ip_address_is_public(address))
        return true;
    for (size_t i = 0; i < rules->network_count; i++)
        if (network_contains(&rules->networks[i], address))
            return true;
    return false;
}

static curl_socket_t
http_client_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct http_client_slot *slot = arg;
    struct ip_address address;
    (void)purpose;
    http_client_address(&to->addr, &address);
    if (!http_client_may_reach(&slot->fetch->rules, &address)) {
        slot->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Takes what has room; less than was given ends the transfer, which http_client_end_of tells from a broken
 * one. */
static size_t
http_client_take(char *bytes, size_t size, size_t count, void *arg)
{
    struct http_client_slot *slot = arg;
    const size_t given = size * count, room = slot->most - slot->length;
    const size_t taken = given < room ? given : room;
    memcpy(slot->body + slot->length, bytes, taken);
    slot->length += taken;
    return taken;
}

static void
http_client_set_up(struct http_client_slot *slot)
{
    CURL *easy = slot->easy;
    bool good = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, http_client_open_socket) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, http_client_take) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->error) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_USERAGENT, "curt") == CURLE_OK;
    /* A name server that does not answer must not be waited for when a request has timed out. */
    good = good && curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
    if (!good)
        log_fatal("libcurl lacks an option that curt needs");
}

void
http_client_policy_read(const struct config *config, struct http_client_policy *out)
{
    out->http = config->bus_allow_http != 0;
    if (network_parse_list(config->bus_allow_networks, out->networks, HTTP_CLIENT_NETWORKS_MAX,
            &out->network_count) != FAULT_NONE)
        log_fatal("cannot parse [bus] allow_networks");
}

struct http_client *
http_client_create(const struct http_client_policy *rules, size_t most)
{
    struct http_client *fetch = xcalloc(1, sizeof *fetch);
    fetch->slots = xcalloc(most, sizeof *fetch->slots);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (fetch->multi = curl_multi_init()) == NULL)
        log_fatal("cannot set up libcurl");
    fetch->rules = *rules;
    fetch->most = most;
    curl_multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, (long)most);
    for (size_t i = most; i-- > 0;) {
        fetch->slots[i].fetch = fetch;
        fetch->slots[i].next = fetch->free;
        fetch->free = &fetch->slots[i];
    }
    return fetch;
}

void
http_client_free(struct http_client *fetch)
{
    if (fetch == NULL)
        return;
    for (size_t i = 0; i < fetch->most; i++) {
        struct http_client_slot *slot = &fetch->slots[i];
        if (slot->easy != NULL) {
            curl_multi_remove_handle(fetch->multi, slot->easy);
            curl_easy_cleanup(slot->easy);
        }
        curl_slist_free_all(slot->lines);
        free(slot->body);
    }
    curl_multi_cleanup(fetch->multi);
    curl_global_cleanup();
    free(fetch->slots);
    free(fetch);
}

/* localhost and every name below it always mean this machine (RFC 6761, 6.3). */
static bool
http_client_is_localhost(const char *host)
{
    static const char name[] = "localhost";
    size_t length = strlen(host);
    length -= length > 0 && host[length - 1] == '.';
    return length >= sizeof name - 1 &&
           strncasecmp(host + length - (sizeof name - 1), name, sizeof name - 1) == 0 &&
           (length == sizeof name - 1 || host[length - sizeof name] == '.');
}

/* The address that a host is, when it is written as one: false for a name. */
static bool
http_client_host_address(const char *host, struct ip_address *out)
{
    char bare[IP_ADDRESS_SIZE];
    const size_t brackets = host[0] == '[' && host[1] != '\0', whole = strlen(host) - 2 * brackets,
                 length = whole - (whole > 0 && host[brackets + whole - 1] == '.'); /* the root's dot */
    if (length >= sizeof bare)
        return false;
    memcpy(bare, host + brackets, length);
    bare[length] = '\0';
    return ip_address_parse(bare, out) == FAULT_NONE;
}

static const struct ip_address http_client_loopback[] = {{4, {127, 0, 0, 1}}, {16, {[15] = 1}}};

static bool
http_client_is_loopback(const char *host)
{
    struct ip_address address;
    const struct network v4 = {{4, {127}}, 8}, v6 = {{16, {[15] = 1}}, 128};
    return http_client_is_localhost(host) ||
           (http_client_host_address(host, &address) &&
               (network_contains(&v4, &address) || network_contains(&v6, &address)));
}

/* Could any address of this host be allowed? Those of a name are known only once it is resolved. */
static bool
http_client_may_be_reached(const struct http_client_policy *rules, const char *host)
{
    struct ip_address address;
    if (http_client_is_localhost(host))
        return http_client_may_reach(rules, &http_client_loopback[0]) ||
               http_client_may_reach(rules, &http_client_loopback[1]);
    return !http_client_host_address(host, &address) || http_client_may_reach(rules, &address);
}

static enum fault
http_client_check_parts(const struct http_client_policy *rules, CURLU *url, const char **why)
{
    char *scheme = NULL, *host = NULL;
    enum fault fault = FAULT_NONE;
    *why = "The URL must be an https URL with a host; http only for this machine, or with [bus] allow_http.";
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        (strcmp(scheme, "https") != 0 &&
            (strcmp(scheme, "http") != 0 || (!rules->http && !http_client_is_loopback(host)))))
        fault = FAULT_INPUT;
    if (fault == FAULT_NONE && !http_client_may_be_reached(rules, host)) {
        *why = "The URL's host is neither a public address nor one that [bus] allow_networks allows.";
        fault = FAULT_INPUT;
    }
    curl_free(scheme);
    curl_free(host);
    return fault;
}

enum fault
http_client_check(const struct http_client_policy *rules, const char *text, const char **why)
{
    CURLU *url = xchecked(curl_url());
    enum fault fault = FAULT_INPUT;
    const CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER);
    if (code == CURLUE_OK)
        fault = http_client_check_parts(rules, url, why);
    else
        *why = code == CURLUE_USER_NOT_ALLOWED ? "The URL must not have a user name or password."
                                               : "It cannot be read as a URL.";
    curl_url_cleanup(url);
    return fault;
}

static struct http_client_slot *
http_client_claim(struct http_client *fetch)
{
    struct http_client_slot *slot = fetch->free;
    if (slot == NULL)
        return NULL;
    if (slot->easy == NULL) {
        slot->easy = xchecked(curl_easy_init());
        http_client_set_up(slot);
    }
    fetch->free = slot->next;
    slot->length = 0;
    slot->refused = false;
    slot->error[0] = '\0';
    return slot;
}

static void
http_client_release(struct http_client_slot *slot)
{
    curl_slist_free_all(slot->lines);
    slot->lines = NULL;
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, NULL); /* libcurl's copy can be large */
    slot->next = slot->fetch->free;
    slot->fetch->free = slot;
}

/* The answer that was given out last is not needed any more. */
static void
http_client_forget(struct http_client *fetch)
{
    if (fetch->told != NULL)
        http_client_release(fetch->told);
    fetch->told = NULL;
}

static bool
http_client_fill(struct http_client_slot *slot, const struct http_client_request *request)
{
    CURL *easy = slot->easy;
    for (size_t i = 0; i < request->line_count; i++)
        slot->lines = xchecked(curl_slist_append(slot->lines, request->lines[i]));
    slot->owner = request->owner;
    const size_t most = request->most > 0 ? request->most : HTTP_CLIENT_BODY_MAX;
    if (slot->most != most)
        slot->body = xreallocarray(slot->body, 1, (slot->most = most) + 1);
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->lines) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body) == CURLE_OK &&
           (request->body != NULL || curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK) &&
           curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->fresh) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, (long)request->fresh) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->timeout) == CURLE_OK;
}

enum fault
http_client_start(struct http_client *fetch, const struct http_client_request *request)
{
    http_client_forget(fetch);
    struct http_client_slot *slot = http_client_claim(fetch);
    if (slot == NULL)
        return FAULT_FULL;
    if (!http_client_fill(slot, request) || curl_multi_add_handle(fetch->multi, slot->easy) != CURLM_OK) {
        http_client_release(slot);
        return FAULT_INPUT;
    }
    fetch->busy++;
    return FAULT_NONE;
}

void
http_client_wait(struct http_client *fetch, int milliseconds)
{
    int running;
    curl_multi_perform(fetch->multi, &running);
    if ((size_t)running < fetch->busy)
        return; /* something is answered */
    curl_multi_poll(fetch->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(fetch->multi, &running);
}

static enum http_client_result
http_client_end_of(const struct http_client_slot *slot, CURLcode code)
{
    curl_off_t sent = 0;
    long status = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && slot->length == slot->most && status != 0))
        return HTTP_CLIENT_RESPONDED;
    if (slot->refused)
        return HTTP_CLIENT_ADDRESS_REFUSED;
    curl_easy_getinfo(slot->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return HTTP_CLIENT_TIMED_OUT;
    switch (code) {
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
        return HTTP_CLIENT_BROKEN;
    default:
        return sent > 0 ? HTTP_CLIENT_BROKEN : HTTP_CLIENT_NOT_CONNECTED;
    }
}

bool
http_client_next(struct http_client *fetch, struct http_client_response *out)
{
    int left;
    CURLMsg *message;
    char *private = NULL;
    long status = 0, sent = 0;
    curl_off_t retry = 0;
    http_client_forget(fetch);
    do
        message = curl_multi_info_read(fetch->multi, &left);
    while (message != NULL && message->msg != CURLMSG_DONE);
    if (message == NULL)
        return false;
    const CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
    struct http_client_slot *slot = (struct http_client_slot *)(void *)private;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(slot->easy, CURLINFO_RETRY_AFTER, &retry);
    curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &sent);
    slot->body[slot->length] = '\0';
    *out = (struct http_client_response){.owner = slot->owner,
        .end = http_client_end_of(slot, code),
        .sent = sent > 0,
        .status = (int)status,
        .retry_after = retry < 0                       ? 0
                       : retry < HTTP_CLIENT_RETRY_MAX ? retry
                                                       : HTTP_CLIENT_RETRY_MAX,
        .body = slot->body,
        .length = slot->length};
    const char *text = out->end == HTTP_CLIENT_RESPONDED ? slot->body
                       : out->end == HTTP_CLIENT_ADDRESS_REFUSED
                           ? "the address is not public, and not allowed"
                       : slot->error[0] != '\0' ? slot->error
                                                : curl_easy_strerror(code);
    utf8_clean(text, strlen(text), out->message, sizeof out->message);
    curl_multi_remove_handle(fetch->multi, slot->easy);
    fetch->told = slot;
    fetch->busy--;
    return true;
}

size_t
http_client_count(const struct http_client *fetch)
{
    return fetch->busy;
}
