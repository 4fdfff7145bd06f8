/*
 * uuid.c: UUIDs of versions 4, 7 and 8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/uuid.h"

#include <string.h>

#include "base/random.h"

void
uuid_v4(uint8_t out[static UUID_BYTES])
{
    random_bytes(out, UUID_BYTES);
    out[6] = (uint8_t)((out[6] & 0x0f) | 0x40); /* version 4 */
    out[8] = (uint8_t)((out[8] & 0x3f) | 0x80); /* variant of the RFC */
}

void
uuid_v7(int64_t timestamp, uint8_t out[static UUID_BYTES])
{
    const uint64_t milliseconds = (uint64_t)timestamp / 1000;
    const uint64_t fraction = (uint64_t)timestamp % 1000 * 4096 /
                              1000; /* of a millisecond: section 6.2, method 3 */
    random_bytes(out, UUID_BYTES);
    for (int i = 0; i < 6; i++)
        out[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    out[6] = (uint8_t)(fraction >> 8 | 0x70);
    out[7] = (uint8_t)fraction;
    out[8] = (uint8_t)((out[8] & 0x3f) | 0x80);
}

void
uuid_v8(int64_t timestamp, const uint8_t digest[static UUID_BYTES], uint8_t out[static UUID_BYTES])
{
    const uint64_t milliseconds = (uint64_t)timestamp / 1000;
    memcpy(out, digest, UUID_BYTES);
    for (int i = 0; i < 6; i++)
        out[i] = (uint8_t)(milliseconds >> (40 - 8 * i));
    out[6] = (uint8_t)((out[6] & 0x0f) | 0x80);
    out[8] = (uint8_t)((out[8] & 0x3f) | 0x80);
}

bool
uuid_is_nil(const uint8_t uuid[static UUID_BYTES])
{
    static const uint8_t nil[UUID_BYTES];
    return memcmp(uuid, nil, UUID_BYTES) == 0;
}

void
uuid_format(const uint8_t uuid[static UUID_BYTES], char out[static UUID_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < UUID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = hex[uuid[i] >> 4];
        *out++ = hex[uuid[i] & 15];
    }
    *out = '\0';
}

static int
uuid_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

enum fault
uuid_parse(const char *text, uint8_t out[static UUID_BYTES])
{
    const char *at = text;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && *at++ != '-')
            return FAULT_INPUT;
        const int high = uuid_digit(at[0]), low = high < 0 ? -1 : uuid_digit(at[1]);
        if (low < 0)
            return FAULT_INPUT;
        out[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return *at == '\0' ? FAULT_NONE : FAULT_INPUT;
}
