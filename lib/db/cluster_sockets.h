/*
 * cluster_sockets.h: the connections that Berkeley DB makes for replication. It has no call to set them up,
 * but they are descriptors of this process. It leaves Nagle's algorithm on, so that an acknowledgement waits
 * for up to 40 ms; it takes one whose other side is gone for one that is there; and it waits for as long as
 * the system tries to make one, which is two minutes, and so does who closes the store meanwhile.
 */
#ifndef CURT_DB_CLUSTER_SOCKETS_H
#define CURT_DB_CLUSTER_SOCKETS_H

/*
 * For each TCP connection from or to the port: no delay, and an end after so many milliseconds without a sign
 * of the other side's system (tcp(7)). For those that are being made: three seconds at most.
 */
void cluster_sockets_tend(int port, int silence);

/* Ends those that are being made: who waits for one hears at once that there is none. */
void cluster_sockets_give_up(void);

#endif
