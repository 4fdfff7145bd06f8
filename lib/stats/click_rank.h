/*
 * click_rank.h: links in the order of their clicks by people, the most first: everybody's (owner 0) and those
 * of each owner, with the links that were made for messages apart. Only links that were clicked are in it;
 * one that was deleted leaves it when its counts are deleted. Kept by the built-in consumer, which moves
 * links once all clicks that there are are counted, and a few a second while there are more
 * (click_rank_queue.h); what was clicked before there was a ranking: click_rank_begin.h.
 *
 * TABLE_CLICK_RANK: owner, of messages, clicks upside down, link id -> the link's name
 */
#ifndef CURT_STATS_CLICK_RANK_H
#define CURT_STATS_CLICK_RANK_H

#include <stdbool.h>
#include <stdint.h>

#include "db/row.h"
#include "link/link_name.h"

struct click_rank_place {
    uint64_t clicks, link;
    char name[LINK_NAME_MAX + 1];
};

/*
 * The next places of the list: *count of them, fewer than `most` at its end. after: the last one seen, NULL
 * at the beginning; of it, clicks and link count. A link whose clicks are counted meanwhile may be seen
 * twice.
 */
enum fault click_rank_read(struct txn *, uint32_t owner, bool of_messages,
    const struct click_rank_place *after, struct click_rank_place *out, size_t most, size_t *count);

/* Where a link is ranked, and whose it is. */
struct click_rank_link {
    uint64_t link;
    uint32_t owner;
    bool of_message;
};

/* Puts the link where it belongs with its clicks; before: how many it had, 0: it is not in the list. */
enum fault click_rank_move(
    struct txn *, const struct click_rank_link *, const char *name, uint64_t before, uint64_t clicks);

/* Takes it out. */
enum fault click_rank_remove(struct txn *, const struct click_rank_link *, uint64_t clicks);

#endif
