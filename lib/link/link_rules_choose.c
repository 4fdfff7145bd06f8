/*
 * link_rules_choose.c: conditions and a visitor. Every instruction here is run for every click of a link with
 * rules: what is asked most goes along the bytes by itself, without a decoder.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_choose.h"

#include <string.h>
#include <strings.h>

#include "link/link_rules_internal.h"

/* -1: it is none. */
static int
hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next byte of a query's name or value, decoded: -1 at its end. */
static int
query_byte(const char **at)
{
    const char c = **at;
    if (c == '\0' || c == '&' || c == '=')
        return -1;
    (*at)++;
    if (c == '+')
        return ' ';
    const int high = c == '%' ? hex_digit((*at)[0]) : -1, low = high >= 0 ? hex_digit((*at)[1]) : -1;
    if (low < 0)
        return (unsigned char)c;
    *at += 2;
    return high << 4 | low;
}

/* Is what stands there the text? *at is then after it. */
static bool
query_text_is(const char **at, struct link_rule_text text, bool is_value)
{
    for (size_t i = 0;; i++) {
        int byte = query_byte(at);
        if (byte < 0 && is_value && **at == '=') { /* in a value it is a byte like others */
            byte = '=';
            (*at)++;
        }
        if (byte < 0)
            return i == text.length;
        if (i == text.length || byte != (unsigned char)text.bytes[i])
            return false;
    }
}

static bool
query_has(const char *query, const struct link_rule_parameter *wanted)
{
    for (const char *at = query; *at != '\0'; at += strcspn(at, "&"), at += *at == '&') {
        const char *here = at;
        if (!query_text_is(&here, wanted->name, false))
            continue;
        if (wanted->how == LINK_RULE_QUERY_ANY)
            return true;
        here += *here == '=';
        if (query_text_is(&here, wanted->value, true))
            return true;
    }
    return false;
}

/* Each parameter must be there. */
static bool
query_holds(struct decoder u, const struct link_visitor *visitor)
{
    if (visitor->query[0] == '\0')
        return false;
    while (!decoder_is_at_end(&u)) {
        const struct link_rule_parameter parameter = link_rule_decode_parameter(&u);
        if (u.bad || !query_has(visitor->query, &parameter))
            return false;
    }
    return true;
}

static bool
language_holds(const uint8_t *at, const uint8_t *end, struct link_visitor *visitor)
{
    const struct accept_languages *languages = link_visitor_languages(visitor);
    for (; at < end && at[0] < end - at; at += 1 + at[0])
        if (accept_languages_have(languages, (const char *)at + 1, at[0]))
            return true;
    return false;
}

static bool
bits_are_same(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    for (; bits >= 8; bits -= 8)
        if (*a++ != *b++)
            return false;
    return bits == 0 || (*a ^ *b) >> (8 - bits) == 0;
}

static bool
network_holds(const uint8_t *at, const uint8_t *end, const struct ip_address *address)
{
    for (unsigned length; at < end && (length = at[0]) < end - at - 1; at += 1 + length + 1) {
        const unsigned bits = at[1 + length];
        if (length == address->length && bits <= 8 * length && length > 0 &&
            bits_are_same(at + 1, address->bytes, bits))
            return true;
    }
    return false;
}

static bool
hours_hold(struct decoder u, const struct link_visitor *visitor)
{
    const struct link_rule_text zone = link_rule_decode_text(&u);
    const int minute = !u.bad && visitor->clock != NULL
                           ? zone_clock_week_minute(visitor->clock, zone.bytes, zone.length, visitor->now)
                           : -1;
    while (minute >= 0 && !decoder_is_at_end(&u)) {
        const struct week_span span = link_rule_decode_span(&u);
        if (!u.bad && week_span_contains(&span, minute))
            return true;
    }
    return false;
}

/* Are these whole words of the name, whatever their case? "Safari" of "Mobile Safari". */
static bool
browser_has_words(const char *name, struct link_rule_text words)
{
    for (const char *at = name; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if ((at[0] | 0x20) == (words.bytes[0] | 0x20) && strncasecmp(at, words.bytes, words.length) == 0 &&
            (at[words.length] == ' ' || at[words.length] == '\0'))
            return true;
    }
    return false;
}

static bool
browser_holds(struct decoder u, struct link_visitor *visitor)
{
    const char *browser = link_visitor_browser(visitor);
    while (!decoder_is_at_end(&u)) {
        const struct link_rule_text words = link_rule_decode_text(&u);
        if (!u.bad && words.length > 0 && browser_has_words(browser, words))
            return true;
    }
    return false;
}

static bool
country_holds(const uint8_t *at, const uint8_t *end, struct link_visitor *visitor)
{
    const char *country = link_visitor_country(visitor);
    for (; country[0] != '\0' && end - at >= 2; at += 2)
        if (at[0] == (uint8_t)country[0] && at[1] == (uint8_t)country[1])
            return true;
    return false;
}

/* Shares are parts of a whole, side by side: each rule whose other conditions hold takes the next. */
static bool
share_holds(unsigned part, struct link_visitor *visitor, unsigned *taken)
{
    const unsigned from = *taken, share = link_visitor_share(visitor);
    *taken += part;
    return share >= from && share < *taken;
}

static bool
condition_holds(
    uint8_t kind, const uint8_t *at, const uint8_t *end, struct link_visitor *visitor, unsigned *taken)
{
    struct decoder u = {.at = at, .end = end};
    switch (kind) {
    case LINK_RULE_AFTER:
        return end - at == 8 && visitor->now > decode_timestamp(&u);
    case LINK_RULE_BEFORE:
        return end - at == 8 && visitor->now < decode_timestamp(&u);
    case LINK_RULE_QUERY:
        return query_holds(u, visitor);
    case LINK_RULE_LANGUAGE:
        return language_holds(at, end, visitor);
    case LINK_RULE_NETWORK:
        return network_holds(at, end, visitor->address);
    case LINK_RULE_HOURS:
        return hours_hold(u, visitor);
    case LINK_RULE_DEVICE:
        return at < end && (at[0] & link_visitor_devices(visitor)) != 0;
    case LINK_RULE_BROWSER:
        return browser_holds(u, visitor);
    case LINK_RULE_COUNTRY:
        return country_holds(at, end, visitor);
    case LINK_RULE_SHARE:
        return at < end && share_holds(at[0], visitor, taken);
    default:
        return false;
    }
}

static size_t
rules_length(const uint8_t *at)
{
    return (size_t)(at[0] << 8 | at[1]);
}

/* Does the rule hold? *url is then its target. */
static bool
rule_holds(const uint8_t *at, const uint8_t *end, struct link_visitor *visitor, unsigned *taken,
    struct link_rule_text *url)
{
    bool conditions = false;
    while (end - at >= 3) {
        const uint8_t kind = at[0];
        const size_t length = rules_length(at + 1);
        at += 3;
        if (length > (size_t)(end - at))
            return false;
        if (kind == LINK_RULE_URL) {
            *url = (struct link_rule_text){length, (const char *)at};
            return conditions && length > 0 && length <= URL_MAX && at[0] > ' '; /* no damaged one */
        }
        if (!condition_holds(kind, at, at + length, visitor, taken))
            return false;
        conditions = true;
        at += length;
    }
    return false;
}

unsigned
link_rules_choose(const struct link_rules *rules, struct link_visitor *visitor, char url[static URL_MAX + 1])
{
    const uint8_t *at = rules->bytes + 1, *const end = rules->bytes + rules->length;
    struct link_rule_text target;
    unsigned taken = 0;
    if (rules->length == 0 || rules->bytes[0] != LINK_RULES_FORMAT)
        return 0;
    for (unsigned nth = 1; nth <= LINK_RULES_COUNT_MAX && end - at >= 2; nth++) {
        const size_t length = rules_length(at);
        at += 2;
        if (length > (size_t)(end - at))
            return 0;
        if (rule_holds(at, at + length, visitor, &taken, &target)) {
            memcpy(url, target.bytes, target.length);
            url[target.length] = '\0';
            return nth;
        }
        at += length;
    }
    return 0;
}
