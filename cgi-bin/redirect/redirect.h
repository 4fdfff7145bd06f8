/*
 * redirect.h: what the parts of redirect.fcgi share: its state, who visits, and the answers when no link
 * opens.
 */
#ifndef CURT_REDIRECT_H
#define CURT_REDIRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rate_limiter.h"
#include "event/missed.h"
#include "event/visitor_salt.h"
#include "http/page.h"
#include "http/server.h"
#include "link/link.h"

struct redirect_pages {
    struct page not_found, gone, sorry, preview, password, card, root;
};

struct redirect {
    const struct context *context;
    const struct config_domain *domain;              /* that the request is for */
    struct redirect_pages pages[CONFIG_DOMAINS_MAX]; /* in the order of the domains */
    struct user_agent_parser *agents;                /* NULL: not needed yet, or cannot be read */
    bool agents_asked;
    struct country_database *countries; /* NULL: not needed yet */
    int64_t countries_looked;
    struct zone_clock *clock; /* NULL: not needed yet */
    struct spool *spool;
    struct rate_limiter missed; /* visits to what does not open that are recorded */
    struct rate_limiter asked;  /* links that the master of the cluster is asked for */
    struct redirect_salt {
        uint32_t day;      /* 0: none yet */
        int64_t try_again; /* when the store's may be there: this one was drawn here; 0: it is the store's */
        uint8_t bytes[VISITOR_SALT_BYTES];
    } salt;
};

/* The pages of the domain that the request is for. */
const struct redirect_pages *redirect_pages(const struct redirect *);

/* A problem, or its page. */
void redirect_send_problem(
    const struct redirect *, struct request *, enum error_code code, const char *detail);

/* The store cannot be read, or the click not be kept. */
void redirect_send_unavailable(struct request *);

/* A field as a click has it. */
struct click_text redirect_sent(const struct request *, enum request_field);

/* Did a browser look ahead, without anybody clicking? */
bool redirect_is_prefetch(const struct request *);

/* The visitor's hash of the day (visitor_salt.h). */
uint64_t redirect_visitor(struct redirect *, int64_t now, const struct ip_address *, struct click_text agent);

/* Records that somebody asked for what does not open; link: what it is of, or NULL. */
void redirect_miss(
    struct redirect *, const struct request *, const struct link *link, enum missed_reason reason);

/* What the address itself answers, without a code. */
void redirect_send_root(const struct redirect *, struct request *);

/* There is no such link, or none that may be known of. */
void redirect_send_not_found(const struct redirect *, struct request *);

/* The answer to a path that names no link, here and at the master of a cluster; that is recorded. */
void redirect_send_missing(struct redirect *, struct request *);

/* What a link is that does not open, to somebody who asks where it goes; that is recorded. */
void redirect_send_state(struct redirect *, struct request *, const struct link *, enum link_state);

/* The same to somebody who opens it: if it is over, it may lead elsewhere. */
void redirect_send_closed(struct redirect *, struct request *, const struct link *, enum link_state);

/* Has the visitor given the password of the link before? */
bool redirect_is_unlocked(const struct redirect *, const struct request *, const struct link *, int64_t now);

/* The answer to a fetcher that draws a link preview, of a link that has one of its own. */
void redirect_send_card(const struct redirect *, struct request *, const struct link *);

/* The answer to those who have not. */
void redirect_send_locked(const struct redirect *, struct request *, const struct link *);

#endif
