/*
 * click_rank_begin.c: gives each link with clicks the row that the next click would give it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_rank_begin.h"

#include <string.h>

#include "event/checkpoint.h"
#include "link/link.h"
#include "stats/link_activity.h"

enum { RANK_PIECE = 200 }; /* links that a transaction looks at */

/* The row that says that all links were looked at; too short for a place of a list. */
static const struct row_key rank_mark = {"\xff", 1};

/* A piece of all links, in the order of their names. */
struct rank_piece {
    char after[LINK_NAME_MAX + 1],
        last[LINK_NAME_MAX + 1]; /* the last name of the piece before; of this one */
    bool ended;
};

static enum fault
rank_piece_body(struct txn *txn, void *arg)
{
    struct rank_piece *piece = arg;
    struct checkpoint counted; /* read first: nobody counts meanwhile */
    struct cursor cursor;
    struct link link;
    uint8_t row[LINK_ROW_MAX];
    enum fault fault = checkpoint_get_for_update(txn, CHECKPOINT_AGGREGATOR, &counted);
    strcpy(piece->last, piece->after);
    for (int i = 0; i < RANK_PIECE && fault == FAULT_NONE; i++) {
        fault = row_next(txn, TABLE_LINK, link_key(piece->last), &cursor, row, sizeof row);
        if (fault != FAULT_NONE)
            break;
        memcpy(piece->last, cursor.key, cursor.key_length);
        piece->last[cursor.key_length] = '\0';
        fault = link_from_row(link_key(piece->last), row, cursor.row_length, &link);
        if (fault == FAULT_NONE)
            fault = link_activity_begin(txn,
                &(struct click_rank_link){link.id, link.owner, !uuid_is_nil(link.message)}, piece->last,
                counted.number);
    }
    piece->ended = fault == FAULT_MISSING;
    return piece->ended ? FAULT_NONE : fault;
}

static enum fault
rank_mark_body(struct txn *txn, void *arg)
{
    (void)arg;
    return row_put(txn, TABLE_CLICK_RANK, rank_mark, "", 0);
}

enum fault
click_rank_begin(struct env *env)
{
    struct rank_piece piece = {.after = ""};
    uint8_t row[1];
    size_t length;
    enum fault fault = row_get_head(env_read(env), TABLE_CLICK_RANK, rank_mark, row, sizeof row, &length);
    if (fault != FAULT_MISSING)
        return fault;
    do {
        fault = env_txn(env, ENV_WRITE, rank_piece_body, &piece);
        strcpy(piece.after, piece.last);
    } while (fault == FAULT_NONE && !piece.ended);
    return fault != FAULT_NONE ? fault : env_txn(env, ENV_WRITE, rank_mark_body, NULL);
}
