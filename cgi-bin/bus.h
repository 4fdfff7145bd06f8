/*
 * bus.h: bus.fcgi in its parts: what each kind of resource answers, a file each. `rest` is what follows the
 * resource's own path: "" for all of them, else a name, without the slash.
 */
#ifndef CURT_CGI_BIN_BUS_H
#define CURT_CGI_BIN_BUS_H

#include "base/conf.h"
#include "base/fetch.h"
#include "bus/office.h"
#include "web/http.h"
#include "web/page.h"

#define BUS_NAME_MAX 128

struct bus {
    struct conf conf;
    struct env *env;
    struct fetch_rules rules;
    struct page sorry;
};

void bus_rules(struct bus *, struct http *, const char *rest);
void bus_targets(struct bus *, struct http *, const char *rest);
void bus_letters(struct bus *, struct http *, const char *rest);
void bus_events(struct bus *, struct http *, const char *rest);
void bus_replays(struct bus *, struct http *, const char *rest);

/* Answers what the office refused, or that the store cannot be had. */
void bus_refuse(struct http *, enum fault, const struct refusal *);

/* 201 with the thing that was made, and where it is. */
void bus_made(struct bus *, struct http *, const char *folder, const char *name, struct json_object *thing);

/* 404 for a name that nothing has. */
void bus_missing(struct http *);

#endif
