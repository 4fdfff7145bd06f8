/*
 * registry.h: who uses the store, and whether a process died in it.
 *
 * Berkeley DB's mutexes are not robust: a process killed while it holds one leaves the others waiting for
 * ever. So every user of an environment holds a flock on a file of its own, users/<pid>, and takes it away
 * only when it closes cleanly. A process that comes in looks, under a lock on the file gate, for a file that
 * nobody locks: its owner died. If that was inside the store (presence.h), every other user is killed (each
 * is started again by its parent) and the store is recovered before anybody uses it. If it was outside, its
 * death is forgotten.
 *
 * Those that are busy when others have to go are asked to end first, by SIGTERM, and have REGISTRY_GRACE for
 * it; meanwhile the others go on as far as they can.
 */
#ifndef CURT_DB_REGISTRY_H
#define CURT_DB_REGISTRY_H

#include <stdbool.h>

#include "base/fault.h"
#include "db/presence.h"

enum { REGISTRY_GRACE = 3000 /* milliseconds */ };

struct registry {
    int home; /* the store's directory */
    int lock; /* the file gate, -1 when it is not held */
    int own;  /* our file under users/, -1 before registry_enter */
    char own_name[32];
    bool forgot;               /* that others died outside, when it came in */
    struct presence *presence; /* NULL before registry_announce */
};

/*
 * Waits for its turn, and makes the house safe to enter. On FAULT_NONE the gate is held, our own file is
 * locked, and *recover says whether to open with recovery: somebody died inside, or nobody else is in. When
 * there is a place for the regions, registry_announce; open the environment, then registry_unlock.
 * FAULT_SYSTEM (logged) when the directory cannot be used.
 */
enum fault registry_enter(struct registry *, const char *home, bool *recover);

/*
 * Waits for its turn, and keeps the gate until registry_leave, which is to be called in any case: for work on
 * the files of a store that nobody has open. FAULT_REFUSED: somebody has, or died in it; FAULT_SYSTEM
 * (logged).
 */
enum fault registry_enter_empty(struct registry *, const char *home);

/* Has one died inside the store, which is still to be recovered? */
bool registry_is_damaged(const struct registry *);

/* Is nobody coming in or leaving? */
bool registry_gate_is_free(const struct registry *);

/* Kills the others, for a recovery that is needed though nobody died inside; the gate is held. */
enum fault registry_evict(struct registry *);

/* Says that this process is in; inside, until it leaves that. FAULT_SYSTEM (logged). */
enum fault registry_announce(struct registry *);

/* Lets the next one in. */
void registry_unlock(struct registry *);

/* Before leaving: waits for the gate and holds it. *last says that nobody else is in, and nobody died in it.
 */
enum fault registry_begin_leave(struct registry *, bool *last);

/* After the environment is closed cleanly: our file goes, and the next one may come in. */
void registry_leave(struct registry *);

/* How many processes use the store now, this one included. */
int registry_users(const struct registry *);

#endif
