/*
 * as_of.h: up to which event an answer's numbers are true. In its transaction, an answer reads the built-in
 * count's row (event/checkpoint.h) before anything else: until it is done, nobody can count on, so all its
 * numbers are of one time.
 */
#ifndef CURT_CGI_BIN_STATS_AS_OF_H
#define CURT_CGI_BIN_STATS_AS_OF_H

#include "base/buffer.h"
#include "event/checkpoint.h"
#include "http/request.h"
#include "http/response.h"

/* Adds as_of: {event, time}. */
void as_of_add(struct json_object *to, const struct checkpoint *);

/* Adds the header lines of an answer in CSV: the same, that it is not to be kept, and the name of the file,
 * which is made of the request's path and this suffix. */
void as_of_add_head(struct request *, const struct checkpoint *, const char *suffix);

/* The media type of CSV with a head line (RFC 4180). */
#define AS_OF_CSV "text/csv; charset=utf-8; header=present"

/* Sends a table in CSV. */
void as_of_send_csv(struct request *, const struct checkpoint *, const struct buffer *table);

#endif
