/*
 * link_visitor.h: who opens a link, as its rules ask: device, browser, country, and what else has to be
 * worked out from what was sent. Each is worked out once, when a rule first asks.
 */
#ifndef CURT_LINK_LINK_VISITOR_H
#define CURT_LINK_LINK_VISITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ip_address.h"
#include "base/zone_clock.h"
#include "net/accept_language.h"
#include "net/country_database.h"
#include "net/user_agent.h"

/* Several hold at once. */
enum link_device {
    LINK_DEVICE_ANDROID = 1,
    LINK_DEVICE_IOS = 2, /* iPads that ask for desktop pages say that they are Macs */
    LINK_DEVICE_MOBILE = 4,
    LINK_DEVICE_DESKTOP = 8,
    LINK_DEVICE_LINUX = 16,
    LINK_DEVICE_WINDOWS = 32,
    LINK_DEVICE_MACOS = 64,
    LINK_DEVICE_CHROMEOS = 128,
};

enum { LINK_DEVICES = 8 };

struct link_visitor {
    int64_t now;
    uint64_t link; /* the id of the link that is opened */
    const struct ip_address *address;
    const char *agent, *language, *query;     /* as they were sent; "": not at all */
    struct user_agent_parser *agents;         /* NULL: nothing is known of devices and browsers */
    const struct country_database *countries; /* NULL: nothing is known of countries */
    struct zone_clock *clock;
    /* Known by now; link_visitor_begin makes it nothing: */
    bool agent_known, languages_known, country_known, share_known;
    struct user_agent found;
    uint8_t devices;
    unsigned share;
    char country[COUNTRY_SIZE]; /* "": unknown */
    struct accept_languages languages;
};

static inline void
link_visitor_begin(struct link_visitor *visitor)
{
    visitor->agent_known = visitor->languages_known = visitor->country_known = visitor->share_known = false;
}

/* "android", "ios", ...: that of bit nth. */
const char *link_device_name(unsigned nth);

/* Those that hold, of enum link_device. */
uint8_t link_visitor_devices(struct link_visitor *);

/* The name of the browser's family, as the statistics have it. */
const char *link_visitor_browser(struct link_visitor *);

/* Those that are wished for: with a weight of 0.9 or more. */
const struct accept_languages *link_visitor_languages(struct link_visitor *);

const char *link_visitor_country(struct link_visitor *);

/* Which of a hundred parts of the link's visitors the visitor is in, from 0: the same as long as address and
 * browser are. */
unsigned link_visitor_share(struct link_visitor *);

#endif
