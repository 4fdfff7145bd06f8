/*
 * phone_number.c: reads and masks phone numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/phone_number.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define COUNTRY_MAX    3 /* digits of a country code, by E.164 */
#define NO_BREAK_SPACE "\xc2\xa0"

/* The number as it is read: what is left of the text, and the digits so far. */
struct reading {
    const char *at;
    char *out;
    size_t length;
    bool open; /* inside parentheses */
};

static size_t
phone_number_space(const char *at)
{
    if (*at == ' ')
        return 1;
    return strncmp(at, NO_BREAK_SPACE, 2) == 0 ? 2 : 0;
}

static void
phone_number_skip_spaces(struct reading *reading)
{
    for (size_t n; (n = phone_number_space(reading->at)) > 0;)
        reading->at += n;
}

/* Passes over what may stand between digits beside spaces; false when this is none of it. */
static bool
phone_number_separator(struct reading *reading)
{
    const bool behind_country = reading->length > 0 && reading->length <= COUNTRY_MAX && !reading->open;
    if (behind_country && strncmp(reading->at, "(0)", 3) == 0) {
        reading->at += 3;
        return true;
    }
    if (*reading->at == (reading->open ? ')' : '(')) {
        reading->open = !reading->open;
        reading->at++;
        return true;
    }
    if (reading->length == 0 || strchr("-./", *reading->at) == NULL)
        return false;
    reading->at++;
    return true;
}

static bool
phone_number_digit(struct reading *reading)
{
    if (*reading->at < '0' || *reading->at > '9' || reading->length == PHONE_NUMBER_MAX)
        return false;
    reading->out[reading->length++] = *reading->at++;
    return true;
}

enum fault
phone_number_parse(const char *text, char out[static PHONE_NUMBER_SIZE])
{
    struct reading reading = {.at = text, .out = out};
    bool ends_in_digit = false;
    phone_number_skip_spaces(&reading);
    reading.at += *reading.at == '+';
    while (*reading.at != '\0') {
        if (phone_number_digit(&reading))
            ends_in_digit = true;
        else if (phone_number_space(reading.at) > 0)
            phone_number_skip_spaces(&reading);
        else if (phone_number_separator(&reading))
            ends_in_digit = false;
        else
            break;
    }
    out[reading.length] = '\0';
    const bool whole = *reading.at == '\0' && ends_in_digit && !reading.open;
    return whole && reading.length >= PHONE_NUMBER_MIN && out[0] != '0' ? FAULT_NONE : FAULT_INPUT;
}

/* The bytes of the character at text, 1 for a byte that belongs to none. */
static size_t
phone_number_step(const char *text, size_t left, bool *valid)
{
    uint32_t code;
    const size_t n = utf8_decode(text, left, &code);
    *valid = n > 0;
    return n > 0 ? n : 1;
}

static size_t
phone_number_characters(const char *number, size_t length)
{
    size_t count = 0;
    bool valid;
    for (size_t at = 0; at < length; at += phone_number_step(number + at, length - at, &valid))
        count++;
    return count;
}

void
phone_number_mask(const char *number, char *out, size_t size)
{
    const size_t length = strlen(number), count = phone_number_characters(number, length);
    const size_t head = count < 10 ? 2 : 5, tail = count < 10 ? 1 : 2;
    size_t used = 0;
    for (size_t at = 0, nth = 0, n; at < length; at += n, nth++) {
        bool valid;
        n = phone_number_step(number + at, length - at, &valid);
        const bool shown = valid && (nth < head || nth + tail >= count);
        const size_t take = shown ? n : 1;
        if (used + take >= size)
            break;
        if (shown)
            memcpy(out + used, number + at, take);
        else
            out[used] = '*';
        used += take;
    }
    out[used] = '\0';
}
