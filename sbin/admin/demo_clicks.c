/*
 * demo_clicks.c: sample links, and clicks of them as a small shop would have them.
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "demo.h"
#include "event/click.h"
#include "link/link_create.h"

enum { DEMO_LINKS = 24, DEMO_CLICKS_A_DAY = 220, DEMO_CLICKS_A_STEP = 200 };

#define HOUR (3600 * TIMESTAMP_SECOND)
#define DAY  (24 * HOUR)

static const struct {
    const char *code, *title, *path, *campaign, *tags[2];
} demo_links[DEMO_LINKS] = {
    {"spring", "Spring sale", "sale/spring", "spring", {"sale", "home"}},
    {"shoes", "Running shoes", "shoes/running", "spring", {"shoes"}},
    {"track", "Track your parcel", "parcels", "", {"service"}},
    {"returns", "Returns in three steps", "service/returns", "", {"service"}},
    {"news", "Newsletter, September", "news/september", "newsletter", {"news"}},
    {"news-10", "Newsletter, October", "news/october", "newsletter", {"news"}},
    {"jobs", "Jobs in the workshop", "jobs", "", {"company"}},
    {"map", "How to find us", "shop/map", "", {"shop"}},
    {"hours", "Opening hours", "shop/hours", "", {"shop"}},
    {"boots", "Boots for the winter", "boots", "winter", {"shoes"}},
    {"gloves", "Gloves", "gloves", "winter", {"sale"}},
    {"gift", "Gift vouchers", "vouchers", "winter", {"sale", "gift"}},
    {"app", "Our app", "app", "", {"service"}},
    {"menu", "Menu of the cafe", "cafe/menu.pdf", "", {"shop"}},
    {"wifi", "Guest Wi-Fi", "shop/wifi", "", {"shop"}},
    {"survey", "How was it?", "survey?from=sms", "", {"service"}},
    {"fit", "Find your size", "shoes/size", "spring", {"shoes"}},
    {"care", "How to care for leather", "care", "", {"shoes"}},
    {"press", "Press kit", "press/kit.zip", "", {"company"}},
    {"poster", "Poster at the station", "sale/spring?poster", "spring", {"print"}},
    {"bag", "Sticker on the bag", "loyalty?bag", "", {"print"}},
    {"card", "Loyalty card", "loyalty", "", {"service"}},
    {"video", "How a shoe is made", "workshop/video", "", {"company"}},
    {"terms", "Terms", "terms", "", {""}},
};

/* What browsers of these kinds send (the values of Chrome 130, Safari 17 and Firefox 132), and how often of
 * 100. */
static const struct {
    const char *agent;
    unsigned share;
} demo_agents[] = {
    {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
     "Version/17.6 Mobile/15E148 Safari/604.1",
        34},
    {"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile "
     "Safari/537.36",
        32},
    {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
     "Safari/537.36",
        14},
    {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
     "Safari/605.1.15",
        6},
    {"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", 4},
    {"WhatsApp/2.24.20.78 A", 4},
    {"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", 2},
    {"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", 4},
};

static const struct {
    const char *referrer;
    unsigned share;
} demo_referrers[] = {{"", 55}, {"https://www.instagram.com/", 14}, {"https://www.facebook.com/", 9},
    {"https://www.google.com/", 9}, {"android-app://com.whatsapp/", 8},
    {"https://news.example.org/shops", 5}};

static const char *const demo_languages[] = {"en-GB,en;q=0.9", "en-GB,en;q=0.9", "en-US,en;q=0.9",
    "de-DE,de;q=0.9", "fr-FR,fr;q=0.9", "es-ES,es;q=0.9", "nl-NL,nl;q=0.9", "pl-PL,pl;q=0.9"};

/* Of 100 clicks, how many are in each hour of the day (UTC). */
static const uint8_t demo_hours[24] = {
    1, 1, 0, 0, 0, 1, 3, 5, 6, 5, 5, 6, 7, 6, 5, 5, 5, 6, 8, 9, 7, 5, 3, 1};

static unsigned
demo_hour(struct demo *demo)
{
    unsigned draw = demo_below(demo, 100), hour = 0;
    while (hour < 23 && draw >= demo_hours[hour])
        draw -= demo_hours[hour++];
    return hour;
}

/* Addresses for documentation (RFC 5737), 24 networks of 32 each; many in the first. */
static void
demo_address(struct demo *demo, struct ip_address *out)
{
    static const uint8_t blocks[3][3] = {{192, 0, 2}, {198, 51, 100}, {203, 0, 113}};
    const unsigned network = demo_below(demo, 24) * demo_below(demo, 24) / 24;
    *out = (struct ip_address){.length = 4};
    memcpy(out->bytes, blocks[network / 8], 3);
    out->bytes[3] = (uint8_t)(network % 8 * 32 + demo_below(demo, 32));
}

static struct click_text
demo_text(const char *text)
{
    return (struct click_text){text, strlen(text)};
}

enum fault
demo_click(struct txn *txn, struct demo *demo, const struct link *link, int64_t at)
{
    uint8_t labels[LABELS_BYTES_MAX], body[CLICK_BYTES_MAX];
    size_t length, agent = 0, referrer = 0;
    unsigned draw = demo_below(demo, 100);
    while (draw >= demo_agents[agent].share)
        draw -= demo_agents[agent++].share;
    draw = demo_below(demo, 100);
    while (draw >= demo_referrers[referrer].share)
        draw -= demo_referrers[referrer++].share;
    const unsigned languages = sizeof demo_languages / sizeof *demo_languages;
    struct click click = {.link = link->id,
        .owner = link->owner,
        .visitor = ((uint64_t)demo_below(demo, 1 << 20) << 20) + (uint64_t)at / DAY,
        .message = uuid_is_nil(link->message) ? NULL : link->message,
        .code = demo_text(link->code),
        .labels = {(const char *)labels, labels_encode(&link->labels, labels)},
        .referrer = demo_text(demo_referrers[referrer].referrer),
        .agent = demo_text(demo_agents[agent].agent),
        .language = demo_text(demo_languages[demo_below(demo, languages)]),
        .query = demo_text("")};
    demo_address(demo, &click.address);
    const enum fault fault = click_encode(&click, body, sizeof body, &length);
    return fault != FAULT_NONE ? fault : event_log_append(txn, EVENT_CLICK, at, body, length);
}

struct demo_day {
    struct demo *demo;
    struct link *links;
    int64_t begin;
    unsigned count; /* clicks of this step */
    uint64_t seed;  /* as it was before: the step may run again */
};

static enum fault
demo_create_links(struct txn *txn, void *arg)
{
    struct demo_day *d = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < DEMO_LINKS && fault == FAULT_NONE; i++) {
        struct link *link = &d->links[i];
        *link = (struct link){.owner = d->demo->owner, .status = 301};
        strcpy(link->code, demo_links[i].code);
        strcpy(link->title, demo_links[i].title);
        strcpy(link->labels.campaign, demo_links[i].campaign);
        for (size_t tag = 0; tag < 2 && demo_links[i].tags[tag] != NULL && demo_links[i].tags[tag][0] != '\0';
             tag++)
            strcpy(link->labels.tags[link->labels.tag_count++], demo_links[i].tags[tag]);
        snprintf(link->url, sizeof link->url, "https://shop.example.com/%s", demo_links[i].path);
        fault = link_create(txn, link, 0, d->begin + (int64_t)i * HOUR);
    }
    return fault;
}

static enum fault
demo_click_some(struct txn *txn, void *arg)
{
    struct demo_day *d = arg;
    enum fault fault = FAULT_NONE;
    d->demo->seed = d->seed;
    for (unsigned i = 0; i < d->count && fault == FAULT_NONE; i++) {
        const unsigned link = demo_below(d->demo, DEMO_LINKS) * demo_below(d->demo, DEMO_LINKS) / DEMO_LINKS;
        const int64_t at = d->begin + (int64_t)demo_hour(d->demo) * HOUR +
                           (int64_t)demo_below(d->demo, 3600) * TIMESTAMP_SECOND;
        if (at < d->demo->now && at > d->links[link].created)
            fault = demo_click(txn, d->demo, &d->links[link], at);
    }
    return fault;
}

enum fault
demo_add_links(struct demo *demo)
{
    struct link links[DEMO_LINKS];
    const int64_t today = demo->now / DAY * DAY;
    struct demo_day d = {.demo = demo, .links = links, .begin = today - DEMO_DAYS * DAY};
    enum fault fault = env_txn(demo->env, ENV_WRITE, demo_create_links, &d);
    demo->links += DEMO_LINKS;
    for (int day = 0; day <= DEMO_DAYS && fault == FAULT_NONE; day++) {
        d.begin = today - (DEMO_DAYS - day) * DAY;
        const bool weekend = (d.begin / DAY + 4) % 7 == 0 || (d.begin / DAY + 4) % 7 == 6;
        unsigned left = (weekend ? DEMO_CLICKS_A_DAY * 2u / 3 : DEMO_CLICKS_A_DAY) + (unsigned)day * 3 +
                        demo_below(demo, 80);
        for (; left > 0 && fault == FAULT_NONE; left -= d.count) {
            d.count = left < DEMO_CLICKS_A_STEP ? left : DEMO_CLICKS_A_STEP;
            d.seed = demo->seed;
            fault = env_txn(demo->env, ENV_WRITE, demo_click_some, &d);
            demo->clicks += d.count;
        }
    }
    return fault;
}
