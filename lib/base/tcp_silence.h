/*
 * tcp_silence.h: an end for a TCP connection whose other side is gone, which would else stand for minutes:
 * its system acknowledges nothing, neither what was sent nor that the connection is there (tcp(7),
 * TCP_USER_TIMEOUT).
 */
#ifndef CURT_BASE_TCP_SILENCE_H
#define CURT_BASE_TCP_SILENCE_H

/* The connection breaks after about so many milliseconds of silence. */
void tcp_silence_bound(int file, int milliseconds);

#endif
