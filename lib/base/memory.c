/*
 * memory.c: allocation that cannot fail.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

void
memory_exhausted(void)
{
    log_fatal("out of memory");
}

void *
xchecked(void *allocated)
{
    if (allocated == NULL)
        memory_exhausted();
    return allocated;
}

/* Of nothing, malloc may return NULL: a byte is asked for instead. */
void *
xmalloc(size_t size)
{
    return xchecked(malloc(size > 0 ? size : 1));
}

void *
xcalloc(size_t count, size_t size)
{
    return xchecked(count > 0 && size > 0 ? calloc(count, size) : calloc(1, 1));
}

void *
xreallocarray(void *array, size_t count, size_t size)
{
    return xchecked(count > 0 && size > 0 ? reallocarray(array, count, size) : realloc(array, 1));
}

char *
xstrdup(const char *text)
{
    return xchecked(strdup(text));
}

char *
xstrndup(const char *text, size_t length)
{
    return xchecked(strndup(text, length));
}
