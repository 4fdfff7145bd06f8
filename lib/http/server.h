/*
 * server.h: the frame of a FastCGI program: it loads the configuration, opens the store, serves requests
 * until a signal asks for the end, and closes the store.
 *
 *     int
 *     main(void)
 *     {
 *         static const struct server_program program = {"bus.fcgi", .routes = routes, .route_count = ...};
 *         return server_main(&program, NULL);
 *     }
 *
 * A handler that takes longer than [web] watchdog allows ends the program (watchdog.h), which is then
 * started again.
 */
#ifndef CURT_HTTP_SERVER_H
#define CURT_HTTP_SERVER_H

#include "base/config.h"
#include "db/env.h"
#include "http/context.h"
#include "http/routes.h"

struct server_program {
    const char *name;
    const struct route *routes; /* what is asked for, and who may */
    size_t route_count;
    /* Handles what no route is for; NULL: the answer is 404. */
    void (*otherwise)(struct request *, struct context *);
    table_set tables, readonly; /* of the store (env.h) */
    /* After the configuration is loaded: what else the program needs, into context->program. May be NULL. */
    void (*open)(struct context *);
    /*
     * Makes good what the answers of a batch of requests promise, before they leave (fastcgi.h); the argument
     * is the context. NULL: each request is answered by itself.
     */
    void (*settle)(void *context);
    /* It is confined once it serves (sandbox.h): it needs no file but of the store and what tells visitors
     * apart, and no network but in a cluster, to the master. It answers what reads; others write, too. */
    bool confined;
    /* After the store is open, before the first request: what must be so in it. May be NULL. */
    void (*begin)(struct context *);
    /* After the last request. May be NULL. */
    void (*close)(struct context *);
};

/* Does all of it. Returns the exit status. `state` is the program's own: context->program. */
int server_main(const struct server_program *, void *state);

#endif
