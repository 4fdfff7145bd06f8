/*
 * sms_segments.c: counts SMS segments in GSM-7 and UCS-2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/sms_segments.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define GSM7_ALONE 160
#define GSM7_EACH  153
#define UCS2_ALONE 70
#define UCS2_EACH  67

/* The parts that a text fills in one alphabet. */
struct filling {
    unsigned each;  /* units that fit one of several parts */
    unsigned parts; /* begun so far */
    unsigned used;  /* units in the last of them */
    unsigned units;
};

static void
filling_add(struct filling *filling, unsigned units)
{
    filling->units += units;
    filling->used += units;
    if (filling->used > filling->each) {
        filling->parts++;
        filling->used = units;
    }
}

static unsigned
filling_count(const struct filling *filling, unsigned alone)
{
    return filling->units <= alone ? 1 : filling->parts;
}

/* The septets of a character: 0 when it is not in the alphabet. */
static unsigned
sms_segments_septets(uint32_t code)
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

static void
sms_segments_add_foreign(struct sms_segments *out, const char *text, size_t length)
{
    if (out->foreign++ == 0)
        memcpy(out->first_foreign, text, length); /* at most four bytes, and the NUL is there */
}

enum fault
sms_segments_count(const char *text, size_t length, bool force_ucs2, struct sms_segments *out)
{
    struct filling gsm7 = {.each = GSM7_EACH, .parts = 1}, ucs2 = {.each = UCS2_EACH, .parts = 1};
    uint32_t code;
    memset(out, 0, sizeof *out);
    for (size_t n; length > 0; text += n, length -= n) {
        if ((n = utf8_decode(text, length, &code)) == 0)
            return FAULT_INPUT;
        const unsigned septets = sms_segments_septets(code);
        if (septets == 0)
            sms_segments_add_foreign(out, text, n);
        filling_add(&gsm7, septets > 0 ? septets : 1);
        filling_add(&ucs2, code > 0xffff ? 2 : 1);
    }
    out->encoding = force_ucs2 || out->foreign > 0 ? SMS_UCS2 : SMS_GSM7;
    out->count_gsm7 = filling_count(&gsm7, GSM7_ALONE);
    out->count = out->encoding == SMS_GSM7 ? out->count_gsm7 : filling_count(&ucs2, UCS2_ALONE);
    out->units = out->encoding == SMS_GSM7 ? gsm7.units : ucs2.units;
    return FAULT_NONE;
}
