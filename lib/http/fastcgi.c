/*
 * fastcgi.c: FastCGI connections through libfcgi.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/fastcgi.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/program.h"

struct fastcgi {
    FCGX_Request request;
    struct fastcgi_batch *batch;
    bool at_once; /* how it is closed */
};

struct fastcgi_batch {
    void (*settle)(void *arg);
    void *arg;
    int watch;         /* an epoll of the listening socket, and of: */
    int interrupt;     /* what else it waits for; -1: nothing */
    sigset_t released; /* while it waits, with the ending signals let in */
    unsigned most, count;
    int early; /* a connection that was accepted, and begins the next batch; -1: none */
    struct fastcgi connections[];
};

static volatile sig_atomic_t fastcgi_stopped;
static int fastcgi_nothing = -1; /* /dev/null, opened in advance */

static bool
fastcgi_listens(void)
{
    int listens = 0;
    socklen_t size = sizeof listens;
    return getsockopt(FCGI_LISTENSOCK_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0;
}

/*
 * A look for more connections must not wait for them. This belongs to the socket: other workers that share it
 * find it so, too. Of those that wait, one is woken for a connection, and not all.
 */
static bool
fastcgi_watch(struct fastcgi_batch *batch)
{
    struct epoll_event connects = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = FCGI_LISTENSOCK_FILENO};
    const int flags = fcntl(FCGI_LISTENSOCK_FILENO, F_GETFL);
    program_released_signals(&batch->released);
    batch->watch = epoll_create1(EPOLL_CLOEXEC);
    return batch->watch >= 0 && fastcgi_listens() &&
           fcntl(FCGI_LISTENSOCK_FILENO, F_SETFL, flags | O_NONBLOCK) == 0 &&
           epoll_ctl(batch->watch, EPOLL_CTL_ADD, FCGI_LISTENSOCK_FILENO, &connects) == 0;
}

struct fastcgi_batch *
fastcgi_open(unsigned most, void (*settle)(void *arg), void *arg)
{
    struct fastcgi_batch *batch = xcalloc(1, sizeof *batch + most * sizeof *batch->connections);
    *batch = (struct fastcgi_batch){.settle = settle, .arg = arg, .most = most, .interrupt = -1, .early = -1};
    fastcgi_nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fastcgi_nothing < 0)
        log_fatal("cannot open /dev/null: %s", strerror(errno));
    bool open = FCGX_Init() == 0;
    /* libfcgi is given a socket that it cannot accept from: that is fastcgi_accept's. */
    for (unsigned i = 0; i < most && open; i++) {
        batch->connections[i].batch = batch;
        open = FCGX_InitRequest(&batch->connections[i].request, fastcgi_nothing, 0) == 0;
    }
    if (!open)
        log_fatal("cannot set up FastCGI");
    if (fastcgi_watch(batch))
        return batch;
    log_error(
        "cannot accept connections: %s; a web server or curt-serve(8) starts this program, with a socket "
        "as its standard input",
        strerror(errno));
    fastcgi_free(batch);
    return NULL;
}

void
fastcgi_stop(void)
{
    fastcgi_stopped = 1;
}

/* SO_RCVTIMEO or SO_SNDTIMEO: how long a server may send nothing, or take nothing. */
static void
fastcgi_bound(int connection, int timeout)
{
    static const struct timeval patience = {.tv_sec = FASTCGI_SILENCE};
    setsockopt(connection, SOL_SOCKET, timeout, &patience, sizeof patience);
}

static int
fastcgi_try(void)
{
    return accept4(FCGI_LISTENSOCK_FILENO, NULL, NULL, SOCK_CLOEXEC);
}

/*
 * The next connection; negative when there will be none. The ending signals are let in here alone, and only
 * while it waits: in the middle of a request they would break off a read, and with it a body. They are let in
 * before each batch, however many connections there are.
 */
static int
fastcgi_wait(const struct fastcgi_batch *batch)
{
    int connection = -1;
    struct epoll_event seen = {.data.fd = FCGI_LISTENSOCK_FILENO};
    while (connection < 0 && !fastcgi_stopped && seen.data.fd == FCGI_LISTENSOCK_FILENO) {
        if (epoll_pwait(batch->watch, &seen, 1, -1, &batch->released) <= 0 ||
            seen.data.fd != FCGI_LISTENSOCK_FILENO)
            continue;
        connection = fastcgi_try();
        if (connection < 0 && errno != EINTR && errno != ECONNABORTED && errno != EAGAIN) {
            log_error("cannot accept a connection: %s", strerror(errno));
            fastcgi_stopped = 1;
        }
    }
    return connection;
}

static bool
fastcgi_has_input(int connection)
{
    struct pollfd sent = {.fd = connection, .events = POLLIN};
    return poll(&sent, 1, 0) > 0;
}

/* One that is there at once; negative: none. Answers that are held must not wait for a server that is slow to
 * say what it wants. */
static int
fastcgi_more(struct fastcgi_batch *batch)
{
    const int connection = batch->count < batch->most && batch->early < 0 && !fastcgi_stopped ? fastcgi_try()
                                                                                              : -1;
    if (connection < 0 || fastcgi_has_input(connection))
        return connection;
    batch->early = connection;
    return -1;
}

static int
fastcgi_next(struct fastcgi_batch *batch)
{
    if (batch->count > 0)
        return fastcgi_more(batch);
    const int early = batch->early;
    batch->early = -1;
    return early >= 0 ? early : fastcgi_wait(batch);
}

/*
 * The connection is accepted here and given to libfcgi as one that was kept: its own accept waits for the
 * first byte in poll, which a signal interrupts, and then drops the connection, with a request that the web
 * server will not send again. It also waits for ever for a server that stops in the middle of a header.
 */
struct fastcgi *
fastcgi_accept(struct fastcgi_batch *batch)
{
    int connection;
    while (!fastcgi_stopped || batch->early >= 0) {
        if ((connection = fastcgi_next(batch)) < 0)
            return NULL;
        struct fastcgi *fastcgi = &batch->connections[batch->count];
        fastcgi_bound(connection, SO_RCVTIMEO);
        fastcgi->request.ipcFd = connection;
        fastcgi->request.keepConnection = 1;
        if (FCGX_Accept_r(&fastcgi->request) == 0) {
            batch->count++;
            return fastcgi;
        }
    }
    return NULL;
}

void
fastcgi_interrupt_by(struct fastcgi_batch *batch, int descriptor)
{
    struct epoll_event readable = {.events = EPOLLIN, .data.fd = descriptor};
    if (batch->interrupt >= 0)
        epoll_ctl(batch->watch, EPOLL_CTL_DEL, batch->interrupt, NULL);
    if (descriptor >= 0)
        epoll_ctl(batch->watch, EPOLL_CTL_ADD, descriptor, &readable);
    batch->interrupt = descriptor;
}

bool
fastcgi_is_empty(const struct fastcgi_batch *batch)
{
    return batch->count == 0;
}

char **
fastcgi_variables(const struct fastcgi *fastcgi)
{
    return fastcgi->request.envp;
}

size_t
fastcgi_read(struct fastcgi *fastcgi, void *out, size_t size)
{
    const int got = FCGX_GetStr(out, size < INT_MAX ? (int)size : INT_MAX, fastcgi->request.in);
    return got > 0 ? (size_t)got : 0;
}

bool
fastcgi_is_read(struct fastcgi *fastcgi)
{
    return FCGX_GetChar(fastcgi->request.in) == -1;
}

static void
fastcgi_settle(const struct fastcgi_batch *batch)
{
    if (batch->settle != NULL)
        batch->settle(batch->arg);
}

/*
 * Only what is more than a socket holds can wait for a server that takes nothing: a redirect is never. What
 * remains to be written when the request ends must not wait for the same server again.
 */
bool
fastcgi_write(struct fastcgi *fastcgi, const void *bytes, size_t length)
{
    if (length > FASTCGI_BUFFER) {
        fastcgi_settle(fastcgi->batch);
        fastcgi_bound(fastcgi->request.ipcFd, SO_SNDTIMEO);
    }
    const bool written = FCGX_PutStr(bytes, (int)length, fastcgi->request.out) >= 0;
    if (!written)
        shutdown(fastcgi->request.ipcFd, SHUT_RDWR);
    return written;
}

void
fastcgi_end(struct fastcgi *fastcgi, bool at_once)
{
    fastcgi->at_once = at_once;
}

/* Also one that the server would keep: it would hold this program, and its other connections would wait. */
static void
fastcgi_close(struct fastcgi *fastcgi)
{
    fastcgi->request.keepConnection = 0;
    if (fastcgi->at_once)
        FCGX_Detach(&fastcgi->request);
    FCGX_Finish_r(&fastcgi->request);
    FCGX_Attach(&fastcgi->request);
}

/* Those that wait for the server come last. */
void
fastcgi_finish(struct fastcgi_batch *batch)
{
    fastcgi_settle(batch);
    for (int at_once = 1; at_once >= 0; at_once--)
        for (unsigned i = 0; i < batch->count; i++)
            if (batch->connections[i].at_once == (at_once != 0))
                fastcgi_close(&batch->connections[i]);
    batch->count = 0;
}

void
fastcgi_free(struct fastcgi_batch *batch)
{
    if (batch == NULL)
        return;
    if (batch->watch >= 0)
        close(batch->watch);
    close(fastcgi_nothing);
    free(batch);
}
