/*
 * route.h: which of many patterns fit an event, without asking each of them.
 *
 * An alternative of a pattern in which some field has to be one of a few texts (a source, a code) is found by
 * such a text, in a hash table: of the fields that would do, the one whose texts the fewest others are found
 * by. Only what is found so is matched, and what has no such field. So three hundred patterns that name
 * different codes cost little more than one.
 *
 * One match at a time: a route is no more than one thread's.
 */
#ifndef CURT_BUS_ROUTE_H
#define CURT_BUS_ROUTE_H

#include <stddef.h>

#include "bus/pattern.h"
#include "bus/view.h"

struct route;

struct route *route_new(void);

/* Takes NULL too. */
void route_free(struct route *);

/* The pattern stays the caller's, and outlives the route; number, different for each, is the caller's name
 * for it. */
void route_add(struct route *, const struct pattern *, unsigned number);

/*
 * Writes the numbers of the patterns that fit, each once, in no particular order, and returns how many. hits
 * has room for as many as were added. Allocates nothing.
 */
size_t route_match(struct route *, const struct view *event, unsigned *hits);

#endif
