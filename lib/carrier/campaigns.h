/*
 * campaigns.h: what is done with campaigns, by the command or by the API: what is sent is checked, done in
 * one transaction, or refused with a sentence that says what is wrong. Its recipients are intake.h's.
 *
 * A campaign is described by a JSON object: {"name", "template": the text with {fields} in it (or what
 * WhatsApp calls a template), "rate": messages a second, "hours": as in hours.h} and what draft.h has of a
 * message but to, campaign and text.
 */
#ifndef CURT_CARRIER_CAMPAIGNS_H
#define CURT_CARRIER_CAMPAIGNS_H

#include "carrier/draft.h"
#include "store/campaign.h"

#define CAMPAIGNS_RATE_MAX 10000

enum campaigns_deed { CAMPAIGNS_START, CAMPAIGNS_PAUSE, CAMPAIGNS_RESUME, CAMPAIGNS_CANCEL, CAMPAIGNS_DEEDS };

/* "start", "pause", "resume", "cancel"; CAMPAIGNS_DEEDS for another word. */
enum campaigns_deed campaigns_deed_parse(const char *);

/*
 * Reads and tries what was sent, which stays the caller's, without a look at the store: *out has name, rate,
 * hours and template. FAULT_INPUT: *wrong says what.
 */
enum fault campaigns_read(
    struct json_object *sent, const struct conf *, struct campaign *out, struct draft_fault *wrong);

/* Adds one that was read. FAULT_EXISTS: the name is taken. */
enum fault campaigns_add(struct env *, struct campaign *, uint32_t owner);

/*
 * owner: whose campaign it must be; 0: anybody's. FAULT_MISSING; FAULT_REFUSED: *wrong says in which state it
 * is, and that this is not to be done there.
 */
enum fault campaigns_do(struct env *, const char *name, uint32_t owner, enum campaigns_deed,
    struct campaign *out, struct draft_fault *wrong);

/* Takes out one that is a draft, done or cancelled; its messages and counts stay. The same faults. */
enum fault campaigns_remove(struct env *, const char *name, uint32_t owner, struct draft_fault *wrong);

/* As the API and the command show it. The caller owns the object. */
struct json_object *campaigns_view(const struct campaign *);

#endif
