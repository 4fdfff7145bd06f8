/*
 * codec.h: rows and keys as bytes. Numbers are big-endian, so that keys sort as their numbers do; a text is
 * its length (2 bytes) and its bytes, without a NUL.
 *
 * Packing past the end marks the pack full; unpacking past the end, or a text that does not fit, marks it
 * bad. Do everything, then look at the mark once.
 */
#ifndef CURT_DB_CODEC_H
#define CURT_DB_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "db/row.h"

struct encoder {
    uint8_t *bytes;
    size_t size, length;
    bool full;
};

static inline struct encoder
encoder_over(void *space, size_t size)
{
    return (struct encoder){.bytes = space, .size = size};
}

static inline void
encode_bytes(struct encoder *p, const void *bytes, size_t length)
{
    if (length > p->size - p->length) {
        p->full = true;
        return;
    }
    if (length > 0)
        memcpy(p->bytes + p->length, bytes, length);
    p->length += length;
}

static inline void
encode_number(struct encoder *p, uint64_t number, size_t width)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (uint8_t)(number >> (8 * (width - 1 - i)));
    encode_bytes(p, bytes, width);
}

static inline void
encode_u8(struct encoder *p, uint8_t n)
{
    encode_number(p, n, 1);
}

static inline void
encode_u16(struct encoder *p, uint16_t n)
{
    encode_number(p, n, 2);
}

static inline void
encode_u32(struct encoder *p, uint32_t n)
{
    encode_number(p, n, 4);
}

static inline void
encode_u64(struct encoder *p, uint64_t n)
{
    encode_number(p, n, 8);
}

static inline void
encode_timestamp(struct encoder *p, int64_t timestamp)
{
    encode_number(p, (uint64_t)timestamp, 8);
}

static inline void
encode_text_bytes(struct encoder *p, const void *text, size_t length)
{
    if (length > UINT16_MAX) {
        p->full = true;
        return;
    }
    encode_u16(p, (uint16_t)length);
    encode_bytes(p, text, length);
}

static inline void
encode_text(struct encoder *p, const char *text)
{
    encode_text_bytes(p, text, strlen(text));
}

static inline struct row_key
encoder_key(const struct encoder *p)
{
    return (struct row_key){p->bytes, p->length};
}

struct decoder {
    const uint8_t *at, *end;
    bool bad;
};

static inline struct decoder
decoder_over(const void *bytes, size_t length)
{
    const uint8_t *at = bytes; /* may be NULL with length 0, to which C17 lets nothing be added, not even 0 */
    return (struct decoder){.at = at, .end = length > 0 ? at + length : at};
}

/* The next length bytes where they stand; NULL, and bad, when there are fewer. */
static inline const void *
decode_bytes(struct decoder *u, size_t length)
{
    if (length > (size_t)(u->end - u->at)) {
        u->bad = true;
        u->at = u->end;
        return NULL;
    }
    const uint8_t *at = u->at;
    u->at += length;
    return at;
}

static inline bool
decoder_is_at_end(const struct decoder *u)
{
    return u->at == u->end;
}

static inline uint64_t
decode_number(struct decoder *u, size_t width)
{
    const uint8_t *bytes = decode_bytes(u, width);
    uint64_t number = 0;
    for (size_t i = 0; bytes != NULL && i < width; i++)
        number = number << 8 | bytes[i];
    return number;
}

static inline uint8_t
decode_u8(struct decoder *u)
{
    const uint8_t *byte = decode_bytes(u, 1);
    return byte != NULL ? *byte : 0;
}

static inline uint16_t
decode_u16(struct decoder *u)
{
    const uint8_t *bytes = decode_bytes(u, 2);
    if (bytes == NULL)
        return 0;
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static inline uint32_t
decode_u32(struct decoder *u)
{
    return (uint32_t)decode_number(u, 4);
}

static inline uint64_t
decode_u64(struct decoder *u)
{
    return decode_number(u, 8);
}

static inline int64_t
decode_timestamp(struct decoder *u)
{
    return (int64_t)decode_number(u, 8);
}

/* A text where it stands, without a NUL. */
static inline const char *
decode_text_bytes(struct decoder *u, size_t *length)
{
    *length = decode_u16(u);
    const char *text = decode_bytes(u, *length);
    if (text == NULL)
        *length = 0;
    return text;
}

/* A text copied to out, with a NUL; size counts the NUL. */
static inline void
decode_text(struct decoder *u, char *out, size_t size)
{
    size_t length;
    const char *text = decode_text_bytes(u, &length);
    if (length >= size) {
        u->bad = true;
        length = 0;
    }
    if (text != NULL)
        memcpy(out, text, length);
    out[length] = '\0';
}

#endif
