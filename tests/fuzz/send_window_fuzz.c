/*
 * send_window_fuzz.c: send windows: a moment that is given lies within the hours, or is the last that is
 * looked at.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/send_window.h"

#include "base/timestamp.h"
#include "fuzz.h"

/* The moment in four bytes, in minutes, and the text. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct week_hours window;
    const char *why = NULL;
    uint32_t minutes = 0;
    for (int i = 0; i < 4; i++)
        minutes = minutes << 8 | fuzz_byte(&in);
    const int64_t moment = (int64_t)(minutes % 100000000) * 60 * TIMESTAMP_SECOND;
    char *text = fuzz_rest(&in, NULL);
    if (week_hours_parse(text, &window, &why) == FAULT_NONE) {
        const int64_t next = send_window_next(&window, moment);
        HOLDS(next >= moment && next <= moment + 29 * TIMESTAMP_DAY);
        if (next < moment + 27 * TIMESTAMP_DAY)
            HOLDS(send_window_next(&window, next) == next);
    } else {
        HOLDS(why != NULL);
    }
    free(text);
    return 0;
}
