/*
 * money.h: amounts of money, counted in hundred-millionths of a currency's unit, so that the prices of
 * messages (0.0333) add up exactly.
 */
#ifndef CURT_BASE_MONEY_H
#define CURT_BASE_MONEY_H

#include <stdint.h>

#include "base/fault.h"

#define MONEY_UNIT INT64_C(100000000)
#define MONEY_SIZE 32 /* room for an amount as text, with its NUL */

/* Reads "0.0333" or "3.33e-2": a number as JSON writes it, without a sign, rounded to eight places, at most
 * 999,999,999. FAULT_INPUT for anything else. */
enum fault money_parse(const char *text, int64_t *out);

/* "0.0333": no zeros at the end, but at least two places. */
void money_format(int64_t amount, char out[static MONEY_SIZE]);

/* A sum of many amounts, which may be more than an int64_t has room for. All of it 0: nothing yet. */
struct money_sum {
    uint64_t units;
    int64_t rest; /* less than MONEY_UNIT */
};

/* Adds an amount that is not negative. */
void money_sum_add(struct money_sum *, int64_t amount);

/* As money_format. */
void money_sum_format(const struct money_sum *, char out[static MONEY_SIZE]);

#endif
