/*
 * click_rank_queue.h: links that were clicked and have not moved in the ranking (click_rank.h) yet. To move
 * one costs more than to count a click, and in a backlog many clicks of a link move it once.
 *
 * The ranking is a consumer of the event log with a position of its own, CHECKPOINT_RANK: up to there all
 * clicks that are counted are ranked. What lies between it and the aggregator's position is here, in memory;
 * after a death it is read from the log again. To rank a link twice does no harm.
 */
#ifndef CURT_STATS_CLICK_RANK_QUEUE_H
#define CURT_STATS_CLICK_RANK_QUEUE_H

#include <stdbool.h>

#include "db/env.h"
#include "link/link_name.h"

struct click_rank_queue;

/* most: how many links it holds. The caller frees it. */
struct click_rank_queue *click_rank_queue_create(size_t most);
void click_rank_queue_free(struct click_rank_queue *);

/* For how many more links is there room? */
size_t click_rank_queue_room(const struct click_rank_queue *);

/* A link that was clicked. There must be room. */
void click_rank_queue_add(
    struct click_rank_queue *, uint64_t link, const char name[static LINK_NAME_MAX + 1]);

/* Up to which event all clicked links are here, or ranked. The first call reads it from the store at first.
 */
enum fault click_rank_queue_known(struct click_rank_queue *, struct env *, uint64_t *event);
void click_rank_queue_set_known(struct click_rank_queue *, uint64_t event);

/* Is there none that waits, and the position in the store the last that is known? */
bool click_rank_queue_is_settled(const struct click_rank_queue *);

/* Moves at most so many links, a few a transaction, and the position once none is left. */
enum fault click_rank_queue_settle(struct click_rank_queue *, struct env *, size_t most);

#endif
