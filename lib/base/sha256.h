/*
 * sha256.h: SHA-256 by OpenSSL's libcrypto, and the two things curt does with it: keep a secret without
 * keeping the secret, and name a thing by what it contains.
 */
#ifndef CURT_BASE_SHA256_H
#define CURT_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES     32
#define SHA256_TEXT_SIZE (2 * SHA256_BYTES + 1) /* room for one in hexadecimal, with its NUL */

struct sha256_part {
    const void *bytes;
    size_t length;
};

/* SHA-256 over the parts, one after the other. A libcrypto that cannot do it is fatal. */
void sha256_digest(const struct sha256_part *parts, size_t count, uint8_t out[static SHA256_BYTES]);

/* The same for one text. */
void sha256_text(const char *text, uint8_t out[static SHA256_BYTES]);

/* The same piece by piece: begin, add some, end. */
struct sha256_stream {
    void *context;
};
void sha256_begin(struct sha256_stream *);
void sha256_add(struct sha256_stream *, const void *bytes, size_t length);
void sha256_end(struct sha256_stream *, uint8_t out[static SHA256_BYTES]);

/* HMAC-SHA256 (RFC 2104) over the parts, one after the other. A libcrypto that cannot do it is fatal. */
void sha256_hmac(const void *key, size_t key_length, const struct sha256_part *parts, size_t count,
    uint8_t out[static SHA256_BYTES]);

/* As hexadecimal digits, as sha256sum(1) writes them. */
void sha256_format(const uint8_t digest[static SHA256_BYTES], char out[static SHA256_TEXT_SIZE]);
bool sha256_parse(const char *text, uint8_t out[static SHA256_BYTES]);

/* Compared in constant time. */
bool sha256_equal(const uint8_t a[static SHA256_BYTES], const uint8_t b[static SHA256_BYTES]);

#endif
