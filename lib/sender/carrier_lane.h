/*
 * carrier_lane.h: a carrier that the sender has open: how fast it is asked, whether it is left alone at
 * present, and the row that says why (message/carrier_pause.h). Each has its own, so that one that is not
 * well holds up nobody else's messages.
 */
#ifndef CURT_SENDER_CARRIER_LANE_H
#define CURT_SENDER_CARRIER_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rate_limiter.h"
#include "carrier/carrier.h"
#include "carrier/carrier_route.h"
#include "db/env.h"
#include "message/carrier_pause.h"

struct carrier_lane {
    enum config_carrier id;
    struct carrier *carrier;
    struct rate_limiter limiter;
    int64_t pause;     /* it is asked nothing before, by the steady clock */
    unsigned failures; /* in a row, of the carrier as a whole; those that came together are one */
    bool denied;       /* the last of them was about the account */
    struct carrier_pause reason;
    bool told;     /* the store has a reason */
    bool tell;     /* it is to have another, or none any more */
    unsigned room; /* how many may be asked for in this round */
    unsigned used; /* of it */
};

struct carrier_lanes {
    struct carrier_routes routes;
    struct carrier_lane lanes[CONFIG_CARRIERS];
    size_t count;
};

/* Opens all carriers that messages can come to. Failure is fatal. What the store says of pauses goes on; of
 * carriers that are not open any more it is forgotten. */
void carrier_lanes_open(struct carrier_lanes *, const struct config *, struct env *);
void carrier_lanes_close(struct carrier_lanes *);

/* The lane of a carrier that is open. */
struct carrier_lane *carrier_lanes_get(struct carrier_lanes *, enum config_carrier);

/* A round begins: each lane has room for at most `most`. How many may be asked for of all. */
unsigned carrier_lanes_begin(struct carrier_lanes *, int64_t now, int64_t steady, unsigned most);
/* It ends: what was used is taken off the rates. */
void carrier_lanes_end(struct carrier_lanes *);

/* Is it refused the account, and not asked now? Then another may take its messages, since this one took none
 * of them. */
bool carrier_lane_is_denied(const struct carrier_lane *);

/* How many are under way. */
size_t carrier_lanes_count(const struct carrier_lanes *);
/* Works for at most that long, or until something is answered. */
void carrier_lanes_wait(struct carrier_lanes *, int milliseconds);

/* Learns of an answer whether the carrier as a whole is well. */
void carrier_lane_judge(struct carrier_lane *, const struct carrier_result *, int64_t now, int64_t steady);

/* Lets others know why messages wait, or that they do not; in a later call if the store has no room now. */
enum fault carrier_lanes_tell(struct carrier_lanes *, struct env *);

#endif
