/*
 * sign.h: webhook signatures as Standard Webhooks 1.0 has them: HMAC-SHA256, by OpenSSL's libcrypto, over
 * "id.timestamp.body", with a secret that reads whsec_ and base64 of 24 to 64 bytes.
 */
#ifndef CURT_BASE_SIGN_H
#define CURT_BASE_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define SIGN_KEY_MIN    24
#define SIGN_KEY_MAX    64
#define SIGN_SECRET_MAX 96 /* room for a secret as text, with its NUL */
#define SIGN_TEXT       48 /* room for "v1," and base64 of 32 bytes, with its NUL */

struct sign_key {
    size_t length;
    uint8_t bytes[SIGN_KEY_MAX];
};

/* FAULT_INPUT for a text that is no secret. */
enum fault sign_key_parse(const char *secret, struct sign_key *out);

/* Draws a secret of 32 bytes. */
void sign_secret_draw(char out[static SIGN_SECRET_MAX]);

/* Writes "v1,<base64>". A libcrypto that cannot do it is fatal. */
void sign_webhook(const struct sign_key *, const char *id, const char *timestamp, const void *body,
    size_t length, char out[static SIGN_TEXT]);

#endif
