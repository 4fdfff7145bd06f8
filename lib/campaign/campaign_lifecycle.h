/*
 * campaign_lifecycle.h: what is done with campaigns, by the command or by the API: each is done in one
 * transaction, or refused with a sentence that says what is wrong. Their recipients are
 * recipients_import.h's.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_LIFECYCLE_H
#define CURT_CAMPAIGN_CAMPAIGN_LIFECYCLE_H

#include "base/input_error.h"
#include "campaign/campaign.h"

enum campaign_action { CAMPAIGN_START, CAMPAIGN_PAUSE, CAMPAIGN_RESUME, CAMPAIGN_CANCEL, CAMPAIGN_ACTIONS };

/* "start", "pause", "resume", "cancel"; CAMPAIGN_ACTIONS for another word. */
enum campaign_action campaign_action_parse(const char *);

/* Adds one that was read (campaign_request.h) for its owner, a key's id, who may have `most` (0: any number).
 * FAULT_EXISTS: the name is taken; FAULT_REFUSED: *error says that there are as many. */
enum fault campaign_create(
    struct env *, struct campaign *, uint32_t owner, int64_t most, struct input_error *error);

/*
 * owner: whose campaign it must be; 0: anybody's. FAULT_MISSING; FAULT_REFUSED: *error says in which state it
 * is, and that this is not to be done there.
 */
enum fault campaign_apply_action(struct env *, const char *name, uint32_t owner, enum campaign_action,
    struct campaign *out, struct input_error *error);

/* Begins at that time once it was started, or at once (0). The same faults: FAULT_REFUSED when it has begun.
 */
enum fault campaign_move(struct env *, const char *name, uint32_t owner, int64_t send_at,
    struct campaign *out, struct input_error *error);

/* The campaign of this name, which is scheduled, runs if its time has come by now. FAULT_REFUSED: not yet. */
enum fault campaign_begin_scheduled(struct env *, int64_t now, struct campaign *);

/* Removes one that is a draft, done or cancelled; its messages and counts stay. The same faults. if_match:
 * which version is meant (base/etag.h), "" for any. */
enum fault campaign_delete(
    struct env *, const char *name, uint32_t owner, const char *if_match, struct input_error *error);

#endif
