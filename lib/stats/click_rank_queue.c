/*
 * click_rank_queue.c: moves links in the ranking, a piece a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_rank_queue.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_index.h"
#include "base/memory.h"
#include "event/checkpoint.h"
#include "stats/click_stats_summary.h"
#include "stats/link_activity.h"

enum { RANK_PIECE = 200 /* links a transaction: two milliseconds */ };

struct rank_entry {
    uint64_t link;
    char name[LINK_NAME_MAX + 1];
};

struct click_rank_queue {
    struct click_stats_summary *summary; /* the one that is being changed */
    bool begun;                          /* the next two are known */
    uint64_t known, settled;             /* events; settled: the position in the store */
    struct hash_index index;
    size_t most, count, first; /* first: of those that have not moved */
    size_t piece;              /* how many the transaction that runs moves */
    struct rank_entry entries[];
};

struct click_rank_queue *
click_rank_queue_create(size_t most)
{
    struct click_rank_queue *queue = xcalloc(1, sizeof *queue + most * sizeof *queue->entries);
    queue->most = most;
    queue->summary = click_stats_summary_create();
    hash_index_init(&queue->index, most);
    return queue;
}

void
click_rank_queue_free(struct click_rank_queue *queue)
{
    click_stats_summary_free(queue->summary);
    hash_index_free(&queue->index);
    free(queue);
}

size_t
click_rank_queue_room(const struct click_rank_queue *queue)
{
    return queue->most - queue->count;
}

void
click_rank_queue_add(struct click_rank_queue *queue, uint64_t link, const char name[static LINK_NAME_MAX + 1])
{
    const uint64_t hash = link * UINT64_C(0x9e3779b97f4a7c15);
    struct hash_search search;
    for (size_t at = hash_index_first(&queue->index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&queue->index, &search))
        if (queue->entries[at].link == link && at >= queue->first)
            return;
    hash_index_add(&queue->index, hash, queue->count);
    struct rank_entry *entry = &queue->entries[queue->count++];
    entry->link = link;
    memcpy(entry->name, name, sizeof entry->name);
}

enum fault
click_rank_queue_known(struct click_rank_queue *queue, struct env *env, uint64_t *event)
{
    struct checkpoint ranked = {0};
    const enum fault fault = queue->begun ? FAULT_NONE
                                          : checkpoint_get(env_read(env), CHECKPOINT_RANK, &ranked);
    if (fault == FAULT_NONE && !queue->begun) {
        queue->known = queue->settled = ranked.number;
        queue->begun = true;
    }
    *event = queue->known;
    return fault;
}

void
click_rank_queue_set_known(struct click_rank_queue *queue, uint64_t event)
{
    queue->known = event;
}

bool
click_rank_queue_is_settled(const struct click_rank_queue *queue)
{
    return queue->count == 0 && queue->settled == queue->known;
}

static enum fault
rank_move_position(struct txn *txn, const struct click_rank_queue *queue, struct checkpoint *ranked)
{
    if (queue->known <= ranked->number) /* another counter has done so */
        return FAULT_NONE;
    ranked->number = queue->known;
    return checkpoint_put(txn, CHECKPOINT_RANK, ranked);
}

/* The position is read first, as others who change counts do: those who read wait there, and not for each
 * other. */
static enum fault
rank_piece(struct txn *txn, void *arg)
{
    struct click_rank_queue *queue = arg;
    struct checkpoint ranked;
    enum fault fault = checkpoint_get_for_update(txn, CHECKPOINT_RANK, &ranked);
    for (size_t i = 0; i < queue->piece && fault == FAULT_NONE; i++) {
        const struct rank_entry *entry = &queue->entries[queue->first + i];
        fault = link_activity_rank(txn, queue->summary, entry->link, entry->name);
    }
    if (fault == FAULT_NONE && queue->first + queue->piece == queue->count)
        fault = rank_move_position(txn, queue, &ranked);
    return fault;
}

enum fault
click_rank_queue_settle(struct click_rank_queue *queue, struct env *env, size_t most)
{
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && most > 0 && !click_rank_queue_is_settled(queue)) {
        const size_t left = queue->count - queue->first, piece = most < RANK_PIECE ? most : RANK_PIECE;
        queue->piece = left < piece ? left : piece;
        fault = env_txn(env, ENV_SETTLE, rank_piece, queue);
        if (fault != FAULT_NONE)
            break;
        queue->first += queue->piece;
        most -= queue->piece;
        if (queue->first < queue->count)
            continue;
        hash_index_clear(&queue->index);
        queue->first = queue->count = 0;
        queue->settled = queue->known;
    }
    return fault;
}
