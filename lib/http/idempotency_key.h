/*
 * idempotency_key.h: a request that may be the same as one before: its Idempotency-Key, and what is asked.
 */
#ifndef CURT_HTTP_IDEMPOTENCY_KEY_H
#define CURT_HTTP_IDEMPOTENCY_KEY_H

#include <stdbool.h>

#include "http/api_key.h"
#include "http/idempotency.h"
#include "http/request.h"

/*
 * Reads the Idempotency-Key, if one was sent (*has). The body is what is asked, with its type. False when the
 * answer, that the key is too long, is sent.
 */
bool idempotency_key_read(struct request *, const struct api_key *, const char *body, size_t length,
    struct idempotency *out, bool *has);

/* The answer to FAULT_REFUSED of idempotency_get. */
void idempotency_key_refuse(struct request *);

#endif
