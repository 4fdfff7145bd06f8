/*
 * user_agent_cache.c: a set-associative cache with answers by User-Agent text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent_cache.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define WAYS_MAX 4 /* places where one text may be */

/* text is NULL where there is none. */
struct user_agent_cache_entry {
    char *text;
    size_t length;
    uint64_t hash;
    uint64_t used; /* when, in answers given */
    struct user_agent agent;
};

void
user_agent_cache_init(struct user_agent_cache *cache, size_t size)
{
    *cache = (struct user_agent_cache){.ways = size < WAYS_MAX ? size : WAYS_MAX};
    if (size == 0)
        return;
    cache->sets = size / cache->ways;
    cache->entries = xcalloc(cache->sets * cache->ways, sizeof *cache->entries);
}

void
user_agent_cache_clear(struct user_agent_cache *cache)
{
    for (size_t i = 0; i < cache->sets * cache->ways; i++)
        free(cache->entries[i].text);
    free(cache->entries);
}

/* Eight bytes at a time: a text is long, and this is most of what a known one costs. */
static uint64_t
text_hash(const char *text, size_t length)
{
    uint64_t hash = length;
    for (size_t at = 0; at < length; at += sizeof hash) {
        uint64_t word = 0;
        size_t left = length - at;
        memcpy(&word, text + at, left < sizeof word ? left : sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    return hash;
}

static bool
entry_holds(const struct user_agent_cache_entry *entry, const char *text, size_t length, uint64_t hash)
{
    return entry->text != NULL && entry->hash == hash && entry->length == length &&
           memcmp(entry->text, text, length) == 0;
}

/* The place that holds the text, or else the one used longest ago. Only of a cache that keeps answers. */
static struct user_agent_cache_entry *
cache_place(struct user_agent_cache *cache, const char *text, size_t length, uint64_t hash)
{
    struct user_agent_cache_entry *set = &cache->entries[(hash % cache->sets) * cache->ways];
    struct user_agent_cache_entry *oldest = set;
    for (size_t i = 0; i < cache->ways; i++) {
        if (entry_holds(&set[i], text, length, hash))
            return &set[i];
        if (set[i].used < oldest->used)
            oldest = &set[i];
    }
    return oldest;
}

bool
user_agent_cache_get(struct user_agent_cache *cache, const char *text, size_t length, struct user_agent *out)
{
    if (cache->sets == 0)
        return false;
    const uint64_t hash = text_hash(text, length);
    struct user_agent_cache_entry *place = cache_place(cache, text, length, hash);
    if (!entry_holds(place, text, length, hash))
        return false;
    place->used = ++cache->clock;
    *out = place->agent;
    return true;
}

void
user_agent_cache_put(
    struct user_agent_cache *cache, const char *text, size_t length, const struct user_agent *agent)
{
    if (cache->sets == 0)
        return;
    const uint64_t hash = text_hash(text, length);
    struct user_agent_cache_entry *place = cache_place(cache, text, length, hash);
    free(place->text);
    place->text = xmalloc(length);
    memcpy(place->text, text, length);
    place->length = length;
    place->hash = hash;
    place->used = ++cache->clock;
    place->agent = *agent;
}
