/*
 * monotonic.h: the clock for how long something takes, which nobody sets: microseconds since some moment that
 * is the same for all processes (clock_gettime(2), CLOCK_MONOTONIC).
 */
#ifndef CURT_BASE_MONOTONIC_H
#define CURT_BASE_MONOTONIC_H

#include <stdbool.h>
#include <stdint.h>

int64_t monotonic_now(void);

/* Is it so many microseconds since *last, or was it never (0)? Then *last is now. */
bool monotonic_due(int64_t *last, int64_t every);

#endif
