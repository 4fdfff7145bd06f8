/*
 * regex_filter.h: tells, most often, that a text cannot match a regex, for much less than a match costs: each
 * three bytes in a row of the text are a bit of a set, and the regex needs some of them.
 */
#ifndef CURT_NET_REGEX_FILTER_H
#define CURT_NET_REGEX_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is in a text. */
struct trigram_set {
    uint64_t bits[64];
};

void trigram_set_fill(struct trigram_set *, const char *bytes, size_t length);

struct regex_filter_literal;

/* What a regex needs. All of it 0: nothing that is known. */
struct regex_filter {
    struct regex_filter_literal *literals; /* one of them; NULL: nothing */
    size_t count;
};

/* For a regex of PCRE2, with the options that it has by default, or PCRE2_CASELESS. To be freed with
 * regex_filter_free. */
struct regex_filter regex_filter_create(const char *regex);
void regex_filter_free(struct regex_filter *);

/* Might the regex match a text that holds this? */
bool regex_filter_passes(const struct regex_filter *, const struct trigram_set *);

#endif
