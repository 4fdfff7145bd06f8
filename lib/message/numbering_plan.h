/*
 * numbering_plan.h: what is known of each country code of ITU-T E.164: how many digits its national numbers
 * have, which countries have it, and which trunk prefix is dialled before them inside the country only, as
 * the 0 of 07700 900000.
 *
 * The facts are those of Google's libphonenumber (numbering_plan_data.inc).
 */
#ifndef CURT_MESSAGE_NUMBERING_PLAN_H
#define CURT_MESSAGE_NUMBERING_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct numbering_plan {
    const char *country_code;
    uint32_t lengths;      /* of national numbers: bit n stands for n digits */
    const char *prefixes;  /* trunk prefixes, the longest first, with spaces between them; "": none */
    const char *starts;    /* "80:7c0 ...": how national numbers begin that look like a trunk prefix */
    const char *countries; /* "GB GG IM JE": those that share the code; "": none, as of 800 */
    const char *areas;     /* "671:GU ...": those that have the numbers beginning so */
};

/* The plan of the country code that a number's digits begin with; NULL: no country has that code. */
const struct numbering_plan *numbering_plan_find(const char *digits);

/* The countries that a number may be of, "GB GG IM JE": ISO 3166-1, with spaces between them; "" for none. */
const char *numbering_plan_countries(const struct numbering_plan *, const char *digits, char space[static 3]);

/* Are there national numbers with as many digits? */
bool numbering_plan_has_length(const struct numbering_plan *, size_t length);

/*
 * The digits of a trunk prefix at the beginning of a national number, 0 for none. There is one only when the
 * number is none with it, and would be one without it.
 */
size_t numbering_plan_trunk(const struct numbering_plan *, const char *national);

#endif
