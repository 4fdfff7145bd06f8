/*
 * link_piece.c: reads links a piece a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_piece.h"

#include <string.h>

void
link_piece_begin(struct link_piece *piece, const char *tag, const char *campaign)
{
    piece->tag = tag;
    piece->campaign = campaign;
    piece->list = (struct link_list){.group = LINK_GROUP_ALL};
    piece->count = 0;
    piece->ended = false;
    if (campaign != NULL) {
        piece->list.group = LINK_GROUP_CAMPAIGN;
        piece->list.name = campaign;
    } else if (tag != NULL) {
        piece->list.group = LINK_GROUP_TAG;
        piece->list.name = tag;
    }
}

static bool
link_piece_take(const struct link *link, void *arg)
{
    struct link_piece *piece = arg;
    piece->links[piece->count++] = *link;
    return piece->count < LINK_PIECE;
}

struct link_piece_reading {
    struct link_piece *piece;
    struct link_list list; /* of this run of the transaction */
};

static enum fault
link_piece_body(struct txn *txn, void *arg)
{
    struct link_piece_reading *reading = arg;
    reading->list = reading->piece->list;
    reading->piece->count = 0;
    const enum fault fault = link_list_visit(txn, &reading->list, link_piece_take, reading->piece);
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

enum fault
link_piece_read(struct link_piece *piece, struct env *env)
{
    struct link_piece_reading reading = {.piece = piece};
    const enum fault fault = env_txn(env, ENV_READ, link_piece_body, &reading);
    if (fault == FAULT_NONE)
        piece->list = reading.list;
    piece->ended = piece->count < LINK_PIECE;
    return fault;
}

bool
link_piece_wants(const struct link_piece *piece, const struct link *link)
{
    return (piece->tag == NULL || labels_have_tag(&link->labels, piece->tag)) &&
           (piece->campaign == NULL || strcmp(link->labels.campaign, piece->campaign) == 0);
}
