/*
 * phone_number.h: telephone numbers as the digits of ITU-T E.164 (country code first, no prefix), and how
 * they are shown to those who may not see them.
 */
#ifndef CURT_MESSAGE_PHONE_NUMBER_H
#define CURT_MESSAGE_PHONE_NUMBER_H

#include <stddef.h>

#include "base/fault.h"

#define PHONE_NUMBER_MIN  7
#define PHONE_NUMBER_MAX  15 /* digits, by E.164 */
#define PHONE_NUMBER_SIZE (PHONE_NUMBER_MAX + 1)

/*
 * Reads a number as people and spreadsheets write it, "+44 (0)7700 900-000", and writes its digits:
 *
 * - a leading +, 00, tel:, ' or ="..."; digits of any script; among them spaces, '-', '.', '/' and
 * parentheses in pairs; characters that only shape the text (direction marks, zero-width, soft hyphens) are
 * passed over;
 * - 447700900000.0, a float that has lost nothing;
 * - a trunk prefix after the country code, +44 07700 900000, is left out (numbering_plan.h); where a national
 *   number begins with that digit, +39 06, it stays.
 *
 * FAULT_INPUT, and *why (may be NULL; static, what follows "to"): anything else; fewer than PHONE_NUMBER_MIN
 * or more than PHONE_NUMBER_MAX digits; a number without its country code; digits after the end of one,
 * 900000-9; digits with something between them that are too few or too many for their country, or of none.
 * Digits alone are taken as they are: plans change, and a program that writes them like that knows.
 */
enum fault phone_number_parse(const char *text, char out[static PHONE_NUMBER_SIZE], const char **why);

/*
 * Writes a number, or another id of a person, with '*' for each character but the first five and the last
 * two; of fewer than ten characters, but the first two and the last one. Characters are UTF-8's; a byte that
 * belongs to none counts as one and is '*' too. As many as fit size (at least 1) are written, none in part.
 */
void phone_number_mask(const char *number, char *out, size_t size);

#endif
