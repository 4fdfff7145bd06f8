/*
 * memory.h: malloc and its kin for a program that cannot go on without memory: when there is none, that
 * is logged and the program ends. What they return is never NULL, and is the caller's to free().
 */
#ifndef CURT_BASE_MEMORY_H
#define CURT_BASE_MEMORY_H

#include <stddef.h>

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));

/* All zero. */
void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Room for count things of that size: as realloc, with a product that overflows refused. */
void *xreallocarray(void *array, size_t count, size_t size) __attribute__((returns_nonnull));

char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull));

/* At most length bytes of the text, and a NUL. */
char *xstrndup(const char *text, size_t length) __attribute__((malloc, returns_nonnull));

/* What a library allocated: the same pointer, or the end when it is NULL. */
void *xchecked(void *allocated) __attribute__((returns_nonnull));

/* Ends the program, after a library said that it has no memory left. */
_Noreturn void memory_exhausted(void);

#endif
