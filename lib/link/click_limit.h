/*
 * click_limit.h: links that open only so many times (max_clicks): how often each was opened. The count is
 * exact: it is read and written in one transaction.
 */
#ifndef CURT_LINK_CLICK_LIMIT_H
#define CURT_LINK_CLICK_LIMIT_H

#include "link/link.h"

/* How often a link with a limit was opened. */
enum fault click_limit_used(struct txn *, const struct link *, uint64_t *used);

/* One click more of a link with a limit; FAULT_REFUSED when it is used up. */
enum fault click_limit_take(struct txn *, const struct link *);

/* A new link with a limit was opened that often already, elsewhere. */
enum fault click_limit_set(struct txn *, const struct link *, uint64_t used);

/* The link goes. It need not have had a limit. */
enum fault click_limit_remove(struct txn *, const struct link *);

#endif
