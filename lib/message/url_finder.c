/*
 * url_finder.c: finds URLs in text by PCRE2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/url_finder.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct url_finder {
    pcre2_code *code;
    pcre2_match_data *ends;
};

/*
 * Letters are spelled in both cases, because a match without case would take U+017F for an s. The run is
 * possessive: there is nothing to go back for.
 */
static const char expression[] = "(?<![\\p{L}\\p{N}\\p{M}])[hH][tT][tT][pP][sS]?://"
                                 "(?=[0-9A-Za-z]|\\[[0-9A-Fa-f:.]{2,45}+\\]|[^\\x00-\\x7f\\p{P}\\p{Z}\\p{C}])"
                                 "[^\\s\\p{Cc}\\x{200b}\\x{feff}<>\"\\x{201c}-\\x{201e}\\x{ab}\\x{bb}]++";

/* Marks that end a sentence or a part of one, or that dress it: ' * _ ~ among them. */
static const uint32_t marks[] = {'.', ',', ';', ':', '!', '?', '\'', 0x2019, '*', '_', '~', 0x2026, 0x3002,
    0x3001, 0xff0c, 0xff01, 0xff1f, 0xff1b, 0xff1a};

static const struct {
    uint32_t open, close;
} brackets[] = {{'(', ')'}, {'[', ']'}, {'{', '}'}, {0xff08, 0xff09}, {0x3010, 0x3011}, {0x300c, 0x300d},
    {0x300e, 0x300f}, {0x300a, 0x300b}};

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
    /* Where the system forbids JIT, matching is slower but the same. */
    pcre2_jit_compile(finder->code, PCRE2_JIT_COMPLETE);
    return finder;
}

void
url_finder_free(struct url_finder *links)
{
    if (links == NULL)
        return;
    pcre2_code_free(links->code);
    pcre2_match_data_free(links->ends);
    free(links);
}

static bool
url_finder_is_mark(uint32_t code)
{
    for (size_t i = 0; i < COUNT(marks); i++)
        if (marks[i] == code)
            return true;
    return false;
}

/* Is this a closing bracket without its opening one? depths counts what is open, a bracket of each kind. */
static bool
url_finder_is_stray(uint32_t code, size_t depths[static COUNT(brackets)])
{
    for (size_t i = 0; i < COUNT(brackets); i++) {
        if (code == brackets[i].open)
            depths[i]++;
        if (code == brackets[i].close && depths[i] == 0)
            return true;
        if (code == brackets[i].close)
            depths[i]--;
    }
    return false;
}

/*
 * How much of what was found is the URL: up to the last character that belongs to it. Whether a bracket has
 * its partner is decided by what stands before it, so that one way from the front is enough.
 */
static size_t
url_finder_trim(const char *text, size_t length)
{
    size_t depths[COUNT(brackets)] = {0}, end = 0;
    uint32_t code;
    for (size_t at = 0, n; at < length && (n = utf8_decode(text + at, length - at, &code)) > 0; at += n)
        if (!url_finder_is_stray(code, depths) && !url_finder_is_mark(code))
            end = at + n;
    return end;
}

bool
url_finder_next(struct url_finder *links, const char *text, size_t length, size_t from, struct url_span *out)
{
    /* Checked at each call, a text of many URLs would take time in proportion to its square. */
    const int count = pcre2_match(
        links->code, (PCRE2_SPTR)text, length, from, PCRE2_NO_UTF_CHECK, links->ends, NULL);
    if (count < 1)
        return false;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(links->ends);
    *out = (struct url_span){ends[0], url_finder_trim(text + ends[0], ends[1] - ends[0])};
    return true;
}
