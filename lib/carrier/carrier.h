/*
 * carrier.h: who carries a message to its recipient (carrier_route.h says which): console.c prints messages,
 * vonage.c hands them to Vonage's Messages API, twilio.c to Twilio's.
 *
 * A message is a JSON object in the flat shape of that API, which all carriers read: to, from, channel,
 * message_type, the content under its type's key, ttl, an object of the channel's own, failover (an array of
 * such objects). What only this message's way back needs (client_ref) is in the order. What a carrier cannot
 * be asked to take, carrier_unfit says.
 *
 * No call here waits on the network but carrier_wait. What was begun and not answered when the program dies
 * may have been taken or not: the caller records that first.
 */
#ifndef CURT_CARRIER_CARRIER_H
#define CURT_CARRIER_CARRIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "carrier/carrier_result.h"
#include "carrier/carrier_update.h"

struct carrier;

/* Settings that cannot work (no key, a file that is no private key) are fatal, and say what to do. */
struct carrier *carrier_open(const struct config *, enum config_carrier);
void carrier_close(struct carrier *);

/* Messages a second that it takes; 0: no limit. */
int64_t carrier_rate(const struct carrier *);

/* Why that one cannot be asked to take this message, a static sentence without its full stop; NULL: it can.
 * It need not be open. */
const char *carrier_unfit(const struct config *, enum config_carrier, struct json_object *message);
/* Why not, whatever its texts and addresses are: by its channel, the type of its content and its failover. */
const char *carrier_unoffered(enum config_carrier, struct json_object *message);
/* Is there anything that it cannot be asked to take? */
bool carrier_is_choosy(enum config_carrier);

/* FAULT_FULL: the most are under way; nothing has begun. FAULT_INPUT: this cannot be made a request of;
 * nothing has begun. A message is printed, or begins to go out, at the call or in carrier_wait. */
enum fault carrier_send(struct carrier *, const struct carrier_request *);

/* Works for at most that long, or until something is answered. */
void carrier_wait(struct carrier *, int milliseconds);

/* The next answer; false when there is none now. */
bool carrier_next(struct carrier *, struct carrier_result *out);

/* Can it be asked about messages that it has? */
bool carrier_takes_updates(const struct carrier *);

/* Asks it. FAULT_FULL: the most are under way; FAULT_INPUT: it cannot be asked that. */
enum fault carrier_update(struct carrier *, const struct carrier_update *);

/* The next answer to that; false when there is none now. */
bool carrier_next_update(struct carrier *, struct carrier_result *out);

/* How many are under way, and how many may be. */
size_t carrier_count(const struct carrier *);
size_t carrier_capacity(const struct carrier *);

#endif
