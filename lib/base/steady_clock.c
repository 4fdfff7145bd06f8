/*
 * steady_clock.c: the largest lead of the real-time clock so far.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/steady_clock.h"

#include "base/monotonic.h"
#include "base/timestamp.h"

int64_t
steady_clock_now(struct steady_clock *clock)
{
    const int64_t monotonic = monotonic_now(), ahead = timestamp_now() - monotonic;
    if (clock->ahead == 0 || ahead > clock->ahead)
        clock->ahead = ahead;
    return monotonic + clock->ahead;
}
