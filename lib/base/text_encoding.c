/*
 * text_encoding.c: finds out how a text is encoded, and makes it UTF-8.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text_encoding.h"

#include <string.h>

#include <unistr.h>

#include "base/utf8.h"

/* A byte that UTF-8 never has, so that the reader's check finds it. */
static const char text_encoding_invalid = '\xff';

/* A unit of UTF-16. */
static size_t
text_encoding_unit(struct text_encoding *encoding, uint32_t unit, char out[static TEXT_ENCODING_MAX])
{
    const bool high = unit >= 0xd800 && unit < 0xdc00, low = unit >= 0xdc00 && unit < 0xe000;
    const uint32_t before = encoding->high;
    encoding->high = high ? unit : 0;
    if (high && before == 0)
        return 0;
    if (high || low != (before != 0)) {
        out[0] = text_encoding_invalid;
        return 1;
    }
    const ucs4_t c = low ? 0x10000 + ((before - 0xd800) << 10 | (unit - 0xdc00)) : unit;
    const int n = u8_uctomb((uint8_t *)out, c, TEXT_ENCODING_MAX);
    return n > 0 ? (size_t)n : 0;
}

/* All that waits, as UTF-8: at most one unit of UTF-16 has not been written. */
static size_t
text_encoding_flush(struct text_encoding *encoding, char out[static TEXT_ENCODING_MAX])
{
    size_t used = 0, at = 0;
    const uint8_t *bytes = encoding->waiting;
    if (encoding->form == TEXT_UTF8) {
        memcpy(out, bytes, encoding->count);
        used = encoding->count;
        encoding->count = 0;
        return used;
    }
    for (; at + 2 <= encoding->count; at += 2)
        used += text_encoding_unit(encoding,
            encoding->form == TEXT_UTF16_LE ? bytes[at] | (uint32_t)bytes[at + 1] << 8
                                            : bytes[at + 1] | (uint32_t)bytes[at] << 8,
            out + used);
    encoding->count -= at;
    return used;
}

static void
text_encoding_choose(struct text_encoding *encoding, enum text_encoding_form form, size_t mark)
{
    encoding->form = form;
    encoding->count -= mark;
    memmove(encoding->waiting, encoding->waiting + mark, encoding->count);
}

/* Decides as soon as the bytes that wait allow no other form. */
static void
text_encoding_decide(struct text_encoding *encoding)
{
    const uint8_t *b = encoding->waiting;
    const size_t n = encoding->count;
    if (n == 2 && b[0] == 0xff && b[1] == 0xfe)
        text_encoding_choose(encoding, TEXT_UTF16_LE, 2);
    else if (n == 2 && b[0] == 0xfe && b[1] == 0xff)
        text_encoding_choose(encoding, TEXT_UTF16_BE, 2);
    else if (n == 3 && utf8_mark_length((const char *)b, n) > 0)
        text_encoding_choose(encoding, TEXT_UTF8, 3);
    else if (n == TEXT_ENCODING_MAX)
        text_encoding_choose(encoding,
            b[0] != 0 && b[1] == 0 && b[2] != 0 && b[3] == 0   ? TEXT_UTF16_LE
            : b[0] == 0 && b[1] != 0 && b[2] == 0 && b[3] != 0 ? TEXT_UTF16_BE
                                                               : TEXT_UTF8,
            0);
}

size_t
text_encoding_take(struct text_encoding *encoding, uint8_t byte, char out[static TEXT_ENCODING_MAX])
{
    if (encoding->form == TEXT_UTF8) {
        out[0] = (char)byte;
        return 1;
    }
    encoding->waiting[encoding->count++] = byte;
    if (encoding->form == TEXT_UNDECIDED)
        text_encoding_decide(encoding);
    return encoding->form == TEXT_UNDECIDED ? 0 : text_encoding_flush(encoding, out);
}

size_t
text_encoding_end(struct text_encoding *encoding, char out[static TEXT_ENCODING_MAX])
{
    size_t used = 0;
    if (encoding->form == TEXT_UNDECIDED)
        encoding->form = TEXT_UTF8;
    used = text_encoding_flush(encoding, out);
    if (encoding->count > 0 || encoding->high != 0)
        out[used++] = text_encoding_invalid;
    encoding->count = 0;
    encoding->high = 0;
    return used;
}
