/*
 * sms_segments.c: counts SMS segments in GSM-7 and UCS-2.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/sms_segments.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "message/gsm7.h"

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
        const unsigned septets = gsm7_septets(code);
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
