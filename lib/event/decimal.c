/*
 * decimal.c: compares decimal numbers exactly.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An exponent beyond this is taken for it: no text is long enough to make up for it. */
#define DECIMAL_EXPONENT_MAX INT64_C(1000000000000)

/* The digits of a number, from the first that is not 0 on. */
struct digits {
    bool negative;
    int64_t weight;   /* the first digit counts 10 to the power of this */
    const char *next; /* at a digit, or where they end */
};

struct decimal
decimal_of_whole(bool negative, uint64_t whole)
{
    const double nearest = (double)whole;
    return (struct decimal){
        .nearest = negative ? -nearest : nearest, .negative = negative && whole != 0, .whole = whole};
}

struct decimal
decimal_of_double(double nearest)
{
    return (struct decimal){.nearest = nearest, .rough = true};
}

struct decimal
decimal_of_text(double nearest, const char *text)
{
    return (struct decimal){.nearest = nearest, .negative = text[0] == '-', .text = text};
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int64_t
digits_exponent(const char *mantissa)
{
    const size_t length = strspn(mantissa, "0123456789.");
    if (mantissa[length] == '\0')
        return 0;
    const long long exponent = strtoll(mantissa + length + 1, NULL, 10);
    if (exponent > DECIMAL_EXPONENT_MAX)
        return DECIMAL_EXPONENT_MAX;
    return exponent < -DECIMAL_EXPONENT_MAX ? -DECIMAL_EXPONENT_MAX : exponent;
}

/* text is a number as JSON writes it. next is NULL for zero. */
static struct digits
digits_of(const char *text)
{
    struct digits digits = {.negative = *text == '-'};
    const char *mantissa = text + digits.negative;
    digits.weight = digits_exponent(mantissa) + (int64_t)strspn(mantissa, "0123456789") - 1;
    for (const char *c = mantissa; is_digit(*c) || *c == '.'; c++) {
        if (*c == '.')
            continue;
        if (*c != '0') {
            digits.next = c;
            return digits;
        }
        digits.weight--;
    }
    return digits;
}

/* The next digit; '0', for ever, after the last. */
static char
digits_take(struct digits *digits)
{
    if (*digits->next == '.')
        digits->next++;
    return is_digit(*digits->next) ? *digits->next++ : '0';
}

static bool
digits_left(const struct digits *digits)
{
    return is_digit(*digits->next) || *digits->next == '.';
}

/* Both are above 0. */
static int
digits_compare(struct digits *a, struct digits *b)
{
    if (a->weight != b->weight)
        return a->weight < b->weight ? -1 : 1;
    while (digits_left(a) || digits_left(b)) {
        const char of_a = digits_take(a), of_b = digits_take(b);
        if (of_a != of_b)
            return of_a < of_b ? -1 : 1;
    }
    return 0;
}

/* The number as text, in space where it has none yet. */
static const char *
decimal_text(const struct decimal *number, char space[static 24])
{
    if (number->text != NULL)
        return number->text;
    char *at = space + 23;
    *at = '\0';
    for (uint64_t rest = number->whole; rest > 0 || *at == '\0'; rest /= 10)
        *--at = (char)('0' + rest % 10);
    if (number->negative)
        *--at = '-';
    return at;
}

/* For numbers that no double tells apart. */
static int
decimal_compare_exactly(const struct decimal *a, const struct decimal *b)
{
    char space_a[24], space_b[24];
    struct digits of_a = digits_of(decimal_text(a, space_a)), of_b = digits_of(decimal_text(b, space_b));
    const int sign_a = of_a.next == NULL ? 0 : of_a.negative ? -1 : 1;
    const int sign_b = of_b.next == NULL ? 0 : of_b.negative ? -1 : 1;
    if (sign_a != sign_b)
        return sign_a < sign_b ? -1 : 1;
    return sign_a == 0 ? 0 : sign_a * digits_compare(&of_a, &of_b);
}

int
decimal_compare(const struct decimal *a, const struct decimal *b)
{
    if (a->nearest < b->nearest)
        return -1;
    if (a->nearest > b->nearest)
        return 1;
    return a->rough || b->rough ? 0 : decimal_compare_exactly(a, b);
}

bool
decimal_fits(const struct decimal *number)
{
    if (isinf(number->nearest))
        return false;
    return number->nearest != 0 || number->text == NULL || digits_of(number->text).next == NULL;
}
