/*
 * query_enum.h: a parameter of the query that must be one of a list of words.
 */
#ifndef CURT_HTTP_QUERY_ENUM_H
#define CURT_HTTP_QUERY_ENUM_H

#include "http/request.h"

/*
 * *out: the word's place in the list, which ends with NULL; `otherwise` when the parameter is not given.
 * False when it is another word: the answer, 400, is sent.
 */
bool query_enum(struct request *, const char *name, const char *const *words, int otherwise, int *out);

/* "yes" or "no"; no when the parameter is not given. False as above. */
bool query_yes(struct request *, const char *name, bool *out);

/* "json" or "csv", by the parameter format or, without it, by Accept. */
bool query_wants_csv(struct request *, bool *csv);

#endif
