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
 * Reads a number as people write it, "+44 (7700) 900-000": a leading + or none; digits; among them spaces
 * (U+00A0 too), '-', '.', '/' and parentheses in pairs; spaces around. "(0)" after the country code (one to
 * three digits) is left out: it stands for what is dialled inside the country only. Writes the digits.
 *
 * FAULT_INPUT: anything else, fewer than PHONE_NUMBER_MIN or more than PHONE_NUMBER_MAX digits, or a 0 at the
 * beginning, which is a prefix and not a country's.
 */
enum fault phone_number_parse(const char *text, char out[static PHONE_NUMBER_SIZE]);

/*
 * Writes a number, or another id of a person, with '*' for each character but the first five and the last
 * two; of fewer than ten characters, but the first two and the last one. Characters are UTF-8's; a byte that
 * belongs to none counts as one and is '*' too. As many as fit size (at least 1) are written, none in part.
 */
void phone_number_mask(const char *number, char *out, size_t size);

#endif
