/*
 * condition.h: what a pattern asks of one value: a text, a number, a prefix, a network.
 *
 * Texts are compared byte by byte. Without regard to case (equals-ignore-case) they are compared character by
 * character, each taken for the same as its upper and lower case form in the Unicode tables of the C library,
 * whatever the locale: "STRASSE" and "strasse" are the same, "STRASSE" and "straße" are not.
 *
 * Conditions live in a pattern's memory and refer to nothing outside of it.
 */
#ifndef CURT_EVENT_CONDITION_H
#define CURT_EVENT_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ip_address.h"
#include "event/decimal.h"
#include "event/event_value.h"

enum condition_kind {
    CONDITION_NULL,
    CONDITION_TRUE,
    CONDITION_FALSE,
    CONDITION_TEXT,
    CONDITION_NUMBER,
    CONDITION_PREFIX,
    CONDITION_SUFFIX,
    CONDITION_TEXT_FOLDED,
    CONDITION_PREFIX_FOLDED,
    CONDITION_SUFFIX_FOLDED,
    CONDITION_WILDCARD,
    CONDITION_RANGE,
    CONDITION_NETWORK,
    CONDITION_EXISTS,
    CONDITION_NONE_OF,
};

struct conditions {
    size_t count;
    struct condition *list;
};

/* The characters of a text, all case gone. */
struct folded {
    size_t count;
    uint32_t *characters;
};

/* The parts between the stars. With one part there is no star. */
struct wildcard {
    size_t count;
    struct event_value_text *parts;
};

struct range {
    bool has_low, has_high, with_low, with_high; /* with: the bound itself belongs to it */
    struct decimal low, high;
};

struct condition {
    enum condition_kind kind;
    union {
        struct event_value_text text;
        struct decimal number;
        struct folded folded;
        struct wildcard wildcard;
        struct range range;
        struct network network;
        struct conditions none_of;
    };
};

/* Does it hold for this value, which is neither absent nor an array nor an object? */
bool condition_holds(const struct condition *, const struct event_value *value);

/* Writes the characters of a text without their case, as many as there are, at most length; returns how many.
 */
size_t condition_fold(struct event_value_text, uint32_t *out);

#endif
