/*
 * forward_proof.h: how a host of a cluster shows another that a request comes from it, and from which client:
 * HMAC-SHA256 over the time, the request's method and target, and the client's address, with a key that both
 * draw from [cluster] secret, which itself is not sent. Good for a minute.
 */
#ifndef CURT_NET_FORWARD_PROOF_H
#define CURT_NET_FORWARD_PROOF_H

#include <stdbool.h>
#include <stdint.h>

/* The headers in which the proof and the client's address are sent. */
#define FORWARD_PROOF_HEADER  "Curt-Forwarded"
#define FORWARD_CLIENT_HEADER "Curt-Client"

#define FORWARD_PROOF_SIZE 72 /* room for "seconds v1,base64", with its NUL */
#define FORWARD_PROOF_AGE  60 /* seconds that the clocks of two hosts and the way between them may differ */

/* What the other host is told. The texts stay the caller's. */
struct forwarded {
    const char *method, *target, *client;
};

/* now: seconds since 1970. */
void forward_proof_create(
    const char *secret, const struct forwarded *, int64_t now, char out[static FORWARD_PROOF_SIZE]);

/* Is it a proof of this, made by somebody who has the secret, and lately? */
bool forward_proof_holds(const char *secret, const struct forwarded *, int64_t now, const char *proof);

#endif
