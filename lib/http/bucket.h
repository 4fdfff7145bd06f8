/*
 * bucket.h: token buckets in the store, which all programs share: each holds a minute's worth, and fills
 * steadily.
 */
#ifndef CURT_HTTP_BUCKET_H
#define CURT_HTTP_BUCKET_H

#include <stdint.h>

#include "db/env.h"
#include "db/table_id.h"

/*
 * Takes `count` from the bucket of `per_minute` in a table of them. A count above per_minute needs a full
 * bucket. FAULT_REFUSED when there is not enough: *wait is then the seconds until there is. No limit: 0 a
 * minute.
 */
enum fault bucket_take(
    struct env *, enum table, uint32_t number, int64_t per_minute, int64_t count, int64_t now, int64_t *wait);

#endif
