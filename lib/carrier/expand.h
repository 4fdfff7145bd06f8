/*
 * expand.h: the recipients of a campaign become messages, a few at a time, as they are needed.
 */
#ifndef CURT_CARRIER_EXPAND_H
#define CURT_CARRIER_EXPAND_H

#include "base/conf.h"
#include "base/fetch.h"
#include "base/hyperlink.h"
#include "carrier/compose.h"
#include "store/campaign.h"
#include "store/recipient.h"

#define EXPAND_MOST 50 /* a transaction */

struct expand;

/* Failure is fatal. */
struct expand *expand_new(const struct conf *, struct env *);
void expand_free(struct expand *);

/*
 * Makes the next messages of a running campaign; *left is how many recipients have not become one. One who is
 * on the list of stop.h is left out. FAULT_MISSING: no such campaign runs.
 */
enum fault expand_some(struct expand *, const char *campaign, int64_t now, uint64_t *left);

/*
 * The message of one recipient as it would be sent, for who wants to see it or to know what is wrong with it:
 * the compose is the caller's (compose_free, then draft_free) on FAULT_NONE. Writes nothing.
 */
enum fault expand_show(struct expand *, struct json_object *template, struct json_object *fields,
    struct draft *, struct compose *, struct draft_fault *wrong);

#endif
