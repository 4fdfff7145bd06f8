/*
 * repeat.h: a request that may be the same as one before: its Idempotency-Key, and what is asked.
 */
#ifndef CURT_WEB_REPEAT_H
#define CURT_WEB_REPEAT_H

#include <stdbool.h>

#include "store/key.h"
#include "store/once.h"
#include "web/http.h"

/*
 * Reads the Idempotency-Key, if one was sent (*has). The body is what is asked, with its type. False when the
 * answer, that the key is too long, is sent.
 */
bool repeat_read(
    struct http *, const struct key *, const char *body, size_t length, struct once *out, bool *has);

/* The answer to FAULT_REFUSED of once_find. */
void repeat_refuse(struct http *);

#endif
