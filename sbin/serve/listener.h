/*
 * listener.h: the Unix sockets that web servers connect to.
 */
#ifndef CURT_SBIN_SERVE_LISTENER_H
#define CURT_SBIN_SERVE_LISTENER_H

#include <sys/types.h>

/*
 * Listens at directory/name.sock, which its owner and this group may connect to ((gid_t)-1: the process's
 * own). What nobody listens at any more is replaced. Returns the socket; a failure is fatal, and so is
 * another process there.
 */
int listener_open(const char *directory, const char *name, uid_t owner, gid_t group);

#endif
