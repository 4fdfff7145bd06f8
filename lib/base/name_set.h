/*
 * name_set.h: a set of names, or other texts, that grows, known by hashes of 64 bits: by chance, two of a
 * million names are taken for one once in forty million sets.
 */
#ifndef CURT_BASE_NAME_SET_H
#define CURT_BASE_NAME_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed at the beginning. */
struct name_set {
    uint64_t *slots;  /* 0: free */
    uint32_t *counts; /* how often each was added */
    size_t size, count;
};

/* The hash of a name, and of what else tells one from another: "" for nothing. Each text counts by itself. */
uint64_t name_set_hash(const char *name, const char *more, const char *most);

/* Returns how often it was added before. */
uint32_t name_set_count(struct name_set *, uint64_t hash);

/* False: it was there. */
bool name_set_add(struct name_set *, uint64_t hash);
void name_set_free(struct name_set *);

#endif
