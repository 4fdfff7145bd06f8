/*
 * carrier_callback.h: what carriers call back with: what became of a message (a receipt), and what somebody
 * wrote to us. Each carrier signs and writes in its own way; its driver (carrier_driver.h) knows which.
 *
 * No call here touches the store or the network.
 */
#ifndef CURT_CARRIER_CARRIER_CALLBACK_H
#define CURT_CARRIER_CARRIER_CALLBACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/input_error.h"
#include "carrier/carrier_proof.h"
#include "message/inbound.h"
#include "message/status_update.h"

enum carrier_trust carrier_callback_verify(
    enum config_carrier, const struct config *, const struct carrier_callback *, struct carrier_proof *out);

/* The challenge of a 401 (RFC 9110, 11.6.1), static. */
const char *carrier_callback_challenge(enum config_carrier);

/* The body as it is kept and parsed, JSON, ended with a NUL. FAULT_FULL: it does not fit; FAULT_INPUT fills
 * *error. */
enum fault carrier_callback_read(enum config_carrier, const struct carrier_callback *, char *out, size_t size,
    size_t *length, struct input_error *error);

/*
 * What was read, parsed. arrival: when it came; it is the time where the carrier's cannot be read.
 * FAULT_INPUT fills *error.
 */
enum fault carrier_callback_parse_status(enum config_carrier, const char *body, size_t length,
    int64_t arrival, struct status_update *out, struct input_error *error);
enum fault carrier_callback_parse_inbound(enum config_carrier, const char *body, size_t length,
    int64_t arrival, struct inbound_message *out, struct input_error *error);

#endif
