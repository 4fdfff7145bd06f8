/*
 * cluster_sockets.h: the connections that Berkeley DB makes for replication. It has no call to set them up,
 * but they are descriptors of this process. It leaves Nagle's algorithm on, so that an acknowledgement waits
 * for up to 40 ms; and it takes one whose other side is gone for one that is there.
 */
#ifndef CURT_DB_CLUSTER_SOCKETS_H
#define CURT_DB_CLUSTER_SOCKETS_H

/* For each TCP connection from or to the port: no delay, and an end after so many milliseconds without a sign
 * of the other side's system (tcp(7)). */
void cluster_sockets_tend(int port, int silence);

#endif
