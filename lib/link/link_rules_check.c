/*
 * link_rules_check.c: rules that are never reached, since rules before them hold whenever they would.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "link/link_rules_internal.h"

/* The next of what a part of this kind has several of; false: its last was read. */
static bool
part_next_item(struct decoder *u, uint8_t kind, struct link_rule_text *out)
{
    struct network network;
    if (decoder_is_at_end(u))
        return false;
    out->bytes = (const char *)u->at;
    if (kind == LINK_RULE_QUERY)
        link_rule_decode_parameter(u);
    else if (kind == LINK_RULE_NETWORK)
        link_rule_decode_network(u, &network);
    else if (kind == LINK_RULE_COUNTRY)
        decode_bytes(u, 2);
    else
        link_rule_decode_text(u);
    out->length = (size_t)((const char *)u->at - out->bytes);
    return !u->bad;
}

/* Has `all` each item of `some`? */
static bool
part_has_all(const struct link_rule_part *all, const struct link_rule_part *some)
{
    struct link_rule_text wanted, item;
    struct decoder u = link_rule_part_decoder(some);
    while (part_next_item(&u, some->kind, &wanted)) {
        struct decoder in = link_rule_part_decoder(all);
        bool found = false;
        while (!found && part_next_item(&in, all->kind, &item))
            found = item.length == wanted.length && memcmp(item.bytes, wanted.bytes, item.length) == 0;
        if (!found)
            return false;
    }
    return true;
}

/* Of two conditions of one kind: does `wide` hold whenever `narrow` does? */
static bool
part_covers(const struct link_rule_part *wide, const struct link_rule_part *narrow)
{
    struct decoder w = link_rule_part_decoder(wide), n = link_rule_part_decoder(narrow);
    switch (wide->kind) {
    case LINK_RULE_AFTER:
        return decode_timestamp(&w) <= decode_timestamp(&n);
    case LINK_RULE_BEFORE:
        return decode_timestamp(&w) >= decode_timestamp(&n);
    case LINK_RULE_DEVICE:
        return (decode_u8(&n) & ~decode_u8(&w)) == 0;
    case LINK_RULE_QUERY: /* all of them must be there */
        return part_has_all(narrow, wide);
    case LINK_RULE_HOURS:
        return wide->length == narrow->length && memcmp(wide->bytes, narrow->bytes, wide->length) == 0;
    default:
        return part_has_all(wide, narrow);
    }
}

static bool
rule_find_part(struct decoder rule, uint8_t kind, struct link_rule_part *out)
{
    while (link_rule_next(&rule, out))
        if (out->kind == kind)
            return true;
    return false;
}

/* Do the other conditions than the share hold whenever those of `narrow` do? */
static bool
rule_covers(struct decoder wide, struct decoder narrow)
{
    struct link_rule_part part, other;
    while (link_rule_next(&wide, &part))
        if (part.kind != LINK_RULE_URL && part.kind != LINK_RULE_SHARE &&
            !(rule_find_part(narrow, part.kind, &other) && part_covers(&part, &other)))
            return false;
    return true;
}

static unsigned
rule_share(struct decoder rule)
{
    struct link_rule_part part;
    return rule_find_part(rule, LINK_RULE_SHARE, &part) && part.length == 1 ? part.bytes[0] : 100;
}

unsigned
link_rules_find_unreached(const struct link_rules *rules, unsigned *by)
{
    struct decoder all = link_rules_decoder(rules), rule, before;
    struct link_rule_part share;
    for (unsigned nth = 1; link_rules_next(&all, &rule); nth++) {
        struct decoder earlier = link_rules_decoder(rules);
        unsigned taken = 0;
        for (unsigned at = 1; at < nth && link_rules_next(&earlier, &before); at++)
            if (rule_covers(before, rule)) {
                taken += rule_share(before);
                *by = at;
            }
        const unsigned needed = rule_find_part(rule, LINK_RULE_SHARE, &share) ? rule_share(rule) : 1;
        if (taken > 0 && taken + needed > 100)
            return nth;
    }
    return 0;
}
