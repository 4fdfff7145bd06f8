/*
 * rate_limiter.c: a token bucket in whole numbers: a rate of tokens a second is as many millionths a
 * microsecond.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/rate_limiter.h"

enum { RATE_LIMITER_SHARE = 25 /* a small burst is what comes in this part of a second */ };

void
rate_limiter_set(struct rate_limiter *limiter, int64_t rate, int64_t seconds, int64_t burst)
{
    limiter->rate = rate;
    limiter->seconds = seconds;
    limiter->burst = burst * RATE_LIMITER_TOKEN;
    if (burst == 0) /* one more, so that what is left over between two checks is not lost */
        limiter->burst = RATE_LIMITER_TOKEN + rate * RATE_LIMITER_TOKEN / (RATE_LIMITER_SHARE * seconds);
}

static void
rate_limiter_fill(struct rate_limiter *limiter, int64_t now)
{
    const int64_t longest = limiter->burst * limiter->seconds / limiter->rate + 1; /* an empty one is full */
    int64_t passed = now > limiter->at ? now - limiter->at : 0;
    if (passed > longest)
        passed = longest;
    limiter->tokens += passed * limiter->rate / limiter->seconds;
    if (limiter->tokens > limiter->burst)
        limiter->tokens = limiter->burst;
    limiter->at = now;
}

unsigned
rate_limiter_available(struct rate_limiter *limiter, int64_t now, unsigned most)
{
    if (limiter->rate <= 0)
        return most;
    rate_limiter_fill(limiter, now);
    const int64_t whole = limiter->tokens > 0 ? limiter->tokens / RATE_LIMITER_TOKEN : 0;
    return whole < most ? (unsigned)whole : most;
}

void
rate_limiter_take(struct rate_limiter *limiter, unsigned count)
{
    if (limiter->rate > 0)
        limiter->tokens -= (int64_t)count * RATE_LIMITER_TOKEN;
}

void
rate_limiter_give_back(struct rate_limiter *limiter, unsigned count)
{
    if (limiter->rate > 0)
        limiter->tokens += (int64_t)count * RATE_LIMITER_TOKEN;
}

int64_t
rate_limiter_wait(const struct rate_limiter *limiter, unsigned count)
{
    const int64_t missing = (int64_t)count * RATE_LIMITER_TOKEN - limiter->tokens;
    if (limiter->rate <= 0 || missing <= 0)
        return 0;
    return (missing * limiter->seconds + limiter->rate - 1) / limiter->rate;
}
