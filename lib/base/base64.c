/*
 * base64.c: libcrypto's blocks, with the padding that they leave to others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/base64.h"

#include <limits.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

size_t
base64_encode(const void *bytes, size_t length, char *out)
{
    return (size_t)EVP_EncodeBlock((unsigned char *)out, bytes, (int)length);
}

/* EVP_DecodeBlock passes over spaces around the text. */
static bool
base64_is_text(const char *text, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    for (size_t i = 0; i < length; i++)
        if (memchr(letters, text[i], sizeof letters - 1) == NULL)
            return false;
    return length % 4 == 0 && length <= INT_MAX;
}

enum fault
base64_decode(const char *text, size_t length, uint8_t *out, size_t size, size_t *out_length)
{
    char last[5];
    *out_length = 0;
    if (!base64_is_text(text, length))
        return FAULT_INPUT;
    if (length == 0)
        return FAULT_NONE;
    if (size < BASE64_BYTES_SIZE(length))
        return FAULT_FULL;
    const size_t padding = (size_t)(text[length - 1] == '=') + (text[length - 2] == '=');
    const int decoded = EVP_DecodeBlock(out, (const unsigned char *)text, (int)length);
    if (decoded != (int)(length / 4 * 3) || memchr(text, '=', length - padding) != NULL)
        return FAULT_INPUT;
    *out_length = (size_t)decoded - padding;
    /* Bits that stand for nothing must be 0, so that there is one text for some bytes. */
    base64_encode(out + decoded - 3, 3 - padding, last);
    return memcmp(last, text + length - 4, 4) == 0 ? FAULT_NONE : FAULT_INPUT;
}
