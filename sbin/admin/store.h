/*
 * store.h: the store as a command of curt opens it: that of the configuration, or the program ends and says
 * why.
 */
#ifndef CURT_SBIN_ADMIN_STORE_H
#define CURT_SBIN_ADMIN_STORE_H

#include <unistd.h>

#include "base/config.h"
#include "db/env.h"

/* Signals are held back until store_close: an interruption must not look like a death in the store. */
struct env *store_open(struct config *);
void store_close(struct env *);

/* Closes the store for so many microseconds: who only watches need not have it open. */
struct env *store_rest(struct env *, const struct config *, useconds_t);

#endif
