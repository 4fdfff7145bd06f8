/*
 * packed_json.h: JSON texts as rows: what messages and receipts have in common is a byte a phrase
 * (phrases.h). A long text, or one that does not get shorter, stays as it is, as all did in older stores.
 */
#ifndef CURT_MESSAGE_PACKED_JSON_H
#define CURT_MESSAGE_PACKED_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define PACKED_JSON_MAX 4096 /* bytes of a row that is packed */

/* The row of a text: in space, or the text itself. *size is its length. */
const void *packed_json_encode(
    const char *text, size_t length, uint8_t space[static PACKED_JSON_MAX], size_t *size);

/*
 * The text of a row, packed or not, ended with a NUL. size counts that. FAULT_FULL when it does not fit,
 * FAULT_SYSTEM for a row that nobody packed. The row may not overlap the text.
 */
enum fault packed_json_decode(const void *row, size_t length, char *out, size_t size, size_t *out_length);

/* The same for a row that stands where the text is to be. */
enum fault packed_json_decode_in_place(char *row, size_t length, size_t size, size_t *out_length);

#endif
