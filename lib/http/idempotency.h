/*
 * idempotency.h: the answers given to requests with an Idempotency-Key, so that the same request gets the
 * same answer.
 */
#ifndef CURT_HTTP_IDEMPOTENCY_H
#define CURT_HTTP_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "db/env.h"
#include "db/row.h"

#define IDEMPOTENCY_KEY_MAX 255 /* characters of an Idempotency-Key */

struct idempotency {
    uint32_t key;                  /* whose request */
    uint8_t name[SHA256_BYTES];    /* of the Idempotency-Key */
    uint8_t request[SHA256_BYTES]; /* of what was asked */
    int64_t at;
    uint16_t status; /* of the answer */
};

/*
 * The answer given before, since `since`: its status in *once, its text in answer. FAULT_MISSING when there
 * is none (the row is then ours until the transaction ends); FAULT_REFUSED when the key was used for another
 * request.
 */
enum fault idempotency_get(
    struct txn *, struct idempotency *once, int64_t since, char *answer, size_t size, size_t *length);

enum fault idempotency_put(struct txn *, const struct idempotency *once, const char *answer, size_t length);

/* An answer from before the moment *arg, for row_sweep_run. */
bool idempotency_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
