/*
 * seeder.h: on a host that is to join a cluster and has no store yet, fetches a copy of the master's
 * (backup/seed.h, backup/host_copy.h), by HTTP from its bus.fcgi, before the store is opened.
 */
#ifndef CURT_RELAY_SEEDER_H
#define CURT_RELAY_SEEDER_H

#include <signal.h>
#include <stdbool.h>

#include "base/config.h"

/*
 * Returns when the store is there, at once if it was. Asks the hosts of [cluster] hosts again and again until
 * one answers and has this host added. What cannot be mended by waiting is fatal. False: *ending was set
 * meanwhile.
 */
bool seeder_run(const struct config *, const volatile sig_atomic_t *ending);

#endif
