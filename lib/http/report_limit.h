/*
 * report_limit.h: how many links an address (of IPv6, a /64) may report: REPORT_LIMIT_PER_MINUTE. The rows
 * are in the table of sign_in_limit.h, after those of guess_limit.h; addresses that share one by chance share
 * what they may.
 */
#ifndef CURT_HTTP_REPORT_LIMIT_H
#define CURT_HTTP_REPORT_LIMIT_H

#include "base/ip_address.h"
#include "db/env.h"

#define REPORT_LIMIT_PER_MINUTE 10

/* FAULT_REFUSED: it had that many. */
enum fault report_limit_take(struct env *, const struct ip_address *, int64_t now);

#endif
