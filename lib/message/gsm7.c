/*
 * gsm7.c: the tables of the GSM 7-bit alphabet.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/gsm7.h"

#include <stddef.h>

unsigned
gsm7_septets(uint32_t code)
{
    /* TS 23.038, 6.2.1, in the order of the standard's codes from 0x00 to 0x7f, without the escape at 0x1b.
     */
    static const uint16_t basic[] = {'@', 0xa3, '$', 0xa5, 0xe8, 0xe9, 0xf9, 0xec, 0xf2, 0xc7, '\n', 0xd8,
        0xf8, '\r', 0xc5, 0xe5, 0x394, '_', 0x3a6, 0x393, 0x39b, 0x3a9, 0x3a0, 0x3a8, 0x3a3, 0x398, 0x39e,
        0xc6, 0xe6, 0xdf, 0xc9, ' ', '!', '"', '#', 0xa4, '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.',
        '/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', 0xa1, 'A', 'B',
        'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
        'W', 'X', 'Y', 'Z', 0xc4, 0xd6, 0xd1, 0xdc, 0xa7, 0xbf, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i',
        'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 0xe4, 0xf6, 0xf1,
        0xfc, 0xe0};
    /* 6.2.1.1: each of them after an escape. */
    static const uint16_t extension[] = {'\f', '^', '{', '}', '\\', '[', '~', ']', '|', 0x20ac};
    for (size_t i = 0; i < sizeof basic / sizeof *basic; i++)
        if (basic[i] == code)
            return 1;
    for (size_t i = 0; i < sizeof extension / sizeof *extension; i++)
        if (extension[i] == code)
            return 2;
    return 0;
}

/* Letters without their marks, from U+00C0 to U+017F: the first characters of their decompositions (Unicode
 * 15, UnicodeData.txt), and the letter that one with a stroke is; - stands for none. */
static const char gsm7_plain[] = "AAAA----E-EEIIIID-OOOO---UUU-Y---aaa---c--ee-iiid--ooo----uu-y-y"
                                 "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi--JjKkkLlLlLl-"
                                 "-LlNnNnNn-NnOoOoOo--RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz-";

static const struct {
    uint16_t code;
    const char *text;
} gsm7_others[] = {
    {0x09, " "},
    {0x60, "'"},
    {0xa0, " "},
    {0xa6, "|"},
    {0xa9, "(c)"},
    {0xab, "\""},
    {0xae, "(r)"},
    {0xb4, "'"},
    {0xb7, "."},
    {0xbb, "\""},
    {0xbc, "1/4"},
    {0xbd, "1/2"},
    {0xbe, "3/4"},
    {0xd7, "x"},
    {0x132, "IJ"},
    {0x133, "ij"},
    {0x149, "'n"},
    {0x152, "OE"},
    {0x153, "oe"},
    {0x17f, "s"},
    {0x218, "S"},
    {0x219, "s"},
    {0x21a, "T"},
    {0x21b, "t"},
    {0x1e9e, "SS"},
    {0x2010, "-"},
    {0x2011, "-"},
    {0x2012, "-"},
    {0x2013, "-"},
    {0x2014, "-"},
    {0x2015, "-"},
    {0x2018, "'"},
    {0x2019, "'"},
    {0x201a, "'"},
    {0x201b, "'"},
    {0x201c, "\""},
    {0x201d, "\""},
    {0x201e, "\""},
    {0x201f, "\""},
    {0x2022, "-"},
    {0x2026, "..."},
    {0x2028, "\n"},
    {0x2029, "\n"},
    {0x202f, " "},
    {0x2032, "'"},
    {0x2033, "\""},
    {0x2039, "'"},
    {0x203a, "'"},
    {0x205f, " "},
    {0x2122, "(tm)"},
    {0x2126, "\u03a9"},
    {0x2190, "<-"},
    {0x2192, "->"},
    {0x2212, "-"},
    {0x3000, " "},
    {0xfb01, "fi"},
    {0xfb02, "fl"},
};

/* Characters that nobody sees: soft hyphen, joiners, direction marks, variation selectors. */
static const struct {
    uint16_t first, last;
} gsm7_unseen[] = {{0xad, 0xad}, {0x34f, 0x34f}, {0x61c, 0x61c}, {0x180e, 0x180e}, {0x200b, 0x200f},
    {0x202a, 0x202e}, {0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}};

const char *
gsm7_replacement(uint32_t code)
{
    static const char letters[][2] = {"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N",
        "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "a", "b", "c", "d", "e", "f", "g", "h",
        "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "w", "x", "y", "z"};
    const char plain = code >= 0xc0 && code <= 0x17f ? gsm7_plain[code - 0xc0] : '-';
    if (plain != '-')
        return letters[plain < 'a' ? plain - 'A' : plain - 'a' + 26];
    if (code >= 0x2000 && code <= 0x200a) /* spaces of all widths */
        return " ";
    for (size_t i = 0; i < sizeof gsm7_unseen / sizeof *gsm7_unseen; i++)
        if (code >= gsm7_unseen[i].first && code <= gsm7_unseen[i].last)
            return "";
    for (size_t i = 0; i < sizeof gsm7_others / sizeof *gsm7_others; i++)
        if (gsm7_others[i].code == code)
            return gsm7_others[i].text;
    return NULL;
}
