/*
 * vonage_signature.h: how Vonage signs what it calls back with: a JWT (net/jwt.h) in Authorization: Bearer,
 * over the body's digest. A token is taken once: its jti is the proof's id.
 */
#ifndef CURT_CARRIER_VONAGE_SIGNATURE_H
#define CURT_CARRIER_VONAGE_SIGNATURE_H

#include "base/config.h"
#include "carrier/carrier_proof.h"

/* [vonage] signature_secret, signature_age; and api_key, whose callbacks these must be if it is set. On a
 * rare error of the carrier's, a callback comes unsigned, and again if it is answered 5xx. */
enum carrier_trust vonage_signature_verify(
    const struct config *, const struct carrier_callback *, struct carrier_proof *out);

#endif
