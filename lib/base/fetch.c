#include "base/fetch.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/log.h"
#include "base/utf8.h"

/* One request under way; used again for the next. */
struct fetch_slot {
    struct fetch *fetch;
    CURL *easy;
    struct curl_slist *lines;
    void *owner;
    bool refused; /* an address was */
    size_t length;
    char error[CURL_ERROR_SIZE];
    char *body;              /* FETCH_BODY_MAX + 1 */
    struct fetch_slot *next; /* among those that are free */
};

struct fetch {
    struct fetch_rules rules;
    CURLM *multi;
    size_t most, busy;
    struct fetch_slot *slots, *free, *told;
};

static void
fetch_address(const struct sockaddr *from, struct address *out)
{
    *out = (struct address){0};
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
fetch_may_reach(const struct fetch_rules *rules, const struct address *address)
{
    if (address_is_public(address))
        return true;
    for (size_t i = 0; i < rules->network_count; i++)
        if (network_holds(&rules->networks[i], address))
            return true;
    return false;
}

static curl_socket_t
fetch_open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct fetch_slot *slot = arg;
    struct address address;
    (void)purpose;
    fetch_address(&to->addr, &address);
    if (!fetch_may_reach(&slot->fetch->rules, &address)) {
        slot->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Takes what has room; less than was given ends the transfer, which fetch_end_of tells from a broken one. */
static size_t
fetch_take(char *bytes, size_t size, size_t count, void *arg)
{
    struct fetch_slot *slot = arg;
    const size_t given = size * count, room = FETCH_BODY_MAX - slot->length;
    const size_t taken = given < room ? given : room;
    memcpy(slot->body + slot->length, bytes, taken);
    slot->length += taken;
    return taken;
}

static void
fetch_set_up(struct fetch_slot *slot)
{
    CURL *easy = slot->easy;
    bool good = curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, fetch_open_socket) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, fetch_take) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->error) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK;
    good = good && curl_easy_setopt(easy, CURLOPT_USERAGENT, "curt") == CURLE_OK;
    /* A name server that does not answer must not be waited for when a request has timed out. */
    good = good && curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L) == CURLE_OK;
    if (!good)
        log_fatal("libcurl does not know an option that curt needs");
}

void
fetch_rules_read(const struct conf *conf, struct fetch_rules *out)
{
    out->http = conf->bus_allow_http != 0;
    if (networks_parse(conf->bus_allow_networks, out->networks, FETCH_NETWORKS_MAX, &out->network_count) !=
        FAULT_NONE)
        log_fatal("[bus] allow_networks cannot be read");
}

struct fetch *
fetch_new(const struct fetch_rules *rules, size_t most)
{
    struct fetch *fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL || (fetch->slots = calloc(most, sizeof *fetch->slots)) == NULL)
        log_fatal("out of memory");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (fetch->multi = curl_multi_init()) == NULL)
        log_fatal("libcurl cannot be set up");
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
fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    for (size_t i = 0; i < fetch->most; i++) {
        struct fetch_slot *slot = &fetch->slots[i];
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

static bool
fetch_is_loopback(const char *host)
{
    struct address address;
    const struct network v4 = {{4, {127}}, 8}, v6 = {{16, {[15] = 1}}, 128};
    char bare[ADDRESS_TEXT];
    const size_t length = strlen(host);
    if (strcasecmp(host, "localhost") == 0)
        return true;
    if (length > 2 && host[0] == '[' && length - 2 < sizeof bare) {
        memcpy(bare, host + 1, length - 2);
        bare[length - 2] = '\0';
        host = bare;
    }
    return address_parse(host, &address) == FAULT_NONE &&
           (network_holds(&v4, &address) || network_holds(&v6, &address));
}

static enum fault
fetch_check_parts(const struct fetch_rules *rules, CURLU *url, const char **why)
{
    char *scheme = NULL, *host = NULL;
    enum fault fault = FAULT_NONE;
    *why = "It must be an https URL with a host; plain http only to this machine, or with [bus] allow_http.";
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        fault = FAULT_INPUT;
    else if (strcmp(scheme, "https") != 0 &&
             (strcmp(scheme, "http") != 0 || (!rules->http && !fetch_is_loopback(host))))
        fault = FAULT_INPUT;
    curl_free(scheme);
    curl_free(host);
    return fault;
}

enum fault
fetch_check(const struct fetch_rules *rules, const char *text, const char **why)
{
    CURLU *url = curl_url();
    if (url == NULL)
        log_fatal("out of memory");
    enum fault fault = FAULT_INPUT;
    const CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER);
    if (code == CURLUE_OK)
        fault = fetch_check_parts(rules, url, why);
    else
        *why = code == CURLUE_USER_NOT_ALLOWED ? "It must not have a user name or password in it."
                                               : "It cannot be read as a URL.";
    curl_url_cleanup(url);
    return fault;
}

static struct fetch_slot *
fetch_claim(struct fetch *fetch)
{
    struct fetch_slot *slot = fetch->free;
    if (slot == NULL)
        return NULL;
    if (slot->easy == NULL) {
        slot->easy = curl_easy_init();
        slot->body = malloc(FETCH_BODY_MAX + 1);
        if (slot->easy == NULL || slot->body == NULL)
            log_fatal("out of memory");
        fetch_set_up(slot);
    }
    fetch->free = slot->next;
    slot->length = 0;
    slot->refused = false;
    slot->error[0] = '\0';
    return slot;
}

static void
fetch_release(struct fetch_slot *slot)
{
    curl_slist_free_all(slot->lines);
    slot->lines = NULL;
    curl_easy_setopt(slot->easy, CURLOPT_POSTFIELDS, NULL); /* libcurl's copy can be large */
    slot->next = slot->fetch->free;
    slot->fetch->free = slot;
}

/* The answer that was given out last is not needed any more. */
static void
fetch_forget(struct fetch *fetch)
{
    if (fetch->told != NULL)
        fetch_release(fetch->told);
    fetch->told = NULL;
}

static bool
fetch_fill(struct fetch_slot *slot, const struct fetch_request *request)
{
    CURL *easy = slot->easy;
    for (size_t i = 0; i < request->line_count; i++) {
        struct curl_slist *longer = curl_slist_append(slot->lines, request->lines[i]);
        if (longer == NULL)
            log_fatal("out of memory");
        slot->lines = longer;
    }
    slot->owner = request->owner;
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->lines) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, (long)request->fresh) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, (long)request->fresh) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, request->timeout) == CURLE_OK;
}

enum fault
fetch_start(struct fetch *fetch, const struct fetch_request *request)
{
    fetch_forget(fetch);
    struct fetch_slot *slot = fetch_claim(fetch);
    if (slot == NULL)
        return FAULT_FULL;
    if (!fetch_fill(slot, request) || curl_multi_add_handle(fetch->multi, slot->easy) != CURLM_OK) {
        fetch_release(slot);
        return FAULT_INPUT;
    }
    fetch->busy++;
    return FAULT_NONE;
}

void
fetch_wait(struct fetch *fetch, int milliseconds)
{
    int running;
    curl_multi_perform(fetch->multi, &running);
    if ((size_t)running < fetch->busy)
        return; /* something is answered */
    curl_multi_poll(fetch->multi, NULL, 0, milliseconds, NULL);
    curl_multi_perform(fetch->multi, &running);
}

static enum fetch_end
fetch_end_of(const struct fetch_slot *slot, CURLcode code)
{
    curl_off_t sent = 0;
    long status = 0;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && slot->length == FETCH_BODY_MAX && status != 0))
        return FETCH_ANSWERED;
    if (slot->refused)
        return FETCH_ADDRESS_REFUSED;
    curl_easy_getinfo(slot->easy, CURLINFO_SIZE_UPLOAD_T, &sent);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return FETCH_TIMED_OUT;
    switch (code) {
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_WEIRD_SERVER_REPLY:
        return FETCH_BROKEN;
    default:
        return sent > 0 ? FETCH_BROKEN : FETCH_NOT_CONNECTED;
    }
}

bool
fetch_next(struct fetch *fetch, struct fetch_answer *out)
{
    int left;
    CURLMsg *message;
    char *private = NULL;
    long status = 0, sent = 0;
    curl_off_t retry = 0;
    fetch_forget(fetch);
    do
        message = curl_multi_info_read(fetch->multi, &left);
    while (message != NULL && message->msg != CURLMSG_DONE);
    if (message == NULL)
        return false;
    const CURLcode code = message->data.result;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
    struct fetch_slot *slot = (struct fetch_slot *)(void *)private;
    curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(slot->easy, CURLINFO_RETRY_AFTER, &retry);
    curl_easy_getinfo(slot->easy, CURLINFO_REQUEST_SIZE, &sent);
    slot->body[slot->length] = '\0';
    *out = (struct fetch_answer){.owner = slot->owner,
        .end = fetch_end_of(slot, code),
        .sent = sent > 0,
        .status = (int)status,
        .retry_after = retry < 0                 ? 0
                       : retry < FETCH_RETRY_MAX ? retry
                                                 : FETCH_RETRY_MAX,
        .body = slot->body,
        .length = slot->length};
    const char *text = out->end == FETCH_ANSWERED          ? slot->body
                       : out->end == FETCH_ADDRESS_REFUSED ? "the address is not public, and not allowed"
                       : slot->error[0] != '\0'            ? slot->error
                                                           : curl_easy_strerror(code);
    utf8_clean(text, strlen(text), out->message, sizeof out->message);
    curl_multi_remove_handle(fetch->multi, slot->easy);
    fetch->told = slot;
    fetch->busy--;
    return true;
}

size_t
fetch_count(const struct fetch *fetch)
{
    return fetch->busy;
}
