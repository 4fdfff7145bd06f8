/*
 * steady_clock.h: the time of day for those who wait, which is not set back while they do: it keeps the pace
 * of the monotonic clock, and follows the real-time clock only forward. What is shown or recorded is of the
 * real-time clock (timestamp.h).
 */
#ifndef CURT_BASE_STEADY_CLOCK_H
#define CURT_BASE_STEADY_CLOCK_H

#include <stdint.h>

/* All of it 0: begins with the first look. The caller owns it. */
struct steady_clock {
    int64_t ahead; /* of the monotonic clock; 0: none yet */
};

/* A time of timestamp.h. */
int64_t steady_clock_now(struct steady_clock *);

#endif
