/*
 * cluster_sockets.c: options of sockets that somebody else opened.
 *
 * SPDX-License-Identifier: ISC
 */
#include "db/cluster_sockets.h"

#include <arpa/inet.h>
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

void
cluster_sockets_tend(int port, int silence)
{
    for (int file = 0; file < CLUSTER_SOCKETS_MOST; file++) {
        struct sockaddr_storage here, there;
        socklen_t size = sizeof here, other = sizeof there;
        if (getpeername(file, (struct sockaddr *)&there, &other) != 0 ||
            getsockname(file, (struct sockaddr *)&here, &size) != 0)
            continue;
        if (cluster_sockets_is_port(&here, port) || cluster_sockets_is_port(&there, port))
            cluster_sockets_set(file, silence);
    }
}
