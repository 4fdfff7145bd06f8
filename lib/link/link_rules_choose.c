/*
 * link_rules_choose.c: conditions and a visitor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_choose.h"

#include <string.h>
#include <strings.h>

#include "link/link_rules_internal.h"
#include "net/accept_language.h"

enum { LINK_RULES_LANGUAGE_WEIGHT = 900 /* thousandths: what is accepted with less is no wish */ };

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
    while (!decoder_is_at_end(&u)) {
        const struct link_rule_parameter parameter = link_rule_decode_parameter(&u);
        if (u.bad || !query_has(visitor->query, &parameter))
            return false;
    }
    return true;
}

static bool
language_holds(struct decoder u, const struct link_visitor *visitor)
{
    while (!decoder_is_at_end(&u)) {
        const struct link_rule_text text = link_rule_decode_text(&u);
        if (!u.bad &&
            accept_language_has(visitor->language, text.bytes, text.length, LINK_RULES_LANGUAGE_WEIGHT))
            return true;
    }
    return false;
}

static bool
network_holds(struct decoder u, const struct link_visitor *visitor)
{
    struct network network;
    while (!decoder_is_at_end(&u) && link_rule_decode_network(&u, &network))
        if (network_contains(&network, visitor->address))
            return true;
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
    for (const char *at = name; strlen(at) >= words.length; at++) {
        const bool begins = at == name || at[-1] == ' ';
        if (begins && strncasecmp(at, words.bytes, words.length) == 0 &&
            (at[words.length] == ' ' || at[words.length] == '\0'))
            return true;
        if (*at == '\0')
            break;
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
country_holds(struct decoder u, struct link_visitor *visitor)
{
    const char *country = link_visitor_country(visitor);
    while (country[0] != '\0' && !decoder_is_at_end(&u)) {
        const char *code = decode_bytes(&u, 2);
        if (code != NULL && code[0] == country[0] && code[1] == country[1])
            return true;
    }
    return false;
}

/* Shares are parts of a whole, side by side: each rule whose other conditions hold takes the next. */
static bool
share_holds(struct decoder u, struct link_visitor *visitor, unsigned *taken)
{
    const unsigned from = *taken, share = link_visitor_share(visitor);
    *taken += decode_u8(&u);
    return share >= from && share < *taken;
}

static bool
condition_holds(const struct link_rule_part *part, struct link_visitor *visitor, unsigned *taken)
{
    struct decoder u = link_rule_part_decoder(part);
    switch (part->kind) {
    case LINK_RULE_AFTER:
        return part->length == 8 && visitor->now > decode_timestamp(&u);
    case LINK_RULE_BEFORE:
        return part->length == 8 && visitor->now < decode_timestamp(&u);
    case LINK_RULE_QUERY:
        return query_holds(u, visitor);
    case LINK_RULE_LANGUAGE:
        return language_holds(u, visitor);
    case LINK_RULE_NETWORK:
        return network_holds(u, visitor);
    case LINK_RULE_HOURS:
        return hours_hold(u, visitor);
    case LINK_RULE_DEVICE:
        return (decode_u8(&u) & link_visitor_devices(visitor)) != 0;
    case LINK_RULE_BROWSER:
        return browser_holds(u, visitor);
    case LINK_RULE_COUNTRY:
        return country_holds(u, visitor);
    case LINK_RULE_SHARE:
        return share_holds(u, visitor, taken);
    default:
        return false;
    }
}

/* Does the rule hold? *url is then its target. */
static bool
rule_holds(struct decoder rule, struct link_visitor *visitor, unsigned *taken, struct link_rule_part *url)
{
    struct link_rule_part part;
    bool conditions = false;
    while (link_rule_next(&rule, &part)) {
        if (part.kind == LINK_RULE_URL) {
            *url = part;
            return conditions && part.length > 0 && part.length <= URL_MAX;
        }
        if (!condition_holds(&part, visitor, taken))
            return false;
        conditions = true;
    }
    return false;
}

unsigned
link_rules_choose(const struct link_rules *rules, struct link_visitor *visitor, char url[static URL_MAX + 1])
{
    struct decoder all = link_rules_decoder(rules), rule;
    struct link_rule_part target;
    unsigned taken = 0;
    for (unsigned nth = 1; nth <= LINK_RULES_COUNT_MAX && link_rules_next(&all, &rule); nth++) {
        if (!rule_holds(rule, visitor, &taken, &target))
            continue;
        memcpy(url, target.bytes, target.length);
        url[target.length] = '\0';
        return nth;
    }
    return 0;
}
