/*
 * vonage_signature.c: checks the token of a callback.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/vonage_signature.h"

#include <string.h>
#include <strings.h>

#include "net/jwt.h"

_Static_assert(CARRIER_TOKEN_SIZE >= JWT_ID_SIZE, "a jti must fit");

/* The text after "Bearer ", "" when there is none. */
static const char *
vonage_signature_token(const struct carrier_callback *callback)
{
    const char *text = callback->header(callback->header_arg, "Authorization");
    return strncasecmp(text, "Bearer ", 7) == 0 ? text + 7 + strspn(text + 7, " ") : "";
}

enum carrier_trust
vonage_signature_verify(
    const struct config *config, const struct carrier_callback *callback, struct carrier_proof *out)
{
    const char *token = vonage_signature_token(callback);
    struct jwt_claims claims;
    if (config->vonage_signature_secret[0] == '\0') {
        out->why = "[vonage] signature_secret is not set";
        return CARRIER_UNCONFIGURED;
    }
    if (*token == '\0') {
        out->why = "The callback is not signed. Send it again with a signature.";
        return CARRIER_UNSIGNED;
    }
    if (jwt_verify(token, config->vonage_signature_secret, callback->body, callback->length, callback->now,
            config->vonage_signature_age, &claims, &out->why) != FAULT_NONE)
        return CARRIER_FORGED;
    if (config->vonage_api_key[0] != '\0' && claims.api_key[0] != '\0' &&
        strcmp(claims.api_key, config->vonage_api_key) != 0) {
        out->why = "The token is for another account.";
        return CARRIER_FORGED;
    }
    out->signed_at = claims.iat;
    memcpy(out->token_id, claims.jti, JWT_ID_SIZE);
    return CARRIER_TRUSTED;
}
