/*
 * pack.h: rows and keys as bytes. Numbers are big-endian, so that keys sort as their numbers do; a text is
 * its length (2 bytes) and its bytes, without a NUL.
 *
 * Packing past the end marks the pack full; unpacking past the end, or a text that does not fit, marks it
 * bad. Do everything, then look at the mark once.
 */
#ifndef CURT_STORE_PACK_H
#define CURT_STORE_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "store/row.h"

struct pack {
    uint8_t *bytes;
    size_t size, length;
    bool full;
};

static inline struct pack
pack_over(void *space, size_t size)
{
    return (struct pack){.bytes = space, .size = size};
}

static inline void
pack_bytes(struct pack *p, const void *bytes, size_t length)
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
pack_number(struct pack *p, uint64_t number, size_t width)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (uint8_t)(number >> (8 * (width - 1 - i)));
    pack_bytes(p, bytes, width);
}

static inline void
pack_u8(struct pack *p, uint8_t n)
{
    pack_number(p, n, 1);
}

static inline void
pack_u16(struct pack *p, uint16_t n)
{
    pack_number(p, n, 2);
}

static inline void
pack_u32(struct pack *p, uint32_t n)
{
    pack_number(p, n, 4);
}

static inline void
pack_u64(struct pack *p, uint64_t n)
{
    pack_number(p, n, 8);
}

static inline void
pack_moment(struct pack *p, int64_t moment)
{
    pack_number(p, (uint64_t)moment, 8);
}

static inline void
pack_text_bytes(struct pack *p, const void *text, size_t length)
{
    if (length > UINT16_MAX) {
        p->full = true;
        return;
    }
    pack_u16(p, (uint16_t)length);
    pack_bytes(p, text, length);
}

static inline void
pack_text(struct pack *p, const char *text)
{
    pack_text_bytes(p, text, strlen(text));
}

static inline struct row_key
pack_key(const struct pack *p)
{
    return (struct row_key){p->bytes, p->length};
}

struct unpack {
    const uint8_t *at, *end;
    bool bad;
};

static inline struct unpack
unpack_over(const void *bytes, size_t length)
{
    return (struct unpack){.at = bytes, .end = (const uint8_t *)bytes + length};
}

/* The next length bytes where they stand; NULL, and bad, when there are fewer. */
static inline const void *
unpack_bytes(struct unpack *u, size_t length)
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

static inline uint64_t
unpack_number(struct unpack *u, size_t width)
{
    const uint8_t *bytes = unpack_bytes(u, width);
    uint64_t number = 0;
    for (size_t i = 0; bytes != NULL && i < width; i++)
        number = number << 8 | bytes[i];
    return number;
}

static inline uint8_t
unpack_u8(struct unpack *u)
{
    return (uint8_t)unpack_number(u, 1);
}

static inline uint16_t
unpack_u16(struct unpack *u)
{
    return (uint16_t)unpack_number(u, 2);
}

static inline uint32_t
unpack_u32(struct unpack *u)
{
    return (uint32_t)unpack_number(u, 4);
}

static inline uint64_t
unpack_u64(struct unpack *u)
{
    return unpack_number(u, 8);
}

static inline int64_t
unpack_moment(struct unpack *u)
{
    return (int64_t)unpack_number(u, 8);
}

/* A text where it stands, without a NUL. */
static inline const char *
unpack_text_bytes(struct unpack *u, size_t *length)
{
    *length = unpack_u16(u);
    const char *text = unpack_bytes(u, *length);
    if (text == NULL)
        *length = 0;
    return text;
}

/* A text copied to out, with a NUL; size counts the NUL. */
static inline void
unpack_text(struct unpack *u, char *out, size_t size)
{
    size_t length;
    const char *text = unpack_text_bytes(u, &length);
    if (length >= size) {
        u->bad = true;
        length = 0;
    }
    if (text != NULL)
        memcpy(out, text, length);
    out[length] = '\0';
}

#endif
