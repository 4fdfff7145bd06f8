/*
 * deleted_link.h: a link that somebody deleted, kept until [links] grace is over, so that they can take it
 * back. It does not open, its code is free, and its counts stay.
 *
 * TABLE_DELETED_LINK: 'i', id       -> when it was deleted, when it goes, the link's name and row
 *                     'c', name, id -> nothing
 */
#ifndef CURT_LINK_DELETED_LINK_H
#define CURT_LINK_DELETED_LINK_H

#include "link/link.h"

struct deleted_link {
    int64_t deleted, until; /* until: from then on it cannot be restored */
    struct link link;
};

/* Takes the link out and keeps it until then, with link.deleted. */
enum fault link_delete(struct txn *, const struct link *, int64_t now, int64_t until);

/*
 * Puts back the owner's link (0: anybody's) that had this name and was deleted last, with link.restored; it
 * is in *out. FAULT_MISSING: there is none; FAULT_EXISTS: the code is another link's by now.
 */
enum fault link_restore(struct txn *, const char *name, uint32_t owner, int64_t now, struct link *out);

/* Did a link that was deleted, and is not forgotten yet, have this name, which may be any text?
 * FAULT_MISSING. */
enum fault deleted_link_find(struct txn *, const char *name);

/* The first deleted link whose id is greater: FAULT_MISSING past the last. */
enum fault deleted_link_next(struct txn *, uint64_t after, struct deleted_link *out);

/* Lets go of a link whose time is over; its counts follow. Nothing is done for one that was restored. */
enum fault deleted_link_forget(struct txn *, const uint8_t id[static 8], int64_t now);

/* Lets go of a deleted link that had this name and was of this message; its id is in *id. FAULT_MISSING:
 * there is none, or no more. */
enum fault deleted_link_erase(
    struct txn *, const char *name, const uint8_t message[static UUID_BYTES], uint64_t *id);

#endif
