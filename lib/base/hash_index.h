/*
 * hash_index.h: finds entries of a caller's array by a hash of their keys: open addressing, over the places
 * of the entries. The caller has the entries, compares them, and puts a hash in with a place:
 *
 *   struct hash_search search;
 *   for (size_t at = hash_index_first(&index, hash, &search); at != HASH_INDEX_NONE;
 *        at = hash_index_next(&index, &search))
 *       if (the key of entries[at] is the one that is wanted)
 *           return &entries[at];
 *   hash_index_add(&index, hash, count);
 *
 * Looking and adding allocate nothing. Entries do not leave one by one: hash_index_clear takes all out.
 */
#ifndef CURT_BASE_HASH_INDEX_H
#define CURT_BASE_HASH_INDEX_H

#include <stddef.h>
#include <stdint.h>

#define HASH_INDEX_NONE SIZE_MAX
#define HASH_INIT       UINT64_C(0xcbf29ce484222325)

struct hash_index {
    uint32_t *slots; /* 0: free; else a place, plus 1 */
    size_t mask;     /* slots, a power of 2, minus 1 */
    size_t count, most;
};

/* Where a search is. */
struct hash_search {
    size_t slot;
};

/*
 * FNV-1a (draft-eastlake-fnv), begun with HASH_INIT, or with what came of other bytes of the same key.
 * It has no secret: use it for keys that an attacker cannot choose.
 */
static inline uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* Room for so many entries, at most 2^31; hash_index_free frees it. */
void hash_index_init(struct hash_index *, size_t most);
void hash_index_free(struct hash_index *);
void hash_index_clear(struct hash_index *);

/* Adds an entry by its place. There must be room. */
void hash_index_add(struct hash_index *, uint64_t hash, size_t place);

/* Places at which an entry of that hash may be, one by one; HASH_INDEX_NONE after the last. */
static inline size_t
hash_index_at(const struct hash_index *index, const struct hash_search *search)
{
    return (size_t)index->slots[search->slot] - 1; /* a free slot is HASH_INDEX_NONE */
}

static inline size_t
hash_index_first(const struct hash_index *index, uint64_t hash, struct hash_search *search)
{
    search->slot = (size_t)(hash ^ hash >> 32) & index->mask;
    return hash_index_at(index, search);
}

static inline size_t
hash_index_next(const struct hash_index *index, struct hash_search *search)
{
    search->slot = (search->slot + 1) & index->mask;
    return hash_index_at(index, search);
}

#endif
