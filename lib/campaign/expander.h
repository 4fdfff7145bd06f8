/*
 * expander.h: the recipients of a campaign become messages, a few at a time, as they are needed.
 */
#ifndef CURT_CAMPAIGN_EXPANDER_H
#define CURT_CAMPAIGN_EXPANDER_H

#include "base/config.h"
#include "campaign/campaign.h"
#include "campaign/recipient.h"
#include "message/message_builder.h"
#include "message/url_finder.h"
#include "net/http_client.h"

#define EXPANDER_BATCH_MAX 50 /* a transaction */

struct expander;

/* Failure is fatal. */
struct expander *expander_create(const struct config *, struct env *);
void expander_free(struct expander *);

/*
 * Makes the next messages of a running campaign; *left is how many recipients have not become one. One who is
 * on the list of suppression.h is left out. A campaign whose links are on a domain that is not configured any
 * more is paused. FAULT_MISSING: no such campaign runs.
 */
enum fault expander_run(struct expander *, const char *name, int64_t now, uint64_t *left);

/*
 * The message of one recipient as it would be sent, to be shown, or to know what is wrong with it:
 * the builder is the caller's (message_builder_free, then message_request_free) on FAULT_NONE. Writes
 * nothing.
 */
enum fault expander_preview(struct expander *, struct json_object *template, struct json_object *fields,
    struct message_request *, struct message_builder *, struct input_error *error);

#endif
