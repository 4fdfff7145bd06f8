/*
 * campaign_service.h: what is done with campaigns, by the command or by the API: what is sent is checked,
 * done in one transaction, or refused with a sentence that says what is wrong. Its recipients are
 * recipients_import.h's.
 *
 * A campaign is described by a JSON object: {"name", "template": the text with {fields} in it (or what
 * WhatsApp calls a template), "rate": messages a second, "hours": as in send_window.h} and what
 * message_request.h has of a message but to, campaign and text.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_SERVICE_H
#define CURT_CAMPAIGN_CAMPAIGN_SERVICE_H

#include "campaign/campaign.h"
#include "message/message_request.h"

#define CAMPAIGN_RATE_MAX 10000

enum campaign_action { CAMPAIGN_START, CAMPAIGN_PAUSE, CAMPAIGN_RESUME, CAMPAIGN_CANCEL, CAMPAIGN_ACTIONS };

/* "start", "pause", "resume", "cancel"; CAMPAIGN_ACTIONS for another word. */
enum campaign_action campaign_action_parse(const char *);

/*
 * Reads and tries what was sent, which stays the caller's, without a look at the store: *out has name, rate,
 * hours and template. FAULT_INPUT: *wrong says what.
 */
enum fault campaign_request_read(
    struct json_object *sent, const struct config *, struct campaign *out, struct input_error *wrong);

/* Adds one that was read. FAULT_EXISTS: the name is taken. */
enum fault campaign_create(struct env *, struct campaign *, uint32_t owner);

/*
 * owner: whose campaign it must be; 0: anybody's. FAULT_MISSING; FAULT_REFUSED: *wrong says in which state it
 * is, and that this is not to be done there.
 */
enum fault campaign_apply_action(struct env *, const char *name, uint32_t owner, enum campaign_action,
    struct campaign *out, struct input_error *wrong);

/* Takes out one that is a draft, done or cancelled; its messages and counts stay. The same faults. */
enum fault campaign_delete(struct env *, const char *name, uint32_t owner, struct input_error *wrong);

/* As the API and the command show it. The caller owns the object. */
struct json_object *campaign_to_json(const struct campaign *);

#endif
