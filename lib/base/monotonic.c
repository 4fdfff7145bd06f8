/*
 * monotonic.c: the clock that nobody sets.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/monotonic.h"

#include <time.h>

int64_t
monotonic_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool
monotonic_due(int64_t *last, int64_t every)
{
    const int64_t now = monotonic_now();
    if (*last != 0 && now - *last < every)
        return false;
    *last = now;
    return true;
}
