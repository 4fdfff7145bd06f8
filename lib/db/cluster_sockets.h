/*
 * cluster_sockets.h: the connections that Berkeley DB makes for replication. It leaves Nagle's algorithm on,
 * and has no call to turn that off: an acknowledgement then waits for up to 40 ms. But they are descriptors
 * of this process.
 */
#ifndef CURT_DB_CLUSTER_SOCKETS_H
#define CURT_DB_CLUSTER_SOCKETS_H

/* Sets TCP_NODELAY on each TCP connection from or to the port. */
void cluster_sockets_tend(int port);

#endif
