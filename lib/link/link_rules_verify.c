/*
 * link_rules_verify.c: goes through rules, parts and values.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_verify.h"

#include "link/link_rules_internal.h"
#include "net/url.h"

enum { WEEK_SPAN_BYTES = 6 };

/* Takes the next value of a part of this kind. */
static void
take_value(struct decoder *u, uint8_t kind)
{
    struct network network;
    switch (kind) {
    case LINK_RULE_AFTER:
    case LINK_RULE_BEFORE:
        decode_bytes(u, 8);
        break;
    case LINK_RULE_QUERY:
        link_rule_decode_parameter(u);
        break;
    case LINK_RULE_NETWORK:
        if (!link_rule_decode_network(u, &network))
            u->bad = true;
        break;
    case LINK_RULE_COUNTRY:
        decode_bytes(u, 2);
        break;
    case LINK_RULE_DEVICE:
    case LINK_RULE_SHARE:
        decode_u8(u);
        break;
    default:
        link_rule_decode_text(u);
    }
}

/* Has it a value, or several if its kind has, and nothing else? */
static bool
condition_can_be_read(const struct link_rule_part *part)
{
    const bool one = part->kind == LINK_RULE_AFTER || part->kind == LINK_RULE_BEFORE ||
                     part->kind == LINK_RULE_DEVICE || part->kind == LINK_RULE_SHARE;
    struct decoder u = link_rule_part_decoder(part);
    if (part->kind == LINK_RULE_HOURS) {
        link_rule_decode_text(&u); /* the zone; then as many spans as there are */
        const size_t left = (size_t)(u.end - u.at);
        return !u.bad && left > 0 && left % WEEK_SPAN_BYTES == 0;
    }
    do
        take_value(&u, part->kind);
    while (!one && !u.bad && !decoder_is_at_end(&u));
    return !u.bad && decoder_is_at_end(&u);
}

/* Conditions, each kind once and in their order, then the URL. */
static bool
rule_can_be_read(struct decoder *rule)
{
    struct link_rule_part part;
    unsigned last = LINK_RULE_URL;
    while (link_rule_next(rule, &part)) {
        if (part.kind == LINK_RULE_URL)
            return last != LINK_RULE_URL && part.length > 0 && part.length <= URL_MAX &&
                   decoder_is_at_end(rule);
        if (part.kind <= last || part.kind >= LINK_RULE_KINDS || !condition_can_be_read(&part))
            return false;
        last = part.kind;
    }
    return false;
}

bool
link_rules_can_be_read(const struct link_rules *rules)
{
    struct decoder all = link_rules_decoder(rules), rule;
    unsigned count = 0;
    bool good = rules->length == 0 || rules->bytes[0] == LINK_RULES_FORMAT;
    for (; good && link_rules_next(&all, &rule); count++)
        good = rule_can_be_read(&rule);
    return good && !all.bad && count <= LINK_RULES_COUNT_MAX && (count > 0 || rules->length == 0);
}
