/*
 * config_line_fuzz.c: lines of curt.conf: each gives a section, a key with its value, nothing, or a reason.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config_line.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    struct config_line line = {NULL, NULL, NULL};
    char *text = fuzz_rest(&in, NULL);
    const size_t length = strlen(text);
    if (config_line_split(text, &line) == NULL) {
        HOLDS((line.name == NULL) == (line.value == NULL));
        HOLDS(line.value == NULL || line.value + strlen(line.value) <= text + length);
        HOLDS(line.section == NULL || line.name == NULL);
    }
    free(text);
    return 0;
}
