/*
 * varint.h: numbers that are mostly small as few bytes: seven bits a byte, the lowest first, and the eighth
 * says that there are more. For rows only: they do not sort as their numbers do.
 */
#ifndef CURT_DB_VARINT_H
#define CURT_DB_VARINT_H

#include "base/uuid.h"
#include "db/codec.h"

static inline void
encode_varint(struct encoder *p, uint64_t n)
{
    for (; n >= 0x80; n >>= 7)
        encode_u8(p, (uint8_t)(n | 0x80));
    encode_u8(p, (uint8_t)n);
}

static inline uint64_t
decode_varint(struct decoder *u)
{
    uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const uint8_t byte = decode_u8(u);
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return n;
    }
    u->bad = true;
    return 0;
}

/* A time near another; 0 stands for none. Each less than 2^62 microseconds from 1970. */
static inline void
encode_near(struct encoder *p, int64_t timestamp, int64_t near)
{
    const uint64_t away = (uint64_t)timestamp - (uint64_t)near;
    encode_varint(p, timestamp == 0 ? 0 : (away >> 63 ? (~away << 1 | 1) : away << 1) + 1);
}

static inline int64_t
decode_near(struct decoder *u, int64_t near)
{
    const uint64_t n = decode_varint(u), away = n - 1;
    return n == 0 ? 0 : (int64_t)((uint64_t)near + (away & 1 ? ~(away >> 1) : away >> 1));
}

/* A text, without a NUL: its length, one more, and its bytes. 0 and 16 bytes: a UUID, as it is written. */
static inline void
encode_short_text(struct encoder *p, const char *text)
{
    const size_t length = strlen(text);
    uint8_t id[UUID_BYTES];
    char same[UUID_SIZE] = "";
    if (length == UUID_SIZE - 1 && uuid_parse(text, id) == FAULT_NONE)
        uuid_format(id, same);
    if (length > 0 && strcmp(same, text) == 0) {
        encode_u8(p, 0);
        encode_bytes(p, id, sizeof id);
    } else {
        encode_varint(p, length + 1);
        encode_bytes(p, text, length);
    }
}

/* size counts the NUL. */
static inline void
decode_short_text(struct decoder *u, char *out, size_t size)
{
    const uint64_t length = decode_varint(u);
    const void *bytes = decode_bytes(u, length == 0 ? UUID_BYTES : (size_t)length - 1);
    const size_t needed = length == 0 ? UUID_SIZE : (size_t)length;
    out[0] = '\0';
    u->bad = u->bad || needed > size;
    if (u->bad)
        return;
    if (length == 0) {
        uuid_format(bytes, out);
    } else {
        memcpy(out, bytes, needed - 1);
        out[needed - 1] = '\0';
    }
}

#endif
