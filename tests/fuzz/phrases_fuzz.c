/*
 * phrases_fuzz.c: packed bytes and packed JSON: what is packed comes out as it was; what nobody packed does
 * no harm.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/phrases.h"

#include "fuzz.h"
#include "message/packed_json.h"

static void
check_set(enum phrase_set set, const uint8_t *bytes, size_t length)
{
    static uint8_t packed[8192], out[65536];
    size_t size;
    const size_t shorter = phrases_encode_by(set, bytes, length, packed, sizeof packed);
    HOLDS(shorter < length || shorter == 0);
    if (shorter > 0) {
        HOLDS(phrases_decode_by(set, packed, shorter, out, sizeof out, &size) == FAULT_NONE);
        HOLDS(size == length && memcmp(out, bytes, length) == 0);
    }
    if (phrases_decode_by(set, bytes, length, out, 512, &size) == FAULT_NONE)
        HOLDS(size <= 512);
}

static void
check_json(const char *text, size_t length)
{
    static uint8_t space[PACKED_JSON_MAX];
    static char out[65536];
    size_t size, same;
    const void *row = packed_json_encode(text, length, space, &size);
    if (length < sizeof out && length > 0 && (text[0] == '{' || text[0] == '[')) {
        HOLDS(packed_json_decode(row, size, out, sizeof out, &same) == FAULT_NONE);
        HOLDS(same == length && memcmp(out, text, length) == 0);
    }
    if (packed_json_decode(text, length, out, sizeof out, &same) == FAULT_NONE)
        HOLDS(same < sizeof out && out[same] == '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    size_t length;
    char *text = fuzz_rest(&in, &length);
    for (enum phrase_set set = PHRASE_SET_EVENT; set < PHRASE_SETS; set++)
        check_set(set, (uint8_t *)text, length);
    check_json(text, length);
    free(text);
    return 0;
}
