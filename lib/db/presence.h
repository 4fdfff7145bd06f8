/*
 * presence.h: what a process that uses the store says of itself, in shared memory, for the one who finds it
 * dead. A process that died inside, in a call or a transaction of Berkeley DB, may hold mutexes and locks
 * that nobody gives back, and the store needs recovery. One that died outside holds nothing that others wait
 * for: its death costs them nothing.
 *
 * It lies beside the regions (shm_regions.h) and goes with them.
 */
#ifndef CURT_DB_PRESENCE_H
#define CURT_DB_PRESENCE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

#define PRESENCE_NAME "presence." /* then the process id: the name of its file */

/* How many calls and transactions a thread is in. Written by that thread alone. */
typedef _Atomic uint32_t presence_depth;

struct presence {
    presence_depth inside;       /* of the thread that opened the store */
    presence_depth checkpointer; /* of the one that makes checkpoints */
    _Atomic uint32_t busy;       /* it has begun what it should end before it is killed */
};

/*
 * Makes that of the calling process: inside, until somebody says otherwise. *out stays mapped until
 * presence_remove. FAULT_SYSTEM (logged).
 */
enum fault presence_make(int home, struct presence **out);
void presence_remove(int home, struct presence *);

/* Of another process, dead or alive. False when it has said nothing. */
bool presence_read(int home, pid_t, struct presence *out);

/* Forgets a dead process. */
void presence_forget(int home, pid_t);

/* No more than two moves: every look at a row passes here. */
static inline void
presence_enter(presence_depth *depth)
{
    atomic_store_explicit(depth, atomic_load_explicit(depth, memory_order_relaxed) + 1, memory_order_relaxed);
}

static inline void
presence_leave(presence_depth *depth)
{
    atomic_store_explicit(depth, atomic_load_explicit(depth, memory_order_relaxed) - 1, memory_order_relaxed);
}

#endif
