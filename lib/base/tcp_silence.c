/*
 * tcp_silence.c: keepalive, and a bound on both.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/tcp_silence.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

void
tcp_silence_bound(int file, int milliseconds)
{
    const int one = 1;
    setsockopt(file, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
    setsockopt(file, IPPROTO_TCP, TCP_KEEPIDLE, &one, sizeof one);
    setsockopt(file, IPPROTO_TCP, TCP_KEEPINTVL, &one, sizeof one);
    setsockopt(file, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}
