/*
 * count.h: the built-in consumer: clicks of the event log become tallies, and what becomes of messages a
 * funnel, each exactly once.
 *
 * Events are read and added up in memory; then one transaction applies the sum and moves the consumer's
 * position.
 */
#ifndef CURT_BUS_COUNT_H
#define CURT_BUS_COUNT_H

#include "base/conf.h"
#include "store/env.h"

/* Events that one run takes at the most: after as many there are more. */
#define COUNTER_EVENTS 4000

struct counter;

/* FAULT_SYSTEM (logged) when the data on user agents cannot be read. The caller closes it. */
enum fault counter_open(struct counter **out, const struct conf *);
void counter_close(struct counter *);

/* Counts the next events, a bounded number of them; *taken is how many, 0 when there is nothing new.
 * FAULT_REFUSED: another counter was quicker with these, and the next run goes on behind them. */
enum fault counter_run(struct counter *, struct env *, uint64_t *taken);

#endif
