/*
 * jwt.c: signs and verifies JWTs through libjwt.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/jwt.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jwt.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/sha256.h"
#include "base/timestamp.h"
#include "base/uuid.h"

struct jwt_signer {
    char *pem, *application_id;
    int64_t exp; /* of the last token, in seconds; 0 for none */
    char token[JWT_SIZE];
};

/* NULL when the key cannot sign. */
static char *
jwt_encode(const struct jwt_signer *maker, int64_t iat)
{
    uint8_t id[UUID_BYTES];
    char jti[UUID_SIZE], *text = NULL;
    jwt_t *jwt = NULL;
    uuid_v4(id);
    uuid_format(id, jti);
    if (jwt_new(&jwt) != 0)
        memory_exhausted();
    if (jwt_add_grant(jwt, "application_id", maker->application_id) == 0 &&
        jwt_add_grant(jwt, "jti", jti) == 0 && jwt_add_grant_int(jwt, "iat", (long)iat) == 0 &&
        jwt_add_grant_int(jwt, "exp", (long)(iat + JWT_LIFETIME)) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_RS256, (const unsigned char *)maker->pem, (int)strlen(maker->pem)) == 0)
        text = jwt_encode_str(jwt);
    jwt_free(jwt);
    return text;
}

static enum fault
jwt_make(struct jwt_signer *maker, int64_t iat)
{
    char *text = jwt_encode(maker, iat);
    const size_t length = text != NULL ? strlen(text) : 0;
    const bool good = length > 0 && length < sizeof maker->token;
    if (good) {
        memcpy(maker->token, text, length + 1);
        maker->exp = iat + JWT_LIFETIME;
    }
    free(text);
    return good ? FAULT_NONE : FAULT_INPUT;
}

enum fault
jwt_signer_create(const char *pem, const char *application_id, struct jwt_signer **out)
{
    struct jwt_signer *maker = xcalloc(1, sizeof *maker);
    *out = NULL;
    maker->pem = xstrdup(pem);
    maker->application_id = xstrdup(application_id);
    /* One protected by a passphrase would make libcrypto ask for that on the terminal. */
    if (*pem == '\0' || strstr(pem, "ENCRYPTED") != NULL ||
        jwt_make(maker, timestamp_now() / TIMESTAMP_SECOND) != FAULT_NONE) {
        jwt_signer_free(maker);
        return FAULT_INPUT;
    }
    *out = maker;
    return FAULT_NONE;
}

void
jwt_signer_free(struct jwt_signer *maker)
{
    if (maker == NULL)
        return;
    explicit_bzero(maker->pem, strlen(maker->pem));
    free(maker->pem);
    free(maker->application_id);
    free(maker);
}

const char *
jwt_signer_token(struct jwt_signer *maker, int64_t now)
{
    const int64_t seconds = now / TIMESTAMP_SECOND, left = maker->exp - seconds;
    /* More than a whole life left: the clock was put back, and the token would come from the future. */
    if ((left < JWT_MARGIN || left > JWT_LIFETIME) && jwt_make(maker, seconds) != FAULT_NONE)
        log_fatal("libjwt can no longer sign");
    return maker->token;
}

/* A claim that is a text, or "". */
static const char *
jwt_text(jwt_t *jwt, const char *name)
{
    const char *text = jwt_get_grant(jwt, name);
    return text != NULL ? text : "";
}

/* Takes a text of printable ASCII that fits. */
static bool
jwt_copy(const char *text, char *out, size_t size)
{
    const size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    if (length >= size)
        return false;
    memcpy(out, text, length + 1);
    return true;
}

static int
jwt_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c != '\0' ? strchr(digits, c | 0x20) : NULL;
    return at != NULL && (c >= 'A' || (c >= '0' && c <= '9')) ? (int)(at - digits) : -1;
}

static bool
jwt_is_of(jwt_t *jwt, const void *body, size_t length)
{
    const char *text = jwt_text(jwt, "payload_hash");
    uint8_t claimed[SHA256_BYTES], digest[SHA256_BYTES];
    if (strlen(text) != 2 * sizeof claimed)
        return false;
    for (size_t i = 0; i < sizeof claimed; i++) {
        const int high = jwt_digit(text[2 * i]), low = jwt_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        claimed[i] = (uint8_t)(high << 4 | low);
    }
    sha256_digest(&(struct sha256_part){body, length}, 1, digest);
    return sha256_equal(claimed, digest);
}

static bool
jwt_is_timely(jwt_t *jwt, int64_t now, int64_t tolerance, int64_t *out)
{
    errno = 0;
    const int64_t iat = jwt_get_grant_int(jwt, "iat"), seconds = now / TIMESTAMP_SECOND;
    if (errno != 0 || iat < seconds - tolerance || iat > seconds + tolerance)
        return false;
    *out = iat * TIMESTAMP_SECOND;
    return true;
}

/* A moment that the token may have (NumericDate of RFC 7519: seconds, perhaps with a fraction).
 * FAULT_MISSING: it has none; FAULT_INPUT: it has something else there. */
static enum fault
jwt_moment(jwt_t *jwt, const char *name, double *out)
{
    errno = 0;
    char *text = jwt_get_grants_json(jwt, name), *end;
    if (text == NULL)
        return errno == EINVAL ? FAULT_MISSING : FAULT_INPUT; /* EINVAL: as libjwt says that there is none */
    const bool number = text[0] == '-' || (text[0] >= '0' && text[0] <= '9');
    *out = strtod(text, &end);
    const bool good = number && *end == '\0' && isfinite(*out);
    free(text);
    return good ? FAULT_NONE : FAULT_INPUT;
}

/* NULL when exp is yet to come and nbf is past, as far as the token has them, by two clocks that may differ.
 */
static const char *
jwt_judge_life(jwt_t *jwt, int64_t now)
{
    const double seconds = (double)now / TIMESTAMP_SECOND;
    double moment;
    enum fault fault = jwt_moment(jwt, "exp", &moment);
    if (fault == FAULT_INPUT || (fault == FAULT_NONE && seconds >= moment + JWT_LEEWAY))
        return "The token's exp is past, or no time.";
    fault = jwt_moment(jwt, "nbf", &moment);
    if (fault == FAULT_INPUT || (fault == FAULT_NONE && seconds < moment - JWT_LEEWAY))
        return "The token's nbf is yet to come, or no time.";
    return NULL;
}

/* NULL when all is well. */
static const char *
jwt_judge(jwt_t *jwt, const void *body, size_t length, int64_t now, int64_t tolerance, struct jwt_claims *out)
{
    if (strcmp(jwt_text(jwt, "iss"), "Vonage") != 0)
        return "The token's iss is not Vonage.";
    if (!jwt_is_of(jwt, body, length))
        return "The token's payload_hash does not match the body.";
    if (!jwt_is_timely(jwt, now, tolerance, &out->iat))
        return "The token's iat is too far from now.";
    const char *why = jwt_judge_life(jwt, now);
    if (why != NULL)
        return why;
    if (!jwt_copy(jwt_text(jwt, "jti"), out->jti, sizeof out->jti) || out->jti[0] == '\0')
        return "The token's jti must be 1 to 64 printable characters.";
    if (!jwt_copy(jwt_text(jwt, "api_key"), out->api_key, sizeof out->api_key))
        return "The token's api_key is too long or not printable.";
    if (!jwt_copy(jwt_text(jwt, "application_id"), out->application_id, sizeof out->application_id))
        return "The token's application_id is too long or not printable.";
    return NULL;
}

/*
 * Three parts in base64url (RFC 7515, section 7.1), each of at least a character: libjwt 1.10.2 decodes a
 * part before it looks at it, and writes a byte past the room for an empty one.
 */
static bool
jwt_is_compact(const char *token)
{
    for (int parts = 1;; parts++) {
        const size_t length = strspn(
            token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
        if (length == 0 || parts > 3)
            return false;
        token += length;
        if (*token == '\0')
            return parts == 3;
        if (*token++ != '.')
            return false;
    }
}

enum fault
jwt_verify(const char *token, const char *secret, const void *body, size_t length, int64_t now,
    int64_t tolerance, struct jwt_claims *out, const char **why)
{
    jwt_t *jwt = NULL;
    *out = (struct jwt_claims){.iat = 0};
    *why = "The token is not signed by HS256 with the signature secret.";
    /* The algorithm is the token's own choice: libjwt takes any that the secret happens to be a key for. */
    if (*secret == '\0' || strlen(token) >= JWT_SIZE || !jwt_is_compact(token) ||
        jwt_decode(&jwt, token, (const unsigned char *)secret, (int)strlen(secret)) != 0)
        return FAULT_INPUT;
    if (jwt_get_alg(jwt) == JWT_ALG_HS256)
        *why = jwt_judge(jwt, body, length, now, tolerance, out);
    jwt_free(jwt);
    return *why == NULL ? FAULT_NONE : FAULT_INPUT;
}
