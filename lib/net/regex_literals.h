/*
 * regex_literals.h: which literals a text must hold for a regex (PCRE2) to match it.
 *
 * Most rules match few texts, and finding out that none of a text's bytes fit is cheaper than a match. What
 * is not understood of a regex is left out: then less is known, never anything wrong.
 */
#ifndef CURT_NET_REGEX_LITERALS_H
#define CURT_NET_REGEX_LITERALS_H

#include <stddef.h>

#define REGEX_LITERALS_MAX     200
#define REGEX_LITERAL_MAX      24
#define REGEX_LITERAL_SHORTEST 3

/* A text that matches holds one of these at least, though perhaps in other case; with none, nothing is known.
 */
struct regex_literals {
    size_t count;
    char texts[REGEX_LITERALS_MAX][REGEX_LITERAL_MAX + 1];
};

void regex_literals_find(const char *regex, struct regex_literals *out);

#endif
