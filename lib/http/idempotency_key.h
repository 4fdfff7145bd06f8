/*
 * idempotency_key.h: a request that may be the same as one before, and the answers to it. Apart from
 * idempotency.h, because what sweeps the table sends no answers.
 */
#ifndef CURT_HTTP_IDEMPOTENCY_KEY_H
#define CURT_HTTP_IDEMPOTENCY_KEY_H

#include <stdbool.h>

#include "base/config.h"
#include "http/idempotency.h"
#include "http/request.h"

/*
 * Reads the Idempotency-Key, if one was sent. The body is what is asked, with its type: as it came, so call
 * this before it is parsed in place. False when the answer, that the key is too long, is sent.
 */
bool idempotency_begin(struct request *, const struct config *, int64_t now, const char *body, size_t length,
    struct idempotency *out);

/* Sends the answer that is set, of this type unless it is a problem. */
void idempotency_send(struct request *, const struct idempotency *, const char *type);

/* Sends the answer to FAULT_REFUSED of idempotency_get. */
void idempotency_refuse(struct request *);

#endif
