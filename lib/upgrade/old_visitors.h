/*
 * old_visitors.h: the visitors of stores of version 2: a row for each scope that a visitor was seen in on a
 * day, in visitor.db. The upgrade gathers them in a row a visitor and day (stats/visitor.h).
 */
#ifndef CURT_UPGRADE_OLD_VISITORS_H
#define CURT_UPGRADE_OLD_VISITORS_H

#include "upgrade/upgrade.h"

/* Gathers them, then removes the old table. FAULT_AGAIN: interrupted; the same call begins again, and what is
 * gathered already stays as it is. */
enum fault old_visitors_gather(struct env *, upgrade_progress *);

#endif
