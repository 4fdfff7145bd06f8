/*
 * link_visitor.c: device, browser, country and share of who opens a link.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_visitor.h"

#include <string.h>

#include "base/hash_index.h"

enum { LINK_VISITOR_LANGUAGE_WEIGHT = 900 /* thousandths: what is accepted with less is no wish */ };

const char *
link_device_name(unsigned nth)
{
    static const char *const names[LINK_DEVICES] = {
        "android", "ios", "mobile", "desktop", "linux", "windows", "macos", "chromeos"};
    return names[nth];
}

/* The families of systems are uap-core's. */
static uint8_t
link_system_devices(const char *system)
{
    static const struct {
        const char *system;
        uint8_t devices;
    } known[] = {
        {"Android", LINK_DEVICE_ANDROID},
        {"iOS", LINK_DEVICE_IOS},
        {"Windows", LINK_DEVICE_WINDOWS},
        {"Mac OS X", LINK_DEVICE_MACOS},
        {"Linux", LINK_DEVICE_LINUX},
        {"Mac OS", LINK_DEVICE_MACOS},
        {"Chrome OS", LINK_DEVICE_CHROMEOS},
        {"Ubuntu", LINK_DEVICE_LINUX},
        {"Fedora", LINK_DEVICE_LINUX},
        {"Debian", LINK_DEVICE_LINUX},
        {"Red Hat", LINK_DEVICE_LINUX},
        {"CentOS", LINK_DEVICE_LINUX},
        {"SUSE", LINK_DEVICE_LINUX},
        {"Gentoo", LINK_DEVICE_LINUX},
        {"Arch Linux", LINK_DEVICE_LINUX},
        {"Linux Mint", LINK_DEVICE_LINUX},
        {"Mint", LINK_DEVICE_LINUX},
        {"Mageia", LINK_DEVICE_LINUX},
        {"Mandriva", LINK_DEVICE_LINUX},
        {"Slackware", LINK_DEVICE_LINUX},
        {"PCLinuxOS", LINK_DEVICE_LINUX},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (system[0] == known[i].system[0] && strcmp(system, known[i].system) == 0)
            return known[i].devices;
    return 0;
}

/* Of a bot or a preview, no kind of device is known: they get what their system's people mostly have. */
static uint8_t
link_kind_devices(const struct user_agent *agent, uint8_t system)
{
    const uint8_t handhelds = LINK_DEVICE_ANDROID | LINK_DEVICE_IOS;
    const char *device = agent->device;
    if (device[0] == 'd' && strcmp(device, "desktop") == 0)
        return LINK_DEVICE_DESKTOP;
    if ((device[0] == 'p' && strcmp(device, "phone") == 0) ||
        (device[0] == 't' && strcmp(device, "tablet") == 0))
        return LINK_DEVICE_MOBILE;
    if (agent->class == USER_AGENT_PERSON || system == 0)
        return 0;
    return (system & handhelds) != 0 ? LINK_DEVICE_MOBILE : LINK_DEVICE_DESKTOP;
}

static void
link_visitor_parse_agent(struct link_visitor *visitor)
{
    if (visitor->agent_known)
        return;
    visitor->agent_known = true;
    visitor->found.browser[0] = '\0';
    visitor->devices = 0;
    if (visitor->agents == NULL)
        return;
    user_agent_parse(visitor->agents, visitor->agent, strlen(visitor->agent), &visitor->found);
    const uint8_t system = link_system_devices(visitor->found.system);
    visitor->devices = (uint8_t)(system | link_kind_devices(&visitor->found, system));
}

uint8_t
link_visitor_devices(struct link_visitor *visitor)
{
    link_visitor_parse_agent(visitor);
    return visitor->devices;
}

const char *
link_visitor_browser(struct link_visitor *visitor)
{
    link_visitor_parse_agent(visitor);
    return visitor->found.browser;
}

const struct accept_languages *
link_visitor_languages(struct link_visitor *visitor)
{
    if (!visitor->languages_known)
        accept_language_read(visitor->language, LINK_VISITOR_LANGUAGE_WEIGHT, &visitor->languages);
    visitor->languages_known = true;
    return &visitor->languages;
}

const char *
link_visitor_country(struct link_visitor *visitor)
{
    if (!visitor->country_known && (visitor->countries == NULL || !country_database_find(visitor->countries,
                                                                      visitor->address, visitor->country)))
        visitor->country[0] = '\0';
    visitor->country_known = true;
    return visitor->country;
}

/* Not the visitor's hash of the statistics (visitor_salt.h): that is another one every day. */
unsigned
link_visitor_share(struct link_visitor *visitor)
{
    if (visitor->share_known)
        return visitor->share;
    uint64_t hash = hash_bytes(HASH_INIT, &visitor->link, sizeof visitor->link);
    hash = hash_bytes(hash, visitor->address->bytes, visitor->address->length);
    hash = hash_bytes(hash, visitor->agent, strlen(visitor->agent));
    hash = (hash ^ hash >> 32) * UINT64_C(0xff51afd7ed558ccd); /* to spread what the last bytes changed */
    hash = (hash ^ hash >> 29) * UINT64_C(0xc4ceb9fe1a85ec53);
    visitor->share = (unsigned)((hash >> 32) * 100 >> 32);
    visitor->share_known = true;
    return visitor->share;
}
