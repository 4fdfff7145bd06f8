/*
 * phrases.h: bytes in which phrases that events and links often have are a byte each: a click's User-Agent
 * text and languages are little else, and took two thirds of the log.
 */
#ifndef CURT_EVENT_PHRASES_H
#define CURT_EVENT_PHRASES_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum { PHRASES = 160, JSON_PHRASES = 145 };

struct phrase {
    const char *bytes;
    size_t length;
};

extern const struct phrase phrases[PHRASES];           /* of events, and URLs */
extern const struct phrase json_phrases[JSON_PHRASES]; /* of messages and receipts */

enum phrase_set { PHRASE_SET_EVENT, PHRASE_SET_JSON, PHRASE_SETS };

/* Writes the bytes shorter to out, which may not overlap them, and returns how long they are there; 0 when
 * they do not get shorter. */
size_t phrases_encode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size);

/* Writes what was encoded as it was, at most size bytes. FAULT_INPUT: nobody encoded this so. */
enum fault phrases_decode(const uint8_t *bytes, size_t length, uint8_t *out, size_t size, size_t *out_length);

/* The same with the phrases of a set; above, they are those of events. FAULT_FULL: it is longer than size. */
size_t phrases_encode_by(enum phrase_set, const uint8_t *bytes, size_t length, uint8_t *out, size_t size);
enum fault phrases_decode_by(
    enum phrase_set, const uint8_t *bytes, size_t length, uint8_t *out, size_t size, size_t *out_length);

#endif
