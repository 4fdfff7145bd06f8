/*
 * once.h: the answers given to requests with an Idempotency-Key, so that the same request gets the same
 * answer.
 */
#ifndef CURT_STORE_ONCE_H
#define CURT_STORE_ONCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "store/env.h"
#include "store/row.h"

#define ONCE_KEY_MAX 255 /* characters of an Idempotency-Key */

struct once {
    uint32_t key;                  /* whose request */
    uint8_t name[DIGEST_BYTES];    /* of the Idempotency-Key */
    uint8_t request[DIGEST_BYTES]; /* of what was asked */
    int64_t at;
    uint16_t status; /* of the answer */
};

/*
 * The answer given before, since `since`: its status in *once, its text in answer. FAULT_MISSING when there
 * is none (the row is then ours until the transaction ends); FAULT_REFUSED when the key was used for another
 * request.
 */
enum fault once_find(
    struct txn *, struct once *once, int64_t since, char *answer, size_t size, size_t *length);

enum fault once_keep(struct txn *, const struct once *once, const char *answer, size_t length);

/* An answer from before the moment *arg, for sweep_run. */
bool once_over(const struct walk *, void *arg, bool *stop);

#endif
