/*
 * link_create.h: a new link: its id, its code, its row, and link.created, in the caller's transaction.
 */
#ifndef CURT_LINK_LINK_CREATE_H
#define CURT_LINK_LINK_CREATE_H

#include "link/link.h"

/*
 * Creates the link, of which the caller has set all but id, version, created and changed; and code, unless it
 * is an alias. With code_length 0 link->code is an alias: FAULT_EXISTS when it is taken, and nothing is
 * written. Otherwise a free code of that length is drawn: FAULT_AGAIN (logged) when none was found. May be
 * run again after an abort. A link that the blocklist does not allow is made, and closed (link_block.h): who
 * wants to refuse it does so before.
 */
enum fault link_create(struct txn *, struct link *, size_t code_length, int64_t now);

/* The same of a link that was made elsewhere: its created stays as the caller has set it. */
enum fault link_create_imported(struct txn *, struct link *, size_t code_length, int64_t now);

#endif
