/*
 * forward_proof.c: a webhook signature (webhook_signature.h) over what is forwarded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/forward_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "net/webhook_signature.h"

/* The key is for nothing else: whatever else is made of the secret begins in another way. */
static struct webhook_signature_key
forward_proof_key(const char *secret)
{
    struct webhook_signature_key key = {.length = SHA256_BYTES};
    sha256_digest(
        (const struct sha256_part[]){{"forward", sizeof "forward"}, {secret, strlen(secret)}}, 2, key.bytes);
    return key;
}

/* Each part ends with a NUL, so that no two requests make the same text. */
void
forward_proof_create(
    const char *secret, const struct forwarded *what, int64_t now, char out[static FORWARD_PROOF_SIZE])
{
    char seconds[24], signature[WEBHOOK_SIGNATURE_SIZE];
    const struct webhook_signature_key key = forward_proof_key(secret);
    const size_t size = strlen(what->method) + strlen(what->target) + strlen(what->client) + 4;
    char *text = xmalloc(size);
    struct buffer all = buffer_over(text, size);
    buffer_add_bytes(&all, what->method, strlen(what->method) + 1);
    buffer_add_bytes(&all, what->client, strlen(what->client) + 1);
    buffer_add_bytes(&all, what->target, strlen(what->target) + 1);
    snprintf(seconds, sizeof seconds, "%lld", (long long)now);
    webhook_signature_create(&key, "forward", seconds, all.text, all.length, signature);
    snprintf(out, FORWARD_PROOF_SIZE, "%s %s", seconds, signature);
    free(text);
}

/* The digests take the time of the comparison from what is compared. */
bool
forward_proof_holds(const char *secret, const struct forwarded *what, int64_t now, const char *proof)
{
    char *end, wanted[FORWARD_PROOF_SIZE];
    uint8_t a[SHA256_BYTES], b[SHA256_BYTES];
    const int64_t time = strtoll(proof, &end, 10);
    if (*end != ' ' || secret[0] == '\0' || time < now - FORWARD_PROOF_AGE || time > now + FORWARD_PROOF_AGE)
        return false;
    forward_proof_create(secret, what, time, wanted);
    sha256_text(wanted, a);
    sha256_text(proof, b);
    return sha256_equal(a, b);
}
