/*
 * phrases.h: bytes in which phrases that events and links often have are a byte each: a click's User-Agent
 * text and languages are little else, and took two thirds of the log.
 */
#ifndef CURT_EVENT_PHRASES_H
#define CURT_EVENT_PHRASES_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum { PHRASES = 160 };

struct phrase {
    const char *bytes;
    size_t length;
};

extern const struct phrase phrases[PHRASES];

/* Writes the bytes shorter to out, which may not overlap them, and returns how long they are there; 0 when
 * they do not get shorter. */
size_t phrases_encode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size);

/* Writes what was encoded as it was, at most size bytes. FAULT_INPUT: nobody encoded this so. */
enum fault phrases_decode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size, size_t *out_length);

#endif
