/*
 * host_call.h: a request from this host of a cluster to the web server of another, with a proof that it comes
 * from a host (forward_proof.h).
 */
#ifndef CURT_NET_HOST_CALL_H
#define CURT_NET_HOST_CALL_H

#include "base/config.h"
#include "net/http_exchange.h"

/* http_exchange_send of the request to its address, at [cluster] http_port. A body is bytes. */
enum http_exchange_end host_call(struct http_exchange *, const struct config *, struct http_exchange_request,
    struct http_exchange_answer *out);

#endif
