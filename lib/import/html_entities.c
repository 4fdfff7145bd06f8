/*
 * html_entities.c: a small table of names, and numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/html_entities.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t character;
} html_names[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}, {"nbsp", 0xa0},
    {"copy", 0xa9}, {"reg", 0xae}, {"trade", 0x2122}, {"laquo", 0xab}, {"raquo", 0xbb}, {"middot", 0xb7},
    {"bull", 0x2022}, {"hellip", 0x2026}, {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
    {"rsquo", 0x2019}, {"sbquo", 0x201a}, {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bdquo", 0x201e},
    {"lsaquo", 0x2039}, {"rsaquo", 0x203a}, {"euro", 0x20ac}, {"pound", 0xa3}, {"yen", 0xa5}, {"cent", 0xa2},
    {"sect", 0xa7}, {"deg", 0xb0}, {"times", 0xd7}, {"szlig", 0xdf}, {"Auml", 0xc4}, {"Ouml", 0xd6},
    {"Uuml", 0xdc}, {"auml", 0xe4}, {"ouml", 0xf6}, {"uuml", 0xfc}, {"aacute", 0xe1}, {"agrave", 0xe0},
    {"acirc", 0xe2}, {"aring", 0xe5}, {"aelig", 0xe6}, {"ccedil", 0xe7}, {"eacute", 0xe9}, {"egrave", 0xe8},
    {"ecirc", 0xea}, {"euml", 0xeb}, {"iacute", 0xed}, {"icirc", 0xee}, {"iuml", 0xef}, {"ntilde", 0xf1},
    {"oacute", 0xf3}, {"ocirc", 0xf4}, {"oslash", 0xf8}, {"uacute", 0xfa}, {"ucirc", 0xfb}, {"Eacute", 0xc9},
    {"Ccedil", 0xc7}, {"Ntilde", 0xd1}};

/* No reference is shorter than the bytes of what it stands for. */
static size_t
html_put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf0 << (4 - n) & 0xff) | c);
    return n;
}

/* Of "#39" or "#x27"; 0: it is none that a text may have. */
static uint32_t
html_number(const char *text, size_t length)
{
    const int base = text[1] == 'x' || text[1] == 'X' ? 16 : 10;
    const char *digits = text + (base == 16 ? 2 : 1);
    char *end;
    if (!isxdigit((unsigned char)*digits))
        return 0;
    const unsigned long n = strtoul(digits, &end, base);
    const int bad = end != text + length || n < 0x20 || (n >= 0x7f && n < 0xa0) ||
                    (n >= 0xd800 && n < 0xe000) || n > 0x10ffff;
    return bad ? 0 : (uint32_t)n;
}

static uint32_t
html_reference(const char *text, size_t length)
{
    if (*text == '#')
        return length > 1 && length < 12 ? html_number(text, length) : 0;
    for (size_t i = 0; i < sizeof html_names / sizeof *html_names; i++)
        if (strlen(html_names[i].name) == length && memcmp(html_names[i].name, text, length) == 0)
            return html_names[i].character;
    return 0;
}

void
html_entities_decode(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        const size_t length = *from == '&' ? strcspn(from + 1, ";& ") : 0;
        const uint32_t c = length > 0 && from[1 + length] == ';' ? html_reference(from + 1, length) : 0;
        if (c == 0) {
            *to++ = *from++;
            continue;
        }
        to += html_put(c, to);
        from += length + 2;
    }
    *to = '\0';
}
