/*
 * allocations.h: counts the program's calls of malloc and its kin, those of the shared libraries among them.
 *
 * It defines malloc: include it in one file of a program. Under the address checks, which have a malloc of
 * their own, and with another C library than glibc, nothing is counted.
 */
#ifndef CURT_TESTS_UNIT_ALLOCATIONS_H
#define CURT_TESTS_UNIT_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static size_t allocations;

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ALLOCATIONS_UNSEEN
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(ALLOCATIONS_UNSEEN)
#define ALLOCATIONS_SEEN 1

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *
malloc(size_t size)
{
    allocations++;
    return __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    allocations++;
    return __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
    allocations++;
    return __libc_realloc(old, size);
}
#else
#define ALLOCATIONS_SEEN 0
#endif

/* Are they counted? Not under valgrind (tests/valgrind), which has a malloc of its own. */
static inline bool
allocations_are_seen(void)
{
    return ALLOCATIONS_SEEN && getenv("TEST_SECONDS") == NULL;
}

#endif
