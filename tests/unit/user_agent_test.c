/*
 * user_agent_test.c: User-Agent texts as they come, against uap-core's rules and Debian's copy of its tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/user_agent.h"

#include "user_agent_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <yaml.h>

#define UAP_TESTS  "/usr/share/uap-core/tests/"
#define SHOWN_MAX  10 /* of the texts that fail in one of uap-core's tests */
#define MOZILLA    "Mozilla/5.0 "
#define WEBKIT     " AppleWebKit/537.36 (KHTML, like Gecko) "
#define WEBKIT_MAC " AppleWebKit/605.1.15 (KHTML, like Gecko) "
#define IPHONE     MOZILLA "(iPhone; CPU iPhone OS 18_7 like Mac OS X)" WEBKIT_MAC

struct sample {
    const char *text;
    enum user_agent_class class;
    const char *browser;
    const char *system;
    const char *device;
};

static const struct sample people[] = {
    {MOZILLA "(Windows NT 10.0; Win64; x64)" WEBKIT "Chrome/141.0.0.0 Safari/537.36", USER_AGENT_PERSON,
        "Chrome", "Windows", "desktop"},
    {MOZILLA "(Windows NT 10.0; Win64; x64)" WEBKIT "Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
        USER_AGENT_PERSON, "Edge", "Windows", "desktop"},
    {MOZILLA "(Windows NT 10.0; Win64; x64)" WEBKIT "Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0",
        USER_AGENT_PERSON, "Opera", "Windows", "desktop"},
    {MOZILLA "(Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", USER_AGENT_PERSON,
        "Firefox", "Windows", "desktop"},
    {"Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; .NET CLR 3.5.30729; Tablet PC 2.0)",
        USER_AGENT_PERSON, "IE", "Windows", "desktop"},
    {MOZILLA "(Macintosh; Intel Mac OS X 10_15_7)" WEBKIT_MAC "Version/26.0 Safari/605.1.15",
        USER_AGENT_PERSON, "Safari", "Mac OS X", "desktop"},
    {MOZILLA "(Macintosh; Intel Mac OS X 10_15_7)" WEBKIT "Chrome/141.0.0.0 Safari/537.36", USER_AGENT_PERSON,
        "Chrome", "Mac OS X", "desktop"},
    {MOZILLA "(Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0", USER_AGENT_PERSON,
        "Firefox", "Mac OS X", "desktop"},
    {MOZILLA "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", USER_AGENT_PERSON, "Firefox",
        "Linux", "desktop"},
    {MOZILLA "(X11; Linux x86_64)" WEBKIT "Chrome/141.0.0.0 Safari/537.36", USER_AGENT_PERSON, "Chrome",
        "Linux", "desktop"},
    {MOZILLA "(X11; CrOS x86_64 14541.0.0)" WEBKIT "Chrome/141.0.0.0 Safari/537.36", USER_AGENT_PERSON,
        "Chrome", "Chrome OS", "desktop"},
    {MOZILLA "(Linux; Android 10; K)" WEBKIT "Chrome/141.0.0.0 Mobile Safari/537.36", USER_AGENT_PERSON,
        "Chrome Mobile", "Android", "phone"},
    {MOZILLA "(Linux; Android 10; K)" WEBKIT "Chrome/141.0.0.0 Safari/537.36", USER_AGENT_PERSON, "Chrome",
        "Android", "tablet"},
    {MOZILLA "(Linux; Android 10; K)" WEBKIT "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        USER_AGENT_PERSON, "Samsung Internet", "Android", "phone"},
    {MOZILLA "(Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", USER_AGENT_PERSON, "Firefox Mobile",
        "Android", "phone"},
    {MOZILLA "(Android 13; Tablet; rv:143.0) Gecko/143.0 Firefox/143.0", USER_AGENT_PERSON, "Firefox Mobile",
        "Android", "tablet"},
    {MOZILLA "(Linux; Android 11; KFTRWI)" WEBKIT "Silk/138.5.1 like Chrome/138.0.7204.179 Safari/537.36",
        USER_AGENT_PERSON, "Amazon Silk", "Android", "tablet"},
    {MOZILLA "(X11; Linux x86_64)" WEBKIT "Silk/138.5.1 like Chrome/138.0.7204.179 Safari/537.36",
        USER_AGENT_PERSON, "Amazon Silk", "Linux", "desktop"},
    {IPHONE "Version/26.0 Mobile/15E148 Safari/604.1", USER_AGENT_PERSON, "Mobile Safari", "iOS", "phone"},
    {IPHONE "CriOS/141.0.7390.41 Mobile/15E148 Safari/604.1", USER_AGENT_PERSON, "Chrome Mobile iOS", "iOS",
        "phone"},
    {IPHONE "FxiOS/143.0 Mobile/15E148 Safari/605.1.15", USER_AGENT_PERSON, "Firefox iOS", "iOS", "phone"},
    {MOZILLA "(iPad; CPU OS 17_7 like Mac OS X)" WEBKIT_MAC "Version/17.7 Mobile/15E148 Safari/604.1",
        USER_AGENT_PERSON, "Mobile Safari", "iOS", "tablet"},
    {MOZILLA "(iPod touch; CPU iPhone OS 12_5 like Mac OS X)" WEBKIT_MAC "Version/12.1 Mobile/15E148 "
             "Safari/604.1",
        USER_AGENT_PERSON, "Mobile Safari", "iOS", "phone"},

    {IPHONE "Mobile/22H20 [FBAN/FBIOS;FBAV/530.0.0.32.112;FBBV/789;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;"
            "FBSV/18.7;FBSS/3;FBCR/OrangeBotswana;FBID/phone;FBLC/en_GB;FBOP/5]",
        USER_AGENT_PERSON, "Facebook", "iOS", "phone"},
    {MOZILLA "(Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv)" WEBKIT "Version/4.0 "
             "Chrome/140.0.7339.207 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/530.0.0.48.74;]",
        USER_AGENT_PERSON, "Facebook", "Android", "phone"},
    {MOZILLA "(Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv)" WEBKIT "Version/4.0 "
             "Chrome/140.0.7339.207 Mobile Safari/537.36 Instagram 400.0.0.49.68 Android (34/14; 480dpi; "
             "1080x2340; samsung; SM-S918B; dm3q; qcom; de_DE; 786382000)",
        USER_AGENT_PERSON, "Instagram", "Android", "phone"},
    {IPHONE "Mobile/22H20 Instagram 400.0.0.30.75 (iPhone15,2; iOS 18_7; de_DE; de; scale=3.00; 1179x2556)",
        USER_AGENT_PERSON, "Instagram", "iOS", "phone"},
    {MOZILLA
        "(Linux; Android 13; M2101K6G Build/TKQ1.221013.002; wv)" WEBKIT "Version/4.0 "
        "Chrome/140.0.7339.51 Mobile Safari/537.36 trill_400804 JsSdk/1.0 NetType/WIFI Channel/googleplay "
        "AppName/musical_ly app_version/40.8.4 ByteLocale/en ByteFullLocale/en Region/GB",
        USER_AGENT_PERSON, "TikTok", "Android", "phone"},
    {MOZILLA "(Linux; Android 14; Pixel 8 Build/AP2A.240805.005; wv)" WEBKIT "Version/4.0 "
             "Chrome/140.0.7339.51 Mobile Safari/537.36 WhatsApp/2.25.25.74",
        USER_AGENT_PERSON, NULL, "Android", "phone"},
    {IPHONE "Mobile/15E148 Snapchat/13.50.0.44 (like Safari/8621.3.11.10.3, panda)", USER_AGENT_PERSON, NULL,
        "iOS", "phone"},
    {IPHONE "Mobile/15E148 [Pinterest/iOS]", USER_AGENT_PERSON, "Pinterest", "iOS", "phone"},
    {IPHONE "Mobile/15E148 Safari Line/15.14.0", USER_AGENT_PERSON, "LINE", "iOS", "phone"},
    {IPHONE "Mobile/22H20 [LinkedInApp]/9.31.3", USER_AGENT_PERSON, NULL, "iOS", "phone"},
    {IPHONE "GSA/385.0.810461370 Mobile/15E148 Safari/604.1", USER_AGENT_PERSON, "Google", "iOS", "phone"},

    {MOZILLA "(Linux; Android 9; CUBOT_X19_S)" WEBKIT "Chrome/114.0.0.0 Mobile Safari/537.36",
        USER_AGENT_PERSON, "Chrome Mobile", "Android", "phone"},
    {MOZILLA "(Linux; Android 10; CUBOT NOTE 20 PRO)" WEBKIT "Chrome/114.0.0.0 Mobile Safari/537.36",
        USER_AGENT_PERSON, "Chrome Mobile", "Android", "phone"},
    {MOZILLA "(Linux; Android 7.0; Cubot Build/NRD90M)" WEBKIT "Chrome/91.0.4472.120 Mobile Safari/537.36",
        USER_AGENT_PERSON, "Chrome Mobile", "Android", "phone"},

    {MOZILLA "(SMART-TV; LINUX; Tizen 6.5) AppleWebKit/537.36 (KHTML, like Gecko) 85.0.4183.93/6.5 TV "
             "Safari/537.36",
        USER_AGENT_PERSON, NULL, "Tizen", "tv"},
    {MOZILLA "(Web0S; Linux/SmartTV)" WEBKIT "Chrome/94.0.4606.128 Safari/537.36 WebAppManager",
        USER_AGENT_PERSON, "Chrome", "Web0S", "tv"},
    {MOZILLA "(Linux; Android 9; AFTT Build/PS7285)" WEBKIT "Silk/112.6.1 like Chrome/112.0.5615.213 "
             "Safari/537.36",
        USER_AGENT_PERSON, "Amazon Silk", "Android", "tv"},
    {MOZILLA "(PlayStation; PlayStation 5/9.60) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 "
             "Safari/605.1.15",
        USER_AGENT_PERSON, "Safari", "Other", "console"},
    {MOZILLA "(PlayStation 4 5.00) AppleWebKit/601.2 (KHTML, like Gecko)", USER_AGENT_PERSON, "Other",
        "Other", "console"},
    {MOZILLA "(Windows NT 10.0; Win64; x64; Xbox; Xbox Series X)" WEBKIT "Chrome/140.0.0.0 Safari/537.36 "
             "Edge/44.18363.8131",
        USER_AGENT_PERSON, "Edge", "Windows", "console"},
    {"Nokia6100/1.0 (04.01) Profile/MIDP-1.0 Configuration/CLDC-1.0", USER_AGENT_PERSON,
        "Nokia Services (WAP) Browser", "Other", "phone"},
    {"Opera/9.80 (J2ME/MIDP; Opera Mini/9.80 (S60; SymbOS; Opera Mobi/23.348; U; en) Presto/2.5.25 "
     "Version/10.54",
        USER_AGENT_PERSON, "Opera Mini", "Symbian OS", "phone"},
    {"Dalvik/2.1.0 (Linux; U; Android 13; SM-G991B Build/TP1A.220624.014)", USER_AGENT_PERSON, NULL,
        "Android", "phone"},
    {"Podcasts/1600.1 CFNetwork/1410.0.3 Darwin/22.6.0", USER_AGENT_PERSON, "Podcasts", "iOS", "phone"},
    {"Lynx/2.9.0dev.10 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.1", USER_AGENT_PERSON, "Lynx", "Other",
        "other"},
};

static const struct sample bots[] = {
    {"", USER_AGENT_BOT, "Other", "Other", "other"},
    {"-", USER_AGENT_BOT, "Other", "Other", "other"},
    {" \t ", USER_AGENT_BOT, "Other", "Other", "other"},
    {"Mozilla/5.0", USER_AGENT_BOT, "Other", "Other", "other"},
    {"something/1.0", USER_AGENT_BOT, "Other", "Other", "other"},
    {MOZILLA "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)", USER_AGENT_BOT, "Googlebot",
        "Other", "other"},
    {MOZILLA "(Linux; Android 6.0.1; Nexus 5X Build/MMB29P)" WEBKIT "Chrome/141.0.7390.54 Mobile "
             "Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        USER_AGENT_BOT, "Googlebot", "Android", "other"},
    {MOZILLA "(Linux; Android 6.0.1; Nexus 5X Build/MMB29P)" WEBKIT "Chrome/141.0.7390.54 Mobile "
             "Safari/537.36 (compatible; GoogleOther)",
        USER_AGENT_BOT, "GoogleOther", "Android", "other"},
    {MOZILLA "AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; "
             "+http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
        USER_AGENT_BOT, "bingbot", "Other", "other"},
    {MOZILLA "(compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", USER_AGENT_BOT, "AhrefsBot", "Other",
        "other"},
    {MOZILLA "AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        USER_AGENT_BOT, "GPTBot", "Other", "other"},
    {MOZILLA "(Macintosh; Intel Mac OS X 10_15_7)" WEBKIT_MAC "Version/17.4 Safari/605.1.15 "
             "(Applebot/0.1; +http://www.apple.com/go/applebot)",
        USER_AGENT_BOT, "Applebot", "Mac OS X", "other"},
    {"meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
        USER_AGENT_BOT, NULL, "Other", "other"},
    {MOZILLA "(Linux; Android 5.0)" WEBKIT "Mobile Safari/537.36 (compatible; Bytespider; "
             "spider-feedback@bytedance.com)",
        USER_AGENT_BOT, "Bytespider", "Android", "other"},
    {MOZILLA "(X11; Linux x86_64)" WEBKIT "HeadlessChrome/140.0.0.0 Safari/537.36", USER_AGENT_BOT,
        "HeadlessChrome", "Linux", "other"},
    {MOZILLA "(X11; Linux x86_64)" WEBKIT "Chrome/140.0.0.0 Safari/537.36 Chrome-Lighthouse", USER_AGENT_BOT,
        "Chrome-Lighthouse", "Linux", "other"},
    {MOZILLA "(compatible; CensysInspect/1.1; +https://about.censys.io/)", USER_AGENT_BOT, "CensysInspect",
        "Other", "other"},
    {"Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", USER_AGENT_BOT, "UptimeRobot",
        "Other", "other"},
    {"curl/8.5.0", USER_AGENT_BOT, "curl", "Other", "other"},
    {"Wget/1.21.4", USER_AGENT_BOT, "Wget", "Other", "other"},
    {"python-requests/2.32.3", USER_AGENT_BOT, "Python Requests", "Other", "other"},
    {"Python/3.11 aiohttp/3.9.1", USER_AGENT_BOT, "Python aiohttp", "Other", "other"},
    {"python-httpx/0.27.0", USER_AGENT_BOT, "python-httpx", "Other", "other"},
    {"Go-http-client/2.0", USER_AGENT_BOT, "Go-http-client", "Other", "other"},
    {"okhttp/4.12.0", USER_AGENT_BOT, "okhttp", "Other", "other"},
    {"node", USER_AGENT_BOT, "node", "Other", "other"},
    {"Java/17.0.10", USER_AGENT_BOT, NULL, "Other", "other"},
    {"Apache-HttpClient/4.5.14 (Java/11.0.22)", USER_AGENT_BOT, "Apache-HttpClient", "Other", "other"},
    {MOZILLA "(Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4522", USER_AGENT_BOT,
        "WindowsPowerShell", "Windows", "other"},
    {"Mozilla/4.0 (compatible; ms-office; MSOffice 16)", USER_AGENT_BOT, "Outlook", "Other", "other"},
    {"Microsoft Office Existence Discovery", USER_AGENT_BOT, NULL, "Other", "other"},
    {MOZILLA "(Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", USER_AGENT_BOT,
        "GmailImageProxy", "Windows", "other"},
};

static const struct sample previews[] = {
    {"WhatsApp/2.23.20.0 A", USER_AGENT_PREVIEW, "WhatsApp", "Other", "other"},
    {"WhatsApp/2.2587.9 W", USER_AGENT_PREVIEW, "WhatsApp", "Other", "other"},
    {"WhatsApp/2.24.18.75 i", USER_AGENT_PREVIEW, "WhatsApp", "Other", "other"},
    {"WhatsApp/2", USER_AGENT_PREVIEW, "Signal", "Other", "other"},
    {"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", USER_AGENT_PREVIEW,
        "FacebookBot", "Other", "other"},
    {"Facebot/1.0", USER_AGENT_PREVIEW, "FacebookBot", "Other", "other"},
    {"facebookexternalhit/1.1;line-poker/1.0", USER_AGENT_PREVIEW, "LINE", "Other", "other"},
    {"facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984",
        USER_AGENT_PREVIEW, "KakaoTalk", "Other", "other"},
    {MOZILLA "(Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
             "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
        USER_AGENT_PREVIEW, "iMessage", "Mac OS X", "other"},
    {"Twitterbot/1.0", USER_AGENT_PREVIEW, "Twitterbot", "Other", "other"},
    {"Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", USER_AGENT_PREVIEW,
        "Slackbot-LinkExpanding", "Other", "other"},
    {"Slack-ImgProxy (+https://api.slack.com/robots)", USER_AGENT_PREVIEW, "Slack-ImgProxy", "Other",
        "other"},
    {"Slackbot 1.0 (+https://api.slack.com/robots)", USER_AGENT_PREVIEW, "Slackbot", "Other", "other"},
    {"TelegramBot (like TwitterBot)", USER_AGENT_PREVIEW, "TelegramBot", "Other", "other"},
    {MOZILLA "(compatible; Discordbot/2.0; +https://discordapp.com)", USER_AGENT_PREVIEW, "Discordbot",
        "Other", "other"},
    {"LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        USER_AGENT_PREVIEW, "LinkedInBot", "Other", "other"},
    {MOZILLA "(Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        USER_AGENT_PREVIEW, "SkypeUriPreview", "Windows", "other"},
    {"MicrosoftPreview/2.0 +https://aka.ms/MicrosoftPreview", USER_AGENT_PREVIEW, "MicrosoftPreview", "Other",
        "other"},
    {"Viber", USER_AGENT_PREVIEW, "Viber", "Other", "other"},
    {"Viber/13.3.0.5 CFNetwork/1240.0.4 Darwin/20.6.0", USER_AGENT_PREVIEW, "Viber", "iOS", "other"},
    {"Google-PageRenderer Google (+https://developers.google.com/+/web/snippet/)", USER_AGENT_PREVIEW,
        "GooglePlusBot", "Other", "other"},
    {"Slack-ImgProxy 1.138 (+https://api.slack.com/robots)", USER_AGENT_PREVIEW, "Slack-ImgProxy", "Other",
        "other"},
    {"Google (Android Messages)", USER_AGENT_PREVIEW, "Google Messages", "Android", "other"},
    {MOZILLA "(compatible; Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots)",
        USER_AGENT_PREVIEW, "Snapchat", "Other", "other"},
    {MOZILLA "(compatible; Pinterestbot/1.0; +http://www.pinterest.com/bot.html)", USER_AGENT_PREVIEW,
        "Pinterestbot", "Other", "other"},
    {"Pinterest/0.2 (+http://www.pinterest.com/bot.html)", USER_AGENT_PREVIEW, "Pinterestbot", "Other",
        "other"},
    {MOZILLA "(compatible; redditbot/1.0; +http://www.reddit.com/feedback)", USER_AGENT_PREVIEW, "redditbot",
        "Other", "other"},
    {MOZILLA "(compatible; Embedly/0.2; +http://support.embed.ly/)", USER_AGENT_PREVIEW, "Embedly", "Other",
        "other"},
    {"Iframely/1.3.1 (+https://iframely.com/docs/about)", USER_AGENT_PREVIEW, "Iframely", "Other", "other"},
    {MOZILLA "(compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)", USER_AGENT_PREVIEW, "Bluesky",
        "Other", "other"},
    {"http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.example/)", USER_AGENT_PREVIEW, "Mastodon", "Other",
        "other"},
    {"Synapse (bot; +https://github.com/matrix-org/synapse)", USER_AGENT_PREVIEW, "Matrix", "Other", "other"},
    {MOZILLA "(compatible; vkShare; +http://vk.com/dev/Share)", USER_AGENT_PREVIEW, "vkShare", "Other",
        "other"},
    {"BitlyBot/1.0 (+http://bitly.com/)", USER_AGENT_PREVIEW, "BitlyBot", "Other", "other"},
};

static struct user_agent
read_text(struct user_agent_parser *agents, const char *text)
{
    struct user_agent agent;
    user_agent_parse(agents, text, strlen(text), &agent);
    return agent;
}

/* NULL is any name: what uap-core says there may change, and does not matter. */
static bool
sample_fits(const struct sample *sample, const struct user_agent *agent)
{
    return agent->class == sample->class && strcmp(agent->system, sample->system) == 0 &&
           strcmp(agent->device, sample->device) == 0 &&
           (sample->browser == NULL || strcmp(agent->browser, sample->browser) == 0);
}

static void
check_samples(struct user_agent_parser *agents, const struct sample *samples, size_t count)
{
    size_t failures = 0;
    for (size_t i = 0; i < count; i++) {
        struct user_agent agent = read_text(agents, samples[i].text);
        if (sample_fits(&samples[i], &agent))
            continue;
        failures++;
        print_message("# %s\n#   here %s, %s, %s, %s\n", samples[i].text, user_agent_class_name(agent.class),
            agent.browser, agent.system, agent.device);
    }
    assert_int_equal(failures, 0);
}

static void
people_are_people(void **state)
{
    check_samples(*state, people, sizeof people / sizeof *people);
}

static void
bots_are_bots(void **state)
{
    check_samples(*state, bots, sizeof bots / sizeof *bots);
}

static void
previews_are_previews(void **state)
{
    check_samples(*state, previews, sizeof previews / sizeof *previews);
}

static void
a_missing_text_is_a_bot(void **state)
{
    struct user_agent agent;
    user_agent_parse(*state, NULL, 0, &agent);
    assert_int_equal(agent.class, USER_AGENT_BOT);
    assert_string_equal(agent.browser, "Other");
}

static void
a_text_needs_no_nul(void **state)
{
    static const char curl[] = {'c', 'u', 'r', 'l', '/', '8', '.', '5', '.', '0'};
    char *exact = malloc(sizeof curl); /* so that a byte read too far is seen */
    assert_non_null(exact);
    memcpy(exact, curl, sizeof curl);
    struct user_agent agent;
    user_agent_parse(*state, exact, sizeof curl, &agent);
    free(exact);
    assert_string_equal(agent.browser, "curl");
}

static void
what_is_far_behind_changes_nothing(void **state)
{
    static const char firefox[] = MOZILLA "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    static char text[8192];
    memset(text, ' ', sizeof text);
    memcpy(text, firefox, sizeof firefox - 1);
    memcpy(text + USER_AGENT_MAX, "Googlebot", 9);
    struct user_agent agent;
    user_agent_parse(*state, text, sizeof text, &agent);
    assert_int_equal(agent.class, USER_AGENT_PERSON);
    assert_string_equal(agent.browser, "Firefox");

    memcpy(text + USER_AGENT_MAX - 9, "Googlebot", 9);
    user_agent_parse(*state, text, sizeof text, &agent);
    assert_int_equal(agent.class, USER_AGENT_BOT);
}

static void
any_bytes_give_printable_names(void **state)
{
    static const char strange[] = "\xff\xfe Some\0thing \xc3\x28\n\x1b[31mbot/1.0 Sm\xc3\xb6rbot/2.0";
    struct user_agent agent;
    user_agent_parse(*state, strange, sizeof strange - 1, &agent);
    assert_int_equal(agent.class, USER_AGENT_BOT);
    uint32_t seed = 1;
    for (size_t round = 0; round < 200; round++) {
        for (const char *name = agent.browser; *name != '\0'; name++)
            assert_in_range((unsigned char)*name, 0x20, 0x7e);
        char noise[300];
        for (size_t i = 0; i < sizeof noise; i++) {
            seed = seed * 1664525u + 1013904223u;
            noise[i] = (char)(seed >> 24);
        }
        memcpy(noise + 20, "bot/1.0", 7);
        user_agent_parse(*state, noise, seed % sizeof noise, &agent);
    }
}

static void
long_names_are_cut(void **state)
{
    char text[300];
    memset(text, 'x', sizeof text);
    memcpy(text + 200, "bot/1.0", 8);
    struct user_agent agent = read_text(*state, text);
    assert_int_equal(agent.class, USER_AGENT_BOT);
    assert_true(strlen(agent.browser) < sizeof agent.browser);
}

/* Each of these makes some of the rules try over and over again. */
static void
no_text_makes_a_match_spin(void **state)
{
    static const char *const parts[] = {"a", "Mozilla", ".Mobile Mozilla", "Android ", "; ", "A-", "iPhone",
        "HbbTV/1.1.1 (;", "moto ", "InettvBrowser/1.", "CFNetwork/1 Darwin/", "spide", "favico"};
    clock_t start = clock();
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char text[USER_AGENT_MAX];
        size_t size = strlen(parts[i]);
        for (size_t at = 0; at < sizeof text; at++)
            text[at] = parts[i][at % size];
        struct user_agent agent;
        user_agent_parse(*state, text, sizeof text, &agent);
    }
    assert_true(clock() - start < 5 * CLOCKS_PER_SEC); /* some 50 ms, but not under valgrind */
}

/* Answers must be the same whatever the cache holds, forgets or never held. */
static void
a_cache_changes_no_answer(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 4, 7, 9, 64};
    const size_t count = sizeof people / sizeof *people;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct user_agent_parser *agents = NULL;
        assert_int_equal(user_agent_parser_create(&agents, REGEXES, CLASSES, sizes[s]), FAULT_NONE);
        for (size_t i = 0; i < 3 * count; i++) {
            const char *text = people[i * i % count].text;
            struct user_agent cached = read_text(agents, text);
            struct user_agent again = read_text(agents, text);
            struct user_agent fresh = read_text(*state, text);
            assert_memory_equal(&cached, &fresh, sizeof fresh);
            assert_memory_equal(&again, &fresh, sizeof fresh);
        }
        user_agent_parser_free(agents);
    }
}

/* Only the bytes within the length are the text, also where the cache is asked. */
static void
a_cached_text_is_compared_whole(void **state)
{
    (void)state;
    struct user_agent_parser *agents = NULL;
    assert_int_equal(user_agent_parser_create(&agents, REGEXES, CLASSES, 1), FAULT_NONE);
    struct user_agent agent;
    user_agent_parse(agents, "curl/8.5.0\0x", 12, &agent);
    assert_string_equal(agent.browser, "curl");
    user_agent_parse(agents, "curl", 3, &agent);
    assert_string_equal(agent.browser, "Other");
    user_agent_parse(agents, "", 0, &agent);
    assert_string_equal(agent.browser, "Other");
    user_agent_parse(agents, "Wget/1.21.4", 11, &agent);
    assert_string_equal(agent.browser, "Wget");
    user_agent_parser_free(agents);
}

static void
classes_have_names(void **state)
{
    (void)state;
    assert_string_equal(user_agent_class_name(USER_AGENT_PERSON), "person");
    assert_string_equal(user_agent_class_name(USER_AGENT_BOT), "bot");
    assert_string_equal(user_agent_class_name(USER_AGENT_PREVIEW), "preview");
}

static void
a_missing_file_is_a_fault(void **state)
{
    struct user_agent_parser *agents = *state;
    assert_int_equal(
        user_agent_parser_create(&agents, "/nonexistent/regexes.yaml", CLASSES, 16), FAULT_SYSTEM);
    assert_null(agents);
    assert_int_equal(user_agent_parser_create(&agents, "/", CLASSES, 16), FAULT_SYSTEM);
    assert_null(agents);
    assert_int_equal(
        user_agent_parser_create(&agents, REGEXES, "/nonexistent/user-agents.yaml", 16), FAULT_SYSTEM);
    assert_null(agents);
    user_agent_parser_free(NULL);
}

/* A file with this text for a name under /tmp, to be unlinked. */
static void
write_file(char path[static sizeof "/tmp/agent_test.XXXXXX"], const char *text)
{
    strcpy(path, "/tmp/agent_test.XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    size_t size = strlen(text);
    assert_int_equal(write(file, text, size), (ssize_t)size);
    close(file);
}

static enum fault
open_with(const char *rules, struct user_agent_parser **agents)
{
    char path[sizeof "/tmp/agent_test.XXXXXX"];
    write_file(path, rules);
    enum fault fault = user_agent_parser_create(agents, path, CLASSES, 4);
    unlink(path);
    return fault;
}

static enum fault
open_with_classes(const char *rules, struct user_agent_parser **agents)
{
    char path[sizeof "/tmp/agent_test.XXXXXX"];
    write_file(path, rules);
    enum fault fault = user_agent_parser_create(agents, REGEXES, path, 4);
    unlink(path);
    return fault;
}

static void
a_wrong_file_is_a_fault(void **state)
{
    static const char *const wrong[] = {
        "",
        "just a text",
        "user_agent_parsers: [",
        "user_agent_parsers: []\nos_parsers: []\ndevice_parsers: []\n",
        "user_agent_parsers: [{regex: 'a'}]\nos_parsers: [{regex: 'a'}]\n",
        "user_agent_parsers: {regex: 'a'}\nos_parsers: [{regex: 'a'}]\ndevice_parsers: [{regex: 'a'}]\n",
    };
    struct user_agent_parser *agents = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(open_with(wrong[i], &agents), FAULT_INPUT);
        assert_null(agents);
    }
}

static void
a_bad_rule_is_left_out(void **state)
{
    struct user_agent_parser *agents = *state;
    assert_int_equal(open_with("user_agent_parsers:\n"
                               "  - regex: '(unclosed'\n"
                               "  - regex: [no, text]\n"
                               "  - regex: '(Sea) (Horse)?(Monkey)/\\d'\n"
                               "    family_replacement: '  $1$2$3 browser $9'\n"
                               "  - regex: '((((((((((((deep))))))))))))'\n"
                               "os_parsers:\n"
                               "  - regex: 'Atlantis'\n"
                               "    os_replacement: 'Atlantis OS'\n"
                               "device_parsers:\n"
                               "  - {regex: 'DIVER', regex_flag: 'i', device_replacement: 'Spider'}\n",
                         &agents),
        FAULT_NONE);
    struct user_agent agent = read_text(agents, "Sea Monkey/1 (Atlantis)");
    assert_string_equal(agent.browser, "SeaMonkey browser");
    assert_string_equal(agent.system, "Atlantis OS");
    assert_int_equal(agent.class, USER_AGENT_PERSON);
    agent = read_text(agents, "deep diver");
    assert_string_equal(agent.browser, "deep");
    assert_int_equal(agent.class, USER_AGENT_BOT);
    user_agent_parser_free(agents);
}

#define OWN_RULES(previews, bots, devices)                                                    \
    "preview_parsers: " previews "\nbot_parsers: " bots "\ntool_parsers: [{regex: hammer}]\n" \
    "browser_parsers: [{regex: ^Mozilla/}]\ndisguise_parsers: [{regex: ^Firefox$}]\n"         \
    "person_parsers: [{regex: ^Silk$}]\ndevice_parsers: " devices "\n"

static void
curts_own_rules_are_those_of_the_file(void **state)
{
    static const char text[] = MOZILLA "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    static const char rules[] = OWN_RULES("[{regex: Card(\\w+), family_replacement: Card of $1}]",
        "[{regex: zeta}, {regex: ALPHA, regex_flag: i}]", "[{regex: Linux, device_replacement: tv}]");
    char longer[200];
    struct user_agent_parser *agents = *state;
    assert_int_equal(open_with_classes(rules, &agents), FAULT_NONE);
    struct user_agent agent = read_text(agents, text);
    assert_int_equal(agent.class, USER_AGENT_PERSON);
    assert_string_equal(agent.device, "tv");
    agent = read_text(agents, "CardSpade/1.0");
    assert_int_equal(agent.class, USER_AGENT_PREVIEW);
    assert_string_equal(agent.browser, "Card of Spade");
    snprintf(longer, sizeof longer, "%s alpha1 zeta2", text); /* the name is the first in the text */
    agent = read_text(agents, longer);
    assert_int_equal(agent.class, USER_AGENT_BOT);
    assert_string_equal(agent.browser, "alpha1");
    snprintf(longer, sizeof longer, "%s hammer", text); /* a tool inside a browser's text */
    assert_int_equal(read_text(agents, longer).class, USER_AGENT_PERSON);
    assert_int_equal(read_text(agents, "hammer (Linux)").class, USER_AGENT_BOT);
    user_agent_parser_free(agents);
}

/* Lists that a copy from before may lack. */
static void
newer_lists_of_curts_own_count_where_they_are(void **state)
{
    static const char rules[] = OWN_RULES("[{regex: card, family_replacement: Card}]", "[{regex: zeta}]",
        "[{regex: phone, device_replacement: phone}]") "stranger_parsers: [{regex: "
                                                       "visitor}]\nprogram_parsers: [{regex: daemon}]\n"
                                                       "model_parsers: [{regex: 'Model[^)]*'}]\n"
                                                       "app_parsers: [{regex: In(ner), family_replacement: "
                                                       "Out$1}]\n";
    static const struct {
        const char *text, *class, *browser;
    } table[] = {
        {MOZILLA "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 visitor", "bot", "visitor"},
        {MOZILLA "(X11; Linux; phone; rv:128.0) Gecko/20100101 Firefox/128.0 visitor", "person", "Firefox"},
        {"Sometimes/1.0 (Linux) daemon", "bot", "Other"},
        {"Sometimes/1.0 (Linux)", "person", "Other"},
        {MOZILLA "(X11; Linux; Model zeta) Gecko/20100101 Firefox/128.0", "person", "Firefox"},
        {MOZILLA "(X11; Linux; Model zeta) Gecko/20100101 Firefox/128.0 zeta", "bot", "zeta"},
        {MOZILLA "(X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 Inner", "person", "Outner"},
    };
    struct user_agent_parser *agents = *state;
    assert_int_equal(open_with_classes(rules, &agents), FAULT_NONE);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct user_agent agent = read_text(agents, table[i].text);
        assert_string_equal(user_agent_class_name(agent.class), table[i].class);
        assert_string_equal(agent.browser, table[i].browser);
    }
    user_agent_parser_free(agents);
}

/* Unlike uap-core's, which may be newer than this program: a rule of curt's own that is wrong is a mistake.
 */
static void
a_wrong_file_of_curts_own_is_a_fault(void **state)
{
    static const char *const wrong[] = {
        "",
        "preview_parsers: [",
        OWN_RULES("[]", "[{regex: b}]", "[{regex: c, device_replacement: tv}]"),
        OWN_RULES("[{regex: a}]", "[{regex: b}]", "[{regex: c, device_replacement: tv}]"),
        OWN_RULES(
            "[{regex: a, family_replacement: A}]", "[{regex: b(}]", "[{regex: c, device_replacement: tv}]"),
        OWN_RULES(
            "[{regex: a, family_replacement: A}]", "[{regex: [b]}]", "[{regex: c, device_replacement: tv}]"),
        OWN_RULES("[{regex: a, family_replacement: A}]", "[{regex: b}]", "[{regex: c}]"),
        OWN_RULES(
            "[{regex: a, family_replacement: A}]", "[{regex: b}]", "{regex: c, device_replacement: tv}"),
    };
    struct user_agent_parser *agents = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(open_with_classes(wrong[i], &agents), FAULT_INPUT);
        assert_null(agents);
    }
    assert_int_equal(user_agent_parser_create(&agents, REGEXES, REGEXES, 4), FAULT_INPUT);
}

/* One of uap-core's own tests: what it says of a text, and whether that holds here. */
typedef bool (*uap_check)(const struct user_agent *agent, const char *family);

static const char *
uap_member(yaml_document_t *document, yaml_node_t *map, const char *key)
{
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
        yaml_node_t *name = yaml_document_get_node(document, pair->key);
        if (strcmp((const char *)name->data.scalar.value, key) == 0)
            return (const char *)yaml_document_get_node(document, pair->value)->data.scalar.value;
    }
    return "";
}

static size_t
uap_failures(struct user_agent_parser *agents, yaml_document_t *document, uap_check check)
{
    yaml_node_t *root = yaml_document_get_root_node(document);
    yaml_node_t *cases = yaml_document_get_node(document, root->data.mapping.pairs.start->value);
    assert_int_equal(cases->type, YAML_SEQUENCE_NODE);
    assert_true(cases->data.sequence.items.top - cases->data.sequence.items.start > 100);
    size_t failures = 0;
    for (yaml_node_item_t *item = cases->data.sequence.items.start; item < cases->data.sequence.items.top;
         item++) {
        yaml_node_t *map = yaml_document_get_node(document, *item);
        const char *text = uap_member(document, map, "user_agent_string");
        const char *family = uap_member(document, map, "family");
        struct user_agent agent = read_text(agents, text);
        if (!check(&agent, family) && failures++ < SHOWN_MAX)
            print_message("# %s\n#   is %s; here %s, %s, %s\n", text, family,
                user_agent_class_name(agent.class), agent.browser, agent.system);
    }
    return failures;
}

static void
run_uap_tests(struct user_agent_parser *agents, const char *path, uap_check check)
{
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        print_message("# %s is not installed\n", path);
        skip();
    }
    yaml_parser_t parser;
    yaml_document_t document;
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_file(&parser, stream);
    assert_true(yaml_parser_load(&parser, &document));
    size_t failures = uap_failures(agents, &document, check);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    fclose(stream);
    assert_int_equal(failures, 0);
}

/* A preview has the name of user-agents.yaml, which a uap-core to come may not share. */
static bool
browser_is(const struct user_agent *agent, const char *family)
{
    return strcmp(agent->browser, family) == 0 || agent->class == USER_AGENT_PREVIEW;
}

static bool
system_is(const struct user_agent *agent, const char *family)
{
    return strcmp(agent->system, family) == 0;
}

static bool
spider_is_no_person(const struct user_agent *agent, const char *family)
{
    return strcmp(family, "Spider") != 0 || agent->class != USER_AGENT_PERSON;
}

static void
browsers_are_those_of_uap(void **state)
{
    run_uap_tests(*state, UAP_TESTS "test_ua.yaml", browser_is);
}

static void
systems_are_those_of_uap(void **state)
{
    run_uap_tests(*state, UAP_TESTS "test_os.yaml", system_is);
}

static void
spiders_are_those_of_uap(void **state)
{
    run_uap_tests(*state, UAP_TESTS "test_device.yaml", spider_is_no_person);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_people),
        cmocka_unit_test(bots_are_bots),
        cmocka_unit_test(previews_are_previews),
        cmocka_unit_test(a_missing_text_is_a_bot),
        cmocka_unit_test(a_text_needs_no_nul),
        cmocka_unit_test(what_is_far_behind_changes_nothing),
        cmocka_unit_test(any_bytes_give_printable_names),
        cmocka_unit_test(long_names_are_cut),
        cmocka_unit_test(no_text_makes_a_match_spin),
        cmocka_unit_test(a_cache_changes_no_answer),
        cmocka_unit_test(a_cached_text_is_compared_whole),
        cmocka_unit_test(classes_have_names),
        cmocka_unit_test(a_missing_file_is_a_fault),
        cmocka_unit_test(a_wrong_file_is_a_fault),
        cmocka_unit_test(a_bad_rule_is_left_out),
        cmocka_unit_test(curts_own_rules_are_those_of_the_file),
        cmocka_unit_test(newer_lists_of_curts_own_count_where_they_are),
        cmocka_unit_test(a_wrong_file_of_curts_own_is_a_fault),
        cmocka_unit_test(browsers_are_those_of_uap),
        cmocka_unit_test(systems_are_those_of_uap),
        cmocka_unit_test(spiders_are_those_of_uap),
    };
    return cmocka_run_group_tests(tests, open_agents, close_agents);
}
