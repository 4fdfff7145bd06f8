/*
 * context.h: what a FastCGI program has open for the handlers of its requests.
 */
#ifndef CURT_HTTP_CONTEXT_H
#define CURT_HTTP_CONTEXT_H

#include "base/config.h"
#include "db/env.h"

struct forwarder;

struct context {
    const struct config *config;
    struct forwarder *forwarder; /* to the master of the cluster (forwarder.h); NULL: this host is alone */
    struct env *env;             /* NULL while the store is not open: no handler is called then */
    void *program;               /* what the program itself keeps (server.h) */
};

#endif
