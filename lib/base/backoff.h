/*
 * backoff.h: how long to wait before another try: longer after each failure in a row, up to a limit, and
 * partly random, so that what failed together is not tried again together.
 */
#ifndef CURT_BASE_BACKOFF_H
#define CURT_BASE_BACKOFF_H

#include <stdint.h>

struct backoff {
    int64_t first;   /* microseconds, after the first failure */
    int64_t longest; /* microseconds */
    unsigned factor; /* how many times as long after each further failure; 1 at least */
    unsigned jitter; /* percent of the wait that are random, and may be left out */
};

/* Microseconds to wait when so many failures in a row came before the one just now. */
int64_t backoff_wait(const struct backoff *, unsigned failures);

/* A random share of a wait: 0 to percent of it. */
int64_t backoff_jitter(int64_t wait, unsigned percent);

#endif
