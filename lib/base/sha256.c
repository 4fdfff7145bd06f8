/*
 * sha256.c: SHA-256 through libcrypto's EVP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* Looking SHA-256 up costs more than computing it over a short text: all are kept for the process's life. */
static EVP_MD *sha256_sha256;
static EVP_MD_CTX *sha256_context;
static EVP_MAC_CTX *sha256_mac;

void
sha256_digest(const struct sha256_part *parts, size_t count, uint8_t out[static SHA256_BYTES])
{
    if (sha256_context == NULL) {
        sha256_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
        sha256_context = EVP_MD_CTX_new();
        if (sha256_sha256 == NULL || sha256_context == NULL)
            log_fatal("libcrypto has no SHA-256");
    }
    bool good = EVP_DigestInit_ex2(sha256_context, sha256_sha256, NULL) == 1;
    for (size_t i = 0; i < count && good; i++)
        good = EVP_DigestUpdate(sha256_context, parts[i].bytes, parts[i].length) == 1;
    if (!good || EVP_DigestFinal_ex(sha256_context, out, NULL) != 1)
        log_fatal("libcrypto cannot compute SHA-256");
}

void
sha256_text(const char *text, uint8_t out[static SHA256_BYTES])
{
    sha256_digest(&(struct sha256_part){text, strlen(text)}, 1, out);
}

void
sha256_begin(struct sha256_stream *stream)
{
    stream->context = EVP_MD_CTX_new();
    if (stream->context == NULL || EVP_DigestInit_ex2(stream->context, EVP_sha256(), NULL) != 1)
        log_fatal("libcrypto has no SHA-256");
}

void
sha256_add(struct sha256_stream *stream, const void *bytes, size_t length)
{
    if (EVP_DigestUpdate(stream->context, bytes, length) != 1)
        log_fatal("libcrypto cannot compute SHA-256");
}

void
sha256_end(struct sha256_stream *stream, uint8_t out[static SHA256_BYTES])
{
    if (EVP_DigestFinal_ex(stream->context, out, NULL) != 1)
        log_fatal("libcrypto cannot compute SHA-256");
    EVP_MD_CTX_free(stream->context);
    stream->context = NULL;
}

static EVP_MAC_CTX *
sha256_mac_context(void)
{
    if (sha256_mac == NULL) {
        char name[] = "SHA256";
        const OSSL_PARAM how[] = {
            OSSL_PARAM_construct_utf8_string("digest", name, 0), OSSL_PARAM_construct_end()};
        EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
        sha256_mac = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
        EVP_MAC_free(mac);
        if (sha256_mac == NULL || EVP_MAC_CTX_set_params(sha256_mac, how) != 1)
            log_fatal("libcrypto has no HMAC-SHA256");
    }
    return sha256_mac;
}

void
sha256_hmac(const void *key, size_t key_length, const struct sha256_part *parts, size_t count,
    uint8_t out[static SHA256_BYTES])
{
    EVP_MAC_CTX *context = sha256_mac_context();
    size_t written = 0;
    bool good = EVP_MAC_init(context, key, key_length, NULL) == 1;
    for (size_t i = 0; i < count && good; i++)
        good = EVP_MAC_update(context, parts[i].bytes, parts[i].length) == 1;
    if (!good || EVP_MAC_final(context, out, &written, SHA256_BYTES) != 1 || written != SHA256_BYTES)
        log_fatal("libcrypto cannot compute HMAC-SHA256");
}

void
sha256_format(const uint8_t digest[static SHA256_BYTES], char out[static SHA256_TEXT_SIZE])
{
    for (size_t i = 0; i < SHA256_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

bool
sha256_parse(const char *text, uint8_t out[static SHA256_BYTES])
{
    size_t length;
    return strlen(text) == SHA256_TEXT_SIZE - 1 && strspn(text, "0123456789abcdef") == SHA256_TEXT_SIZE - 1 &&
           OPENSSL_hexstr2buf_ex(out, SHA256_BYTES, &length, text, '\0') == 1;
}

bool
sha256_equal(const uint8_t a[static SHA256_BYTES], const uint8_t b[static SHA256_BYTES])
{
    return CRYPTO_memcmp(a, b, SHA256_BYTES) == 0;
}
