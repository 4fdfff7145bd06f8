/*
 * listener.c: bind and listen.
 *
 * SPDX-License-Identifier: ISC
 */
#include "listener.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"

enum { LISTENER_BACKLOG = 4096 /* when it is full, lighttpd answers 500 at once */ };

static bool
listener_is_alive(const struct sockaddr_un *at)
{
    const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool alive = probe >= 0 && (connect(probe, (const struct sockaddr *)at, sizeof *at) == 0 ||
                                         errno == EAGAIN); /* it is, and its queue is full */
    if (probe >= 0)
        close(probe);
    return alive;
}

/*
 * The mode comes with the file, and a link that somebody put in its place is not followed: the directory may
 * be one where another user writes, and this process be root.
 */
static int
listener_bind(const struct sockaddr_un *at)
{
    const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const mode_t before = umask(0117);
    if ((unlink(at->sun_path) != 0 && errno != ENOENT) || listening < 0 ||
        bind(listening, (const struct sockaddr *)at, sizeof *at) != 0)
        log_fatal("cannot listen at %s: %s; name a directory that is there and that curt-serve may write to "
                  "with --sockets",
            at->sun_path, strerror(errno));
    umask(before);
    return listening;
}

int
listener_open(const char *directory, const char *name, uid_t owner, gid_t group)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    const int length = snprintf(at.sun_path, sizeof at.sun_path, "%s/%s.sock", directory, name);
    if (length < 0 || (size_t)length >= sizeof at.sun_path)
        log_fatal("%s/%s.sock is too long for the name of a socket", directory, name);
    if (listener_is_alive(&at))
        log_fatal("another process listens at %s; stop it first", at.sun_path);
    const int listening = listener_bind(&at);
    if (lchown(at.sun_path, owner, group) != 0)
        log_fatal("cannot give %s to its user and group: %s; start curt-serve as root, or as a member of "
                  "that group",
            at.sun_path, strerror(errno));
    if (listen(listening, LISTENER_BACKLOG) != 0)
        log_fatal("cannot listen at %s: %s", at.sun_path, strerror(errno));
    return listening;
}
