/*
 * cluster_sockets.c: options of sockets that somebody else opened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/cluster_sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/tcp_silence.h"

enum { CLUSTER_SOCKETS_MOST = 256 };

/* Of sockaddr_in and sockaddr_in6, where it stands at the same place. */
static bool
cluster_sockets_is_port(const struct sockaddr_storage *address, int port)
{
    return (address->ss_family == AF_INET || address->ss_family == AF_INET6) &&
           ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port) == port;
}

static void
cluster_sockets_set(int file, int silence)
{
    const int one = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    tcp_silence_bound(file, silence);
}

/* Is it being connected by a thread that waits for that? Nobody but Berkeley DB does it so. */
static bool
cluster_sockets_is_awaited(int file)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    return getsockopt(file, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_state == TCP_SYN_SENT &&
           (fcntl(file, F_GETFL) & O_NONBLOCK) == 0;
}

/* It is over after three seconds instead of two minutes, and the next one begins. */
static void
cluster_sockets_hurry(int file)
{
    const int tries = 1;
    setsockopt(file, IPPROTO_TCP, TCP_SYNCNT, &tries, sizeof tries);
}

void
cluster_sockets_give_up(void)
{
    for (int file = 0; file < CLUSTER_SOCKETS_MOST; file++)
        if (cluster_sockets_is_awaited(file))
            shutdown(file, SHUT_RDWR);
}

void
cluster_sockets_tend(int port, int silence)
{
    for (int file = 0; file < CLUSTER_SOCKETS_MOST; file++) {
        struct sockaddr_storage here, there;
        socklen_t size = sizeof here, other = sizeof there;
        if (cluster_sockets_is_awaited(file))
            cluster_sockets_hurry(file);
        else if (getpeername(file, (struct sockaddr *)&there, &other) == 0 &&
                 getsockname(file, (struct sockaddr *)&here, &size) == 0 &&
                 (cluster_sockets_is_port(&here, port) || cluster_sockets_is_port(&there, port)))
            cluster_sockets_set(file, silence);
    }
}
