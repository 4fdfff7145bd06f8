/*
 * link_rules_internal.h: compiled rules, read part by part; for link_rules*.c only.
 *
 * What a part has: DEVICE a byte of enum link_device; BROWSER and LANGUAGE texts (a byte of length, bytes);
 * QUERY parameters (two texts, name and value, with a byte between: enum link_rule_query); NETWORK networks
 * (a byte of length, 4 or 16, the address, a byte of bits); COUNTRY codes (2 bytes); AFTER and BEFORE a time
 * (8 bytes); HOURS a text, the zone, and spans (6 bytes); SHARE a byte; URL the URL.
 */
#ifndef CURT_LINK_LINK_RULES_INTERNAL_H
#define CURT_LINK_LINK_RULES_INTERNAL_H

#include "base/config.h"
#include "base/input_error.h"
#include "base/ip_address.h"
#include "base/json.h"
#include "base/week_hours.h"
#include "db/codec.h"
#include "link/link_rules.h"

enum { LINK_RULES_FORMAT = 1 };

/* The order of the parts: what is cheap to find out first, the share last. New ones go before LINK_RULE_SHARE
 * with a new format. */
enum link_rule_kind {
    LINK_RULE_URL = 0,
    LINK_RULE_AFTER = 1,
    LINK_RULE_BEFORE = 2,
    LINK_RULE_QUERY = 3,
    LINK_RULE_LANGUAGE = 4,
    LINK_RULE_NETWORK = 5,
    LINK_RULE_DEVICE = 6,
    LINK_RULE_BROWSER = 7,
    LINK_RULE_HOURS = 8,
    LINK_RULE_COUNTRY = 9,
    LINK_RULE_SHARE = 10,
    LINK_RULE_KINDS
};

enum link_rule_query { LINK_RULE_QUERY_ANY, LINK_RULE_QUERY_EQUAL };

struct link_rule_part {
    uint8_t kind;
    size_t length;
    const uint8_t *bytes;
};

/* A text of a part. */
struct link_rule_text {
    size_t length;
    const char *bytes;
};

struct link_rule_parameter {
    struct link_rule_text name, value;
    uint8_t how;
};

/* A walk over rules: what is left of them. */
static inline struct decoder
link_rules_decoder(const struct link_rules *rules)
{
    struct decoder u = decoder_over(rules->bytes, rules->length);
    if (rules->length > 0 && decode_u8(&u) != LINK_RULES_FORMAT)
        u.at = u.end;
    return u;
}

/* The parts of the next rule; false: there is none. */
static inline bool
link_rules_next(struct decoder *rules, struct decoder *rule)
{
    if (decoder_is_at_end(rules))
        return false;
    const size_t length = decode_u16(rules);
    const uint8_t *bytes = decode_bytes(rules, length);
    *rule = decoder_over(bytes, bytes != NULL ? length : 0);
    return bytes != NULL;
}

static inline bool
link_rule_next(struct decoder *rule, struct link_rule_part *out)
{
    if (decoder_is_at_end(rule))
        return false;
    out->kind = decode_u8(rule);
    out->length = decode_u16(rule);
    out->bytes = decode_bytes(rule, out->length);
    return out->bytes != NULL;
}

static inline struct decoder
link_rule_part_decoder(const struct link_rule_part *part)
{
    return decoder_over(part->bytes, part->length);
}

static inline struct link_rule_text
link_rule_decode_text(struct decoder *u)
{
    struct link_rule_text text = {.length = decode_u8(u)};
    text.bytes = decode_bytes(u, text.length);
    if (text.bytes == NULL)
        text.length = 0;
    return text;
}

static inline struct link_rule_parameter
link_rule_decode_parameter(struct decoder *u)
{
    struct link_rule_parameter parameter = {.name = link_rule_decode_text(u), .how = decode_u8(u)};
    parameter.value = link_rule_decode_text(u);
    return parameter;
}

/* False: it is none. */
static inline bool
link_rule_decode_network(struct decoder *u, struct network *out)
{
    *out = (struct network){.base.length = decode_u8(u)};
    const bool good = out->base.length == 4 || out->base.length == 16;
    const void *bytes = good ? decode_bytes(u, out->base.length) : NULL;
    if (bytes != NULL)
        memcpy(out->base.bytes, bytes, out->base.length);
    out->bits = decode_u8(u);
    return bytes != NULL && !u->bad && out->bits <= 8 * out->base.length;
}

static inline struct week_span
link_rule_decode_span(struct decoder *u)
{
    struct week_span span = {.first = decode_u8(u), .days = decode_u8(u)};
    span.begin = decode_u16(u);
    span.end = decode_u16(u);
    return span;
}

/* What reading a list of rules needs, and where it is. */
struct link_rules_reading {
    const struct config *config;
    struct input_error *error;
    int64_t now;
    unsigned nth;        /* the rule, from 0, */
    const char *name;    /* and the condition that is read */
    struct encoder part; /* what the condition becomes */
    int64_t after;       /* of the rule; 0: none */
};

/* The name of a condition: "device". NULL: it is none. */
const char *link_rule_name(unsigned kind);

/* link_rules_read.c: reads the value of the condition r->name into r->part. FAULT_INPUT: *r->error says why
 * not. */
enum fault link_rule_read(struct link_rules_reading *r, enum link_rule_kind, struct json_object *value);

/* link_rules_check.c: is one of the rules, from 1, never reached, or with less than its share? 0: none.
 * *by is the rule before it that is in its way. */
unsigned link_rules_find_unreached(const struct link_rules *, unsigned *by);

#endif
