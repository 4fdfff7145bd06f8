/*
 * keyword_fuzz.c: what people reply: the words STOP, START and HELP, whatever stands around them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/keyword.h"

#include "base/utf8.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    size_t length;
    char *text = fuzz_rest(&in, &length), *around = xmalloc(length + 3);
    if (utf8_is_valid(text, length) && strlen(text) == length) {
        const enum keyword found = keyword_find(fuzz_config(), text);
        HOLDS(found >= KEYWORD_NONE && found < KEYWORDS);
        sprintf(around, " %s.", text);
        HOLDS(keyword_find(fuzz_config(), around) == found);
    }
    free(around);
    free(text);
    return 0;
}
