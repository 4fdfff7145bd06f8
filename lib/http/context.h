/*
 * context.h: what a FastCGI program has open for the handlers of its requests.
 */
#ifndef CURT_HTTP_CONTEXT_H
#define CURT_HTTP_CONTEXT_H

#include "base/config.h"
#include "db/env.h"

struct context {
    const struct config *config;
    struct env *env; /* NULL while the store is not open: no handler is called then */
    void *program;   /* what the program itself keeps (server.h) */
};

#endif
