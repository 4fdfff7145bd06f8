/*
 * upgrade.h: brings a store from the version that it has to the one that this curt needs.
 *
 * A chain of migrations, each from one version to the next: the first one from version 0. One is done whole,
 * or can be run again after it was cut short; after each, the store knows its new version.
 */
#ifndef CURT_UPGRADE_UPGRADE_H
#define CURT_UPGRADE_UPGRADE_H

#include <stdint.h>

#include "base/config.h"
#include "db/env.h"
#include "db/store_version.h"

/* Called now and then: how much is done, of how much. */
typedef void upgrade_progress(uint64_t done, uint64_t all);

struct migration {
    const char *what; /* what it does, for people: "index messages by number" */
    bool alone;       /* programs of the version before must not have the store open */
    /* FAULT_AGAIN: interrupted. NULL: nothing but the version changes. */
    enum fault (*run)(struct env *, upgrade_progress *);
};

/* To STORE_VERSION: migrations[0] leads from 0 to 1. */
extern const struct migration migrations[STORE_VERSION];

/*
 * Runs what the store needs of a chain of `count` migrations, in order; tell (or NULL) is called before each,
 * with the version that it leads to, progress (or NULL) while it runs. FAULT_REFUSED (logged): the store is
 * newer than the chain, or other programs have it open and must not. What ran before a fault stays done.
 */
enum fault upgrade_run(const struct config *, const struct migration *chain, unsigned count,
    void (*tell)(unsigned to, const struct migration *), upgrade_progress *);

#endif
