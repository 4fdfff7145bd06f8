/*
 * arena.c: a list of blocks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ARENA_BLOCK = 4000 };

struct arena_block {
    struct arena_block *before;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

static struct arena_block *
arena_block_new(struct arena *arena, size_t size)
{
    struct arena_block *block = xcalloc(1, sizeof *block + size);
    block->before = arena->last;
    block->size = size;
    arena->last = block;
    return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->last;
    const size_t step = alignof(max_align_t);
    size = (size + step - 1) / step * step;
    if (block == NULL || size > block->size - block->used)
        block = arena_block_new(arena, size > ARENA_BLOCK ? size : ARENA_BLOCK);
    void *taken = block->bytes + block->used;
    block->used += size;
    return taken;
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

void
arena_free(struct arena *arena)
{
    while (arena->last != NULL) {
        struct arena_block *block = arena->last;
        arena->last = block->before;
        free(block);
    }
}
