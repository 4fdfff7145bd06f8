/*
 * click_rank_begin.h: ranks links that were clicked before there was a ranking (click_rank.h), once a store.
 */
#ifndef CURT_STATS_CLICK_RANK_BEGIN_H
#define CURT_STATS_CLICK_RANK_BEGIN_H

#include "db/env.h"

/*
 * Looks through all links the first time, a piece a transaction, while others go on; after that, it costs one
 * row. Interrupted, it begins again.
 */
enum fault click_rank_begin(struct env *);

#endif
