/*
 * webhook_signature.h: webhook signatures as Standard Webhooks 1.0 has them: HMAC-SHA256, by OpenSSL's
 * libcrypto, over "id.timestamp.body", with a secret that reads whsec_ and base64 of 24 to 64 bytes.
 */
#ifndef CURT_NET_WEBHOOK_SIGNATURE_H
#define CURT_NET_WEBHOOK_SIGNATURE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define WEBHOOK_SIGNATURE_KEY_MIN 24
#define WEBHOOK_SIGNATURE_KEY_MAX 64
#define WEBHOOK_SECRET_SIZE       96 /* room for a secret as text, with its NUL */
#define WEBHOOK_SIGNATURE_SIZE    48 /* room for "v1," and base64 of 32 bytes, with its NUL */

struct webhook_signature_key {
    size_t length;
    uint8_t bytes[WEBHOOK_SIGNATURE_KEY_MAX];
};

/* FAULT_INPUT for a text that is no secret. */
enum fault webhook_signature_key_parse(const char *secret, struct webhook_signature_key *out);

/* Draws a secret of 32 bytes. */
void webhook_signature_generate_secret(char out[static WEBHOOK_SECRET_SIZE]);

/* Writes "v1,<base64>". A libcrypto that cannot do it is fatal. */
void webhook_signature_create(const struct webhook_signature_key *, const char *id, const char *timestamp,
    const void *body, size_t length, char out[static WEBHOOK_SIGNATURE_SIZE]);

#endif
