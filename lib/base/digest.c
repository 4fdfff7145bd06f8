#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/log.h"

/* Looking SHA-256 up costs more than computing it over a short text: both are kept for the process's life. */
static EVP_MD *digest_sha256;
static EVP_MD_CTX *digest_context;

void
digest_of(const struct digest_part *parts, size_t count, uint8_t out[static DIGEST_BYTES])
{
    if (digest_context == NULL) {
        digest_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
        digest_context = EVP_MD_CTX_new();
        if (digest_sha256 == NULL || digest_context == NULL)
            log_fatal("libcrypto has no SHA-256");
    }
    bool good = EVP_DigestInit_ex2(digest_context, digest_sha256, NULL) == 1;
    for (size_t i = 0; i < count && good; i++)
        good = EVP_DigestUpdate(digest_context, parts[i].bytes, parts[i].length) == 1;
    if (!good || EVP_DigestFinal_ex(digest_context, out, NULL) != 1)
        log_fatal("libcrypto cannot compute SHA-256");
}

void
digest_text(const char *text, uint8_t out[static DIGEST_BYTES])
{
    digest_of(&(struct digest_part){text, strlen(text)}, 1, out);
}

bool
digest_same(const uint8_t a[static DIGEST_BYTES], const uint8_t b[static DIGEST_BYTES])
{
    return CRYPTO_memcmp(a, b, DIGEST_BYTES) == 0;
}
