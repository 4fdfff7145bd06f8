/*
 * carrier_fit.h: can the carriers be asked to take what somebody wants to send? What they cannot take, such
 * as a card by Twilio, is refused at once (ERROR_CARRIER_UNFIT), not when its turn comes.
 *
 * Nothing here looks at the store, or waits on the network.
 */
#ifndef CURT_SENDER_CARRIER_FIT_H
#define CURT_SENDER_CARRIER_FIT_H

#include "base/config.h"
#include "base/fault.h"
#include "base/input_error.h"
#include "campaign/campaign.h"
#include "message/message_builder.h"

/* FAULT_INPUT: the carrier that its route leads to cannot; *error says why. To know, the builder may put its
 * texts together (message_builder_preview). */
enum fault carrier_fit_message(const struct config *, struct message_builder *, struct input_error *error);

/* FAULT_INPUT: none offers messages of its kind, of all that the routes of its channel lead to. What its
 * recipients' fields make of a text or an address is not known here. */
enum fault carrier_fit_campaign(const struct config *, const struct campaign *, struct input_error *error);

#endif
