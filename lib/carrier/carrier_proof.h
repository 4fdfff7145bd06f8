/*
 * carrier_proof.h: a request that says it is a carrier's, and what shows that it is: for those who take
 * callbacks (carrier_callback.h) and for those who are a carrier (carrier_driver.h).
 */
#ifndef CURT_CARRIER_CARRIER_PROOF_H
#define CURT_CARRIER_CARRIER_PROOF_H

#include <stddef.h>
#include <stdint.h>

#define CARRIER_TOKEN_SIZE 65 /* room for the id of a signature, with its NUL */

/* A request that says it is a carrier's. All of it is the caller's. */
struct carrier_callback {
    const char *url;                                       /* where it came, as the carrier wrote it */
    const char *(*header)(const void *, const char *name); /* "" for one that was not sent */
    const void *header_arg;
    const char *body; /* with a NUL at its end */
    size_t length;
    int64_t now; /* timestamp.h */
};

enum carrier_trust {
    CARRIER_TRUSTED,      /* it is the carrier who asks, now, and with this body */
    CARRIER_UNCONFIGURED, /* what its signatures are checked with is not set; why says which key */
    CARRIER_UNSIGNED,     /* it may be the carrier all the same, which then asks again */
    CARRIER_FORGED,       /* or too old, or for another account */
};

/* What a signature is known by, so that none is taken twice. */
struct carrier_proof {
    int64_t signed_at;
    char token_id[CARRIER_TOKEN_SIZE]; /* "": they have none; what is sent again says the same again */
    const char *why;                   /* what is wrong, static; not for CARRIER_TRUSTED */
};

#endif
