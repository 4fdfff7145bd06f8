/*
 * link_rules_choose_test.c: which redirect rule holds for which visitor, case by case; and that any bytes may
 * stand where rules should.
 *
 * What Shlink does is read from its sources: RedirectCondition.php, DeviceType.php and Browser.php of
 * module/Core (github.com/shlinkio/shlink). Texts of browsers are those of user-agents.tsv, which names their
 * sources.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_rules_choose.h"
#include "link/link_rules_json.h"

#include "base/timestamp.h"
#include "store_fixture.h"
#include "user_agent_fixture.h"

#define IPHONE                                                                                         \
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " \
    "Version/26.6 Mobile/15E148 Safari/604.1"
#define IPHONE_CHROME                                                                                  \
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " \
    "CriOS/150.0.0.0 Mobile/15E148 Safari/604.1"
#define IPAD                                                                                               \
    "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1 " \
    "Mobile/15E148 Safari/604.1"
#define ANDROID                                                                                          \
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 Mobile " \
    "Safari/537.36"
#define ANDROID_TABLET                                                                            \
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 " \
    "Safari/537.36"
#define SAMSUNG                                                                                      \
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/30.0 " \
    "Chrome/143.0.0.0 Mobile Safari/537.36"
#define MAC                                                                                     \
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) " \
    "Version/26.5 Safari/605.1.15"
#define WINDOWS "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0"
#define EDGE                                                                                             \
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 " \
    "Safari/537.36 Edg/154.0.0.0"
#define LINUX  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define UBUNTU "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
#define CHROMEBOOK                                                                                      \
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/151.0.0.0 " \
    "Safari/537.36"
#define WHATSAPP "WhatsApp/2.23.20.0"
#define GOOGLEBOT                                                                                       \
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) " \
    "Chrome/151.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"

#define MONDAY "2026-11-30T09:00:00Z" /* in Berlin, 10:00 */

static char directory[128], mmdb[160];
static struct config config;
static struct country_database *countries;
static struct zone_clock *zone_clock;
static struct link_rules rules;
static char chosen[URL_MAX + 1];

static int
begin(void **state)
{
    char command[512];
    struct config_source source;
    store_fixture_make_directory(directory, sizeof directory);
    snprintf(mmdb, sizeof mmdb, "%s/countries.mmdb", directory);
    snprintf(command, sizeof command,
        TOP_SRCDIR "/tests/mmdb.py %s 6 nested 192.0.2.0/24=DE 198.51.100.0/24=AT 2001:db8::/32=FR", mmdb);
    setenv("CURT_STATS_COUNTRIES", mmdb, 1);
    if (system(command) != 0 || config_load(&config, &source) != FAULT_NONE)
        return -1;
    unsetenv("CURT_STATS_COUNTRIES");
    countries = country_database_open(mmdb);
    zone_clock = zone_clock_create();
    return open_agents(state);
}

static int
end(void **state)
{
    country_database_free(countries);
    zone_clock_free(zone_clock);
    store_fixture_remove_directory(directory);
    return close_agents(state);
}

static int64_t
at(const char *text)
{
    int64_t timestamp;
    assert_int_equal(timestamp_parse(text, &timestamp), FAULT_NONE);
    return timestamp;
}

/* Compiles rules as they were saved long ago. */
static void
compile(const char *json)
{
    struct input_error error;
    struct json_object *list = json_read(json, strlen(json));
    if (list == NULL)
        fail_msg("the test's own JSON is wrong: %s", json);
    if (link_rules_from_json(list, &config, at("2020-01-01T00:00:00Z"), &rules, &error) != FAULT_NONE)
        fail_msg("%s: %s", json, error.detail);
    json_object_put(list);
}

struct sample {
    const char *conditions;
    const char *agent, *language, *query, *address, *now; /* NULL: one that does not matter */
    bool holds;
};

static unsigned
choose(struct user_agent_parser *agents, const struct sample *sample)
{
    struct ip_address address;
    ip_address_parse(sample->address != NULL ? sample->address : "192.0.2.7", &address);
    struct link_visitor visitor = {.now = at(sample->now != NULL ? sample->now : MONDAY),
        .link = 7,
        .address = &address,
        .agent = sample->agent != NULL ? sample->agent : "",
        .language = sample->language != NULL ? sample->language : "",
        .query = sample->query != NULL ? sample->query : "",
        .agents = agents,
        .countries = countries,
        .clock = zone_clock};
    return link_rules_choose(&rules, &visitor, chosen);
}

/* Shlink: the same in Shlink. Sense: Shlink has no such condition, or does otherwise, as is said. */
static const struct sample samples[] = {
    /* Devices. Shlink: several hold at once. */
    {"'device':['ios']", .agent = IPHONE, .holds = true},
    {"'device':['mobile']", .agent = IPHONE, .holds = true},
    {"'device':['android']", .agent = IPHONE, .holds = false},
    {"'device':['desktop']", .agent = IPHONE, .holds = false},
    {"'device':['macos']", .agent = IPHONE, .holds = false}, /* "like Mac OS X" */
    {"'device':['ios']", .agent = IPAD, .holds = true},
    {"'device':['mobile']", .agent = IPAD, .holds = true},
    {"'device':['android']", .agent = ANDROID, .holds = true},
    {"'device':['mobile']", .agent = ANDROID, .holds = true},
    {"'device':['linux']", .agent = ANDROID, .holds = false}, /* its text has the word */
    {"'device':['android']", .agent = ANDROID_TABLET, .holds = true},
    {"'device':['mobile']", .agent = ANDROID_TABLET, .holds = true},
    {"'device':['desktop']", .agent = ANDROID_TABLET, .holds = false},
    {"'device':['macos']", .agent = MAC, .holds = true}, /* and so each iPad that asks for desktop pages */
    {"'device':['desktop']", .agent = MAC, .holds = true},
    {"'device':['ios']", .agent = MAC, .holds = false},
    {"'device':['windows']", .agent = WINDOWS, .holds = true},
    {"'device':['desktop']", .agent = WINDOWS, .holds = true},
    {"'device':['linux']", .agent = LINUX, .holds = true},
    {"'device':['linux']", .agent = UBUNTU, .holds = true},
    {"'device':['chromeos']", .agent = CHROMEBOOK, .holds = true},
    {"'device':['linux']", .agent = CHROMEBOOK, .holds = false},
    {"'device':['desktop']", .agent = CHROMEBOOK, .holds = true},
    {"'device':['mobile']", .agent = "", .holds = false},
    {"'device':['desktop']", .agent = "", .holds = false},
    {"'device':['ios','android']", .agent = ANDROID, .holds = true}, /* sense: one of them */
    {"'device':['ios','windows']", .agent = ANDROID, .holds = false},
    /* Sense: who draws a preview has no device, and sees what is for everybody; a bot is what it says. */
    {"'device':['mobile']", .agent = WHATSAPP, .holds = false},
    {"'device':['desktop']", .agent = WHATSAPP, .holds = false},
    {"'device':['android','ios']", .agent = GOOGLEBOT, .holds = true},
    {"'device':['mobile']", .agent = GOOGLEBOT, .holds = true},

    /* Browsers: chrome, firefox, edge, safari and opera as in Shlink; the names of others: sense. */
    {"'browser':['Firefox']", .agent = WINDOWS, .holds = true},
    {"'browser':['firefox']", .agent = LINUX, .holds = true},
    {"'browser':['Chrome']", .agent = ANDROID, .holds = true},
    {"'browser':['Chrome']", .agent = IPHONE_CHROME, .holds = true},
    {"'browser':['Safari']", .agent = IPHONE, .holds = true},
    {"'browser':['Safari']", .agent = IPHONE_CHROME, .holds = false}, /* its text has the word */
    {"'browser':['Safari']", .agent = MAC, .holds = true},
    {"'browser':['Chrome']", .agent = EDGE, .holds = false}, /* its text has the word */
    {"'browser':['Edge']", .agent = EDGE, .holds = true},
    {"'browser':['Chrome Mobile']", .agent = CHROMEBOOK, .holds = false},
    {"'browser':['Samsung Internet']", .agent = SAMSUNG, .holds = true},
    {"'browser':['Samsung']", .agent = SAMSUNG, .holds = true},
    {"'browser':['Fire']", .agent = WINDOWS, .holds = false}, /* no whole word */
    {"'browser':['Chrome','Firefox']", .agent = WINDOWS, .holds = true},
    {"'browser':['Firefox']", .agent = "", .holds = false},

    /* Languages. */
    {"'language':['en']", .language = "en", .holds = true},
    {"'language':['en']", .language = "en-GB", .holds = true},       /* Shlink */
    {"'language':['en-GB']", .language = "en", .holds = false},      /* Shlink */
    {"'language':['en-GB']", .language = "en-US", .holds = false},   /* Shlink */
    {"'language':['EN-gb']", .language = "en-GB", .holds = true},    /* Shlink */
    {"'language':['en']", .language = "de,en;q=0.9", .holds = true}, /* Shlink: 0.9 is enough */
    {"'language':['en']", .language = "de,en;q=0.89", .holds = false},
    {"'language':['en']", .language = "de, en; q = 0.9", .holds = true},
    {"'language':['en']", .language = "de,en;q=1.000", .holds = true},
    {"'language':['en']", .language = "de,en;q=0", .holds = false},
    {"'language':['de']", .language = "de-AT,de;q=0.7,en;q=0.3", .holds = true},
    {"'language':['zh']", .language = "zh-Hant-TW", .holds = true},
    {"'language':['zh-Hant']", .language = "zh-Hant-TW", .holds = true}, /* sense; RFC 4647, 3.3.1 */
    {"'language':['de']", .language = "*", .holds = false},              /* Shlink */
    {"'language':['de']", .language = "", .holds = false},               /* Shlink */
    {"'language':['de']", .language = "den", .holds = false},
    {"'language':['de']", .language = "en,*", .holds = false},
    {"'language':['fr','de']", .language = "de", .holds = true},
    {"'language':['en']", .language = "en_US", .holds = true}, /* Shlink: what some libraries send */

    /* Query parameters. */
    {"'query':{'from':'sms'}", .query = "from=sms", .holds = true},
    {"'query':{'from':'sms'}", .query = "a=1&from=sms&b", .holds = true},
    {"'query':{'from':'sms'}", .query = "from=SMS", .holds = false}, /* Shlink */
    {"'query':{'from':'sms'}", .query = "From=sms", .holds = false}, /* Shlink */
    {"'query':{'from':'sms'}", .query = "from=smsx", .holds = false},
    {"'query':{'from':'sms'}", .query = "xfrom=sms", .holds = false},
    {"'query':{'from':'sms'}", .query = "", .holds = false},
    {"'query':{'from':'a b&c'}", .query = "from=a+b%26c", .holds = true}, /* Shlink: decoded once */
    {"'query':{'from':'a=b'}", .query = "from=a=b", .holds = true},       /* Shlink */
    {"'query':{'f m':'\u00e4'}", .query = "f%20m=%c3%a4", .holds = true},
    {"'query':{'from':'%'}", .query = "from=%", .holds = true},
    {"'query':{'from':'sms'}", .query = "from=mail&from=sms", .holds = true},
    {"'query':{'from':'sms'}", .query = "from=sms&from=mail",
        .holds = true}, /* sense; to PHP the last is all */
    {"'query':{'from':true}", .query = "from=anything", .holds = true},
    {"'query':{'from':true}", .query = "from=", .holds = true}, /* Shlink */
    {"'query':{'from':true}", .query = "from", .holds = true},  /* Shlink */
    {"'query':{'from':true}", .query = "to=from", .holds = false},
    {"'query':{'from':''}", .query = "from=", .holds = true}, /* Shlink */
    {"'query':{'from':''}", .query = "from", .holds = true},  /* Shlink */
    {"'query':{'from':''}", .query = "from=x", .holds = false},
    {"'query':{'from':''}", .query = "from=0", .holds = false}, /* sense; to PHP's empty() it is empty */
    {"'query':{'from':''}", .query = "", .holds = false},
    {"'query':{'a':'1','b':true}", .query = "b&a=1", .holds = true},
    {"'query':{'a':'1','b':true}", .query = "a=1", .holds = false},

    /* Networks. */
    {"'network':['192.0.2.7']", .address = "192.0.2.7", .holds = true},
    {"'network':['192.0.2.8']", .address = "192.0.2.7", .holds = false},
    {"'network':['192.0.2.0/24']", .address = "192.0.2.255", .holds = true},
    {"'network':['192.0.2.0/25']", .address = "192.0.2.128", .holds = false},
    {"'network':['2001:db8::/32']", .address = "2001:db8:1::1", .holds = true},
    {"'network':['2001:db8::/32']", .address = "2001:db9::1", .holds = false},
    {"'network':['0.0.0.0/0']", .address = "2001:db8::1", .holds = false},
    {"'network':['192.0.2.0/24']", .address = "::ffff:192.0.2.1", .holds = true},
    {"'network':['10.0.0.0/8','192.0.2.0/24']", .address = "192.0.2.1", .holds = true},
    {"'network':['0.0.0.0/0','::/0']", .address = "", .holds = false},

    /* Countries. */
    {"'country':['DE']", .address = "192.0.2.1", .holds = true},
    {"'country':['de']", .address = "192.0.2.1", .holds = true}, /* Shlink */
    {"'country':['DE','AT']", .address = "198.51.100.1", .holds = true},
    {"'country':['DE']", .address = "198.51.100.1", .holds = false},
    {"'country':['FR']", .address = "2001:db8::1", .holds = true},
    {"'country':['DE']", .address = "203.0.113.1", .holds = false}, /* Shlink: no data */

    /* Times: strict. */
    {"'before':'2026-11-30T09:00:00Z'", .now = "2026-11-30T08:59:59.999Z", .holds = true},
    {"'before':'2026-11-30T09:00:00Z'", .now = "2026-11-30T09:00:00Z", .holds = false}, /* Shlink */
    {"'before':'2026-11-30T10:00:00+01:00'", .now = "2026-11-30T08:59:59Z", .holds = true},
    {"'after':'2026-11-30T09:00:00Z'", .now = "2026-11-30T09:00:00Z", .holds = false},
    {"'after':'2026-11-30T09:00:00Z'", .now = "2026-11-30T09:00:00.001Z", .holds = true},
    {"'after':'2026-11-30T08:00:00Z','before':'2026-11-30T10:00:00Z'", .holds = true},
    {"'after':'2026-11-30T08:00:00Z','before':'2026-11-30T08:30:00Z'", .holds = false},

    /* Hours: sense; what the clock on the wall shows. */
    {"'hours':'Mon 10:00-11:00 Europe/Berlin'", .holds = true},
    {"'hours':'Mon 09:00-10:00 Europe/Berlin'", .holds = false}, /* the end is outside */
    {"'hours':'Mon 09:00-10:00'", .holds = true},
    {"'hours':'Tue-Sun 00:00-24:00 Europe/Berlin'", .holds = false},
    {"'hours':'Sat-Mon 00:00-24:00 Europe/Berlin'", .holds = true},
    {"'hours':'Sun 12:00-13:00, Mon 10:00-10:01 Europe/Berlin'", .holds = true},
    {"'hours':'Mon 09:00-10:00 Europe/Berlin'", .now = "2026-07-06T07:30:00Z", .holds = true}, /* in summer */
    {"'hours':'Mon 14:45-14:46 Asia/Kathmandu'", .holds = true},                               /* +05:45 */
    {"'hours':'Mon 00:00-01:00 Europe/Berlin'", .now = "2026-11-29T23:30:00Z", .holds = true},
    {"'hours':'Sun 03:00-03:01 Europe/Berlin'", .now = "2027-03-28T01:00:00Z",
        .holds = true}, /* from 02:00 */
    {"'hours':'Sun 02:30-02:31 Europe/Berlin'", .now = "2026-10-25T00:30:00Z",
        .holds = true}, /* comes twice */
    {"'hours':'Sun 02:30-02:31 Europe/Berlin'", .now = "2026-10-25T01:30:00Z", .holds = true},

    /* Shares: sense. */
    {"'share':100", .holds = true},

    /* All of them. */
    {"'device':['ios'],'language':['de']", .agent = IPHONE, .language = "de", .holds = true},
    {"'device':['ios'],'language':['de']", .agent = IPHONE, .language = "en", .holds = false},
    {"'device':['ios'],'language':['de']", .agent = ANDROID, .language = "de", .holds = false},
    {"'share':100,'country':['DE'],'query':{'a':true},'after':'2026-01-01T00:00:00Z'", .query = "a",
        .holds = true},
};

static void
conditions_hold_as_people_expect(void **state)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < COUNT(samples); i++) {
        char json[512];
        snprintf(json, sizeof json, "[{\"if\":{%s},\"url\":\"https://t.example/\"}]", samples[i].conditions);
        for (char *c = json; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        compile(json);
        if (choose(*state, &samples[i]) != samples[i].holds) {
            print_error("case %zu: %s, with \"%s\", \"%s\", \"%s\", does %shold\n", i, samples[i].conditions,
                samples[i].agent != NULL ? samples[i].agent : "",
                samples[i].language != NULL ? samples[i].language : "",
                samples[i].query != NULL ? samples[i].query : "", samples[i].holds ? "not " : "");
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static void
the_first_rule_that_holds_wins(void **state)
{
    const struct sample german = {"", .language = "de", .query = "a=1"}, other = {"", .query = "a=1"};
    compile("[{\"if\":{\"language\":[\"fr\"]},\"url\":\"https://one.example/\"},"
            "{\"if\":{\"language\":[\"de\"]},\"url\":\"https://two.example/\"},"
            "{\"if\":{\"query\":{\"a\":\"1\"}},\"url\":\"https://three.example/\"}]");
    assert_int_equal(choose(*state, &german), 2);
    assert_string_equal(chosen, "https://two.example/");
    assert_int_equal(choose(*state, &other), 3);
    assert_string_equal(chosen, "https://three.example/");
    strcpy(chosen, "kept");
    assert_int_equal(choose(*state, &(struct sample){.conditions = ""}), 0);
    assert_string_equal(chosen, "kept");
}

/* How many of 10,000 visitors each rule gets; each visitor the same one again. */
static void
count_shares(const char *json, const char *language, unsigned counts[static 4])
{
    compile(json);
    memset(counts, 0, 4 * sizeof *counts);
    for (unsigned i = 0; i < 10000; i++) {
        char text[IP_ADDRESS_SIZE];
        snprintf(text, sizeof text, "10.0.%u.%u", i / 256, i % 256);
        const struct sample today = {"", .agent = WINDOWS, .language = language, .address = text},
                            later = {"", .agent = WINDOWS, .language = language, .address = text,
                                .now = "2026-11-30T23:59:59Z"};
        const unsigned rule = choose(NULL, &today);
        assert_in_range(rule, 0, 3);
        assert_int_equal(choose(NULL, &later), rule);
        counts[rule]++;
    }
}

static void
shares_are_parts_of_a_whole(void **state)
{
    unsigned counts[4];
    (void)state;
    count_shares("[{\"if\":{\"share\":50},\"url\":\"https://a.example/\"},"
                 "{\"if\":{\"share\":30},\"url\":\"https://b.example/\"}]",
        "", counts);
    assert_in_range(counts[1], 4800, 5200);
    assert_in_range(counts[2], 2800, 3200);
    assert_in_range(counts[0], 1800, 2200);
    count_shares("[{\"if\":{\"share\":1},\"url\":\"https://a.example/\"},"
                 "{\"if\":{\"share\":99},\"url\":\"https://b.example/\"}]",
        "", counts);
    assert_in_range(counts[1], 60, 140);
    assert_int_equal(counts[0], 0);
    /* A rule whose other conditions do not hold takes nothing from those after it. */
    const char *by_language = "[{\"if\":{\"share\":50,\"language\":[\"de\"]},\"url\":\"https://a.example/\"},"
                              "{\"if\":{\"share\":50,\"language\":[\"fr\"]},\"url\":\"https://b.example/\"}]";
    count_shares(by_language, "de", counts);
    assert_in_range(counts[1], 4800, 5200);
    assert_int_equal(counts[2], 0);
    count_shares(by_language, "fr", counts);
    assert_in_range(counts[2], 4800, 5200);
    count_shares(by_language, "fr,de", counts);
    assert_int_equal(counts[0], 0);
}

/* Each link divides its visitors in its own way. */
static void
shares_of_links_do_not_go_together(void **state)
{
    unsigned both = 0;
    (void)state;
    compile("[{\"if\":{\"share\":50},\"url\":\"https://a.example/\"}]");
    for (unsigned i = 0; i < 1000; i++) {
        struct ip_address address = {4, {10, 0, (uint8_t)(i / 256), (uint8_t)i}};
        unsigned held = 0;
        for (uint64_t link = 1; link <= 2; link++) {
            struct link_visitor visitor = {
                .link = link, .address = &address, .agent = "", .language = "", .query = ""};
            held += link_rules_choose(&rules, &visitor, chosen);
        }
        both += held == 2;
    }
    assert_in_range(both, 200, 300);
}

static void
what_cannot_be_known_does_not_hold(void **state)
{
    struct ip_address address = {4, {192, 0, 2, 7}};
    struct link_visitor visitor = {
        .now = at(MONDAY), .address = &address, .agent = IPHONE, .language = "", .query = ""};
    (void)state;
    compile("[{\"if\":{\"device\":[\"ios\"]},\"url\":\"https://a.example/\"},"
            "{\"if\":{\"browser\":[\"Safari\"]},\"url\":\"https://a.example/\"},"
            "{\"if\":{\"country\":[\"DE\"]},\"url\":\"https://a.example/\"},"
            "{\"if\":{\"hours\":\"Mon-Sun 00:00-24:00\"},\"url\":\"https://a.example/\"}]");
    assert_int_equal(link_rules_choose(&rules, &visitor, chosen), 0);
}

/* As from a store that is damaged: cut anywhere, and with any byte changed. */
static void
any_bytes_may_be_rules(void **state)
{
    static struct link_rules good;
    const struct sample visitor = {"", .agent = IPHONE, .language = "de", .query = "a=1"};
    compile("[{\"if\":{\"device\":[\"ios\"],\"query\":{\"a\":\"2\"}},\"url\":\"https://a.example/\"},"
            "{\"if\":{\"network\":[\"10.0.0.0/8\"],\"hours\":\"Mon 10:00-11:00 Europe/Berlin\"},"
            "\"url\":\"https://b.example/\"},{\"if\":{\"share\":7},\"url\":\"https://c.example/\"}]");
    good = rules;
    for (uint16_t cut = 0; cut < good.length; cut++) {
        rules.length = cut;
        choose(*state, &visitor);
        json_object_put(link_rules_to_json(&rules));
    }
    for (uint16_t i = 0; i < good.length; i++)
        for (unsigned byte = 0; byte < 256; byte += 5) {
            rules = good;
            rules.bytes[i] = (uint8_t)byte;
            choose(*state, &visitor);
            json_object_put(link_rules_to_json(&rules));
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold_as_people_expect),
        cmocka_unit_test(the_first_rule_that_holds_wins),
        cmocka_unit_test(shares_are_parts_of_a_whole),
        cmocka_unit_test(shares_of_links_do_not_go_together),
        cmocka_unit_test(what_cannot_be_known_does_not_hold),
        cmocka_unit_test(any_bytes_may_be_rules),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, begin, end);
}
