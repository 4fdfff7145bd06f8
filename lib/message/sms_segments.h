/*
 * sms_segments.h: how many parts (short messages) a text takes when it goes out as SMS, and in which
 * alphabet.
 *
 * The alphabets are those of 3GPP TS 23.038: the GSM 7-bit default alphabet with its default extension table
 * (sections 6.2.1 and 6.2.1.1) where every character is in it, UCS-2 otherwise. A part has 140 octets: 160
 * septets or 70 UTF-16 units. Where there are several, each gives six octets to the header that joins them
 * (TS 23.040, section 9.2.3.24.1), and 153 or 67 are left. No part ends inside a character: neither between
 * the escape and what it escapes, nor inside a surrogate pair.
 */
#ifndef CURT_MESSAGE_SMS_SEGMENTS_H
#define CURT_MESSAGE_SMS_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

enum sms_encoding { SMS_GSM7, SMS_UCS2 };

struct sms_segments {
    enum sms_encoding encoding;
    unsigned count;        /* parts, at least 1 */
    unsigned units;        /* septets, or UTF-16 units, of all parts together */
    unsigned foreign;      /* characters that are not in GSM-7 */
    char first_foreign[5]; /* the first of them as UTF-8, "" for none */
    unsigned count_gsm7;   /* parts, were each of them replaced by one character of one septet */
};

/* Counts the parts of a text, in UCS-2 also where GSM-7 would do if force_ucs2. FAULT_INPUT: not UTF-8. */
enum fault sms_segments_count(const char *text, size_t length, bool force_ucs2, struct sms_segments *out);

#endif
