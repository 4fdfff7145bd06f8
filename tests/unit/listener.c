#include "listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "room.h"

enum { LISTENER_REQUEST = 64 * 1024 };

/* What the child serves; one listener at a time. */
static struct {
    enum listener_way way;
    int socket, counts;
    char text[4096];
} listener_served;

/* Is a whole request there: a head, and as much body as it says? */
static bool
listener_is_whole(const char *request)
{
    const char *end = strstr(request, "\r\n\r\n"), *length = strcasestr(request, "\r\nContent-Length:");
    if (end == NULL)
        return false;
    return length == NULL || length > end ||
           strlen(end + 4) >= strtoul(length + strlen("\r\nContent-Length:"), NULL, 10);
}

static bool
listener_read(int connection)
{
    static char request[LISTENER_REQUEST];
    size_t length = 0;
    request[0] = '\0';
    while (!listener_is_whole(request)) {
        const ssize_t got = read(connection, request + length, sizeof request - 1 - length);
        if (got <= 0)
            return false;
        length += (size_t)got;
        request[length] = '\0';
    }
    return write(listener_served.counts, "r", 1) == 1;
}

/* Waits until the other side has gone. */
static void
listener_outlast(int connection)
{
    char rest[1024];
    while (read(connection, rest, sizeof rest) > 0)
        continue;
}

static void
listener_connection(int connection)
{
    const size_t length = strlen(listener_served.text);
    const enum listener_way way = listener_served.way;
    if (way == LISTENER_CLOSES)
        return;
    for (int nth = 1; way != LISTENER_MUTE && listener_read(connection); nth++) {
        if (way == LISTENER_CUTS || (way == LISTENER_ONCE && nth > 1))
            return;
        if (way == LISTENER_HANGS)
            break;
        if (write(connection, listener_served.text, length) != (ssize_t)length)
            return;
    }
    if (way == LISTENER_MUTE)
        poll(&(struct pollfd){.fd = connection, .events = POLLRDHUP}, 1, -1);
    else
        listener_outlast(connection);
}

static int
listener_serve(struct room *room, int nth)
{
    (void)room;
    (void)nth;
    for (;;) {
        const int connection = accept(listener_served.socket, NULL, NULL);
        if (connection < 0)
            return 1;
        listener_connection(connection);
        close(connection);
    }
}

static int
listener_bind(struct listener *listener, int queue)
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
listener_fill(struct listener *listener)
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
listener_open(struct listener *listener, enum listener_way way, const char *text)
{
    memset(listener->fillers, -1, sizeof listener->fillers);
    assert_int_equal(pipe2(listener->counts, O_NONBLOCK | O_CLOEXEC), 0);
    const int fd = listener_bind(listener, way == LISTENER_ABSENT ? -1 : way == LISTENER_FULL ? 0 : 16);
    listener->fillers[0] = fd;
    if (way == LISTENER_FULL)
        listener_fill(listener);
    if (way == LISTENER_ABSENT || way == LISTENER_FULL)
        return;
    listener_served.way = way;
    listener_served.socket = fd;
    listener_served.counts = listener->counts[1];
    snprintf(listener_served.text, sizeof listener_served.text, "%s", text);
    room_child(NULL, listener_serve, 0);
    close(fd);
    listener->fillers[0] = -1;
}

void
listener_close(struct listener *listener)
{
    room_end_children();
    for (size_t i = 0; i < COUNT(listener->fillers); i++)
        if (listener->fillers[i] >= 0)
            close(listener->fillers[i]);
    close(listener->counts[0]);
    close(listener->counts[1]);
}

size_t
listener_count(struct listener *listener)
{
    char bytes[256];
    poll(NULL, 0, 200); /* a request too many would be there by then */
    const ssize_t got = read(listener->counts[0], bytes, sizeof bytes);
    return got > 0 ? (size_t)got : 0;
}
