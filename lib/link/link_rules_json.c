/*
 * link_rules_json.c: lists of rules, read and shown.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "link/link_rules_internal.h"
#include "link/link_visitor.h"
#include "net/url.h"

/* What is wrong with a rule, or with its member `name`. */
static enum fault __attribute__((format(printf, 4, 5))) rules_refuse(
    const struct link_rules_reading *r, enum error_code code, const char *name, const char *format, ...)
{
    char detail[INPUT_ERROR_DETAIL_SIZE], path[40], nth[12];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    snprintf(path, sizeof path, "redirect_rules/%u", r->nth);
    snprintf(nth, sizeof nth, "%u", r->nth);
    return input_error_set(r->error, code, *name != '\0' ? path : "redirect_rules",
        *name != '\0' ? name : nth, "Rule %u: %s", r->nth + 1, detail);
}

/* All conditions have a name that is known. */
static enum fault
rules_check_names(struct link_rules_reading *r, struct json_object *conditions)
{
    json_object_object_foreach(conditions, name, value)
    {
        unsigned kind = LINK_RULE_URL + 1;
        (void)value;
        while (kind < LINK_RULE_KINDS && strcmp(link_rule_name(kind), name) != 0)
            kind++;
        if (kind < LINK_RULE_KINDS)
            continue;
        char clean[65], path[40];
        utf8_clean(name, strlen(name), clean, sizeof clean);
        snprintf(path, sizeof path, "redirect_rules/%u/if", r->nth);
        return input_error_set(r->error, ERROR_UNKNOWN_FIELD, path, name,
            "Rule %u: there is no condition %s.", r->nth + 1, clean);
    }
    return FAULT_NONE;
}

/* Each condition as a part, in the order of their kinds. */
static enum fault
rules_read_conditions(struct link_rules_reading *r, struct json_object *conditions, struct encoder *rule)
{
    uint8_t space[LINK_RULES_MAX];
    struct json_object *value;
    enum fault fault = rules_check_names(r, conditions);
    r->after = 0;
    for (unsigned kind = LINK_RULE_URL + 1; fault == FAULT_NONE && kind < LINK_RULE_KINDS; kind++) {
        if (!json_object_object_get_ex(conditions, link_rule_name(kind), &value) || value == NULL)
            continue;
        r->part = encoder_over(space, sizeof space);
        fault = link_rule_read(r, kind, value);
        encode_u8(rule, (uint8_t)kind);
        encode_text_bytes(rule, r->part.bytes, r->part.length);
        rule->full = rule->full || r->part.full;
    }
    if (fault == FAULT_NONE && rule->length == 0)
        fault = rules_refuse(r, ERROR_INVALID_VALUE, "if", "without a condition it would never hold.");
    return fault;
}

static enum fault
rules_read_url(struct link_rules_reading *r, struct json_object *value, struct encoder *rule)
{
    char url[URL_MAX + 1];
    const struct url_rules rules = {r->config->links_schemes, r->config->web_base_url, r->config};
    if (json_object_get_type(value) != json_type_string)
        return rules_refuse(r, value == NULL ? ERROR_MISSING_FIELD : ERROR_WRONG_TYPE, "url",
            value == NULL ? "url is missing." : "url must be a string.");
    const char *text = json_object_get_string(value);
    if (strlen(text) != (size_t)json_object_get_string_len(value))
        return rules_refuse(r, ERROR_WRONG_TYPE, "url", "url must not contain a NUL.");
    if (url_check(text, &rules, url, r->error) != FAULT_NONE) {
        const struct input_error wrong = *r->error;
        return rules_refuse(r, wrong.code, "url", "%s", wrong.detail);
    }
    encode_u8(rule, LINK_RULE_URL);
    encode_text(rule, url);
    return FAULT_NONE;
}

static enum fault
rules_read_one(struct link_rules_reading *r, struct json_object *one, struct encoder *out)
{
    uint8_t space[LINK_RULES_MAX];
    struct encoder rule = encoder_over(space, sizeof space);
    struct json_object *conditions = NULL, *url = NULL;
    if (json_object_get_type(one) != json_type_object)
        return rules_refuse(r, ERROR_WRONG_TYPE, "", "it must be an object with if and url.");
    json_object_object_foreach(one, name, value)
    {
        if (strcmp(name, "if") == 0)
            conditions = value;
        else if (strcmp(name, "url") == 0)
            url = value;
        else
            return rules_refuse(r, ERROR_UNKNOWN_FIELD, name, "it has only if and url.");
    }
    if (json_object_get_type(conditions) != json_type_object)
        return rules_refuse(r, conditions == NULL ? ERROR_MISSING_FIELD : ERROR_WRONG_TYPE, "if",
            "if must be an object with conditions.");
    enum fault fault = rules_read_conditions(r, conditions, &rule);
    if (fault == FAULT_NONE)
        fault = rules_read_url(r, url, &rule);
    encode_text_bytes(out, rule.bytes, rule.length);
    out->full = out->full || rule.full;
    return fault;
}

/* Is each of them reached? */
static enum fault
rules_check_reach(struct link_rules_reading *r, const struct link_rules *rules)
{
    unsigned by = 0;
    const unsigned nth = link_rules_find_unreached(rules, &by);
    if (nth == 0)
        return FAULT_NONE;
    r->nth = nth - 1;
    return rules_refuse(r, ERROR_INVALID_VALUE, "",
        "rule %u and those before it take all its visitors, or more of them than it leaves.", by);
}

enum fault
link_rules_from_json(struct json_object *list, const struct config *config, int64_t now,
    struct link_rules *out, struct input_error *error)
{
    struct link_rules_reading r = {.config = config, .error = error, .now = now};
    struct encoder all = encoder_over(out->bytes, sizeof out->bytes);
    out->length = 0;
    if (json_object_get_type(list) != json_type_array)
        return input_error_set(
            error, ERROR_WRONG_TYPE, "", "redirect_rules", "redirect_rules must be an array of rules.");
    const size_t count = json_object_array_length(list);
    if (count > LINK_RULES_COUNT_MAX)
        return input_error_set(error, ERROR_INVALID_LENGTH, "", "redirect_rules",
            "redirect_rules must be at most %d.", LINK_RULES_COUNT_MAX);
    encode_u8(&all, LINK_RULES_FORMAT);
    for (; r.nth < count; r.nth++) {
        enum fault fault = rules_read_one(&r, json_object_array_get_idx(list, r.nth), &all);
        if (fault != FAULT_NONE)
            return fault;
        if (all.full)
            return input_error_set(error, ERROR_INVALID_LENGTH, "", "redirect_rules",
                "redirect_rules are too long: up to rule %u they take more than %d bytes.", r.nth + 1,
                LINK_RULES_MAX);
    }
    out->length = count > 0 ? (uint16_t)all.length : 0;
    return rules_check_reach(&r, out);
}

static struct json_object *
rules_text_json(struct link_rule_text text)
{
    return json_object_new_string_len(text.bytes != NULL ? text.bytes : "", (int)text.length);
}

static struct json_object *
rules_devices_json(uint8_t devices)
{
    struct json_object *list = json_object_new_array();
    for (unsigned i = 0; i < LINK_DEVICES; i++)
        if ((devices >> i & 1) != 0)
            json_object_array_add(list, json_object_new_string(link_device_name(i)));
    return list;
}

/* Of a kind that has texts. */
static struct json_object *
rules_texts_json(struct decoder u)
{
    struct json_object *list = json_object_new_array();
    while (!decoder_is_at_end(&u)) {
        const struct link_rule_text text = link_rule_decode_text(&u);
        if (!u.bad)
            json_object_array_add(list, rules_text_json(text));
    }
    return list;
}

static struct json_object *
rules_countries_json(struct decoder u)
{
    struct json_object *list = json_object_new_array();
    while (!decoder_is_at_end(&u)) {
        const char *code = decode_bytes(&u, 2);
        if (code != NULL)
            json_object_array_add(list, json_object_new_string_len(code, 2));
    }
    return list;
}

static struct json_object *
rules_networks_json(struct decoder u)
{
    struct json_object *list = json_object_new_array();
    struct network network;
    while (!decoder_is_at_end(&u) && link_rule_decode_network(&u, &network)) {
        char text[IP_ADDRESS_SIZE + 4], *end;
        ip_address_format(&network.base, text);
        end = text + strlen(text);
        if (network.bits < 8 * network.base.length)
            snprintf(end, (size_t)(text + sizeof text - end), "/%u", network.bits);
        json_object_array_add(list, json_object_new_string(text));
    }
    return list;
}

static struct json_object *
rules_query_json(struct decoder u)
{
    struct json_object *query = json_object_new_object();
    while (!decoder_is_at_end(&u)) {
        char name[UINT8_MAX + 1];
        const struct link_rule_parameter one = link_rule_decode_parameter(&u);
        if (u.bad)
            break;
        memcpy(name, one.name.bytes, one.name.length);
        name[one.name.length] = '\0';
        json_object_object_add(query, name,
            one.how == LINK_RULE_QUERY_ANY ? json_object_new_boolean(true) : rules_text_json(one.value));
    }
    return query;
}

static struct json_object *
rules_hours_json(struct decoder u)
{
    struct week_hours hours = {.count = 0};
    char text[WEEK_HOURS_SIZE];
    const struct link_rule_text zone = link_rule_decode_text(&u);
    snprintf(
        hours.timezone, sizeof hours.timezone, "%.*s", (int)zone.length, zone.length > 0 ? zone.bytes : "");
    while (!decoder_is_at_end(&u) && hours.count < WEEK_HOURS_SPANS_MAX)
        hours.spans[hours.count++] = link_rule_decode_span(&u);
    week_hours_format(&hours, text);
    return json_object_new_string(text);
}

static struct json_object *
rules_moment_json(struct decoder u)
{
    char text[TIMESTAMP_SIZE];
    timestamp_format(decode_timestamp(&u), text);
    return json_object_new_string(text);
}

static struct json_object *
rules_condition_json(const struct link_rule_part *part)
{
    struct decoder u = link_rule_part_decoder(part);
    switch (part->kind) {
    case LINK_RULE_DEVICE:
        return rules_devices_json(decode_u8(&u));
    case LINK_RULE_QUERY:
        return rules_query_json(u);
    case LINK_RULE_NETWORK:
        return rules_networks_json(u);
    case LINK_RULE_COUNTRY:
        return rules_countries_json(u);
    case LINK_RULE_AFTER:
    case LINK_RULE_BEFORE:
        return rules_moment_json(u);
    case LINK_RULE_HOURS:
        return rules_hours_json(u);
    case LINK_RULE_SHARE:
        return json_object_new_int(decode_u8(&u));
    default:
        return rules_texts_json(u);
    }
}

struct json_object *
link_rules_to_json(const struct link_rules *rules)
{
    struct json_object *list = json_object_new_array();
    struct decoder all = link_rules_decoder(rules), rule;
    struct link_rule_part part;
    while (link_rules_next(&all, &rule)) {
        struct json_object *one = json_object_new_object(), *conditions = json_object_new_object();
        json_object_object_add(one, "if", conditions);
        while (link_rule_next(&rule, &part))
            if (part.kind == LINK_RULE_URL)
                json_object_object_add(
                    one, "url", json_object_new_string_len((const char *)part.bytes, (int)part.length));
            else if (link_rule_name(part.kind) != NULL)
                json_object_object_add(conditions, link_rule_name(part.kind), rules_condition_json(&part));
        json_object_array_add(list, one);
    }
    return list;
}
