/*
 * http_stub.c: see http_stub.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http_stub.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "store_fixture.h"

enum { HTTP_STUB_REQUEST = 64 * 1024 };

/* What the child serves; one listener at a time. */
static struct {
    enum http_stub_way way;
    int socket, counts;
    char text[4096];
} http_stub_served;

/* Is a whole request there: a head, and as much body as it says? */
static bool
http_stub_is_whole(const char *request)
{
    const char *end = strstr(request, "\r\n\r\n"), *length = strcasestr(request, "\r\nContent-Length:");
    if (end == NULL)
        return false;
    return length == NULL || length > end ||
           strlen(end + 4) >= strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
}

static bool
http_stub_read(int connection)
{
    static char request[HTTP_STUB_REQUEST];
    size_t length = 0;
    request[0] = '\0';
    while (!http_stub_is_whole(request)) {
        const ssize_t got = read(connection, request + length, sizeof request - 1 - length);
        if (got <= 0)
            return false;
        length += (size_t)got;
        request[length] = '\0';
    }
    return write(http_stub_served.counts, "r", 1) == 1;
}

/* Waits until the other side has gone. */
static void
http_stub_outlast(int connection)
{
    char rest[1024];
    while (read(connection, rest, sizeof rest) > 0)
        continue;
}

static void
http_stub_connection(int connection)
{
    const size_t length = strlen(http_stub_served.text);
    const enum http_stub_way way = http_stub_served.way;
    if (way == HTTP_STUB_CLOSES)
        return;
    for (int nth = 1; way != HTTP_STUB_MUTE && http_stub_read(connection); nth++) {
        if (way == HTTP_STUB_CUTS || (way == HTTP_STUB_ONCE && nth > 1))
            return;
        if (way == HTTP_STUB_HANGS)
            break;
        if (way == HTTP_STUB_LATE)
            poll(NULL, 0, 500);
        if (write(connection, http_stub_served.text, length) != (ssize_t)length)
            return;
    }
    if (way == HTTP_STUB_MUTE)
        poll(&(struct pollfd){.fd = connection, .events = POLLRDHUP}, 1, -1);
    else
        http_stub_outlast(connection);
}

static int
http_stub_serve(struct store_fixture *fixture, int nth)
{
    (void)fixture;
    (void)nth;
    for (;;) {
        const int connection = accept(http_stub_served.socket, NULL, NULL);
        if (connection < 0)
            return 1;
        http_stub_connection(connection);
        close(connection);
    }
}

static int
http_stub_bind(struct http_stub *listener, int queue)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    if (queue >= 0)
        assert_int_equal(listen(fd, queue), 0);
    listener->port = ntohs(at.sin_port);
    return fd;
}

/* Connections that nobody accepts, until the queue has no room for another. */
static void
http_stub_fill(struct http_stub *listener)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
        .sin_port = htons((uint16_t)listener->port)};
    for (size_t i = 1; i < COUNT(listener->fillers); i++) {
        listener->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        (void)!connect(listener->fillers[i], (struct sockaddr *)&at, sizeof at);
    }
    poll(NULL, 0, 50);
}

void
http_stub_open(struct http_stub *listener, enum http_stub_way way, const char *text)
{
    memset(listener->fillers, -1, sizeof listener->fillers);
    assert_int_equal(pipe2(listener->counts, O_NONBLOCK | O_CLOEXEC), 0);
    const int fd = http_stub_bind(listener, way == HTTP_STUB_ABSENT ? -1 : way == HTTP_STUB_FULL ? 0 : 16);
    listener->fillers[0] = fd;
    if (way == HTTP_STUB_FULL)
        http_stub_fill(listener);
    if (way == HTTP_STUB_ABSENT || way == HTTP_STUB_FULL)
        return;
    http_stub_served.way = way;
    http_stub_served.socket = fd;
    http_stub_served.counts = listener->counts[1];
    snprintf(http_stub_served.text, sizeof http_stub_served.text, "%s", text);
    store_fixture_child(NULL, http_stub_serve, 0);
    close(fd);
    listener->fillers[0] = -1;
}

void
http_stub_close(struct http_stub *listener)
{
    store_fixture_end_children();
    for (size_t i = 0; i < COUNT(listener->fillers); i++)
        if (listener->fillers[i] >= 0)
            close(listener->fillers[i]);
    close(listener->counts[0]);
    close(listener->counts[1]);
}

size_t
http_stub_count(struct http_stub *listener)
{
    char bytes[256];
    poll(NULL, 0, 200); /* a request too many would be there by then */
    const ssize_t got = read(listener->counts[0], bytes, sizeof bytes);
    return got > 0 ? (size_t)got : 0;
}
