/*
 * webhook_signature.c: HMAC-SHA256 through libcrypto.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/webhook_signature.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/base64.h"
#include "base/log.h"
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

static EVP_MAC_CTX *
webhook_signature_context(void)
{
    static EVP_MAC_CTX *context;
    if (context == NULL) {
        char name[] = "SHA256";
        const OSSL_PARAM how[] = {
            OSSL_PARAM_construct_utf8_string("digest", name, 0), OSSL_PARAM_construct_end()};
        EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        context = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
        EVP_MAC_free(mac);
        if (context == NULL || EVP_MAC_CTX_set_params(context, how) != 1)
            log_fatal("libcrypto has no HMAC-SHA256");
    }
    return context;
}

void
webhook_signature_create(const struct webhook_signature_key *key, const char *id, const char *timestamp,
    const void *body, size_t length, char out[static WEBHOOK_SIGNATURE_SIZE])
{
    EVP_MAC_CTX *context = webhook_signature_context();
    const struct sha256_part parts[] = {
        {id, strlen(id)}, {".", 1}, {timestamp, strlen(timestamp)}, {".", 1}, {body, length}};
    uint8_t mac[SHA256_BYTES];
    size_t written = 0;
    bool good = EVP_MAC_init(context, key->bytes, key->length, NULL) == 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && good; i++)
        good = EVP_MAC_update(context, parts[i].bytes, parts[i].length) == 1;
    if (!good || EVP_MAC_final(context, mac, &written, sizeof mac) != 1 || written != sizeof mac)
        log_fatal("libcrypto cannot compute HMAC-SHA256");
    memcpy(out, "v1,", 3);
    base64_encode(mac, sizeof mac, out + 3);
}
