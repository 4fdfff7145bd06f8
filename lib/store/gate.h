/*
 * gate.h: who uses the store, and whether somebody died in it.
 *
 * Berkeley DB's mutexes are not robust: a process killed while it holds one leaves the others waiting for
 * ever. So every user of an environment holds a flock on a file of its own, users/<pid>, and takes it away
 * only when it closes cleanly. Whoever comes in looks, under a lock on the file gate, for a file that nobody
 * locks: its owner died in the store. Then every other user is killed (each is started again by whoever
 * started it) and the store is recovered before anybody uses it.
 */
#ifndef CURT_STORE_GATE_H
#define CURT_STORE_GATE_H

#include <stdbool.h>

#include "base/fault.h"

#define GATE_PATH 512

struct gate {
    int home; /* the store's directory */
    int lock; /* the file gate, -1 when it is not held */
    int own;  /* our file under users/, -1 before gate_enter */
    char own_name[32];
};

/*
 * Waits for its turn, and makes the house safe to enter. On FAULT_NONE the gate is held, our own file is
 * locked, and *recover says whether to open with recovery: somebody died, or nobody else is in. Open the
 * environment, then gate_open. FAULT_SYSTEM (logged) when the directory cannot be used.
 */
enum fault gate_enter(struct gate *, const char *home, bool *recover);

/* Lets the next one in. */
void gate_open(struct gate *);

/* Before leaving: waits for the gate and holds it. *last says that nobody else is in, and nobody died in it.
 */
enum fault gate_close(struct gate *, bool *last);

/* After the environment is closed cleanly: our file goes, and the next one may come in. */
void gate_leave(struct gate *);

/* How many processes use the store now, this one included. */
int gate_users(const struct gate *);

#endif
