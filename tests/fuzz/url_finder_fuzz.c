/*
 * url_finder_fuzz.c: URLs in texts: each is a URL, they stand one after the other, and nothing is read beyond
 * the text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/url_finder.h"

#include <strings.h>

#include "base/utf8.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct url_finder *finder;
    if (finder == NULL)
        finder = url_finder_create();
    struct fuzz_input in = fuzz_input_over(bytes, size);
    size_t length, from = 0;
    char *text = fuzz_rest(&in, &length);
    struct text_span span;
    while (utf8_is_valid(text, length) && url_finder_next(finder, text, length, NULL, from, &span)) {
        const char *url = text + span.start;
        HOLDS(span.start >= from && span.length <= length - span.start);
        HOLDS(span.length > strlen("http://"));
        HOLDS(strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0);
        HOLDS(utf8_is_valid(url, span.length)); /* it ends where a character does */
        from = span.start + span.length;
        const size_t host = (size_t)(strstr(url, "://") + 3 - text);
        HOLDS(url_finder_run(finder, text, length, NULL, host) >= from);
    }
    free(text);
    return 0;
}
