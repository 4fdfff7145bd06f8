/*
 * aggregator.h: the built-in consumer: clicks of the event log become click statistics, and what becomes of
 * messages message statistics, and what did not open is counted, each exactly once.
 *
 * Events are read and added up in memory; then one transaction applies the sum and moves the consumer's
 * position. When all events of the log are in the sum and there is room, clicks of the spool are taken into
 * the log (intake.h) and counted in the same transaction, so that they need not be read again.
 *
 * Links move in the ranking (click_rank_queue.h) in transactions of their own: all that are due before a run
 * that leaves nothing to count returns.
 */
#ifndef CURT_STATS_AGGREGATOR_H
#define CURT_STATS_AGGREGATOR_H

#include <stdbool.h>

#include "base/config.h"
#include "db/env.h"
#include "event/intake.h"

/* Events that one run takes at the most: after as many there are more. */
#define AGGREGATOR_BATCH_MAX 1500

struct aggregator;

/* FAULT_SYSTEM (logged) when the data on user agents cannot be read. The caller closes it. */
enum fault aggregator_create(struct aggregator **out, const struct config *);
void aggregator_free(struct aggregator *);

/*
 * Counts the next events, a bounded number of them, and takes in clicks when that is all of them (unless
 * intake is NULL); *taken is how many, 0 when there is nothing new. FAULT_REFUSED: another counter was
 * quicker with these, and the next run continues after them.
 */
enum fault aggregator_run(struct aggregator *, struct env *, struct intake *, uint64_t *taken);

/* Did the last run take as much as it could, so that there may be more? */
bool aggregator_is_behind(const struct aggregator *);

#endif
