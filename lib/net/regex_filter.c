/*
 * regex_filter.c: three bytes of a text, and of the literals of a regex, as bits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/regex_filter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/regex_literals.h"

enum { LITERAL_TRIGRAMS = 4 };

/* Trigrams of one literal, a few of them; the last is repeated where it has fewer. */
struct regex_filter_literal {
    uint16_t trigrams[LITERAL_TRIGRAMS];
};

/* Case is ignored, whether the regex does or not. */
static uint32_t
byte_fold(char byte)
{
    const unsigned char c = (unsigned char)byte;
    return c >= 'A' && c <= 'Z' ? c | 0x20u : c;
}

/* Which bit of a set stands for these three bytes. */
static uint16_t
trigram_bit(uint32_t trigram)
{
    return (uint16_t)(trigram * UINT32_C(0x9e3779b1) >> 20); /* 12 bits */
}

void
trigram_set_fill(struct trigram_set *set, const char *bytes, size_t length)
{
    uint32_t trigram = 0;
    memset(set, 0, sizeof *set);
    for (size_t i = 0; i < length; i++) {
        trigram = (trigram << 8 | byte_fold(bytes[i])) & 0xffffff;
        const uint16_t bit = trigram_bit(trigram);
        if (i >= 2)
            set->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static struct regex_filter_literal
literal_pack(const char *text)
{
    const size_t last = strlen(text) - 3;
    struct regex_filter_literal out;
    for (size_t i = 0; i < LITERAL_TRIGRAMS; i++) {
        const char *at = text + last * i / (LITERAL_TRIGRAMS - 1);
        out.trigrams[i] = trigram_bit(byte_fold(at[0]) << 16 | byte_fold(at[1]) << 8 | byte_fold(at[2]));
    }
    return out;
}

struct regex_filter
regex_filter_create(const char *regex)
{
    struct regex_literals needed;
    struct regex_filter out = {.count = 0};
    regex_literals_find(regex, &needed);
    if (needed.count == 0)
        return out;
    out.count = needed.count;
    out.literals = xcalloc(needed.count, sizeof *out.literals);
    for (size_t i = 0; i < needed.count; i++)
        out.literals[i] = literal_pack(needed.texts[i]);
    return out;
}

void
regex_filter_free(struct regex_filter *filter)
{
    free(filter->literals);
    *filter = (struct regex_filter){.count = 0};
}

static bool
literal_may_be_in(const struct regex_filter_literal *literal, const struct trigram_set *set)
{
    for (size_t i = 0; i < LITERAL_TRIGRAMS; i++)
        if ((set->bits[literal->trigrams[i] / 64] >> literal->trigrams[i] % 64 & 1) == 0)
            return false;
    return true;
}

bool
regex_filter_passes(const struct regex_filter *filter, const struct trigram_set *set)
{
    for (size_t i = 0; i < filter->count; i++)
        if (literal_may_be_in(&filter->literals[i], set))
            return true;
    return filter->count == 0;
}
