/*
 * idempotency.h: the answers given to requests with an Idempotency-Key, so that the same request gets the
 * same answer.
 *
 * A handler begins with idempotency_begin (idempotency_key.h), looks for an answer with idempotency_find
 * before the request costs anything, and again with idempotency_get in the transaction that does what is
 * asked; there it sets the answer and puts it. Without an Idempotency-Key nothing is found and nothing kept,
 * and the handler does the same.
 */
#ifndef CURT_HTTP_IDEMPOTENCY_H
#define CURT_HTTP_IDEMPOTENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sha256.h"
#include "db/env.h"
#include "db/row.h"

#define IDEMPOTENCY_KEY_MAX 255                /* characters of an Idempotency-Key */
#define IDEMPOTENCY_ROW_MAX (48 * 1024 * 1024) /* bytes of an answer that is kept, with its head */

struct idempotency_answer {
    uint16_t status;
    char *location; /* of what was created; NULL for none */
    char *body;
    size_t length;
};

/* To be cleared with idempotency_clear. */
struct idempotency {
    bool has_key;                  /* was an Idempotency-Key sent? */
    uint32_t api_key;              /* whose request */
    uint8_t name[SHA256_BYTES];    /* of the Idempotency-Key */
    uint8_t request[SHA256_BYTES]; /* of what was asked */
    int64_t now, since;            /* of the request; answers given before `since` are forgotten */
    struct idempotency_answer answer;
};

/* Sets the answer in place of the one it has. The body, from malloc, is its own from then on. */
void idempotency_set_answer(
    struct idempotency *, int status, const char *location, char *body, size_t length);

/*
 * Finds the answer given before, and sets it. FAULT_MISSING when there is none (its row is then ours until
 * the transaction ends); FAULT_REFUSED when the key was used for another request.
 */
enum fault idempotency_get(struct txn *, struct idempotency *);

/* idempotency_get in a transaction of its own, after which what it found is on the disk. */
enum fault idempotency_find(struct env *, struct idempotency *);

/* Keeps the answer. FAULT_SYSTEM, logged, when it is too long for that. Nothing in it changes, but its bytes
 * may lie elsewhere. */
enum fault idempotency_put(struct txn *, struct idempotency *);

void idempotency_clear(struct idempotency *);

/* An answer from before the time *arg, for row_sweep_run. */
bool idempotency_is_expired(const struct cursor *, void *arg, bool *stop);

#endif
