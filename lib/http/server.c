#include "http/server.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"
#include "base/utf8.h"
#include "net/url.h"

enum {
    HTTP_PROXIES_MAX = 32,
    HTTP_LINE_MAX = 8000,
    HTTP_PIECE = 4096, /* bytes: libfcgi writes twice as much at once */
};

struct server {
    FCGX_Request request;
    struct network proxies[HTTP_PROXIES_MAX];
    size_t proxy_count;
    char head[HTTP_HEAD_MAX];
};

static volatile sig_atomic_t http_ending;
static int http_nothing = -1;    /* /dev/null, opened in advance */
static atomic_int http_requests; /* counts up with each */
static atomic_bool http_busy;

enum { HTTP_LOOK = 1 /* s between two looks of the watchdog */ };

/* Tells the watchdog what this thread is at. */
static void
http_is_busy(bool busy)
{
    const int requests = atomic_load_explicit(&http_requests, memory_order_relaxed);
    if (busy)
        atomic_store_explicit(&http_requests, requests % 1000000 + 1, memory_order_relaxed);
    atomic_store_explicit(&http_busy, busy, memory_order_relaxed);
}

/*
 * Without the listening socket the next accept fails at once, even if it had not begun when the signal came.
 * Its number stays taken, so that no file of the store gets it.
 */
static void
http_end(int signal_number)
{
    (void)signal_number;
    if (!http_ending)
        dup2(http_nothing, FCGI_LISTENSOCK_FILENO);
    http_ending = 1;
}

/*
 * A thread that looks once a second costs a request nothing; arming an alarm for each would cost it two
 * system calls, and a clock that sends signals interrupts libfcgi's poll, which then drops the connection.
 * Death by signal leaves the store as after any crash: the next one to open it recovers.
 */
static void *
http_watch(void *arg)
{
    const int patience = *(const int *)arg; /* looks at the same request before it is too much */
    int seen = 0, looks = 0;
    while (looks <= patience) {
        sleep(HTTP_LOOK);
        const int now = atomic_load_explicit(&http_requests, memory_order_relaxed);
        const bool busy = atomic_load_explicit(&http_busy, memory_order_relaxed);
        looks = busy && seen == now ? looks + 1 : 0;
        seen = now;
    }
    log_error("a request took longer than [web] watchdog allows: ending");
    kill(getpid(), SIGKILL);
    return NULL;
}

/* Signals stay with the thread that waits for requests: it is the one that must hear of the end. */
static void
http_start_watch(const struct config *config)
{
    static int patience;
    pthread_t thread;
    sigset_t all, before;
    patience = (int)config->web_watchdog / HTTP_LOOK;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&thread, NULL, http_watch, &patience) != 0)
        log_fatal("no thread for the watchdog");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
http_catch_signals(void)
{
    static const int ends[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    struct sigaction action = {.sa_handler = http_end};
    http_nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (http_nothing < 0)
        log_fatal("cannot open /dev/null: %s", strerror(errno));
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        sigaction(ends[i], &action, NULL);
    program_release_signals();        /* held back while the store was opened */
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* a web server that dies takes its programs along */
}

#define HTTP_NAMED(name)      \
    {                         \
        name, sizeof name - 1 \
    }

static const struct {
    const char *name;
    size_t length;
} http_names[HTTP_FIELDS] = {
    [HTTP_REQUEST_METHOD] = HTTP_NAMED("REQUEST_METHOD"),
    [HTTP_REQUEST_URI] = HTTP_NAMED("REQUEST_URI"),
    [HTTP_REMOTE_ADDR] = HTTP_NAMED("REMOTE_ADDR"),
    [HTTP_CONTENT_LENGTH] = HTTP_NAMED("CONTENT_LENGTH"),
    [HTTP_CONTENT_TYPE] = HTTP_NAMED("CONTENT_TYPE"),
    [HTTP_ACCEPT] = HTTP_NAMED("HTTP_ACCEPT"),
    [HTTP_ACCEPT_LANGUAGE] = HTTP_NAMED("HTTP_ACCEPT_LANGUAGE"),
    [HTTP_AUTHORIZATION] = HTTP_NAMED("HTTP_AUTHORIZATION"),
    [HTTP_COOKIE] = HTTP_NAMED("HTTP_COOKIE"),
    [HTTP_HOST] = HTTP_NAMED("HTTP_HOST"),
    [HTTP_IDEMPOTENCY_KEY] = HTTP_NAMED("HTTP_IDEMPOTENCY_KEY"),
    [HTTP_IF_MATCH] = HTTP_NAMED("HTTP_IF_MATCH"),
    [HTTP_ORIGIN] = HTTP_NAMED("HTTP_ORIGIN"),
    [HTTP_PURPOSE] = HTTP_NAMED("HTTP_PURPOSE"),
    [HTTP_REFERER] = HTTP_NAMED("HTTP_REFERER"),
    [HTTP_SEC_FETCH_SITE] = HTTP_NAMED("HTTP_SEC_FETCH_SITE"),
    [HTTP_SEC_PURPOSE] = HTTP_NAMED("HTTP_SEC_PURPOSE"),
    [HTTP_USER_AGENT] = HTTP_NAMED("HTTP_USER_AGENT"),
    [HTTP_X_FORWARDED_FOR] = HTTP_NAMED("HTTP_X_FORWARDED_FOR"),
    [HTTP_X_MOZ] = HTTP_NAMED("HTTP_X_MOZ"),
    [HTTP_X_PURPOSE] = HTTP_NAMED("HTTP_X_PURPOSE"),
};

/* One pass over what the web server sent, where a look-up by name would be one a field. */
static void
http_read_fields(struct request *http)
{
    for (int f = 0; f < HTTP_FIELDS; f++)
        http->fields[f] = "";
    for (char **at = http->server->request.envp; *at != NULL; at++) {
        const size_t length = strcspn(*at, "=");
        for (int f = 0; f < HTTP_FIELDS && (*at)[length] == '='; f++)
            if (http_names[f].length == length && memcmp(http_names[f].name, *at, length) == 0) {
                http->fields[f] = *at + length + 1;
                break;
            }
    }
}

static enum http_method
http_method(const char *name)
{
    static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
    for (enum http_method m = HTTP_GET; m < HTTP_OTHER; m++)
        if (strcmp(name, names[m]) == 0)
            return m;
    return HTTP_OTHER;
}

static enum fault
http_read_target(struct request *http)
{
    const char *target = http->fields[HTTP_REQUEST_URI];
    const size_t length = strcspn(target, "?");
    http->query = target[length] == '?' ? target + length + 1 : "";
    if (length >= sizeof http->path)
        return FAULT_FULL;
    memcpy(http->path, target, length);
    http->path[length] = '\0';
    return http->path[0] == '/' ? url_decode(http->path, false) : FAULT_INPUT;
}

static void
http_handle(struct request *http, void (*handler)(struct request *, void *), void *arg)
{
    http_read_fields(http);
    http->method = http_method(http->fields[HTTP_REQUEST_METHOD]);
    enum fault fault = http_read_target(http);
    if (fault == FAULT_NONE)
        handler(http, arg);
    else
        response_send(http, fault == FAULT_FULL ? 414 : 400, NULL, NULL, 0);
    if (!http->sent) {
        log_error("no answer to %s", http->path);
        response_send(http, 500, NULL, NULL, 0);
    }
}

/* Whether the server has sent all that it will. A body that nobody asked for may still be on its way. */
static bool
http_has_read_all(const struct request *http)
{
    const char *announced = http->fields[HTTP_CONTENT_LENGTH];
    return (http->body_read || strcmp(announced, "") == 0 || strcmp(announced, "0") == 0) &&
           FCGX_GetChar(http->server->request.in) == -1;
}

/*
 * libfcgi ends a connection by half, and waits until the server has taken the answer and hung up too, lest
 * what is unread when it closes makes the server lose the answer. Where all is read and the answer goes out
 * in one piece, to close is enough, and the next request need not wait.
 */
static void
http_finish(struct request *http)
{
    FCGX_Request *request = &http->server->request;
    free(http->body);
    if (http->in_one_piece && http_has_read_all(http))
        FCGX_Detach(request);
    FCGX_Finish_r(request);
    FCGX_Attach(request);
}

void
server_run(const struct config *config, void (*handler)(struct request *, void *arg), void *arg)
{
    static struct server server;
    if (network_parse_list(
            config->web_trusted_proxies, server.proxies, HTTP_PROXIES_MAX, &server.proxy_count) != FAULT_NONE)
        log_fatal("[web] trusted_proxies cannot be read");
    http_catch_signals();
    http_start_watch(config);
    if (FCGX_Init() != 0 || FCGX_InitRequest(&server.request, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
        log_fatal("FastCGI cannot be set up");
    while (!http_ending && FCGX_Accept_r(&server.request) == 0) {
        struct request http;
        http.server = &server;
        http.head = buffer_over(server.head, sizeof server.head);
        http.body = NULL;
        http.body_left = 0;
        http.body_read = false;
        http.sent = http.in_one_piece = http.no_more = false;
        http_is_busy(true);
        http_handle(&http, handler, arg);
        http_finish(&http);
        http_is_busy(false);
    }
}

static bool
http_trusts(const struct server *server, const struct ip_address *address)
{
    for (size_t i = 0; i < server->proxy_count; i++)
        if (network_contains(&server->proxies[i], address))
            return true;
    return false;
}

/* The address at the end of the list, which is cut off: 0 for none. */
static enum fault
http_last_address(char *list, struct ip_address *out)
{
    size_t end = strlen(list);
    while (end > 0 && (list[end - 1] == ' ' || list[end - 1] == ',' || list[end - 1] == '\t'))
        end--;
    list[end] = '\0';
    char *start = strrchr(list, ',');
    start = start != NULL ? start + 1 : list;
    start += strspn(start, " \t");
    enum fault fault = ip_address_parse(start, out);
    *start = '\0';
    return fault;
}

void
request_client_address(const struct request *http, struct ip_address *out)
{
    ip_address_parse(http->fields[HTTP_REMOTE_ADDR], out);
    if (http->server->proxy_count == 0 || !http_trusts(http->server, out))
        return;
    char list[1024];
    const char *forwarded = http->fields[HTTP_X_FORWARDED_FOR];
    const size_t length = strlen(forwarded);
    /* The end is what our own proxies wrote; a list that is too long was padded at its beginning. */
    snprintf(
        list, sizeof list, "%s", length < sizeof list ? forwarded : forwarded + length - sizeof list + 1);
    struct ip_address before;
    while (http_trusts(http->server, out) && http_last_address(list, &before) == FAULT_NONE)
        *out = before;
}

enum fault
request_body_length(struct request *http, uint64_t most, uint64_t *length)
{
    char *end;
    const char *announced = http->fields[HTTP_CONTENT_LENGTH];
    errno = 0;
    const unsigned long long size = strtoull(announced, &end, 10);
    if (*end != '\0' || *announced == '-')
        return FAULT_INPUT;
    if (errno != 0 || size > most)
        return FAULT_FULL;
    *length = http->body_left = size;
    return FAULT_NONE;
}

enum fault
request_read(struct request *http, char *piece, size_t size, size_t *got)
{
    *got = 0;
    if (size > INT_MAX)
        size = INT_MAX;
    if (size > http->body_left)
        size = (size_t)http->body_left;
    if (size == 0)
        return FAULT_NONE;
    http_is_busy(false); /* the client may take its time */
    const int came = FCGX_GetStr(piece, (int)size, http->server->request.in);
    http_is_busy(true);
    if (came < 0 || (size_t)came < size)
        return FAULT_INPUT;
    *got = size;
    http->body_left -= size;
    http->body_read = http->body_left == 0;
    return FAULT_NONE;
}

enum fault
request_body(struct request *http, size_t most, char **body, size_t *length)
{
    uint64_t size;
    enum fault fault = request_body_length(http, most, &size);
    if (fault != FAULT_NONE)
        return fault;
    http->body = malloc((size_t)size + 1);
    if (http->body == NULL)
        log_fatal("out of memory");
    fault = request_read(http, http->body, (size_t)size, length);
    if (fault == FAULT_NONE && memchr(http->body, '\0', *length) != NULL)
        fault = FAULT_INPUT;
    http->body[*length] = '\0';
    *body = http->body;
    return fault;
}

bool
request_is_type(const struct request *http, const char *type)
{
    const char *sent = http->fields[HTTP_CONTENT_TYPE];
    const size_t length = strlen(type);
    return strncasecmp(sent, type, length) == 0 && strchr("; \t", sent[length]) != NULL;
}

bool
request_wants_page(const struct request *http)
{
    const char *accept = http->fields[HTTP_ACCEPT];
    const char *page = strstr(accept, "text/html"), *json = strstr(accept, "json");
    return page != NULL && (json == NULL || page < json);
}

void
request_cookie(const struct request *http, const char *name, char *out, size_t size)
{
    const size_t length = strlen(name);
    out[0] = '\0';
    for (const char *at = http->fields[HTTP_COOKIE]; *at != '\0';) {
        at += strspn(at, "; ");
        const size_t n = strcspn(at, ";");
        if (n > length && n - length - 1 < size && strncmp(at, name, length) == 0 && at[length] == '=') {
            memcpy(out, at + length + 1, n - length - 1);
            out[n - length - 1] = '\0';
            return;
        }
        at += n;
    }
}

enum fault
request_query(const struct request *http, const char *name, char *out, size_t size)
{
    const size_t length = strlen(name);
    out[0] = '\0';
    for (const char *at = http->query; *at != '\0';) {
        const size_t n = strcspn(at, "&");
        if (n > length && at[length] == '=' && strncmp(at, name, length) == 0) {
            if (n - length - 1 >= size)
                return FAULT_FULL;
            memcpy(out, at + length + 1, n - length - 1);
            out[n - length - 1] = '\0';
            enum fault fault = url_decode(out, true);
            return fault == FAULT_NONE && !utf8_is_valid(out, strlen(out)) ? FAULT_INPUT : fault;
        }
        at += n;
        at += *at == '&';
    }
    return FAULT_MISSING;
}

/* Apache takes no header line of a program above 8,191 bytes: etc/apache.conf puts a longer Location
 * together. */
static bool
http_add_pieces(struct request *http, const char *name, const char *value)
{
    const char *server = FCGX_GetParam("SERVER_SOFTWARE", http->server->request.envp);
    const size_t length = strlen(value);
    if (strcmp(name, "Location") != 0 || server == NULL || strncmp(server, "Apache", 6) != 0)
        return false;
    for (size_t i = 0; i * HTTP_LINE_MAX < length; i++)
        buffer_addf(
            &http->head, "Curt-%s-%zu: %.*s\r\n", name, i + 1, HTTP_LINE_MAX, value + i * HTTP_LINE_MAX);
    return true;
}

void
response_header(struct request *http, const char *name, const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f) {
            log_error("a header %s with a control character was left out", name);
            return;
        }
    if (strlen(value) > HTTP_LINE_MAX && http_add_pieces(http, name, value))
        return;
    buffer_add(&http->head, name);
    buffer_add_bytes(&http->head, ": ", 2);
    buffer_add(&http->head, value);
    buffer_add_bytes(&http->head, "\r\n", 2);
}

/* False when the header lines are too long: an error without a body stands in their place. */
static bool
http_end_head(struct request *http, int status)
{
    buffer_addf(&http->head, "Status: %d\r\n\r\n", status);
    if (!http->head.full)
        return true;
    log_error("the header lines of an answer are longer than %d bytes", HTTP_HEAD_MAX);
    http->head = buffer_over(http->server->head, sizeof http->server->head);
    buffer_add(&http->head, "Status: 500\r\nContent-Length: 0\r\n\r\n");
    return false;
}

void
response_send(struct request *http, int status, const char *type, const void *body, size_t length)
{
    FCGX_Stream *out = http->server->request.out;
    if (type != NULL)
        response_header(http, "Content-Type", type);
    buffer_addf(&http->head, "Content-Length: %zu\r\n", length);
    if (!http_end_head(http, status))
        length = 0;
    http_is_busy(false); /* from here on the client may take its time */
    FCGX_PutStr(http->head.text, (int)http->head.length, out);
    if (http->method != HTTP_HEAD && length > 0)
        FCGX_PutStr(body, (int)length, out);
    http->sent = true;
    http->in_one_piece = http->head.length + length <= HTTP_PIECE;
}

static enum fault
http_put(struct request *http, const void *bytes, size_t length)
{
    http_is_busy(false); /* the client may take its time */
    const int put = FCGX_PutStr(bytes, (int)length, http->server->request.out);
    http_is_busy(true);
    return put < 0 ? FAULT_SYSTEM : FAULT_NONE;
}

void
response_begin(struct request *http, int status, const char *type)
{
    response_header(http, "Content-Type", type);
    http->no_more = !http_end_head(http, status);
    http_put(http, http->head.text, http->head.length);
    http->sent = true;
}

enum fault
response_write(struct request *http, const void *piece, size_t length)
{
    if (http->no_more)
        return FAULT_SYSTEM;
    return http_put(http, piece, http->method == HTTP_HEAD ? 0 : length);
}
