/*
 * user_agent_table_test.c: User-Agent texts as they were seen (user-agents.tsv): people, bots and previews
 * are told apart.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent.h"

#include "store_fixture.h"
#include "user_agent_fixture.h"

#define COLUMNS 6

enum column { CLASS, NAME, SYSTEM, DEVICE, SOURCE, TEXT };

static bool
column_is(const char *column, const char *value)
{
    return strcmp(column, "-") == 0 || strcmp(column, value) == 0;
}

static bool
row_fits(char *const row[COLUMNS], const struct user_agent *agent)
{
    return column_is(row[CLASS], user_agent_class_name(agent->class)) &&
           column_is(row[NAME], agent->browser) && column_is(row[SYSTEM], agent->system) &&
           column_is(row[DEVICE], agent->device);
}

/* Splits a line in place; false for a comment. */
static bool
row_read(char *line, char *row[COLUMNS])
{
    line[strcspn(line, "\n")] = '\0';
    if (line[0] == '#')
        return false;
    for (int i = 0; i < COLUMNS; i++) {
        row[i] = strsep(&line, i + 1 < COLUMNS ? "\t" : "");
        assert_non_null(row[i]);
    }
    return true;
}

static void
texts_as_they_were_seen(void **state)
{
    FILE *table = fopen(TOP_SRCDIR "/tests/unit/user-agents.tsv", "re");
    char line[2048], *row[COLUMNS];
    size_t rows = 0, failures = 0;
    assert_non_null(table);
    while (fgets(line, sizeof line, table) != NULL) {
        struct user_agent agent;
        if (!row_read(line, row))
            continue;
        rows++;
        user_agent_parse(*state, row[TEXT], strlen(row[TEXT]), &agent);
        if (row_fits(row, &agent))
            continue;
        failures++;
        print_message("# %s\n#   is %s, %s, %s, %s; here %s, %s, %s, %s\n", row[TEXT], row[CLASS], row[NAME],
            row[SYSTEM], row[DEVICE], user_agent_class_name(agent.class), agent.browser, agent.system,
            agent.device);
    }
    fclose(table);
    assert_true(rows >= 200);
    assert_int_equal(failures, 0);
}

/* The letters' case tells nobody apart. */
static void
classes_hold_in_any_case(void **state)
{
    static const char *const previews[] = {"TWITTERBOT/1.0", "whatsapp/2.23.20.0 A",
        "slackbot-linkexpanding 1.0", "FACEBOOKEXTERNALHIT/1.1", "telegrambot (like twitterbot)",
        "discordBOT/2.0", "VIBER", "EMBEDLY +support@embed.ly", "googlemessages/20.1", "microsoftpreview/2.0",
        "KAKAOTALK-SCRAP/1.0", "synapse (BOT)"};
    static const char *const bots[] = {"GOOGLEBOT/2.1", "CURL/8.5.0", "Python-Requests/2.32", "OKHTTP/4.12.0",
        "CLAMAV/0.105.2 (OS: Linux, ARCH: x86_64)", "MICROSOFT OFFICE WORD 2014",
        "REST-CLIENT/2.1.0 (LINUX X86_64)", "mozilla/5.0 (x11; linux x86_64) headlesschrome/140.0.0.0"};
    struct user_agent agent;
    for (size_t i = 0; i < COUNT(previews); i++) {
        user_agent_parse(*state, previews[i], strlen(previews[i]), &agent);
        if (agent.class != USER_AGENT_PREVIEW)
            fail_msg("%s is a %s", previews[i], user_agent_class_name(agent.class));
    }
    for (size_t i = 0; i < COUNT(bots); i++) {
        user_agent_parse(*state, bots[i], strlen(bots[i]), &agent);
        if (agent.class != USER_AGENT_BOT)
            fail_msg("%s is a %s", bots[i], user_agent_class_name(agent.class));
    }
}

#define CHROME(system, more) \
    "Mozilla/5.0 (" system ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 " more "Safari/537.36"

/* Near what is no person's, and what is. */
static void
neighbours_are_told_apart(void **state)
{
    static const struct {
        const char *text, *class, *device;
    } table[] = {
        /* A word of bots in a model is none, beside it it is. */
        {CHROME("Linux; Android 10; XBot", "Mobile "), "person", "phone"},
        {CHROME("Linux; Android 10; XBot Build/QP1A", "Mobile "), "person", "phone"},
        {CHROME("Linux; U; Android 5.1; en-us; Robot 5 Build/LMY47I", "Mobile "), "person", "phone"},
        {CHROME("Linux; Android 11; Spider X", ""), "person", "tablet"},
        {CHROME("Linux; Android 11; XBot", "Mobile ") " SomeBot/1.0", "bot", "other"},
        {CHROME("Linux; Android 11; XBot; compatible; OtherBot/2.0", "Mobile "), "bot", "other"},
        {CHROME("Linux; Android 11; SomeBot; +https://bot.example", "Mobile "), "bot", "other"},
        {CHROME("X11; Linux x86_64; Robot", ""), "bot", "other"},
        {"Dalvik/2.1.0 (Linux; U; Android 7.0; M bot 51 Build/NRD90M)", "person", "phone"},
        /* Samsung Messages says the whole of this and no more. */
        {"Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:24.0) Gecko/20100101 Firefox/24.0", "preview", "other"},
        {"mozilla/5.0 (x11; ubuntu; linux i686; rv:24.0) gecko/20100101 firefox/24.0", "preview", "other"},
        {"Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:24.0) Gecko/20100101 Firefox/24.0 ", "person", "desktop"},
        {"Mozilla/5.0 (X11; Ubuntu; Linux i686; rv:25.0) Gecko/20100101 Firefox/25.0", "person", "desktop"},
        {"Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:24.0) Gecko/20100101 Firefox/24.0", "person", "desktop"},
        {"Mozilla/5.0 (X11; Linux i686; rv:24.0) Gecko/20100101 Firefox/24.0", "person", "desktop"},
        /* What uap-core knows as a robot, where its rules for devices do not look. */
        {CHROME("Windows NT 10.0; Win64; x64", "") " BingPreview/1.0b", "bot", "other"},
        {CHROME("X11; Linux x86_64", "") " Nutch/1.19", "bot", "other"},
        {CHROME("X11; Linux x86_64", "") " WordPress/6.5", "bot", "other"},
        {"Tiny Tiny RSS/22.12", "bot", "other"},
        {"SimplePie/1.5", "bot", "other"},
        /* A product that nobody has heard of, on a computer and in an app. */
        {CHROME("X11; Linux x86_64", "") " Unheardof/1.0", "bot", "other"},
        {CHROME("Windows NT 10.0; Win64; x64", "") " Unheardof", "bot", "other"},
        {CHROME("Linux; Android 14; Pixel 8; wv", "Mobile ") " Unheardof/1.0", "person", "phone"},
        {CHROME("Macintosh; Intel Mac OS X 10_15_7", "Unheardof/1.0 Electron/39.0.0 "), "person", "desktop"},
        {CHROME("Windows NT 10.0; Win64; x64", "") " Edg/140.0.0.0", "person", "desktop"},
        {CHROME("Windows NT 10.0; Win64; x64", "") " Vivaldi/7.0", "person", "desktop"},
        /* Names inside other words. */
        {CHROME("Linux; Android 12; RIVIERA X1", "Mobile "), "person", "phone"},
        {CHROME("Linux; Android 12; VIERA", ""), "person", "tv"},
        {"BikeQuest/3.1 (iPhone; iOS 17.1; Scale/3.00)", "person", "phone"},
        {"Afterpay/1.0 AFTERPAY (iPhone; iOS 17)", "person", "phone"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct user_agent agent;
        user_agent_parse(*state, table[i].text, strlen(table[i].text), &agent);
        if (strcmp(user_agent_class_name(agent.class), table[i].class) != 0 ||
            strcmp(agent.device, table[i].device) != 0)
            fail_msg("%s is a %s, %s", table[i].text, user_agent_class_name(agent.class), agent.device);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_as_they_were_seen),
        cmocka_unit_test(classes_hold_in_any_case),
        cmocka_unit_test(neighbours_are_told_apart),
    };
    store_fixture_bound();
    return cmocka_run_group_tests(tests, open_agents, close_agents);
}
