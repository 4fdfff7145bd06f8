/*
 * guess_limit.h: how often the passwords of links may be tried: each try costs a program a tenth of a second,
 * and a password can be guessed as a key cannot.
 *
 * The rows are in the table of sign_in_limit.h, after its own: addresses (of IPv6 the /64) that share one by
 * chance share what they may, and so do links.
 */
#ifndef CURT_HTTP_GUESS_LIMIT_H
#define CURT_HTTP_GUESS_LIMIT_H

#include "base/ip_address.h"
#include "db/env.h"

#define GUESS_LIMIT_ADDRESSES \
    10 /* that may try the same link as often as they may: more addresses share that */

/*
 * Takes a try, right or wrong, before it is known which. FAULT_REFUSED: the address had per_minute of them
 * (0: no limit), or the link had those of GUESS_LIMIT_ADDRESSES; *wait seconds from now there may be one
 * more.
 */
enum fault guess_limit_take(
    struct env *, const struct ip_address *, uint64_t link, int64_t per_minute, int64_t now, int64_t *wait);

#endif
