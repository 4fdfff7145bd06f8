/*
 * user_agent_cache.c: a set-associative cache with answers by User-Agent text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent_cache.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define WAYS_MAX 8 /* places where one text may be: their hashes are in one line of the processor's cache */

/* text is NULL where there is none. */
struct user_agent_cache_entry {
    char *text;
    size_t length;
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
    cache->hashes = xcalloc(cache->sets * cache->ways, sizeof *cache->hashes);
}

void
user_agent_cache_clear(struct user_agent_cache *cache)
{
    for (size_t i = 0; i < cache->sets * cache->ways; i++)
        free(cache->entries[i].text);
    free(cache->entries);
    free(cache->hashes);
}

static uint64_t
text_hash_add(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

/* Eight bytes at a time: a text is long, and this is most of what a known one costs. */
static uint64_t
text_hash(const char *text, size_t length)
{
    uint64_t hash = length, word;
    size_t at = 0;
    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        hash = text_hash_add(hash, word);
    }
    word = 0;
    memcpy(&word, text + at, length - at);
    return text_hash_add(hash, word);
}

/* The place that holds the text; NULL when none does. */
static struct user_agent_cache_entry *
cache_find(const struct user_agent_cache *cache, const char *text, size_t length, uint64_t hash)
{
    const size_t set = hash % cache->sets * cache->ways;
    for (size_t i = set; i < set + cache->ways; i++) {
        struct user_agent_cache_entry *entry = &cache->entries[i];
        if (cache->hashes[i] == hash && entry->text != NULL && entry->length == length &&
            memcmp(entry->text, text, length) == 0)
            return entry;
    }
    return NULL;
}

/* The place where the text may go that was used longest ago. */
static size_t
cache_oldest(const struct user_agent_cache *cache, uint64_t hash)
{
    const size_t set = hash % cache->sets * cache->ways;
    size_t oldest = set;
    for (size_t i = set + 1; i < set + cache->ways; i++)
        if (cache->entries[i].used < cache->entries[oldest].used)
            oldest = i;
    return oldest;
}

bool
user_agent_cache_get(struct user_agent_cache *cache, const char *text, size_t length, struct user_agent *out)
{
    if (cache->sets == 0)
        return false;
    struct user_agent_cache_entry *place = cache_find(cache, text, length, text_hash(text, length));
    if (place == NULL)
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
    const size_t oldest = cache_oldest(cache, hash);
    struct user_agent_cache_entry *place = &cache->entries[oldest];
    cache->hashes[oldest] = hash;
    free(place->text);
    place->text = xmalloc(length);
    memcpy(place->text, text, length);
    place->length = length;
    place->used = ++cache->clock;
    place->agent = *agent;
}
