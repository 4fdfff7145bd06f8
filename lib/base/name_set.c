/*
 * name_set.c: open addressing over the hashes themselves.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/name_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/sha256.h"

/* Names come from strangers, who shall not be able to make two of one hash. */
uint64_t
name_set_hash(const char *name, const char *more, const char *most)
{
    uint8_t digest[SHA256_BYTES];
    uint64_t hash;
    const struct sha256_part parts[] = {
        {name, strlen(name) + 1}, {more, strlen(more) + 1}, {most, strlen(most) + 1}};
    sha256_digest(parts, sizeof parts / sizeof *parts, digest);
    memcpy(&hash, digest, sizeof hash);
    return hash;
}

/* Where the hash is, or would be. */
static size_t
name_set_place(const struct name_set *set, uint64_t hash)
{
    size_t at = (size_t)hash & (set->size - 1);
    while (set->slots[at] != 0 && set->slots[at] != hash)
        at = (at + 1) & (set->size - 1);
    return at;
}

static void
name_set_grow(struct name_set *set)
{
    const struct name_set before = *set;
    set->size = before.size > 0 ? before.size * 2 : 1024;
    set->slots = xcalloc(set->size, sizeof *set->slots);
    set->counts = xcalloc(set->size, sizeof *set->counts);
    for (size_t i = 0; i < before.size; i++)
        if (before.slots[i] != 0) {
            const size_t place = name_set_place(set, before.slots[i]);
            set->slots[place] = before.slots[i];
            set->counts[place] = before.counts[i];
        }
    free(before.slots);
    free(before.counts);
}

uint32_t
name_set_count(struct name_set *set, uint64_t hash)
{
    hash += hash == 0; /* which is a free slot */
    if (set->count * 2 >= set->size)
        name_set_grow(set);
    const size_t place = name_set_place(set, hash);
    set->count += set->slots[place] != hash;
    set->slots[place] = hash;
    return set->counts[place]++;
}

bool
name_set_add(struct name_set *set, uint64_t hash)
{
    return name_set_count(set, hash) == 0;
}

void
name_set_free(struct name_set *set)
{
    free(set->slots);
    free(set->counts);
    *set = (struct name_set){0};
}
