#include "base/sign.h"

#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/params.h>

#include "base/chance.h"
#include "base/digest.h"
#include "base/log.h"

#define SIGN_PREFIX "whsec_"

enum { SIGN_DRAWN = 32, SIGN_BASE64_MAX = 88 /* of SIGN_KEY_MAX bytes */ };

enum fault
sign_key_parse(const char *secret, struct sign_key *out)
{
    uint8_t bytes[SIGN_BASE64_MAX];
    const size_t prefix = strlen(SIGN_PREFIX);
    if (strncmp(secret, SIGN_PREFIX, prefix) != 0)
        return FAULT_INPUT;
    const char *text = secret + prefix;
    const size_t length = strlen(text), padding = length - strcspn(text, "=");
    if (length % 4 != 0 || length > SIGN_BASE64_MAX || padding > 2 ||
        strspn(text + length - padding, "=") != padding)
        return FAULT_INPUT;
    const int decoded = EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)length);
    if (decoded < (int)(SIGN_KEY_MIN + padding) || decoded > (int)(SIGN_KEY_MAX + padding))
        return FAULT_INPUT;
    out->length = (size_t)decoded - padding;
    memcpy(out->bytes, bytes, out->length);
    return FAULT_NONE;
}

void
sign_secret_draw(char out[static SIGN_SECRET_MAX])
{
    uint8_t bytes[SIGN_DRAWN];
    char text[SIGN_BASE64_MAX + 1];
    chance_bytes(bytes, sizeof bytes);
    EVP_EncodeBlock((unsigned char *)text, bytes, sizeof bytes);
    snprintf(out, SIGN_SECRET_MAX, SIGN_PREFIX "%s", text);
}

static EVP_MAC_CTX *
sign_context(void)
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
sign_webhook(const struct sign_key *key, const char *id, const char *timestamp, const void *body,
    size_t length, char out[static SIGN_TEXT])
{
    EVP_MAC_CTX *context = sign_context();
    const struct digest_part parts[] = {
        {id, strlen(id)}, {".", 1}, {timestamp, strlen(timestamp)}, {".", 1}, {body, length}};
    uint8_t mac[DIGEST_BYTES];
    size_t written = 0;
    bool good = EVP_MAC_init(context, key->bytes, key->length, NULL) == 1;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && good; i++)
        good = EVP_MAC_update(context, parts[i].bytes, parts[i].length) == 1;
    if (!good || EVP_MAC_final(context, mac, &written, sizeof mac) != 1 || written != sizeof mac)
        log_fatal("libcrypto cannot compute HMAC-SHA256");
    memcpy(out, "v1,", 3);
    EVP_EncodeBlock((unsigned char *)out + 3, mac, sizeof mac);
}
