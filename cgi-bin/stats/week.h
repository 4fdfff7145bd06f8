/*
 * week.h: clicks by people by the hours of the week, as clocks in a time zone show them.
 */
#ifndef CURT_CGI_BIN_STATS_WEEK_H
#define CURT_CGI_BIN_STATS_WEEK_H

#include "base/buffer.h"
#include "http/request.h"

#include <json-c/json.h>

struct week {
    bool wanted;
    uint64_t clicks[7][24]; /* from Monday, from midnight */
};

/* Reads `week` of the query, which needs a series, for its time zone and its range. False when the answer,
 * 400, is sent. */
bool week_read(struct request *, bool series, struct week *out);
void week_clear(struct week *);

/* Clicks in the quarter of an hour that begins at the time. */
void week_add(struct week *, int64_t timestamp, uint64_t clicks);

/* Seven lists of 24 numbers; or a line of CSV for each hour. */
struct json_object *week_json(const struct week *);
void week_add_csv(const struct week *, struct buffer *out);

#endif
