/*
 * link_write.h: writing links: each with its index (link_index.h) and what the sweeper has to do for it
 * (schedule.h), in the caller's transaction.
 */
#ifndef CURT_LINK_LINK_WRITE_H
#define CURT_LINK_LINK_WRITE_H

#include "link/link.h"

/* Writes a new link with its index and what is due; FAULT_EXISTS when the code is taken on its domain, and
 * nothing is written. */
enum fault link_add(struct txn *, const struct link *);

/* Writes `after` in place of `before`, which was read in this transaction; the names are the same. */
enum fault link_update(struct txn *, const struct link *before, const struct link *after);

/* Writes a link that is there, of which nothing changed but what it brought along (struct link_imported). */
enum fault link_put_imported(struct txn *, const struct link *);

/* Takes the link out, but neither its counts nor how often it was opened: it may come back (deleted_link.h).
 */
enum fault link_take_out(struct txn *, const struct link *);

/* Takes the link out for good; its counts follow later (schedule.h). */
enum fault link_remove(struct txn *, const struct link *, int64_t now);

#endif
