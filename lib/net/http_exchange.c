/*
 * http_exchange.c: one request at a time by libcurl, which is asked often whether it is still wanted.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/http_exchange.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "base/buffer.h"
#include "base/ip_address.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/tcp_silence.h"

/* Seconds that a connection rests before a new one is made: web servers end one that rests, after five of
 * them as a rule, and what is sent to them just then is lost. */
#define HTTP_EXCHANGE_REST 3L

enum {
    HTTP_EXCHANGE_LOOK = 50 /* milliseconds between two looks whether it is wanted; libcurl's own take 1 s */
};

struct http_exchange {
    CURLM *multi; /* it has the connections */
    CURL *easy;
    struct curl_slist *lines;
    bool has_accept, has_type; /* among the lines */
    unsigned sent;
    struct buffer head;
    char *body;
    size_t length, room;
    char error[CURL_ERROR_SIZE], head_space[HTTP_EXCHANGE_HEAD_SIZE];
};

struct http_exchange *
http_exchange_create(void)
{
    struct http_exchange *x = xcalloc(1, sizeof *x);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (x->easy = curl_easy_init()) == NULL ||
        (x->multi = curl_multi_init()) == NULL ||
        curl_multi_setopt(x->multi, CURLMOPT_MAXCONNECTS, 1L) != CURLM_OK)
        log_fatal("cannot set up libcurl");
    return x;
}

void
http_exchange_free(struct http_exchange *x)
{
    if (x == NULL)
        return;
    curl_easy_cleanup(x->easy);
    curl_multi_cleanup(x->multi);
    curl_slist_free_all(x->lines);
    curl_global_cleanup();
    free(x->body);
    free(x);
}

static void
http_exchange_add_line(struct http_exchange *x, const char *line)
{
    x->lines = xchecked(curl_slist_append(x->lines, line));
}

/* libcurl takes "Name;" for a header without a value: "Name:" is one to leave out. */
void
http_exchange_add_header(struct http_exchange *x, const char *name, const char *value)
{
    const size_t size = strlen(name) + strlen(value) + 3;
    char *line = xmalloc(size);
    if (value[0] == '\0')
        snprintf(line, size, "%s;", name);
    else
        snprintf(line, size, "%s: %s", name, value);
    x->has_accept = x->has_accept || strcasecmp(name, "Accept") == 0;
    x->has_type = x->has_type || strcasecmp(name, "Content-Type") == 0;
    http_exchange_add_line(x, line);
    free(line);
}

/* libcurl asks before each time that it sends. */
static int
http_exchange_once(void *arg, char *there, char *here, int there_port, int here_port)
{
    struct http_exchange *x = arg;
    (void)there, (void)here, (void)there_port, (void)here_port;
    return x->sent++ == 0 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/* A line at a time. Each answer begins with one that names no header; the last one is the one that counts. */
static size_t
http_exchange_take_line(char *bytes, size_t size, size_t count, void *arg)
{
    struct http_exchange *x = arg;
    const size_t length = size * count;
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        x->head = buffer_over(x->head_space, sizeof x->head_space);
    else if (length > 2)
        buffer_add_bytes(&x->head, bytes, length);
    return x->head.full ? 0 : length;
}

static size_t
http_exchange_take(char *bytes, size_t size, size_t count, void *arg)
{
    struct http_exchange *x = arg;
    const size_t length = size * count;
    if (length > HTTP_EXCHANGE_BODY_MAX - x->length)
        return 0;
    while (x->room < x->length + length)
        x->body = xreallocarray(x->body, 1, x->room = x->room == 0 ? 16384 : 2 * x->room);
    memcpy(x->body + x->length, bytes, length);
    x->length += length;
    return length;
}

static int
http_exchange_tune(void *arg, curl_socket_t file, curlsocktype purpose)
{
    (void)arg, (void)purpose;
    tcp_silence_bound(file, HTTP_EXCHANGE_SILENCE);
    return CURL_SOCKOPT_OK;
}

static int
http_exchange_look(void *arg, curl_off_t there, curl_off_t has, curl_off_t here, curl_off_t sent)
{
    const struct http_exchange_request *request = arg;
    (void)there, (void)has, (void)here, (void)sent;
    return request->wanted == NULL || request->wanted(request->arg) ? 0 : 1;
}

static bool
http_exchange_watch(struct http_exchange *x, const struct http_exchange_request *request)
{
    CURL *easy = x->easy;
    return curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, http_exchange_tune) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, http_exchange_look) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_XFERINFODATA, (void *)(uintptr_t)request) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L) == CURLE_OK;
}

static bool
http_exchange_set_up(struct http_exchange *x, long timeout)
{
    CURL *easy = x->easy;
    curl_easy_reset(easy);
    return curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, HTTP_EXCHANGE_REST) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)HTTP_EXCHANGE_CONNECT) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, timeout) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, x->error) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, http_exchange_once) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PREREQDATA, x) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, http_exchange_take_line) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, x) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, http_exchange_take) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, x) == CURLE_OK;
}

static bool
http_exchange_fill(struct http_exchange *x, const struct http_exchange_request *request)
{
    CURL *easy = x->easy;
    char url[IP_ADDRESS_SIZE + 32];
    const bool v6 = strchr(request->address, ':') != NULL;
    snprintf(
        url, sizeof url, "http://%s%s%s:%d/", v6 ? "[" : "", request->address, v6 ? "]" : "", request->port);
    http_exchange_add_line(x, "Expect:");
    if (!x->has_accept)
        http_exchange_add_line(x, "Accept:");
    if (!x->has_type)
        http_exchange_add_line(x, "Content-Type:");
    bool good = curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
                curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, request->target) == CURLE_OK &&
                curl_easy_setopt(easy, CURLOPT_HTTPHEADER, x->lines) == CURLE_OK;
    if (good && request->body != NULL)
        good = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) == CURLE_OK &&
               curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body) == CURLE_OK;
    if (good && strcmp(request->method, "HEAD") == 0)
        return curl_easy_setopt(easy, CURLOPT_NOBODY, 1L) == CURLE_OK;
    return good && curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method) == CURLE_OK;
}

static void
http_exchange_forget_headers(struct http_exchange *x)
{
    curl_easy_setopt(x->easy, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(x->lines);
    x->lines = NULL;
    x->has_accept = x->has_type = false;
}

/* How the only transfer has ended. */
static CURLcode
http_exchange_result(struct http_exchange *x)
{
    int left;
    const CURLMsg *message = curl_multi_info_read(x->multi, &left);
    return message != NULL && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
}

static CURLcode
http_exchange_perform(struct http_exchange *x)
{
    int running = 1;
    CURLMcode code = curl_multi_add_handle(x->multi, x->easy);
    while (code == CURLM_OK && running > 0) {
        code = curl_multi_perform(x->multi, &running);
        if (code == CURLM_OK && running > 0)
            code = curl_multi_poll(x->multi, NULL, 0, HTTP_EXCHANGE_LOOK, NULL);
    }
    if (code != CURLM_OK)
        log_fatal("libcurl: %s", curl_multi_strerror(code));
    const CURLcode result = http_exchange_result(x);
    curl_multi_remove_handle(x->multi, x->easy);
    return result;
}

enum http_exchange_end
http_exchange_send(
    struct http_exchange *x, const struct http_exchange_request *request, struct http_exchange_answer *out)
{
    long status = 0;
    x->sent = 0;
    x->length = x->room = 0;
    free(x->body); /* it can be large */
    x->body = NULL;
    x->head = buffer_over(x->head_space, sizeof x->head_space);
    x->error[0] = '\0';
    if (!http_exchange_set_up(x, request->timeout) || !http_exchange_watch(x, request) ||
        !http_exchange_fill(x, request))
        log_fatal("libcurl lacks an option that curt needs");
    const CURLcode code = http_exchange_perform(x);
    curl_easy_getinfo(x->easy, CURLINFO_RESPONSE_CODE, &status);
    http_exchange_forget_headers(x);
    if (code != CURLE_OK)
        log_warn("%s does not answer%s: %s", request->address, x->sent > 0 ? ", and may have been asked" : "",
            x->error[0] != '\0' ? x->error : curl_easy_strerror(code));
    *out = (struct http_exchange_answer){(int)status, x->head.text, x->body, x->length};
    return code == CURLE_OK ? HTTP_EXCHANGE_ANSWERED
           : x->sent > 0    ? HTTP_EXCHANGE_UNKNOWN
                            : HTTP_EXCHANGE_UNSENT;
}
