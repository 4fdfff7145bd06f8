/*
 * registry_watch.h: ends the process when another died inside the store, and nobody comes in to see it.
 *
 * While one opens the store beside others it holds the gate, and may wait for what the dead one held: nobody
 * could come in until the opening's own alarm. And where the dead one has no parent that starts it again, as
 * a command of the administrator's, all would wait for their own alarms, until one is started again.
 */
#ifndef CURT_DB_REGISTRY_WATCH_H
#define CURT_DB_REGISTRY_WATCH_H

#include <stdbool.h>

#include "db/registry.h"

enum { REGISTRY_WATCH_PATIENCE = 500 /* milliseconds after such a death */ };

struct registry_watch;

/*
 * A thread, until registry_watch_end: to be ended before this process kills others for a recovery. Whether
 * the caller holds the gate all the time; else it is let be while somebody does. NULL (logged) when it cannot
 * be had. The registry must outlive it.
 */
struct registry_watch *registry_watch_begin(const struct registry *, bool holds_gate);
void registry_watch_end(struct registry_watch *); /* also of NULL */

#endif
