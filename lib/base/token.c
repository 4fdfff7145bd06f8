#include "base/token.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jwt.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"
#include "base/uuid.h"

struct token_maker {
    char *pem, *application_id;
    int64_t exp; /* of the last token, in seconds; 0 for none */
    char token[TOKEN_MAX];
};

/* NULL when the key cannot sign. */
static char *
token_encode(const struct token_maker *maker, int64_t iat)
{
    uint8_t id[UUID_BYTES];
    char jti[UUID_TEXT], *text = NULL;
    jwt_t *jwt = NULL;
    uuid_draw(id);
    uuid_text(id, jti);
    if (jwt_new(&jwt) != 0)
        log_fatal("out of memory");
    if (jwt_add_grant(jwt, "application_id", maker->application_id) == 0 &&
        jwt_add_grant(jwt, "jti", jti) == 0 && jwt_add_grant_int(jwt, "iat", (long)iat) == 0 &&
        jwt_add_grant_int(jwt, "exp", (long)(iat + TOKEN_LIFE)) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_RS256, (const unsigned char *)maker->pem, (int)strlen(maker->pem)) == 0)
        text = jwt_encode_str(jwt);
    jwt_free(jwt);
    return text;
}

static enum fault
token_make(struct token_maker *maker, int64_t iat)
{
    char *text = token_encode(maker, iat);
    const size_t length = text != NULL ? strlen(text) : 0;
    const bool good = length > 0 && length < sizeof maker->token;
    if (good) {
        memcpy(maker->token, text, length + 1);
        maker->exp = iat + TOKEN_LIFE;
    }
    free(text);
    return good ? FAULT_NONE : FAULT_INPUT;
}

enum fault
token_maker_open(const char *pem, const char *application_id, struct token_maker **out)
{
    struct token_maker *maker = calloc(1, sizeof *maker);
    *out = NULL;
    if (maker == NULL || (maker->pem = strdup(pem)) == NULL ||
        (maker->application_id = strdup(application_id)) == NULL)
        log_fatal("out of memory");
    /* One behind a passphrase would make libcrypto ask for that on the terminal. */
    if (*pem == '\0' || strstr(pem, "ENCRYPTED") != NULL ||
        token_make(maker, clock_now() / CLOCK_SECOND) != FAULT_NONE) {
        token_maker_close(maker);
        return FAULT_INPUT;
    }
    *out = maker;
    return FAULT_NONE;
}

void
token_maker_close(struct token_maker *maker)
{
    if (maker == NULL)
        return;
    explicit_bzero(maker->pem, strlen(maker->pem));
    free(maker->pem);
    free(maker->application_id);
    free(maker);
}

const char *
token_maker_token(struct token_maker *maker, int64_t now)
{
    const int64_t seconds = now / CLOCK_SECOND, left = maker->exp - seconds;
    /* More than a whole life left: the clock was put back, and the token would come from the future. */
    if ((left < TOKEN_SPARE || left > TOKEN_LIFE) && token_make(maker, seconds) != FAULT_NONE)
        log_fatal("libjwt cannot sign any more");
    return maker->token;
}

/* A claim that is a text, or "". */
static const char *
token_text(jwt_t *jwt, const char *name)
{
    const char *text = jwt_get_grant(jwt, name);
    return text != NULL ? text : "";
}

/* Takes a text of printable ASCII that fits. */
static bool
token_copy(const char *text, char *out, size_t size)
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
token_digit(char c)
{
    const char *digits = "0123456789abcdef", *at = c != '\0' ? strchr(digits, c | 0x20) : NULL;
    return at != NULL && (c >= 'A' || (c >= '0' && c <= '9')) ? (int)(at - digits) : -1;
}

static bool
token_is_of(jwt_t *jwt, const void *body, size_t length)
{
    const char *text = token_text(jwt, "payload_hash");
    uint8_t claimed[DIGEST_BYTES], digest[DIGEST_BYTES];
    if (strlen(text) != 2 * sizeof claimed)
        return false;
    for (size_t i = 0; i < sizeof claimed; i++) {
        const int high = token_digit(text[2 * i]), low = token_digit(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        claimed[i] = (uint8_t)(high << 4 | low);
    }
    digest_of(&(struct digest_part){body, length}, 1, digest);
    return digest_same(claimed, digest);
}

static bool
token_is_timely(jwt_t *jwt, int64_t now, int64_t tolerance, int64_t *out)
{
    errno = 0;
    const int64_t iat = jwt_get_grant_int(jwt, "iat"), seconds = now / CLOCK_SECOND;
    if (errno != 0 || iat < seconds - tolerance || iat > seconds + tolerance)
        return false;
    *out = iat * CLOCK_SECOND;
    return true;
}

/* NULL when all is well. */
static const char *
token_judge(
    jwt_t *jwt, const void *body, size_t length, int64_t now, int64_t tolerance, struct token_claims *out)
{
    if (strcmp(token_text(jwt, "iss"), "Vonage") != 0)
        return "The token's iss is not Vonage.";
    if (!token_is_of(jwt, body, length))
        return "The token's payload_hash is not that of the body.";
    if (!token_is_timely(jwt, now, tolerance, &out->iat))
        return "The token's iat is not a time near enough to now.";
    if (!token_copy(token_text(jwt, "jti"), out->jti, sizeof out->jti) || out->jti[0] == '\0')
        return "The token's jti is not of 1 to 64 printable characters.";
    if (!token_copy(token_text(jwt, "api_key"), out->api_key, sizeof out->api_key))
        return "The token's api_key is too long, or not printable.";
    if (!token_copy(token_text(jwt, "application_id"), out->application_id, sizeof out->application_id))
        return "The token's application_id is too long, or not printable.";
    return NULL;
}

enum fault
token_verify(const char *token, const char *secret, const void *body, size_t length, int64_t now,
    int64_t tolerance, struct token_claims *out, const char **why)
{
    jwt_t *jwt = NULL;
    *out = (struct token_claims){.iat = 0};
    *why = "It is not a token signed by HS256 with the signature secret.";
    /* The algorithm is the token's own choice: libjwt takes any that the secret happens to be a key for. */
    if (*secret == '\0' || strlen(token) >= TOKEN_MAX ||
        jwt_decode(&jwt, token, (const unsigned char *)secret, (int)strlen(secret)) != 0)
        return FAULT_INPUT;
    if (jwt_get_alg(jwt) == JWT_ALG_HS256)
        *why = token_judge(jwt, body, length, now, tolerance, out);
    jwt_free(jwt);
    return *why == NULL ? FAULT_NONE : FAULT_INPUT;
}
