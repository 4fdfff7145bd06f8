/*
 * rule_index.h: which of many patterns fit an event, without asking each of them.
 *
 * An alternative of a pattern in which some field has to be one of a few texts (a source, a code) is found by
 * such a text, in a hash table: of the fields that would do, the one whose texts the fewest others are found
 * by. Only what is found so is matched, and what has no such field. So three hundred patterns that name
 * different codes cost little more than one.
 *
 * One match at a time: a route is no more than one thread's.
 */
#ifndef CURT_EVENT_RULE_INDEX_H
#define CURT_EVENT_RULE_INDEX_H

#include <stddef.h>

#include "event/event_value.h"
#include "event/pattern.h"

struct rule_index;

struct rule_index *rule_index_create(void);

/* Takes NULL too. */
void rule_index_free(struct rule_index *);

/* The pattern stays the caller's, and outlives the route; number, different for each, is the caller's name
 * for it. */
void rule_index_add(struct rule_index *, const struct pattern *, unsigned number);

/*
 * Writes the numbers of the patterns that fit, each once, in no particular order, and returns how many. hits
 * has room for as many as were added. Allocates nothing.
 */
size_t rule_index_match(struct rule_index *, const struct event_value *event, unsigned *hits);

#endif
