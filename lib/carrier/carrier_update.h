/*
 * carrier_update.h: what a carrier is asked about a message that it has: to take it back, or to tell its
 * sender that it was read. Asking twice does no harm.
 */
#ifndef CURT_CARRIER_CARRIER_UPDATE_H
#define CURT_CARRIER_CARRIER_UPDATE_H

#include "carrier/carrier_result.h"

enum carrier_update_kind {
    CARRIER_REVOKE, /* a message of ours is taken back, if it was not read yet */
    CARRIER_READ,   /* what somebody wrote was read */
    CARRIER_UPDATES
};

struct carrier_update {
    enum carrier_update_kind kind;
    const char *carrier_id; /* of the message */
    void *owner;            /* given back with the answer */
};

#endif
