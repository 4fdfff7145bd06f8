/*
 * gsm7.h: the GSM 7-bit default alphabet with its default extension table (3GPP TS 23.038, sections 6.2.1 and
 * 6.2.1.1), and what to write instead of characters that are not in it.
 */
#ifndef CURT_MESSAGE_GSM7_H
#define CURT_MESSAGE_GSM7_H

#include <stdint.h>

/* The septets of a character: 0 when it is not in the alphabet. */
unsigned gsm7_septets(uint32_t code);

/*
 * What says the same in the alphabet, as UTF-8: ' for U+2019, e for U+00EA, "" for a character that nobody
 * sees (U+200B). NULL: nothing does.
 */
const char *gsm7_replacement(uint32_t code);

#endif
