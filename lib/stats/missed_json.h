/*
 * missed_json.h: what was missed (missed_stats.h) as the API and curt show it.
 */
#ifndef CURT_STATS_MISSED_JSON_H
#define CURT_STATS_MISSED_JSON_H

#include <json-c/json.h>

#include "base/config.h"
#include "event/checkpoint.h"
#include "stats/missed_stats.h"

/* What is asked of the last days, today included, and what the store says to it, all of one time. */
struct missed_question {
    uint32_t first, last;
    const char *domain; /* NULL: all */
    struct checkpoint as_of;
    struct missed_summary summary;
};

/* A transaction's body (ENV_READ); arg is a struct missed_question. */
enum fault missed_question_body(struct txn *, void *arg);

/* {as_of, days, reasons, paths}, with `limit` paths at most. The caller owns it. */
struct json_object *missed_to_json(const struct missed_question *, size_t limit, const struct config *);

/* What a domain is called: "" is the default one. */
const char *missed_domain_name(const char *domain, const struct config *);

#endif
