/*
 * demo_data.h: sample data, which curt demo puts into a store that has none of its own, and takes out again.
 * The same each time, but for the time: it lies in the DEMO_DAYS before now.
 */
#ifndef CURT_SBIN_ADMIN_DEMO_DATA_H
#define CURT_SBIN_ADMIN_DEMO_DATA_H

#include "base/config.h"
#include "db/env.h"
#include "link/link.h"

#define DEMO_DAYS   60
#define DEMO_LINKS  24     /* that have names of their own */
#define DEMO_CLICKS 20000  /* or about as many */
#define DEMO_KEY    "demo" /* the API key that sample data belongs to */

struct demo {
    const struct config *config;
    struct env *env;
    uint32_t owner;
    int64_t now;
    uint64_t seed;          /* of demo_below */
    uint64_t links, clicks; /* how many are wanted; clicks of messages come on top */
    uint64_t messages;
};

/* demo_random.c: each of 0 .. below-1; the same numbers in the same order each time. */
unsigned demo_below(struct demo *, unsigned below);

/* demo_clicks.c: links, and who opened them; a click of a message's link. */
enum fault demo_add_links(struct demo *);
enum fault demo_click(struct txn *, struct demo *, const struct link *, int64_t at);

/* demo_messages.c: campaigns, their messages, and what became of them. */
enum fault demo_add_messages(struct demo *);

#endif
