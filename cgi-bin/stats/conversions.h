/*
 * conversions.h: conversions in the answers about clicks and messages.
 */
#ifndef CURT_CGI_BIN_STATS_CONVERSIONS_H
#define CURT_CGI_BIN_STATS_CONVERSIONS_H

#include <json-c/json.h>

#include "base/buffer.h"
#include "stats/conversion_stats.h"

/* Adds {"conversions": {"count", "values": [{"currency", "amount", "count"}]}}. */
void conversions_add(struct json_object *to, const struct conversion_stats *);

/* The table "currency,amount,conversions". Those without a value have a line without a currency. */
void conversions_add_csv(const struct conversion_stats *, struct buffer *out);

#endif
