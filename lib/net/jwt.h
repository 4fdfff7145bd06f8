/*
 * jwt.h: JSON Web Tokens (RFC 7519) by libjwt: those that curt shows to the carrier, signed with an
 * application's private key (RS256), and those that the carrier's callbacks come with, signed with a secret
 * that both know (HS256).
 *
 * Moments are timestamp.h's; in a token they are whole seconds.
 */
#ifndef CURT_NET_JWT_H
#define CURT_NET_JWT_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define JWT_SIZE      4096 /* room for a token, with its NUL */
#define JWT_ID_SIZE   65   /* room for a jti, with its NUL */
#define JWT_NAME_SIZE 65   /* room for an api_key or an application_id, with its NUL */
#define JWT_LIFETIME  900  /* seconds from iat to exp of a token that is made */
#define JWT_LEEWAY    30   /* seconds by which exp and nbf may be missed: two clocks are never the same */
#define JWT_MARGIN    60   /* a token that has fewer seconds left is not shown any more */

/* Makes tokens, and keeps the last one: a signature by RSA costs more than the message that it goes with. */
struct jwt_signer;

/* FAULT_INPUT: pem holds no RSA private key (or one protected by a passphrase), or the token would be too
 * long. */
enum fault jwt_signer_create(const char *pem, const char *application_id, struct jwt_signer **out);
void jwt_signer_free(struct jwt_signer *);

/* A token that holds now; it belongs to the maker, until the next call. A libjwt that fails is fatal. */
const char *jwt_signer_token(struct jwt_signer *, int64_t now);

struct jwt_claims {
    int64_t iat;                 /* when it was signed */
    char jti[JWT_ID_SIZE];       /* its own id: a second token with the same is the same one, sent again */
    char api_key[JWT_NAME_SIZE]; /* "" when it has none */
    char application_id[JWT_NAME_SIZE]; /* "" when it has none */
};

/*
 * Is this the carrier's signature of these bytes? HS256 with the secret and nothing else; iat within
 * `tolerance` seconds of now, before and after; payload_hash the SHA-256 of the body in hexadecimal; iss
 * "Vonage"; exp, if it has one, yet to come, and nbf past, give or take JWT_LEEWAY; jti of 1 to 64 printable
 * characters of ASCII. FAULT_INPUT: *why says what is wrong, in a static sentence. Whether the jti was seen
 * before is for the caller to know.
 */
enum fault jwt_verify(const char *token, const char *secret, const void *body, size_t length, int64_t now,
    int64_t tolerance, struct jwt_claims *out, const char **why);

#endif
