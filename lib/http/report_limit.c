/*
 * report_limit.c: token buckets of reports.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/report_limit.h"

#include "http/bucket.h"
#include "http/sign_in_limit.h"

enum { REPORT_LIMIT_FROM = 3 * SIGN_IN_LIMIT_SLOTS };

enum fault
report_limit_take(struct env *env, const struct ip_address *address, int64_t now)
{
    int64_t wait;
    return bucket_take(env, TABLE_SIGN_IN_LIMIT, REPORT_LIMIT_FROM + sign_in_limit_slot(address),
        REPORT_LIMIT_PER_MINUTE, 1, now, &wait);
}
