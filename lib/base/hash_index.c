/*
 * hash_index.c: an index with open addressing and linear probing, at most half full.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/hash_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
hash_index_init(struct hash_index *index, size_t most)
{
    size_t slots = 16;
    while (slots < 2 * most)
        slots *= 2;
    *index = (struct hash_index){.mask = slots - 1, .most = most};
    index->slots = xcalloc(slots, sizeof *index->slots);
}

void
hash_index_free(struct hash_index *index)
{
    free(index->slots);
    *index = (struct hash_index){0};
}

void
hash_index_clear(struct hash_index *index)
{
    if (index->count > 0)
        memset(index->slots, 0, (index->mask + 1) * sizeof *index->slots);
    index->count = 0;
}

void
hash_index_add(struct hash_index *index, uint64_t hash, size_t place)
{
    struct hash_search search;
    size_t at = hash_index_first(index, hash, &search);
    while (at != HASH_INDEX_NONE)
        at = hash_index_next(index, &search);
    index->slots[search.slot] = (uint32_t)place + 1;
    index->count++;
}
