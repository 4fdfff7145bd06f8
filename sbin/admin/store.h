/*
 * store.h: the store as a command of curt opens it: that of the configuration, or the program ends and says
 * why.
 */
#ifndef CURT_SBIN_ADMIN_STORE_H
#define CURT_SBIN_ADMIN_STORE_H

#include "base/config.h"
#include "db/env.h"

/* Signals are held back until store_close: an interruption must not look like a death in the store. */
struct env *store_open(struct config *);
void store_close(struct env *);

#endif
