/*
 * forwarder.h: passes requests to the master of the cluster (db/cluster.h), to its web server, and answers
 * with what that answers. A host that is alone has no forwarder: NULL in context.h.
 *
 * What is passed on says who the client is, with a proof that a host of the cluster says so
 * (net/forward_proof.h): limits and logs of the master are then about the client. It is passed on once: who
 * gets such a request answers it, or says 503.
 */
#ifndef CURT_HTTP_FORWARDER_H
#define CURT_HTTP_FORWARDER_H

#include "http/context.h"
#include "http/request.h"

struct forwarder;

/* NULL when this host is alone. The configuration must live as long. */
struct forwarder *forwarder_create(const struct config *);
void forwarder_free(struct forwarder *); /* NULL is nothing */

/* At the beginning of each request: if another host of the cluster passed it on, its client is who that says,
 * and the headers that proxies write are not asked. */
void forwarder_begin(struct forwarder *, struct request *);

/* Did another host of the cluster send the request that is handled? Nobody did to one that is alone: NULL. */
bool forwarder_is_passed_on(const struct forwarder *);

/*
 * For a request that writes. False: this host may write, and handles it. Else it is answered: by the master,
 * or 503 when there is none, when it does not answer, or when another host has passed it on already.
 */
bool forwarder_writes(struct request *, const struct context *);

/*
 * For a GET or HEAD that this host cannot answer well: it has not heard of something that the master may
 * know. False: this host is the master, or no master answers, or another host has passed it on.
 */
bool forwarder_asks(struct request *, const struct context *);

#endif
