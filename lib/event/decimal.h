/*
 * decimal.h: numbers as JSON writes them, compared exactly: 1, 1.0 and 1e0 are the same,
 * 27.807807921694092 and 27.80780792169409 are not, and neither are 2^53 and 2^53 + 1.
 */
#ifndef CURT_EVENT_DECIMAL_H
#define CURT_EVENT_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/*
 * text is the number as it was written; it belongs to the maker of the decimal. It is NULL for a whole
 * number, which is then `whole` with its sign.
 */
struct decimal {
    double nearest; /* infinite for what is too large for a double */
    bool rough;     /* nearest is all that is known of it: it equals whatever is as near */
    bool negative;
    uint64_t whole;
    const char *text;
};

struct decimal decimal_of_whole(bool negative, uint64_t whole);
struct decimal decimal_of_double(double);
struct decimal decimal_of_text(double nearest, const char *text);

/* Below, equal to or above 0 as a is less than, equal to or greater than b. */
int decimal_compare(const struct decimal *a, const struct decimal *b);

/* Can a double come near it? Not to 1e309, nor to 1e-325. */
bool decimal_fits(const struct decimal *);

#endif
