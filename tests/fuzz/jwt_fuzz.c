/*
 * jwt_fuzz.c: tokens of callbacks: none that we did not sign is accepted; of those that we signed, any
 * claims.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/jwt.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/buffer.h"
#include "base/timestamp.h"
#include "fuzz.h"

#define SECRET "a secret of thirty-two characters"
#define NOW    (INT64_C(1700000000) * TIMESTAMP_SECOND)

/* base64url, without padding (RFC 7515, appendix C). */
static void
add_base64url(struct buffer *out, const void *bytes, size_t length)
{
    char text[4 * (JWT_SIZE / 3 + 1) + 1];
    if (length > JWT_SIZE)
        return;
    EVP_EncodeBlock((unsigned char *)text, bytes, (int)length);
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
    text[strcspn(text, "=")] = '\0';
    buffer_add(out, text);
}

/* A token with these claims that is signed as the carrier signs. */
static char *
sign(const char *claims, size_t length)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    char *space = xmalloc(4 * JWT_SIZE);
    struct buffer out = buffer_over(space, 4 * JWT_SIZE);
    add_base64url(&out, header, sizeof header - 1);
    buffer_add(&out, ".");
    add_base64url(&out, claims, length);
    HMAC(EVP_sha256(), SECRET, sizeof SECRET - 1, (unsigned char *)out.text, out.length, digest, &size);
    buffer_add(&out, ".");
    add_base64url(&out, digest, size);
    return space;
}

/* The first byte: a token as it came, or claims that are signed first. The body is empty. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const bool claims = fuzz_byte(&in) & 1;
    struct jwt_claims out;
    const char *why = NULL;
    size_t length;
    char *text = fuzz_rest(&in, &length), *token = claims ? sign(text, length) : xstrdup(text);
    if (jwt_verify(token, SECRET, "", 0, NOW, 300, &out, &why) == FAULT_NONE) {
        HOLDS(claims && out.jti[0] != '\0' && strlen(out.jti) < sizeof out.jti);
        HOLDS(out.iat >= NOW - 300 * TIMESTAMP_SECOND && out.iat <= NOW + 300 * TIMESTAMP_SECOND);
    } else {
        HOLDS(why != NULL);
    }
    free(token);
    free(text);
    return 0;
}
