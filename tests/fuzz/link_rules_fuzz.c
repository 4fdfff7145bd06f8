/*
 * link_rules_fuzz.c: redirect rules: as any bytes, which a visitor is let choose from, and as JSON: what is
 * accepted is shown so that it is accepted as the same bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_choose.h"
#include "link/link_rules_json.h"

#include "base/timestamp.h"
#include "fuzz.h"

#define NOW (INT64_C(20000) * TIMESTAMP_DAY)

static void
choose(const struct link_rules *rules)
{
    static char url[URL_MAX + 1];
    static struct zone_clock *clock;
    const struct ip_address address = {4, {192, 0, 2, 7}};
    if (clock == NULL)
        clock = zone_clock_create();
    struct link_visitor visitor = {.now = NOW,
        .link = 1,
        .address = &address,
        .agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        .language = "de-AT,de;q=0.9,en;q=0.8",
        .query = "a=1&b=%20&c",
        .clock = clock};
    const unsigned rule = link_rules_choose(rules, &visitor, url);
    HOLDS(rule <= LINK_RULES_COUNT_MAX);
    HOLDS(rule == 0 || url[0] != '\0');
}

static void
check_bytes(const uint8_t *bytes, size_t length)
{
    static struct link_rules rules;
    rules.length = (uint16_t)(length < LINK_RULES_MAX ? length : LINK_RULES_MAX);
    memcpy(rules.bytes, bytes, rules.length);
    choose(&rules);
    json_object_put(link_rules_to_json(&rules));
}

static void
check_json(struct json_object *list)
{
    static struct link_rules rules, again;
    static struct input_error error;
    static struct config config;
    config = *fuzz_config();
    strcpy(config.stats_countries, "/countries.mmdb");
    if (link_rules_from_json(list, &config, NOW, &rules, &error) != FAULT_NONE) {
        HOLDS(error.detail[0] != '\0');
        return;
    }
    choose(&rules);
    struct json_object *shown = link_rules_to_json(&rules);
    fuzz_check_json(shown);
    HOLDS(link_rules_from_json(shown, &config, NOW, &again, &error) == FAULT_NONE);
    HOLDS(link_rules_are_same(&rules, &again));
    json_object_put(shown);
}

/* The first byte: bytes or JSON. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    size_t length;
    if ((fuzz_byte(&in) & 1) == 0) {
        uint8_t *rules = fuzz_bytes(&in, &length);
        check_bytes(rules, length);
        free(rules);
        return 0;
    }
    char *text = fuzz_rest(&in, &length);
    struct json_object *list = json_read(text, length);
    if (list != NULL)
        check_json(list);
    json_object_put(list);
    free(text);
    return 0;
}
