/*
 * monotonic.h: the clock for how long something takes, which nobody sets: microseconds since some moment that
 * is the same for all processes (clock_gettime(2), CLOCK_MONOTONIC).
 */
#ifndef CURT_BASE_MONOTONIC_H
#define CURT_BASE_MONOTONIC_H

#include <stdint.h>

int64_t monotonic_now(void);

#endif
