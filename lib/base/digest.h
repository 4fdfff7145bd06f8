/*
 * digest.h: SHA-256 by OpenSSL's libcrypto, and the two things curt does with it: keep a secret without
 * keeping the secret, and name a thing by what it contains.
 */
#ifndef CURT_BASE_DIGEST_H
#define CURT_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIGEST_BYTES 32

struct digest_part {
    const void *bytes;
    size_t length;
};

/* SHA-256 over the parts, one after the other. A libcrypto that cannot do it is fatal. */
void digest_of(const struct digest_part *parts, size_t count, uint8_t out[static DIGEST_BYTES]);

/* The same for one text. */
void digest_text(const char *text, uint8_t out[static DIGEST_BYTES]);

/* Compared in constant time. */
bool digest_same(const uint8_t a[static DIGEST_BYTES], const uint8_t b[static DIGEST_BYTES]);

#endif
