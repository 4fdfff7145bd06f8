/*
 * money.c: decimal amounts as whole numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/money.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MONEY_PLACES = 8, MONEY_TEXT_MAX = 63 };

/* Amounts are below it: nine digits before the point. */
#define MONEY_MOST (INT64_C(1000000000) * MONEY_UNIT)

static const char money_digits[] = "0123456789";

/* The digits of a number, without its point, and where that stood. */
struct money_number {
    char digits[MONEY_TEXT_MAX + 1];
    size_t count;
    long point; /* so many digits are before it, at least */
};

static void
money_add_digits(struct money_number *number, const char *digits, size_t count)
{
    memcpy(number->digits + number->count, digits, count);
    number->count += count;
}

/* JSON's grammar of numbers (RFC 8259, section 6), without a sign. */
static enum fault
money_read(const char *text, struct money_number *out)
{
    const size_t whole = strspn(text, money_digits);
    *out = (struct money_number){.count = 0};
    if (whole == 0 || strlen(text) > MONEY_TEXT_MAX)
        return FAULT_INPUT;
    money_add_digits(out, text, whole);
    out->point = (long)whole;
    text += whole;
    if (*text == '.') {
        const size_t part = strspn(++text, money_digits);
        if (part == 0)
            return FAULT_INPUT;
        money_add_digits(out, text, part);
        text += part;
    }
    if (*text == 'e' || *text == 'E') {
        const char *exponent = text + 1 + (text[1] == '-' || text[1] == '+');
        const size_t n = strspn(exponent, money_digits);
        if (n == 0 || n > 3)
            return FAULT_INPUT;
        out->point += strtol(text + 1, NULL, 10);
        text = exponent + n;
    }
    return *text == '\0' ? FAULT_NONE : FAULT_INPUT;
}

enum fault
money_parse(const char *text, int64_t *out)
{
    struct money_number number;
    int64_t amount = 0;
    enum fault fault = money_read(text, &number);
    if (fault != FAULT_NONE)
        return fault;
    for (long i = number.point < 0 ? number.point : 0; i < number.point + MONEY_PLACES; i++) {
        const bool given = i >= 0 && i < (long)number.count;
        if (amount >= MONEY_MOST / 10)
            return FAULT_INPUT;
        amount = amount * 10 + (given ? number.digits[i] - '0' : 0);
    }
    const long next = number.point + MONEY_PLACES; /* the first that is left out rounds */
    amount += next >= 0 && next < (long)number.count && number.digits[next] >= '5';
    if (amount >= MONEY_MOST)
        return FAULT_INPUT;
    *out = amount;
    return FAULT_NONE;
}

void
money_sum_add(struct money_sum *sum, int64_t amount)
{
    sum->rest += amount % MONEY_UNIT;
    sum->units += (uint64_t)(amount / MONEY_UNIT) + (sum->rest >= MONEY_UNIT);
    sum->rest %= MONEY_UNIT;
}

void
money_sum_format(const struct money_sum *sum, char out[static MONEY_SIZE])
{
    int n = snprintf(out, MONEY_SIZE, "%llu.%08lld", (unsigned long long)sum->units, (long long)sum->rest);
    const int least = (int)strcspn(out, ".") + 3;
    while (n > least && out[n - 1] == '0')
        n--;
    out[n] = '\0';
}

void
money_format(int64_t amount, char out[static MONEY_SIZE])
{
    struct money_sum sum = {.units = 0};
    money_sum_add(&sum, amount);
    money_sum_format(&sum, out);
}
