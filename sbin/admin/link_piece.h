/*
 * link_piece.h: all links, or those with a tag, of a campaign, or both, newest first, a few a transaction, so
 * that what is done with them is done outside.
 */
#ifndef CURT_SBIN_ADMIN_LINK_PIECE_H
#define CURT_SBIN_ADMIN_LINK_PIECE_H

#include "link/link_index.h"

enum { LINK_PIECE = 32 };

struct link_piece {
    const char *tag, *campaign; /* NULL: any */
    struct link_list list;      /* where the next piece begins */
    struct link links[LINK_PIECE];
    size_t count; /* of these */
    bool ended;   /* these are the last */
};

void link_piece_begin(struct link_piece *, const char *tag, const char *campaign);

/* Reads the next links; not each of them need be wanted. */
enum fault link_piece_read(struct link_piece *, struct env *);

/* Has it the tag, and is it of the campaign? */
bool link_piece_wants(const struct link_piece *, const struct link *);

#endif
