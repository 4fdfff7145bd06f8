/*
 * recipients_json.h: recipients out of a JSON array of objects, or of such objects one after the other
 * (newline-delimited JSON), in pieces of any size and in bounded memory.
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_JSON_H
#define CURT_CAMPAIGN_RECIPIENTS_JSON_H

#include <stddef.h>

#include "base/fault.h"
#include "campaign/recipient_item.h"

struct recipients_json;

/* Never NULL: without memory the program ends. */
struct recipients_json *recipients_json_create(void);
void recipients_json_free(struct recipients_json *);

/* The next piece, which must stay until recipients_json_next has read it up; recipients_json_end: no more. */
void recipients_json_feed(struct recipients_json *, const char *bytes, size_t length);
void recipients_json_end(struct recipients_json *);

/* The next recipient, right or wrong. FAULT_MISSING: the piece is read up; FAULT_INPUT: the list is no JSON,
 * as out->why says: nothing more can be read. */
enum fault recipients_json_next(struct recipients_json *, struct recipient_item *out);

/* One that is JSON already, which stays the caller's: the same limits hold. FAULT_INPUT as above. */
enum fault recipients_json_read(struct json_object *, uint64_t line, struct recipient_item *out);

#endif
