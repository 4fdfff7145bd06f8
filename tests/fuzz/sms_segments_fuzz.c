/*
 * sms_segments_fuzz.c: texts as short messages: the parts hold all characters, and none more than it may.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/sms_segments.h"

#include "base/utf8.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    const bool force = fuzz_byte(&in) & 1;
    struct sms_segments s;
    size_t length;
    char *text = fuzz_rest(&in, &length);
    const enum fault fault = sms_segments_count(text, length, force, &s);
    HOLDS((fault == FAULT_NONE) == utf8_is_valid(text, length));
    if (fault == FAULT_NONE) {
        const unsigned one = s.encoding == SMS_GSM7 ? 160 : 70, several = s.encoding == SMS_GSM7 ? 153 : 67;
        HOLDS(s.count >= 1 && s.count_gsm7 >= 1);
        HOLDS(s.count == 1 ? s.units <= one : s.units > one && s.units <= s.count * several);
        HOLDS(s.units >= (s.count - 1) * (several - 1));
        HOLDS(s.encoding == SMS_UCS2 || s.foreign == 0);
        HOLDS(s.foreign > 0 || s.first_foreign[0] == '\0');
        HOLDS(utf8_is_valid(s.first_foreign, strlen(s.first_foreign)));
    }
    free(text);
    return 0;
}
