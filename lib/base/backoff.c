/*
 * backoff.c: exponential backoff with jitter.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/backoff.h"

#include "base/random.h"

int64_t
backoff_jitter(int64_t wait, unsigned percent)
{
    return percent > 0 ? wait * percent / 100 * random_below(256) / 255 : 0;
}

int64_t
backoff_wait(const struct backoff *backoff, unsigned failures)
{
    int64_t wait = backoff->first;
    for (unsigned i = 0; i < failures && wait < backoff->longest && backoff->factor > 1; i++)
        wait *= backoff->factor;
    if (wait > backoff->longest)
        wait = backoff->longest;
    return wait - backoff_jitter(wait, backoff->jitter);
}
