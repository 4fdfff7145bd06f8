/*
 * link_password.c: scrypt and HMAC-SHA256 through libcrypto.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_password.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/random.h"
#include "db/codec.h"

enum { LINK_PASSWORD_SCRYPT = 1 /* the format of the bytes, and the parameters below */ };

#define SCRYPT_N 32768
#define SCRYPT_R 8
#define SCRYPT_P 1
#define SCRYPT_MEMORY \
    (64 * 1024 * 1024) /* more than the 32 MB that it takes: by itself, libcrypto refuses so much */

bool
link_password_is_valid(const char *text)
{
    const size_t length = strlen(text);
    for (const char *c = text; *c != '\0'; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            return false;
    return length > 0 && length <= LINK_PASSWORD_MAX;
}

static void
link_password_hash(
    const char *text, const uint8_t salt[static LINK_PASSWORD_SALT], uint8_t out[static SHA256_BYTES])
{
    if (EVP_PBE_scrypt(text, strlen(text), salt, LINK_PASSWORD_SALT, SCRYPT_N, SCRYPT_R, SCRYPT_P,
            SCRYPT_MEMORY, out, SHA256_BYTES) != 1)
        log_fatal("libcrypto cannot compute scrypt");
}

void
link_password_set(struct link_password *password, const char *text)
{
    random_bytes(password->salt, sizeof password->salt);
    link_password_hash(text, password->salt, password->hash);
    password->is_set = true;
}

bool
link_password_is(const struct link_password *password, const char *text)
{
    uint8_t hash[SHA256_BYTES];
    if (!password->is_set || !link_password_is_valid(text))
        return false;
    link_password_hash(text, password->salt, hash);
    return sha256_equal(hash, password->hash);
}

void
link_password_encode(const struct link_password *password, uint8_t out[static LINK_PASSWORD_BYTES])
{
    struct encoder p = encoder_over(out, LINK_PASSWORD_BYTES);
    encode_u8(&p, LINK_PASSWORD_SCRYPT);
    encode_bytes(&p, password->salt, sizeof password->salt);
    encode_bytes(&p, password->hash, sizeof password->hash);
}

bool
link_password_decode(const uint8_t *bytes, size_t length, struct link_password *out)
{
    if (length != LINK_PASSWORD_BYTES || bytes[0] != LINK_PASSWORD_SCRYPT)
        return false;
    out->is_set = true;
    memcpy(out->salt, bytes + 1, sizeof out->salt);
    memcpy(out->hash, bytes + 1 + sizeof out->salt, sizeof out->hash);
    return true;
}

static void
link_password_sign(
    const struct link_password *password, uint64_t link, int64_t until, uint8_t out[static SHA256_BYTES])
{
    uint8_t said[16];
    unsigned length = 0;
    struct encoder p = encoder_over(said, sizeof said);
    encode_u64(&p, link);
    encode_timestamp(&p, until);
    if (HMAC(EVP_sha256(), password->hash, sizeof password->hash, said, p.length, out, &length) == NULL ||
        length != SHA256_BYTES)
        log_fatal("libcrypto cannot compute HMAC-SHA256");
}

void
link_password_pass(
    const struct link_password *password, uint64_t link, int64_t until, char out[static LINK_PASS_SIZE])
{
    uint8_t mac[SHA256_BYTES];
    char text[SHA256_TEXT_SIZE];
    link_password_sign(password, link, until, mac);
    sha256_format(mac, text);
    snprintf(out, LINK_PASS_SIZE, "%016" PRIx64 ".%s", (uint64_t)until, text);
}

bool
link_password_admits(const struct link_password *password, uint64_t link, int64_t now, const char *pass)
{
    uint8_t said[SHA256_BYTES], mac[SHA256_BYTES];
    if (!password->is_set || strlen(pass) != LINK_PASS_SIZE - 1 || strspn(pass, "0123456789abcdef") != 16 ||
        pass[16] != '.' || !sha256_parse(pass + 17, said))
        return false;
    const uint64_t until = strtoull(pass, NULL, 16);
    if (until > INT64_MAX)
        return false;
    link_password_sign(password, link, (int64_t)until, mac);
    return sha256_equal(said, mac) && now < (int64_t)until;
}
