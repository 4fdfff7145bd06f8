/*
 * create_limit.h: how many links a key may still create: a bucket that holds a minute's worth and fills
 * steadily.
 */
#ifndef CURT_HTTP_CREATE_LIMIT_H
#define CURT_HTTP_CREATE_LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "db/env.h"
#include "db/row.h"

/*
 * Takes `count` from the key's bucket of `per_minute`. A count above per_minute needs a full bucket.
 * FAULT_REFUSED when there is not enough: *wait is then the seconds until there is.
 */
enum fault create_limit_take(
    struct env *, uint32_t key, int64_t per_minute, int64_t count, int64_t now, int64_t *wait);

/* A bucket that has long been full again, for row_sweep_run. arg is the time now. */
bool create_limit_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
