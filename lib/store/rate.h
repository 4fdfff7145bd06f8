/*
 * rate.h: how many links a key may still create: a bucket that holds a minute's worth and fills steadily.
 */
#ifndef CURT_STORE_RATE_H
#define CURT_STORE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/env.h"
#include "store/row.h"

/*
 * Takes `count` from the key's bucket of `per_minute`. A count above per_minute needs a full bucket.
 * FAULT_REFUSED when there is not enough: *wait is then the seconds until there is.
 */
enum fault rate_take(
    struct env *, uint32_t key, int64_t per_minute, int64_t count, int64_t now, int64_t *wait);

/* A bucket that has long been full again, for sweep_run. arg is the moment now. */
bool rate_over(const struct walk *, void *arg, bool *stop);

#endif
