/*
 * sign_in_limit.c: token buckets of wrong keys.
 *
 * SPDX-License-Identifier: ISC
 */
#include "http/sign_in_limit.h"

#include "base/log.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "http/bucket.h"

uint32_t
sign_in_limit_slot(const struct ip_address *address)
{
    uint8_t digest[SHA256_BYTES];
    sha256_digest((const struct sha256_part[]){{address->bytes, address->length == 16 ? 8 : address->length}},
        1, digest);
    return ((uint32_t)digest[0] << 8 | digest[1]) % SIGN_IN_LIMIT_SLOTS;
}

enum fault
sign_in_limit_note(
    struct env *env, const struct ip_address *address, int64_t per_minute, int64_t now, int64_t *wait)
{
    char text[IP_ADDRESS_SIZE];
    const enum fault fault = bucket_take(
        env, TABLE_SIGN_IN_LIMIT, sign_in_limit_slot(address), per_minute, 1, now, wait);
    ip_address_format(address, text);
    if (fault != FAULT_REFUSED) /* the form is in etc/fail2ban/filter.d/curt.conf */
        log_warn("failed sign-in from %s", text[0] != '\0' ? text : "unknown");
    return fault;
}
