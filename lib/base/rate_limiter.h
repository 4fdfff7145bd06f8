/*
 * rate_limiter.h: not more than so many in a time: a token bucket. It holds tokens up to its burst, fills
 * steadily, and each event takes one. A bucket that was never used is full.
 *
 * The caller owns the struct; all of it 0 is a limiter without a limit. Moments are as in timestamp.h, and a
 * clock that was set back fills nothing.
 */
#ifndef CURT_BASE_RATE_LIMITER_H
#define CURT_BASE_RATE_LIMITER_H

#include <stdint.h>

#define RATE_LIMITER_TOKEN 1000000 /* tokens are counted in millionths */

struct rate_limiter {
    int64_t rate;    /* tokens a period; 0 or less: no limit */
    int64_t seconds; /* the period */
    int64_t burst;   /* millionths of a token that it holds when full */
    int64_t tokens;  /* millionths of a token that were there... */
    int64_t at;      /* ...at this time */
};

/*
 * Sets the limit, which is at most a billion tokens a period, and leaves the tokens as they are. A burst of 0
 * is a small one, so that in no second there are many more than the rate: what comes in 1/25 s, and one more.
 */
void rate_limiter_set(struct rate_limiter *, int64_t rate, int64_t seconds, int64_t burst);

/* How many may go now: at most `most`. */
unsigned rate_limiter_available(struct rate_limiter *, int64_t now, unsigned most);

/* So many have gone. */
void rate_limiter_take(struct rate_limiter *, unsigned count);

/* So many of those that were taken have not gone after all. */
void rate_limiter_give_back(struct rate_limiter *, unsigned count);

/* Microseconds from the last look (rate_limiter_available) until there are so many, which it can hold. */
int64_t rate_limiter_wait(const struct rate_limiter *, unsigned count);

#endif
