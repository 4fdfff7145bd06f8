/*
 * carrier_route.c: reads routes, and finds the one that is for a message.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier/carrier_route.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { CARRIER_ROUTE_TEXT = 64 };

/* "sms", "+44", "sms +44": *why says what is wrong. */
static bool
carrier_route_read_whose(char *text, struct carrier_route *out, const char **why)
{
    char *rest, *words[2];
    words[0] = strtok_r(text, " \t", &rest);
    words[1] = words[0] != NULL ? strtok_r(NULL, " \t", &rest) : NULL;
    char *prefix = words[1] != NULL ? words[1] : words[0];
    out->channel = words[0] != NULL ? message_channel_parse(words[0]) : MESSAGE_CHANNELS;
    out->prefix[0] = '\0';
    *why = "expected a channel, a prefix such as +44, or both, before the colon";
    if (words[0] == NULL ||
        (words[1] != NULL && (strtok_r(NULL, " \t", &rest) != NULL || out->channel == MESSAGE_CHANNELS)))
        return false;
    if (words[1] == NULL && out->channel != MESSAGE_CHANNELS)
        return true;
    prefix += *prefix == '+';
    if (*prefix == '\0' || strspn(prefix, "0123456789") != strlen(prefix) || *prefix == '0' ||
        strlen(prefix) > PHONE_NUMBER_MAX)
        return false;
    strcpy(out->prefix, prefix);
    return true;
}

/* "sms +44: twilio" */
static bool
carrier_route_read(char *text, struct carrier_route *out, const char **why)
{
    char *colon = strchr(text, ':');
    *why = "expected a colon and a carrier";
    if (colon == NULL)
        return false;
    *colon = '\0';
    out->carrier = config_carrier_parse(utf8_trim_only(colon + 1, " \t"));
    *why = "there is no such carrier";
    return out->carrier != CONFIG_CARRIERS && carrier_route_read_whose(text, out, why);
}

static bool
carrier_route_is_same(const struct carrier_route *a, const struct carrier_route *b)
{
    return a->channel == b->channel && strcmp(a->prefix, b->prefix) == 0;
}

/* Reads the next one. NULL, or what is wrong with it. */
static const char *
carrier_routes_add(struct carrier_routes *routes, const char *whole, size_t length)
{
    char text[CARRIER_ROUTE_TEXT];
    const char *wrong;
    struct carrier_route *route = &routes->routes[routes->count];
    if (routes->count == CARRIER_ROUTES_MAX)
        return "there are too many";
    if (length >= sizeof text)
        return "it is too long";
    snprintf(text, sizeof text, "%.*s", (int)length, whole);
    if (!carrier_route_read(text, route, &wrong))
        return wrong;
    for (size_t i = 0; i < routes->count; i++)
        if (carrier_route_is_same(route, &routes->routes[i]))
            return "it is there twice";
    routes->count++;
    return NULL;
}

enum fault
carrier_routes_read(
    const struct config *config, struct carrier_routes *out, char why[static CARRIER_ROUTE_WHY_SIZE])
{
    *out = (struct carrier_routes){.otherwise = (enum config_carrier)config->messages_carrier,
        .fallback = config->messages_fallback > 0 ? (enum config_carrier)(config->messages_fallback - 1)
                                                  : CONFIG_CARRIERS};
    for (const char *at = config->messages_routes; *at != '\0';) {
        at += strspn(at, " \t");
        const size_t length = strcspn(at, ",");
        const char *wrong = carrier_routes_add(out, at, length);
        if (wrong != NULL) {
            snprintf(why, CARRIER_ROUTE_WHY_SIZE, "%.*s: %s", length < 64 ? (int)length : 64, at, wrong);
            return FAULT_INPUT;
        }
        at += length + (at[length] == ',');
    }
    return FAULT_NONE;
}

bool
carrier_routes_have(const struct carrier_routes *routes, enum config_carrier carrier)
{
    bool have = carrier == routes->otherwise || carrier == routes->fallback;
    for (size_t i = 0; i < routes->count; i++)
        have = have || routes->routes[i].carrier == carrier;
    return have;
}

/* How well a route is for a message: 0: not at all. An id that looks like a number has no prefix. */
static size_t
carrier_route_fit(const struct carrier_route *route, enum message_channel channel, const char *to)
{
    const size_t length = strlen(route->prefix);
    if ((route->channel != MESSAGE_CHANNELS && route->channel != channel) ||
        (length > 0 && !message_channel_facts(channel)->numbers) || strncmp(route->prefix, to, length) != 0)
        return 0;
    return 1 + 2 * length + (route->channel == channel);
}

enum config_carrier
carrier_routes_find(const struct carrier_routes *routes, enum message_channel channel, const char *to)
{
    enum config_carrier found = routes->otherwise;
    size_t best = 0;
    for (size_t i = 0; i < routes->count; i++) {
        const size_t fit = carrier_route_fit(&routes->routes[i], channel, to);
        if (fit > best) {
            best = fit;
            found = routes->routes[i].carrier;
        }
    }
    return found;
}

enum config_carrier
carrier_routes_fallback(const struct carrier_routes *routes, enum config_carrier carrier)
{
    if (carrier != routes->fallback || routes->fallback == CONFIG_CARRIERS)
        return routes->fallback;
    return routes->otherwise != carrier ? routes->otherwise : CONFIG_CARRIERS;
}
