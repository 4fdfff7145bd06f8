/*
 * link_rules_read.c: the conditions of a rule, each checked and compiled.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "base/utf8.h"
#include "link/link_rules_internal.h"
#include "link/link_visitor.h"
#include "net/accept_language.h"

enum {
    LINK_RULE_ITEMS_MAX = 100, /* of a list; of countries, as many as there are */
    LINK_RULE_BROWSER_MAX = 64,
    LINK_RULE_QUERY_MAX = 255, /* bytes of a name or value */
    LINK_RULE_PARAMETERS_MAX = 16,
};

static enum fault __attribute__((format(printf, 3, 4)))
rule_refuse(const struct link_rules_reading *r, enum error_code code, const char *format, ...)
{
    char detail[INPUT_ERROR_DETAIL_SIZE], path[40];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    snprintf(path, sizeof path, "redirect_rules/%u/if", r->nth);
    return input_error_set(r->error, code, path, r->name, "Rule %u: %s", r->nth + 1, detail);
}

/* Without a NUL, and UTF-8 as all of the JSON is; NULL: it is no string. */
static const char *
rule_text(struct json_object *value)
{
    const char *text = json_object_get_type(value) == json_type_string ? json_object_get_string(value) : NULL;
    return text != NULL && strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

static void
rule_encode_text(struct encoder *p, const char *text)
{
    encode_u8(p, (uint8_t)strlen(text));
    encode_bytes(p, text, strlen(text));
}

/* Reads each item of an array, which has one at least. */
static enum fault
rule_read_items(struct link_rules_reading *r, struct json_object *value, size_t most,
    enum fault (*read)(struct link_rules_reading *, const char *item))
{
    if (json_object_get_type(value) != json_type_array)
        return rule_refuse(r, ERROR_WRONG_TYPE, "%s must be an array of strings.", r->name);
    const size_t count = json_object_array_length(value);
    if (count == 0)
        return rule_refuse(r, ERROR_INVALID_LENGTH, "%s names nothing, so it can never hold.", r->name);
    if (count > most)
        return rule_refuse(r, ERROR_INVALID_LENGTH, "%s must have at most %zu items.", r->name, most);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        const char *item = rule_text(json_object_array_get_idx(value, i));
        fault = item != NULL ? read(r, item)
                             : rule_refuse(r, ERROR_WRONG_TYPE, "%s must be an array of strings.", r->name);
    }
    return fault;
}

static enum fault
rule_read_device(struct link_rules_reading *r, const char *item)
{
    for (unsigned i = 0; i < LINK_DEVICES; i++)
        if (strcmp(item, link_device_name(i)) == 0) {
            r->part.bytes[0] = (uint8_t)(r->part.bytes[0] | 1u << i);
            return FAULT_NONE;
        }
    return rule_refuse(r, ERROR_INVALID_VALUE,
        "device must be of android, ios, mobile, desktop, linux, windows, macos, chromeos.");
}

static enum fault
rule_read_devices(struct link_rules_reading *r, struct json_object *value)
{
    encode_u8(&r->part, 0);
    return rule_read_items(r, value, LINK_RULE_ITEMS_MAX, rule_read_device);
}

/* A family of uap-core's, or words of one: "Firefox", "Samsung Internet". */
static enum fault
rule_read_browser(struct link_rules_reading *r, const char *item)
{
    const size_t length = strlen(item);
    bool good = length > 0 && length <= LINK_RULE_BROWSER_MAX && item[0] != ' ' && item[length - 1] != ' ';
    for (const char *c = item; *c != '\0'; c++)
        good = good && *c >= 0x20 && *c < 0x7f;
    if (!good)
        return rule_refuse(
            r, ERROR_INVALID_VALUE, "browser must be names such as Firefox, of 1 to 64 ASCII characters.");
    rule_encode_text(&r->part, item);
    return FAULT_NONE;
}

static enum fault
rule_read_browsers(struct link_rules_reading *r, struct json_object *value)
{
    return rule_read_items(r, value, LINK_RULE_ITEMS_MAX, rule_read_browser);
}

static enum fault
rule_read_language(struct link_rules_reading *r, const char *item)
{
    if (!language_tag_is_valid(item))
        return rule_refuse(r, ERROR_INVALID_VALUE, "language must be tags such as de, en-GB or zh-Hant.");
    rule_encode_text(&r->part, item);
    return FAULT_NONE;
}

static enum fault
rule_read_languages(struct link_rules_reading *r, struct json_object *value)
{
    return rule_read_items(r, value, LINK_RULE_ITEMS_MAX, rule_read_language);
}

static enum fault
rule_read_network(struct link_rules_reading *r, const char *item)
{
    struct network network;
    if (network_parse(item, &network) != FAULT_NONE)
        return rule_refuse(r, ERROR_INVALID_VALUE,
            "network must be addresses or networks such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.");
    encode_u8(&r->part, network.base.length);
    encode_bytes(&r->part, network.base.bytes, network.base.length);
    encode_u8(&r->part, network.bits);
    return FAULT_NONE;
}

static enum fault
rule_read_networks(struct link_rules_reading *r, struct json_object *value)
{
    return rule_read_items(r, value, LINK_RULE_ITEMS_MAX, rule_read_network);
}

/* ISO 3166-1 alpha-2 as of 2024, and XK, which country databases have for Kosovo. */
static const char countries[] = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ "
                                "BL BM BN BO BQ BR BS BT BV BW "
                                "BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
                                "DO DZ EC EE EG EH ER ES ET FI "
                                "FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK "
                                "HM HN HR HT HU ID IE IL IM IN "
                                "IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK "
                                "LR LS LT LU LV LY MA MC MD ME "
                                "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
                                "NL NO NP NR NU NZ OM PA PE PF "
                                "PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
                                "SJ SK SL SM SN SO SR SS ST SV "
                                "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ "
                                "VA VC VE VG VI VN VU WF WS XK "
                                "YE YT ZA ZM ZW ";

static enum fault
rule_read_country(struct link_rules_reading *r, const char *item)
{
    char code[4] = "";
    if (strlen(item) == 2) {
        for (int i = 0; i < 2; i++)
            code[i] = (char)(item[i] >= 'a' && item[i] <= 'z' ? item[i] - 0x20 : item[i]);
        code[2] = ' ';
    }
    if (code[0] == '\0' || strchr(code, ' ') != code + 2 || strstr(countries, code) == NULL)
        return rule_refuse(
            r, ERROR_INVALID_VALUE, "country must be codes of ISO 3166-1 such as DE, US or GB.");
    encode_bytes(&r->part, code, 2);
    return FAULT_NONE;
}

static enum fault
rule_read_countries(struct link_rules_reading *r, struct json_object *value)
{
    if (r->config->stats_countries[0] == '\0')
        return rule_refuse(r, ERROR_INVALID_VALUE,
            "country can never hold: no country database is configured ([stats] countries).");
    return rule_read_items(r, value, sizeof countries / 3, rule_read_country);
}

static enum fault
rule_read_parameter(struct link_rules_reading *r, const char *name, struct json_object *value)
{
    const bool any = json_object_get_type(value) == json_type_boolean && json_object_get_boolean(value);
    const char *text = any ? "" : rule_text(value);
    if (text == NULL)
        return rule_refuse(r, ERROR_WRONG_TYPE,
            "query must have a string for a value, \"\" for an empty one, or true for any value.");
    if (*name == '\0' || strlen(name) > LINK_RULE_QUERY_MAX || strlen(text) > LINK_RULE_QUERY_MAX)
        return rule_refuse(r, ERROR_INVALID_LENGTH,
            "query must have names of 1 to %d bytes, and values of at most %d.", LINK_RULE_QUERY_MAX,
            LINK_RULE_QUERY_MAX);
    rule_encode_text(&r->part, name);
    encode_u8(&r->part, any ? LINK_RULE_QUERY_ANY : LINK_RULE_QUERY_EQUAL);
    rule_encode_text(&r->part, text);
    return FAULT_NONE;
}

static enum fault
rule_read_query(struct link_rules_reading *r, struct json_object *value)
{
    if (json_object_get_type(value) != json_type_object)
        return rule_refuse(r, ERROR_WRONG_TYPE, "query must be an object of names and values.");
    const int count = json_object_object_length(value);
    if (count == 0 || count > LINK_RULE_PARAMETERS_MAX)
        return rule_refuse(
            r, ERROR_INVALID_LENGTH, "query must have 1 to %d parameters.", LINK_RULE_PARAMETERS_MAX);
    json_object_object_foreach(value, name, wanted)
    {
        enum fault fault = rule_read_parameter(r, name, wanted);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault
rule_read_moment(struct link_rules_reading *r, struct json_object *value, int64_t *out)
{
    const char *text = rule_text(value);
    if (text == NULL || timestamp_parse(text, out) != FAULT_NONE)
        return rule_refuse(r, ERROR_INVALID_VALUE,
            "%s must be a time as in RFC 3339, such as 2030-01-31T12:00:00+01:00.", r->name);
    *out -= *out % 1000; /* as times are shown */
    encode_timestamp(&r->part, *out);
    return FAULT_NONE;
}

static enum fault
rule_read_after(struct link_rules_reading *r, struct json_object *value)
{
    return rule_read_moment(r, value, &r->after);
}

/* After "after". */
static enum fault
rule_read_before(struct link_rules_reading *r, struct json_object *value)
{
    int64_t before;
    enum fault fault = rule_read_moment(r, value, &before);
    if (fault == FAULT_NONE && before <= r->now)
        return rule_refuse(r, ERROR_INVALID_VALUE, "before is in the past, so it can never hold.");
    if (fault == FAULT_NONE && before <= r->after + 1)
        return rule_refuse(r, ERROR_INVALID_VALUE, "before is not later than after, so both can never hold.");
    return fault;
}

static enum fault
rule_read_hours(struct link_rules_reading *r, struct json_object *value)
{
    struct week_hours hours;
    const char *text = rule_text(value), *why = "they must be such as Mon-Fri 09:00-17:00 Europe/Berlin";
    if (text == NULL || week_hours_parse(text, &hours, &why) != FAULT_NONE || hours.count == 0)
        return rule_refuse(r, ERROR_INVALID_VALUE, "hours: %s.", why);
    rule_encode_text(&r->part, hours.timezone);
    for (unsigned i = 0; i < hours.count; i++) {
        encode_u8(&r->part, hours.spans[i].first);
        encode_u8(&r->part, hours.spans[i].days);
        encode_u16(&r->part, hours.spans[i].begin);
        encode_u16(&r->part, hours.spans[i].end);
    }
    return FAULT_NONE;
}

static enum fault
rule_read_share(struct link_rules_reading *r, struct json_object *value)
{
    const bool whole = json_object_get_type(value) == json_type_int;
    const int64_t share = whole ? json_object_get_int64(value) : 0;
    if (share < 1 || share > 100)
        return rule_refuse(r, ERROR_OUT_OF_RANGE, "share must be a whole number from 1 to 100.");
    encode_u8(&r->part, (uint8_t)share);
    return FAULT_NONE;
}

static const struct {
    const char *name;
    enum fault (*read)(struct link_rules_reading *, struct json_object *);
} conditions[LINK_RULE_KINDS] = {
    [LINK_RULE_AFTER] = {"after", rule_read_after},
    [LINK_RULE_BEFORE] = {"before", rule_read_before},
    [LINK_RULE_QUERY] = {"query", rule_read_query},
    [LINK_RULE_LANGUAGE] = {"language", rule_read_languages},
    [LINK_RULE_NETWORK] = {"network", rule_read_networks},
    [LINK_RULE_DEVICE] = {"device", rule_read_devices},
    [LINK_RULE_BROWSER] = {"browser", rule_read_browsers},
    [LINK_RULE_HOURS] = {"hours", rule_read_hours},
    [LINK_RULE_COUNTRY] = {"country", rule_read_countries},
    [LINK_RULE_SHARE] = {"share", rule_read_share},
};

const char *
link_rule_name(unsigned kind)
{
    return kind < LINK_RULE_KINDS ? conditions[kind].name : NULL;
}

enum fault
link_rule_read(struct link_rules_reading *r, enum link_rule_kind kind, struct json_object *value)
{
    r->name = conditions[kind].name;
    return conditions[kind].read(r, value);
}
