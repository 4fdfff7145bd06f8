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
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program.h"

struct fastcgi {
    FCGX_Request request;
};

static volatile sig_atomic_t fastcgi_stopped;
static int fastcgi_nothing = -1; /* /dev/null, opened in advance */

struct fastcgi *
fastcgi_open(void)
{
    static struct fastcgi fastcgi;
    fastcgi_nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fastcgi_nothing < 0)
        log_fatal("cannot open /dev/null: %s", strerror(errno));
    /* libfcgi is given a socket that it cannot accept from: that is fastcgi_accept's. */
    if (FCGX_Init() != 0 || FCGX_InitRequest(&fastcgi.request, fastcgi_nothing, 0) != 0)
        log_fatal("cannot set up FastCGI");
    return &fastcgi;
}

/*
 * Without the listening socket the next accept fails at once, even if it had not begun when the signal came.
 * Its number stays taken, so that no file of the store gets it.
 */
void
fastcgi_stop(void)
{
    if (!fastcgi_stopped)
        dup2(fastcgi_nothing, FCGI_LISTENSOCK_FILENO);
    fastcgi_stopped = 1;
}

/* Some start programs with a socket that does not block: the next look at it is when there is something. */
static void
fastcgi_await(void)
{
    struct pollfd listening = {.fd = FCGI_LISTENSOCK_FILENO, .events = POLLIN};
    poll(&listening, 1, -1);
}

/* SO_RCVTIMEO or SO_SNDTIMEO: how long a server may send nothing, or take nothing. */
static void
fastcgi_bound(int connection, int timeout)
{
    static const struct timeval patience = {.tv_sec = FASTCGI_SILENCE};
    setsockopt(connection, SOL_SOCKET, timeout, &patience, sizeof patience);
}

/*
 * The next connection; negative when there will be none. The ending signals are let in here alone: in the
 * middle of a request they would break off a read, and with it a body.
 */
static int
fastcgi_next(void)
{
    int connection;
    program_release_signals();
    while ((connection = accept4(FCGI_LISTENSOCK_FILENO, NULL, NULL, SOCK_CLOEXEC)) < 0 && !fastcgi_stopped &&
           (errno == EINTR || errno == ECONNABORTED || errno == EAGAIN))
        if (errno == EAGAIN)
            fastcgi_await();
    const int error = errno;
    program_hold_signals();
    if (connection >= 0)
        fastcgi_bound(connection, SO_RCVTIMEO);
    else if (!fastcgi_stopped)
        log_error("cannot accept a connection: %s%s", strerror(error),
            error == ENOTSOCK ? "; a web server or curt-serve(8) starts this program, with a socket as its "
                                "standard input"
                              : "");
    return connection;
}

/*
 * The connection is accepted here and given to libfcgi as one that was kept: its own accept waits for the
 * first byte in poll, which a signal interrupts, and then drops the connection, with a request that the web
 * server will not send again. It also waits for ever for a server that stops in the middle of a header.
 */
bool
fastcgi_accept(struct fastcgi *fastcgi)
{
    FCGX_Request *request = &fastcgi->request;
    while (!fastcgi_stopped) {
        if (request->ipcFd < 0) {
            request->ipcFd = fastcgi_next();
            request->keepConnection = 1;
        }
        if (request->ipcFd < 0)
            return false;
        if (FCGX_Accept_r(request) == 0)
            return true;
    }
    return false;
}

char **
fastcgi_variables(const struct fastcgi *fastcgi)
{
    return fastcgi->request.envp;
}

const char *
fastcgi_variable(const struct fastcgi *fastcgi, const char *name)
{
    return FCGX_GetParam(name, fastcgi->request.envp);
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

/*
 * Only what is more than a socket holds can wait for a server that takes nothing: a redirect is never. What
 * remains to be written when the request ends must not wait for the same server again.
 */
bool
fastcgi_write(struct fastcgi *fastcgi, const void *bytes, size_t length)
{
    if (length > FASTCGI_BUFFER)
        fastcgi_bound(fastcgi->request.ipcFd, SO_SNDTIMEO);
    const bool written = FCGX_PutStr(bytes, (int)length, fastcgi->request.out) >= 0;
    if (!written)
        shutdown(fastcgi->request.ipcFd, SHUT_RDWR);
    return written;
}

void
fastcgi_finish(struct fastcgi *fastcgi, bool at_once)
{
    if (at_once)
        FCGX_Detach(&fastcgi->request);
    FCGX_Finish_r(&fastcgi->request);
    FCGX_Attach(&fastcgi->request);
}
