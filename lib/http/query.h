/*
 * query.h: parameters of a list's query. Each call says whether it went well; if not, the answer, 400 with
 * what is wrong, is sent.
 */
#ifndef CURT_HTTP_QUERY_H
#define CURT_HTTP_QUERY_H

#include "base/uuid.h"
#include "http/request.h"

/* A text; "" when it is not given. */
bool query_text(struct request *, const char *name, char *out, size_t size);

/* A number from 1 to most; `otherwise` when it is not given. query_limit: `limit`. */
bool query_number(struct request *, const char *name, size_t otherwise, size_t most, size_t *out);
bool query_limit(struct request *, size_t otherwise, size_t most, size_t *out);

/* A number from 0 to most; 0 when it is not given. */
bool query_count(struct request *, const char *name, uint64_t most, uint64_t *out);

/* `cursor` of a list that goes on after an id; nil when it is not given. */
bool query_after(struct request *, uint8_t id[static UUID_BYTES]);

/* Answers that the cursor is invalid: for cursors of another form. */
void query_refuse_cursor(struct request *);

#endif
