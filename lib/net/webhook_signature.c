/*
 * webhook_signature.c: HMAC-SHA256 through libcrypto.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/webhook_signature.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/base64.h"
#include "base/random.h"
#include "base/sha256.h"

#define WEBHOOK_SIGNATURE_PREFIX "whsec_"

enum {
    WEBHOOK_SIGNATURE_DRAWN = 32,
    WEBHOOK_SIGNATURE_BASE64_MAX = 88 /* of WEBHOOK_SIGNATURE_KEY_MAX bytes */
};

enum fault
webhook_signature_key_parse(const char *secret, struct webhook_signature_key *out)
{
    uint8_t bytes[WEBHOOK_SIGNATURE_BASE64_MAX];
    const size_t prefix = strlen(WEBHOOK_SIGNATURE_PREFIX);
    if (strncmp(secret, WEBHOOK_SIGNATURE_PREFIX, prefix) != 0)
        return FAULT_INPUT;
    const char *text = secret + prefix;
    const size_t length = strlen(text), padding = length - strcspn(text, "=");
    if (length % 4 != 0 || length > WEBHOOK_SIGNATURE_BASE64_MAX || padding > 2 ||
        strspn(text + length - padding, "=") != padding)
        return FAULT_INPUT;
    const int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length);
    if (decoded < (int)(WEBHOOK_SIGNATURE_KEY_MIN + padding) ||
        decoded > (int)(WEBHOOK_SIGNATURE_KEY_MAX + padding))
        return FAULT_INPUT;
    out->length = (size_t)decoded - padding;
    memcpy(out->bytes, bytes, out->length);
    return FAULT_NONE;
}

void
webhook_signature_generate_secret(char out[static WEBHOOK_SECRET_SIZE])
{
    uint8_t bytes[WEBHOOK_SIGNATURE_DRAWN];
    char text[BASE64_SIZE(sizeof bytes)];
    random_bytes(bytes, sizeof bytes);
    base64_encode(bytes, sizeof bytes, text);
    snprintf(out, WEBHOOK_SECRET_SIZE, WEBHOOK_SIGNATURE_PREFIX "%s", text);
}

void
webhook_signature_create(const struct webhook_signature_key *key, const char *id, const char *timestamp,
    const void *body, size_t length, char out[static WEBHOOK_SIGNATURE_SIZE])
{
    const struct sha256_part parts[] = {
        {id, strlen(id)}, {".", 1}, {timestamp, strlen(timestamp)}, {".", 1}, {body, length}};
    uint8_t mac[SHA256_BYTES];
    sha256_hmac(key->bytes, key->length, parts, sizeof parts / sizeof *parts, mac);
    memcpy(out, "v1,", 3);
    base64_encode(mac, sizeof mac, out + 3);
}
