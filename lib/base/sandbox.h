/*
 * sandbox.h: what a program can still do once it has opened all that it needs, so that a bug in it that
 * somebody exploits is worth little.
 *
 * Both cannot be undone. What the kernel or a container does not let it have is logged, and the program goes
 * on without. A build with sanitizers, which start processes of their own, is never confined.
 */
#ifndef CURT_BASE_SANDBOX_H
#define CURT_BASE_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* A directory; what is in it can be read, or written and made too. */
struct sandbox_place {
    const char *directory;
    bool writable;
};

/*
 * From now on, files are opened below these places alone, and none is run (Landlock, Linux 5.13;
 * landlock(7)). For this thread and those that it starts. A directory that is missing counts for
 * nothing.
 */
void sandbox_places(const struct sandbox_place *places, size_t count);

/*
 * From now on, all threads make only the system calls that serving requests from an open store takes: no
 * exec, no new sockets, no executable memory. Any other fails with EPERM. A program that is on the network of
 * a cluster also connects to others, and starts threads.
 */
void sandbox_system_calls(bool network);

#endif
