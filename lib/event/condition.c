/*
 * condition.c: compares a value with a condition.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/condition.h"

#include <locale.h>
#include <pthread.h>
#include <string.h>
#include <wctype.h>

#include "base/log.h"

/* Codes of bytes that are not UTF-8: none is a character's. */
#define FOLD_BROKEN 0x110000

static locale_t fold_locale;

static void
fold_begin(void)
{
    fold_locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (fold_locale == (locale_t)0)
        log_fatal("the locale C.UTF-8 is missing");
}

/* The character at *at, which moves after it. */
static uint32_t
fold_decode(const unsigned char **at, const unsigned char *end)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char first = *(*at)++;
    const int more = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
    if (more == 0)
        return first;
    if (more < 0 || end - *at < more)
        return FOLD_BROKEN + first;
    uint32_t code = first & (0x3fu >> more);
    for (int i = 0; i < more; i++) {
        if (((*at)[i] & 0xc0) != 0x80)
            return FOLD_BROKEN + first;
        code = code << 6 | ((*at)[i] & 0x3f);
    }
    if (code < least[more] || code >= FOLD_BROKEN)
        return FOLD_BROKEN + first;
    *at += more;
    return code;
}

static uint32_t
fold_take(const unsigned char **at, const unsigned char *end)
{
    const uint32_t code = fold_decode(at, end);
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code;
    return code < FOLD_BROKEN ? towlower_l(towupper_l(code, fold_locale), fold_locale) : code;
}

size_t
condition_fold(struct event_value_text text, uint32_t *out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const unsigned char *at = (const unsigned char *)text.bytes, *end = at + text.length;
    size_t count = 0;
    pthread_once(&once, fold_begin);
    while (at < end)
        out[count++] = fold_take(&at, end);
    return count;
}

/* Does the text begin with these characters, and end after them where it has to? */
static bool
fold_begins(struct event_value_text text, const struct folded *wanted, bool whole)
{
    const unsigned char *at = (const unsigned char *)text.bytes, *end = at + text.length;
    for (size_t i = 0; i < wanted->count; i++)
        if (at == end || fold_take(&at, end) != wanted->characters[i])
            return false;
    return !whole || at == end;
}

static bool
fold_ends(struct event_value_text text, const struct folded *wanted)
{
    size_t start = text.length;
    for (size_t i = 0; i < wanted->count; i++) {
        if (start == 0)
            return false;
        do
            start--;
        while (start > 0 && ((unsigned char)text.bytes[start] & 0xc0) == 0x80);
    }
    return fold_begins((struct event_value_text){text.bytes + start, text.length - start}, wanted, true);
}

static bool
text_is(struct event_value_text text, struct event_value_text wanted)
{
    return text.length == wanted.length && memcmp(text.bytes, wanted.bytes, wanted.length) == 0;
}

static bool
text_begins(struct event_value_text text, struct event_value_text wanted)
{
    return text.length >= wanted.length && memcmp(text.bytes, wanted.bytes, wanted.length) == 0;
}

static bool
text_ends(struct event_value_text text, struct event_value_text wanted)
{
    return text.length >= wanted.length &&
           memcmp(text.bytes + text.length - wanted.length, wanted.bytes, wanted.length) == 0;
}

/*
 * The first part is at the beginning and the last at the end; each of the others may be taken at the first
 * place where it is found, since that leaves the most to those that follow. So no step is ever taken back,
 * and memmem is linear.
 */
static bool
wildcard_fits(const struct wildcard *wildcard, struct event_value_text text)
{
    const struct event_value_text first = wildcard->parts[0], last = wildcard->parts[wildcard->count - 1];
    if (wildcard->count == 1)
        return text_is(text, first);
    if (text.length < first.length + last.length || !text_begins(text, first) || !text_ends(text, last))
        return false;
    const char *at = text.bytes + first.length, *end = text.bytes + text.length - last.length;
    for (size_t i = 1; i + 1 < wildcard->count; i++) {
        const struct event_value_text part = wildcard->parts[i];
        const char *found = memmem(at, (size_t)(end - at), part.bytes, part.length);
        if (found == NULL)
            return false;
        at = found + part.length;
    }
    return true;
}

static bool
range_holds(const struct range *range, const struct event_value *value)
{
    const struct decimal number = event_value_number(value);
    const int low = range->has_low ? decimal_compare(&number, &range->low) : 1;
    const int high = range->has_high ? decimal_compare(&number, &range->high) : -1;
    return (low > 0 || (low == 0 && range->with_low)) && (high < 0 || (high == 0 && range->with_high));
}

static bool
network_has(const struct network *network, struct event_value_text text)
{
    char copy[IP_ADDRESS_SIZE];
    struct ip_address address;
    if (text.length >= sizeof copy || memchr(text.bytes, '\0', text.length) != NULL)
        return false;
    memcpy(copy, text.bytes, text.length);
    copy[text.length] = '\0';
    return ip_address_parse(copy, &address) == FAULT_NONE && network_contains(network, &address);
}

static bool
holds_for_text(const struct condition *condition, struct event_value_text text)
{
    switch (condition->kind) {
    case CONDITION_TEXT:
        return text_is(text, condition->text);
    case CONDITION_PREFIX:
        return text_begins(text, condition->text);
    case CONDITION_SUFFIX:
        return text_ends(text, condition->text);
    case CONDITION_TEXT_FOLDED:
        return fold_begins(text, &condition->folded, true);
    case CONDITION_PREFIX_FOLDED:
        return fold_begins(text, &condition->folded, false);
    case CONDITION_SUFFIX_FOLDED:
        return fold_ends(text, &condition->folded);
    case CONDITION_WILDCARD:
        return wildcard_fits(&condition->wildcard, text);
    case CONDITION_NETWORK:
        return network_has(&condition->network, text);
    default:
        return false;
    }
}

static bool
holds_for_number(const struct condition *condition, const struct event_value *value)
{
    if (condition->kind == CONDITION_RANGE)
        return range_holds(&condition->range, value);
    const struct decimal number = event_value_number(value);
    return condition->kind == CONDITION_NUMBER && decimal_compare(&number, &condition->number) == 0;
}

static bool
holds_for_none(const struct conditions *conditions, const struct event_value *value)
{
    for (size_t i = 0; i < conditions->count; i++)
        if (condition_holds(&conditions->list[i], value))
            return false;
    return true;
}

bool
condition_holds(const struct condition *condition, const struct event_value *value)
{
    if (condition->kind == CONDITION_EXISTS)
        return true;
    if (condition->kind == CONDITION_NONE_OF)
        return holds_for_none(&condition->none_of, value);
    switch (value->kind) {
    case EVENT_VALUE_NULL:
        return condition->kind == CONDITION_NULL;
    case EVENT_VALUE_TRUE:
        return condition->kind == CONDITION_TRUE;
    case EVENT_VALUE_FALSE:
        return condition->kind == CONDITION_FALSE;
    case EVENT_VALUE_NUMBER:
        return holds_for_number(condition, value);
    case EVENT_VALUE_STRING:
        return holds_for_text(condition, event_value_string(value));
    default:
        return false;
    }
}
