/*
 * sign_in_limit.h: wrong keys, from the API and from the page where people sign in: each is logged in one
 * form, which fail2ban reads (etc/fail2ban), and an address may send so many a minute.
 *
 * A right key is taken however many wrong ones came from its address: behind one address may be a whole
 * office, or a customer's other program. To guess a key is hopeless at any rate; what is limited is what the
 * attempts cost, and how much of the log they fill.
 *
 * The table has SIGN_IN_LIMIT_SLOTS rows at the most: addresses (of IPv6 the /64) that share one by chance
 * share what they may.
 */
#ifndef CURT_HTTP_SIGN_IN_LIMIT_H
#define CURT_HTTP_SIGN_IN_LIMIT_H

#include "base/ip_address.h"
#include "db/env.h"

#define SIGN_IN_LIMIT_SLOTS 4096

/*
 * Notes a wrong key from this address, and logs it. FAULT_REFUSED: it sent more than per_minute (0: no
 * limit), and *wait seconds from now it may try again; it is not logged then.
 */
enum fault sign_in_limit_note(
    struct env *, const struct ip_address *, int64_t per_minute, int64_t now, int64_t *wait);

/* The row of an address, from 0. An IPv6 address counts with all of its /64. */
uint32_t sign_in_limit_slot(const struct ip_address *);

#endif
