/*
 * utf8.c: decoding, checking and cleaning UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/utf8.h"

#include <string.h>

#include <unictype.h>
#include <unistr.h>

/* The length of the character at text; 0 when there is none that is well-formed. */
static size_t
utf8_length(const unsigned char *text, size_t left)
{
    static const struct {
        unsigned char first, last, second_first, second_last;
        size_t length;
    } forms[] = {/* the table of RFC 3629, section 4 */
        {0x00, 0x7f, 0, 0, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length > left)
            return 0;
        if (forms[i].length > 1 && (text[1] < forms[i].second_first || text[1] > forms[i].second_last))
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if (text[k] < 0x80 || text[k] > 0xbf)
                return 0;
        return forms[i].length;
    }
    return 0;
}

bool
utf8_is_valid(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;
    for (size_t n; length > 0; at += n, length -= n)
        if ((n = utf8_length(at, length)) == 0)
            return false;
    return true;
}

size_t
utf8_decode(const char *text, size_t length, uint32_t *out)
{
    static const unsigned char heads[] = {
        0, 0x7f, 0x1f, 0x0f, 0x07}; /* what of the first byte is the number's */
    const unsigned char *at = (const unsigned char *)text;
    const size_t n = length > 0 ? utf8_length(at, length) : 0;
    *out = n > 0 ? at[0] & heads[n] : 0;
    for (size_t k = 1; k < n; k++)
        *out = *out << 6 | (at[k] & 0x3f);
    return n;
}

void
utf8_clean(const char *text, size_t length, char *out, size_t size)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t used = 0;
    while (length > 0) {
        const size_t n = utf8_length(at, length);
        const bool plain = n > 1 || (n == 1 && at[0] >= 0x20 && at[0] != 0x7f);
        const size_t take = n > 0 ? n : 1;
        if (used + take >= size)
            break;
        if (plain)
            memcpy(out + used, at, take);
        else
            out[used] = '?';
        used += take;
        at += take;
        length -= take;
    }
    out[used] = '\0';
}

size_t
utf8_mark_length(const char *text, size_t length)
{
    const size_t mark = sizeof UTF8_MARK - 1;
    return length >= mark && memcmp(text, UTF8_MARK, mark) == 0 ? mark : 0;
}

size_t
utf8_count(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool
utf8_is_blank(ucs4_t c)
{
    return uc_is_property_white_space(c) || uc_is_general_category(c, UC_FORMAT);
}

char *
utf8_trim(char *text)
{
    ucs4_t c;
    for (int n; (n = u8_strmbtouc(&c, (const uint8_t *)text)) > 0 && utf8_is_blank(c);)
        text += n;
    char *end = text + strlen(text);
    for (const uint8_t *before;
         (before = u8_prev(&c, (const uint8_t *)end, (const uint8_t *)text)) != NULL && utf8_is_blank(c);)
        end -= (const uint8_t *)end - before;
    *end = '\0';
    return text;
}

char *
utf8_trim_only(char *text, const char *blanks)
{
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL)
        text[--length] = '\0';
    return text;
}
