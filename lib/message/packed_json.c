/*
 * packed_json.c: rows of JSON, marked where they are packed.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/packed_json.h"

#include <stdbool.h>
#include <string.h>

#include "event/phrases.h"

enum { PACKED_JSON_MARK = 1 /* the first byte: no JSON begins so (RFC 8259, 2) */ };

const void *
packed_json_encode(const char *text, size_t length, uint8_t space[static PACKED_JSON_MAX], size_t *size)
{
    const size_t shorter = phrases_encode_by(
        PHRASE_SET_JSON, (const uint8_t *)text, length, space + 1, PACKED_JSON_MAX - 1);
    const bool packed = shorter > 0 && shorter + 1 < length;
    *size = packed ? shorter + 1 : length;
    if (!packed)
        return text;
    space[0] = PACKED_JSON_MARK;
    return space;
}

enum fault
packed_json_decode(const void *row, size_t length, char *out, size_t size, size_t *out_length)
{
    const uint8_t *bytes = row;
    const bool packed = length > 0 && bytes[0] == PACKED_JSON_MARK;
    enum fault fault = length < size ? FAULT_NONE : FAULT_FULL;
    *out_length = 0;
    if (packed) {
        fault = phrases_decode_by(
            PHRASE_SET_JSON, bytes + 1, length - 1, (uint8_t *)out, size - 1, out_length);
        fault = fault == FAULT_INPUT ? FAULT_SYSTEM : fault;
    } else if (fault == FAULT_NONE) {
        memcpy(out, row, length);
        *out_length = length;
    }
    out[fault == FAULT_NONE ? *out_length : 0] = '\0';
    return fault;
}

enum fault
packed_json_decode_in_place(char *row, size_t length, size_t size, size_t *out_length)
{
    uint8_t copy[PACKED_JSON_MAX];
    if (length > 0 && length <= sizeof copy && row[0] == PACKED_JSON_MARK) {
        memcpy(copy, row, length);
        return packed_json_decode(copy, length, row, size, out_length);
    }
    *out_length = length;
    if (length >= size)
        return FAULT_FULL;
    row[length] = '\0';
    return FAULT_NONE;
}
