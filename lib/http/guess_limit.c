/*
 * guess_limit.c: token buckets of tries at passwords.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/guess_limit.h"

#include "http/bucket.h"
#include "http/sign_in_limit.h"

/* The address first: one that may not try takes nothing from what the others may. */
enum fault
guess_limit_take(struct env *env, const struct ip_address *address, uint64_t link, int64_t per_minute,
    int64_t now, int64_t *wait)
{
    const uint32_t of_address = SIGN_IN_LIMIT_SLOTS + sign_in_limit_slot(address),
                   of_link = 2 * SIGN_IN_LIMIT_SLOTS + (uint32_t)(link % SIGN_IN_LIMIT_SLOTS);
    const enum fault fault = bucket_take(env, TABLE_SIGN_IN_LIMIT, of_address, per_minute, 1, now, wait);
    return fault != FAULT_NONE ? fault
                               : bucket_take(env, TABLE_SIGN_IN_LIMIT, of_link,
                                     GUESS_LIMIT_ADDRESSES * per_minute, 1, now, wait);
}
