/*
 * choice.h: a parameter of the query that must be one of a list of words.
 */
#ifndef CURT_WEB_CHOICE_H
#define CURT_WEB_CHOICE_H

#include "web/http.h"

/*
 * *out: the word's place in the list, which ends with NULL; `otherwise` when the parameter is not given.
 * False when it is another word: the answer, 400, is sent.
 */
bool choice_read(struct http *, const char *name, const char *const *words, int otherwise, int *out);

/* "json" or "csv", by the parameter format or, without it, by Accept. */
bool choice_read_csv(struct http *, bool *csv);

#endif
