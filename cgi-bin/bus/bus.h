/*
 * bus.h: bus.fcgi in its parts: what each kind of resource answers, a file each. `rest` is what follows the
 * resource's own path: "" for all of them, else a name, without the slash.
 */
#ifndef CURT_CGI_BIN_BUS_BUS_H
#define CURT_CGI_BIN_BUS_BUS_H

#include "base/config.h"
#include "bus/office.h"
#include "http/page.h"
#include "http/server.h"
#include "net/http_client.h"

#define BUS_NAME_MAX 128

struct bus {
    struct config config;
    struct env *env;
    struct http_client_policy rules;
    struct page sorry;
};

void bus_rules(struct bus *, struct request *, const char *rest);
void bus_targets(struct bus *, struct request *, const char *rest);
void bus_letters(struct bus *, struct request *, const char *rest);
void bus_events(struct bus *, struct request *, const char *rest);
void bus_replays(struct bus *, struct request *, const char *rest);

/* Answers what the office refused, or that the store cannot be had. */
void bus_refuse(struct request *, enum fault, const struct refusal *);

/* 201 with the thing that was made, and where it is. */
void bus_made(
    struct bus *, struct request *, const char *folder, const char *name, struct json_object *thing);

/* 404 for a name that nothing has. */
void bus_missing(struct request *);

#endif
