/*
 * arena.h: memory that is taken piece by piece and given back all at once. Running out of it is fatal.
 */
#ifndef CURT_BASE_ARENA_H
#define CURT_BASE_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block *last; /* NULL: empty */
};

/* Zeroed, and aligned for anything. */
void *arena_alloc(struct arena *, size_t size);

/* A copy of the bytes, with a NUL after them. */
char *arena_copy(struct arena *, const char *bytes, size_t length);

void arena_free(struct arena *);

#endif
