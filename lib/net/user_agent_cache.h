/*
 * user_agent_cache.h: what was found out about the User-Agent texts seen last.
 */
#ifndef CURT_NET_USER_AGENT_CACHE_H
#define CURT_NET_USER_AGENT_CACHE_H

#include "net/user_agent_class.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct user_agent_cache_entry;

/* A text may be in one set only, in any of its places; the place used longest ago makes room. */
struct user_agent_cache {
    struct user_agent_cache_entry *entries;
    uint64_t *hashes; /* of their texts */
    size_t sets;
    size_t ways;
    uint64_t clock;
};

/* For at most size answers; 0 keeps none. To be cleared with user_agent_cache_clear. */
void user_agent_cache_init(struct user_agent_cache *, size_t size);

void user_agent_cache_clear(struct user_agent_cache *);

/* Fills *out if the text is known. */
bool user_agent_cache_get(struct user_agent_cache *, const char *text, size_t length, struct user_agent *out);

/* Keeps the answer to a text that is not known. */
void user_agent_cache_put(
    struct user_agent_cache *, const char *text, size_t length, const struct user_agent *agent);

#endif
