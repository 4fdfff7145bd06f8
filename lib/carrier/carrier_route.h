/*
 * carrier_route.h: which carrier a message goes to: [messages] routes, and [messages] carrier for what none
 * of them is for; and the one that takes over, [messages] fallback.
 *
 * A route is `CHANNEL PREFIX: CARRIER`, of which the channel or the prefix may be left out; routes are
 * separated by commas: "whatsapp: vonage, sms +1: twilio, +44: twilio". The prefix is of the recipient's
 * number, with or without its +; an id, as Messenger has, has none. Of those that are for a message, the one
 * with the longest prefix counts, and of these one that names the channel.
 */
#ifndef CURT_CARRIER_CARRIER_ROUTE_H
#define CURT_CARRIER_CARRIER_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/fault.h"
#include "message/message_channel.h"
#include "message/phone_number.h"

#define CARRIER_ROUTES_MAX     64
#define CARRIER_ROUTE_WHY_SIZE 160

struct carrier_route {
    enum message_channel channel;   /* MESSAGE_CHANNELS: any */
    char prefix[PHONE_NUMBER_SIZE]; /* digits; "": any number */
    enum config_carrier carrier;
};

struct carrier_routes {
    struct carrier_route routes[CARRIER_ROUTES_MAX];
    size_t count;
    enum config_carrier otherwise;
    enum config_carrier fallback; /* CONFIG_CARRIERS: none */
};

/* FAULT_INPUT: why says which route is wrong, and what was expected. */
enum fault carrier_routes_read(
    const struct config *, struct carrier_routes *out, char why[static CARRIER_ROUTE_WHY_SIZE]);

/* Can a message come to this carrier? */
bool carrier_routes_have(const struct carrier_routes *, enum config_carrier);

/* Where a message to that recipient goes. */
enum config_carrier carrier_routes_find(const struct carrier_routes *, enum message_channel, const char *to);

/* Who takes over when this one refuses the account: the fallback, and for the fallback itself [messages]
 * carrier. CONFIG_CARRIERS: nobody. */
enum config_carrier carrier_routes_fallback(const struct carrier_routes *, enum config_carrier);

#endif
