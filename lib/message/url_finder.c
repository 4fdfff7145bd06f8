/*
 * url_finder.c: finds URLs in text by PCRE2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/url_finder.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/memory.h"
#include "message/url_end.h"

struct url_finder {
    pcre2_code *code;
    pcre2_match_data *ends;
    struct url_end *end;
};

/*
 * Scripts whose words have no spaces between them: those that UAX #14 (Unicode 15) breaks by a dictionary or
 * between any two characters. Korean has spaces, but writes a particle right after a word of another script.
 */
#define URL_FINDER_UNSPACED                                                                           \
    "\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Bopomofo}\\p{Yi}\\p{Hangul}\\p{Thai}\\p{Lao}\\p{Khmer}"    \
    "\\p{Myanmar}\\p{Tai_Le}\\p{New_Tai_Lue}\\p{Tai_Tham}\\p{Tai_Viet}\\p{Javanese}\\p{Balinese}\\p{" \
    "Tibetan}"

/*
 * Letters are spelled in both cases, because a match without case would take U+017F for an s. Variation
 * selectors and U+20E3 are marks that end an emoji, as in an arrow, a heart or a boxed number before a URL.
 */
static const char expression[] =
    "(?:(?<![\\p{L}\\p{N}\\p{M}])|(?<=[\\x{fe00}-\\x{fe0f}\\x{20e3}" URL_FINDER_UNSPACED "]))"
    "[hH][tT][tT][pP][sS]?://"
    "(?=[0-9A-Za-z]|\\[[0-9A-Fa-f:.]{2,45}+\\]|[^\\x00-\\x7f\\p{P}\\p{Z}\\p{C}])";

struct url_finder *
url_finder_create(void)
{
    /* Without JIT, the optimization looks for an H up to the end of the text again and again. */
    const uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NO_START_OPTIMIZE;
    int error;
    PCRE2_SIZE offset;
    struct url_finder *finder = xcalloc(1, sizeof *finder);
    finder->code = xchecked(
        pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED, options, &error, &offset, NULL));
    finder->ends = xchecked(pcre2_match_data_create(1, NULL));
    finder->end = url_end_create();
    /* Where the system forbids JIT, matching is slower but the same. */
    pcre2_jit_compile(finder->code, PCRE2_JIT_COMPLETE);
    return finder;
}

void
url_finder_free(struct url_finder *finder)
{
    if (finder == NULL)
        return;
    pcre2_code_free(finder->code);
    pcre2_match_data_free(finder->ends);
    url_end_free(finder->end);
    free(finder);
}

bool
url_finder_next(struct url_finder *finder, const char *text, size_t length, const struct filled_text *filled,
    size_t from, struct text_span *out)
{
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(finder->ends);
    size_t end;
    do { /* Checked at each call, a text of many URLs would take time in proportion to its square. */
        if (pcre2_match(
                finder->code, (PCRE2_SPTR)text, length, from, PCRE2_NO_UTF_CHECK, finder->ends, NULL) < 1)
            return false;
        from = ends[1];
        end = url_end_find(finder->end, text, length, filled, ends[0], from);
    } while (end == from);
    *out = (struct text_span){ends[0], end - ends[0]};
    return true;
}

size_t
url_finder_run(
    struct url_finder *finder, const char *text, size_t length, const struct filled_text *filled, size_t from)
{
    return url_end_run(finder->end, text, length, filled, from);
}
