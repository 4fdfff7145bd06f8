/*
 * money.c: decimal amounts as whole numbers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/money.h"

#include <stdio.h>
#include <string.h>

enum { MONEY_PLACES = 8, MONEY_DIGITS = 9 };

enum fault
money_parse(const char *text, int64_t *out)
{
    static const char digits[] = "0123456789";
    const size_t whole = strspn(text, digits);
    const char *part = text[whole] == '.' ? text + whole + 1 : "";
    const size_t places = strspn(part, digits);
    const size_t length = whole + (text[whole] == '.' ? 1 + places : 0);
    if (whole < 1 || whole > MONEY_DIGITS || places > MONEY_PLACES || text[length] != '\0' ||
        (text[whole] == '.' && places == 0))
        return FAULT_INPUT;
    int64_t amount = 0;
    for (size_t i = 0; i < whole; i++)
        amount = amount * 10 + (text[i] - '0');
    for (size_t i = 0; i < MONEY_PLACES; i++)
        amount = amount * 10 + (i < places ? part[i] - '0' : 0);
    *out = amount;
    return FAULT_NONE;
}

void
money_format(int64_t amount, char out[static MONEY_SIZE])
{
    int n = snprintf(
        out, MONEY_SIZE, "%lld.%08lld", (long long)(amount / MONEY_UNIT), (long long)(amount % MONEY_UNIT));
    const int least = (int)strcspn(out, ".") + 3;
    while (n > least && out[n - 1] == '0')
        n--;
    out[n] = '\0';
}
