/*
 * phone_number.c: reads and masks phone numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/phone_number.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <unictype.h>
#include <unistr.h>

#include "base/utf8.h"
#include "message/numbering_plan.h"

enum { PHONE_NUMBER_TEXT_MAX = 64 /* characters of a number as people write it */ };

/* A number as it is read: the text in ASCII, what is left of it, and the digits so far. */
struct phone_number_reader {
    char text[PHONE_NUMBER_TEXT_MAX + 1];
    char *at;
    bool open;    /* inside parentheses */
    bool grouped; /* something stands between the digits */
    size_t zero;  /* the digits before "(0)"; 0: there is none */
    char digits[PHONE_NUMBER_TEXT_MAX + 1];
    size_t length;
    const char *why;
};

static const char phone_number_digits[] = "0123456789";

static enum fault
phone_number_error(struct phone_number_reader *reader, const char *why)
{
    reader->why = why;
    return FAULT_INPUT;
}

/* The ASCII character that c stands for; 0: none, it is invisible; -1: it cannot be in a number. */
static int
phone_number_fold(ucs4_t c)
{
    const int digit = uc_decimal_value(c);
    if (digit >= 0)
        return '0' + digit;
    if (c < 0x80)
        return c >= ' ' ? (int)c : c == '\t' || c == '\n' || c == '\r' ? ' ' : -1;
    if (uc_is_general_category(c, UC_FORMAT) || uc_is_property_variation_selector(c))
        return 0;
    if (uc_is_general_category(c, UC_SPACE_SEPARATOR))
        return ' ';
    if (c > 0xff00 && c < 0xff5f) /* full width */
        return (int)(c - 0xff00 + ' ');
    if (uc_is_general_category(c, UC_DASH_PUNCTUATION) || c == 0x2212 || c == 0x30fc)
        return '-'; /* 2212 is the minus sign; 30fc a vowel mark that Japanese keyboards have for a dash */
    return c == 0x2018 || c == 0x2019 ? '\'' : c == 0x201c || c == 0x201d ? '"' : -1;
}

static enum fault
phone_number_read_text(struct phone_number_reader *reader, const char *text)
{
    size_t used = 0;
    ucs4_t c;
    for (int n; *text != '\0'; text += n) {
        n = u8_strmbtouc(&c, (const uint8_t *)text);
        const int folded = n > 0 ? phone_number_fold(c) : -1;
        if (folded < 0 || used == PHONE_NUMBER_TEXT_MAX)
            return FAULT_INPUT;
        if (folded > 0 && (folded != ' ' || used > 0))
            reader->text[used++] = (char)folded;
    }
    while (used > 0 && reader->text[used - 1] == ' ')
        used--;
    reader->text[used] = '\0';
    reader->at = reader->text;
    return FAULT_NONE;
}

/* Takes off what spreadsheets put around a text so that it stays one, and the scheme of RFC 3966. */
static void
phone_number_unwrap(struct phone_number_reader *reader)
{
    char *at = reader->at;
    at += *at == '=';
    const size_t length = strlen(at);
    if (length >= 2 && (at[0] == '"' || at[0] == '\'') && at[length - 1] == at[0]) {
        at[length - 1] = '\0';
        at++;
    }
    at += *at == '\'';
    if (strncasecmp(at, "tel:", 4) == 0)
        at += 4;
    reader->at = at + strspn(at, " ");
}

/* "4.477009E+11" */
static bool
phone_number_is_scientific(const char *at)
{
    at += *at == '+';
    size_t n = strspn(at, phone_number_digits);
    if (n == 0)
        return false;
    at += n;
    if (*at == '.' || *at == ',')
        at += 1 + strspn(at + 1, phone_number_digits);
    if (*at != 'e' && *at != 'E')
        return false;
    at += 1 + (at[1] == '+' || at[1] == '-');
    n = strspn(at, phone_number_digits);
    return n > 0 && at[n] == '\0';
}

/* "447700900000.0" is a float that has lost nothing: its point and zeros go. */
static void
phone_number_cut_fraction(struct phone_number_reader *reader)
{
    char *at = reader->at + (*reader->at == '+');
    const size_t whole = strspn(at, phone_number_digits);
    at += whole;
    if (whole < PHONE_NUMBER_MIN || (*at != '.' && *at != ','))
        return;
    const size_t zeros = strspn(at + 1, "0");
    if (zeros > 0 && at[1 + zeros] == '\0')
        *at = '\0';
}

/* Passes over what stands between digits: spaces, parentheses, and one mark. False: no digit follows. */
static bool
phone_number_separator(struct phone_number_reader *reader, char *mark)
{
    *mark = '\0';
    for (;; reader->at++) {
        const char c = *reader->at;
        if (c == '(' && reader->at[1 + strspn(reader->at + 1, " ")] == ')')
            return false;
        if (c == (reader->open ? ')' : '('))
            reader->open = !reader->open;
        else if (*mark == '\0' && reader->length > 0 && (c == '-' || c == '.' || c == '/'))
            *mark = c;
        else if (c != ' ')
            return c >= '0' && c <= '9';
    }
}

/* Does the last group belong to no number, as in 900000/1, 900000-9 and 900000.01? */
static bool
phone_number_is_tail(size_t before, size_t group, char mark)
{
    return (group == 1 && before > 1) || (group == 2 && before > 4 && (mark == '.' || mark == '/'));
}

static enum fault
phone_number_read_groups(struct phone_number_reader *reader)
{
    char mark;
    size_t group = 0;
    while (phone_number_separator(reader, &mark)) {
        const size_t before = group;
        group = strspn(reader->at, phone_number_digits);
        if (reader->open && reader->zero == 0 && strncmp(reader->at, "0)", 2) == 0)
            reader->zero = reader->length;
        memcpy(reader->digits + reader->length, reader->at, group);
        reader->grouped = reader->grouped || before > 0;
        reader->length += group;
        reader->at += group;
        if (*reader->at == '\0' && phone_number_is_tail(before, group, mark))
            return phone_number_error(reader, "has digits after the end of a number: give one number");
    }
    reader->digits[reader->length] = '\0';
    return *reader->at == '\0' && mark == '\0' && !reader->open ? FAULT_NONE : FAULT_INPUT;
}

static void
phone_number_remove(struct phone_number_reader *reader, size_t at, size_t count)
{
    memmove(reader->digits + at, reader->digits + at + count, reader->length - at - count + 1);
    reader->length -= count;
}

/* Takes out the trunk prefix, and "(0)" where no number of the country can have it. */
static enum fault
phone_number_apply_plan(struct phone_number_reader *reader)
{
    const struct numbering_plan *plan = numbering_plan_find(reader->digits);
    if (plan == NULL)
        return reader->grouped ? phone_number_error(reader, "begins with a country code that does not exist")
                               : FAULT_NONE;
    const size_t code = strlen(plan->country_code), national = reader->length - code;
    const bool zero = reader->zero == code && !numbering_plan_has_length(plan, national) &&
                      numbering_plan_has_length(plan, national - 1);
    const size_t trunk = numbering_plan_trunk(plan, reader->digits + code), prefix = trunk > 0 ? trunk : zero;
    /* Two are none: each time that the number is read, another would go. */
    const bool twice = prefix > 0 && numbering_plan_trunk(plan, reader->digits + code + prefix) > 0;
    phone_number_remove(reader, code, twice ? 0 : prefix);
    if (reader->grouped && (twice || !numbering_plan_has_length(plan, reader->length - code)))
        return phone_number_error(reader, "has too few or too many digits for its country");
    return FAULT_NONE;
}

static enum fault
phone_number_read(struct phone_number_reader *reader, const char *text)
{
    if (phone_number_read_text(reader, text) != FAULT_NONE)
        return FAULT_INPUT;
    phone_number_unwrap(reader);
    if (phone_number_is_scientific(reader->at))
        return phone_number_error(
            reader, "is a float in scientific notation, which has lost digits: format the column as text");
    phone_number_cut_fraction(reader);
    reader->open = *reader->at == '(';
    reader->at += reader->open;
    reader->at += *reader->at == '+';
    if (phone_number_read_groups(reader) != FAULT_NONE)
        return FAULT_INPUT;
    if (strncmp(reader->digits, "00", 2) == 0) {
        phone_number_remove(reader, 0, 2);
        reader->zero -= reader->zero > 2 ? 2 : reader->zero;
    }
    if (reader->digits[0] == '0')
        return phone_number_error(reader, "has no country code: write 447700900000, not 07700900000");
    return phone_number_apply_plan(reader);
}

enum fault
phone_number_parse(const char *text, char out[static PHONE_NUMBER_SIZE], const char **why)
{
    struct phone_number_reader reader = {
        .why = "must be a number with its country code, 7 to 15 digits, such as 447700900000"};
    enum fault fault = phone_number_read(&reader, text);
    if (fault == FAULT_NONE && (reader.length < PHONE_NUMBER_MIN || reader.length > PHONE_NUMBER_MAX))
        fault = FAULT_INPUT;
    if (fault == FAULT_NONE)
        memcpy(out, reader.digits, reader.length + 1);
    else if (why != NULL)
        *why = reader.why;
    return fault;
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
