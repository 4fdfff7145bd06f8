/*
 * campaign.h: a campaign: one text for many recipients, sent at its own pace. Its recipients (recipient.h)
 * become messages one after the other while it runs; their links and messages carry its name as their
 * campaign.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_H
#define CURT_CAMPAIGN_CAMPAIGN_H

#include <stdint.h>

#include "base/etag.h"
#include "campaign/quiet_hours.h"
#include "db/table.h"

#define CAMPAIGN_SEND_WINDOW_MAX 200
#define CAMPAIGN_TEMPLATE_MAX    (64 * 1024)
#define CAMPAIGNS_RUNNING_MAX    1000 /* that curt-relay looks at */

enum campaign_state {
    CAMPAIGN_DRAFT,
    CAMPAIGN_RUNNING,
    CAMPAIGN_PAUSED,
    CAMPAIGN_CANCELLED,
    CAMPAIGN_DONE,      /* every recipient's message has been handed to the carrier, or given up */
    CAMPAIGN_SCHEDULED, /* it was started, and runs from send_at on */
    CAMPAIGN_STATES
};

struct campaign {
    char name[TABLE_NAME_MAX + 1];
    uint64_t id; /* drawn; also of its queue in the outbox */
    uint32_t owner;
    enum campaign_state state;
    int64_t created, started, ended;          /* 0: not yet */
    uint32_t rate;                            /* messages a second; 0: as the carrier allows */
    uint64_t recipients;                      /* added so far: their places are 1 and up */
    uint64_t taken;                           /* the places up to this one are messages, or left out */
    uint64_t suppressed;                      /* left out: on the list of suppression.h */
    uint64_t invalid;                         /* left out: their message could not be made after all */
    char hours[CAMPAIGN_SEND_WINDOW_MAX + 1]; /* when it may send (campaign/send_window.h); "": always */
    int64_t send_at;                          /* when it begins, once it was started; 0: at once */
    char quiet[QUIET_HOURS_SIZE]; /* when its recipients get nothing (campaign/quiet_hours.h); "": never */
    char template[CAMPAIGN_TEMPLATE_MAX + 1]; /* a JSON text: a message with {fields} in it */
};

const char *campaign_state_name(enum campaign_state);

/* FAULT_MISSING when there is none of that name. */
enum fault campaign_get(struct txn *, const char *name, struct campaign *out);
enum fault campaign_get_for_update(struct txn *, const char *name, struct campaign *out);

/* The first whose name sorts after `after` ("" for the very first), which may be out's own. */
enum fault campaign_next(struct txn *, const char *after, struct campaign *out);

/* The same without its template, send_at and quiet hours, for who goes through all of them again and again.
 */
enum fault campaign_next_summary(struct txn *, const char *after, struct campaign *out);

/* Draws the id. FAULT_EXISTS: the name is taken. */
enum fault campaign_add(struct txn *, struct campaign *);
enum fault campaign_put(struct txn *, const struct campaign *);
enum fault campaign_remove(struct txn *, const char *name);

/* The version of its settings, and of what is shown of it with its counts, if that is given (base/etag.h). */
void campaign_etag(const struct campaign *, const char *shown, char out[static ETAG_SIZE]);

/* What an owner has of campaigns. */
struct campaign_usage {
    uint64_t campaigns;
    uint64_t waiting; /* recipients that their messages are still to be made of */
};

/*
 * Kept by the functions above, in their transactions, and locked until the end of this one. An owner without
 * a row, as in stores that are older than it, is counted.
 */
enum fault campaign_usage_get(struct txn *, uint32_t owner, struct campaign_usage *out);

/* Is what is kept for the owner what the campaigns add up to? FAULT_MISSING: it is not. */
enum fault campaign_usage_check(struct txn *, uint32_t owner);

#endif
