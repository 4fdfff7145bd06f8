/*
 * demo_clicks.c: sample links, and clicks of them as a small shop would have them.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/timestamp.h"
#include "demo_data.h"
#include "event/click.h"
#include "link/link_create.h"

enum { DEMO_STEP = 200 /* links, or clicks, a transaction */ };

#define HOUR (3600 * TIMESTAMP_SECOND)

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
    {"terms", "Terms", "terms", "", {NULL}},
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
        .visitor = ((uint64_t)at / TIMESTAMP_DAY << 32) +
                   demo_below(demo, 300 + (unsigned)(demo->clicks / 50)),
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

/* A day's clicks, in the order of their times. */
struct demo_day {
    struct demo *demo;
    struct link *links;
    int64_t begin;
    int64_t *times;
    size_t from, count; /* of the step */
    uint64_t seed;      /* as it was before: the step may run again */
};

static void
demo_describe_link(struct link *link, size_t i)
{
    if (i >= DEMO_LINKS) {
        snprintf(link->code, sizeof link->code, "page-%zu", i);
        snprintf(link->url, sizeof link->url, "https://shop.example.com/pages/%zu", i);
        return;
    }
    strcpy(link->code, demo_links[i].code);
    strcpy(link->title, demo_links[i].title);
    strcpy(link->labels.campaign, demo_links[i].campaign);
    for (size_t tag = 0; tag < 2 && demo_links[i].tags[tag] != NULL; tag++)
        strcpy(link->labels.tags[link->labels.tag_count++], demo_links[i].tags[tag]);
    snprintf(link->url, sizeof link->url, "https://shop.example.com/%s", demo_links[i].path);
}

static enum fault
demo_create_links(struct txn *txn, void *arg)
{
    struct demo_day *d = arg;
    enum fault fault = FAULT_NONE;
    for (size_t i = d->from; i < d->from + d->count && fault == FAULT_NONE; i++) {
        struct link *link = &d->links[i];
        *link = (struct link){.owner = d->demo->owner, .status = 301};
        demo_describe_link(link, i);
        fault = link_create(txn, link, 0, d->begin + (int64_t)i * (int64_t)(TIMESTAMP_DAY / d->demo->links));
    }
    return fault;
}

static enum fault
demo_click_some(struct txn *txn, void *arg)
{
    struct demo_day *d = arg;
    const unsigned links = (unsigned)d->demo->links;
    enum fault fault = FAULT_NONE;
    d->demo->seed = d->seed;
    for (size_t i = d->from; i < d->from + d->count && fault == FAULT_NONE; i++) {
        /* A few links have most of the clicks. */
        const uint64_t link = (uint64_t)demo_below(d->demo, links) * demo_below(d->demo, links) / links;
        if (d->times[i] < d->demo->now && d->times[i] > d->links[link].created)
            fault = demo_click(txn, d->demo, &d->links[link], d->times[i]);
    }
    return fault;
}

static enum fault
demo_in_steps(struct demo_day *d, size_t count, enum fault (*body)(struct txn *, void *))
{
    enum fault fault = FAULT_NONE;
    for (d->from = 0; d->from < count && fault == FAULT_NONE; d->from += d->count) {
        d->count = count - d->from < DEMO_STEP ? count - d->from : DEMO_STEP;
        d->seed = d->demo->seed;
        fault = env_txn(d->demo->env, ENV_WRITE, body, d);
    }
    return fault;
}

static int
demo_compare_times(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* More on working days, and more each day. */
static size_t
demo_draw_times(struct demo_day *d, int day)
{
    const bool weekend = (d->begin / TIMESTAMP_DAY + 4) % 7 == 0 || (d->begin / TIMESTAMP_DAY + 4) % 7 == 6;
    const uint64_t usual = d->demo->clicks / (DEMO_DAYS + 1);
    const size_t count = usual * (weekend ? 70 : 90) / 100 + usual * (uint64_t)day * 30 / DEMO_DAYS / 100 +
                         demo_below(d->demo, (unsigned)usual / 5 + 1);
    d->times = xreallocarray(d->times, count + 1, sizeof *d->times);
    for (size_t i = 0; i < count; i++)
        d->times[i] = d->begin + (int64_t)demo_hour(d->demo) * HOUR +
                      (int64_t)demo_below(d->demo, 3600) * TIMESTAMP_SECOND;
    qsort(d->times, count, sizeof *d->times, demo_compare_times);
    return count;
}

enum fault
demo_add_links(struct demo *demo)
{
    const int64_t today = demo->now / TIMESTAMP_DAY * TIMESTAMP_DAY;
    struct demo_day d = {.demo = demo,
        .links = xcalloc(demo->links, sizeof *d.links),
        .begin = today - DEMO_DAYS * TIMESTAMP_DAY};
    enum fault fault = demo_in_steps(&d, demo->links, demo_create_links);
    for (int day = 0; day <= DEMO_DAYS && fault == FAULT_NONE; day++) {
        d.begin = today - (DEMO_DAYS - day) * TIMESTAMP_DAY;
        fault = demo_in_steps(&d, demo_draw_times(&d, day), demo_click_some);
    }
    free(d.times);
    free(d.links);
    return fault;
}
