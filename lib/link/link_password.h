/*
 * link_password.h: the password of a link, which is kept as a hash alone, and the pass of somebody who has
 * given it: what a cookie carries, so that it is asked for once.
 *
 * The hash is scrypt (RFC 7914) of libcrypto, which is linked anyway, with N = 2^15, r = 8, p = 1: it takes
 * about 90 ms and 32 MB. So tries have to be limited before it is computed (http/guess_limit.h), and it is
 * never computed in a transaction. A pass is signed with the hash: it costs a HMAC, and is worth nothing once
 * the password changes. Moments are as in timestamp.h.
 */
#ifndef CURT_LINK_LINK_PASSWORD_H
#define CURT_LINK_LINK_PASSWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sha256.h"
#include "base/timestamp.h"

#define LINK_PASSWORD_MAX   128 /* bytes of one */
#define LINK_PASSWORD_BYTES 49  /* of one as a row has it */
#define LINK_PASS_SIZE      (16 + 1 + SHA256_TEXT_SIZE)
#define LINK_PASS_LIFE      (12 * 3600 * TIMESTAMP_SECOND)

enum { LINK_PASSWORD_SALT = 16 };

struct link_password {
    bool is_set;
    uint8_t salt[LINK_PASSWORD_SALT];
    uint8_t hash[SHA256_BYTES];
};

/* Is it 1 to LINK_PASSWORD_MAX bytes, without control characters? */
bool link_password_is_valid(const char *text);

/* Hashes a text with a salt that is drawn. */
void link_password_set(struct link_password *, const char *text);

/* Is it the password? Takes as long as to set one; false at once for what cannot be one. */
bool link_password_is(const struct link_password *, const char *text);

/* As bytes; the bytes of a newer curt are not read. */
void link_password_encode(const struct link_password *, uint8_t out[static LINK_PASSWORD_BYTES]);
bool link_password_decode(const uint8_t *bytes, size_t length, struct link_password *out);

/* The pass for the link of this id, until then; and whether a text, which may be anything, is one. */
void link_password_pass(
    const struct link_password *, uint64_t link, int64_t until, char out[static LINK_PASS_SIZE]);
bool link_password_admits(const struct link_password *, uint64_t link, int64_t now, const char *pass);

#endif
