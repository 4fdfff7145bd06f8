/*
 * campaign_request.h: a campaign that a client wants: every field is checked once, and its message is tried.
 *
 * A campaign is described by a JSON object: {"name", "template": the text with {fields} in it (or what
 * WhatsApp calls a template), "rate": messages a second, "hours": as in send_window.h} and what
 * message_request.h has of a message but to, campaign and text.
 */
#ifndef CURT_CAMPAIGN_CAMPAIGN_REQUEST_H
#define CURT_CAMPAIGN_CAMPAIGN_REQUEST_H

#include "base/config.h"
#include "base/input_error.h"
#include "base/json.h"
#include "campaign/campaign.h"
#include "message/message_request.h"

/*
 * Reads and tries what was sent, which stays the caller's, without a look at the store: *out has name, rate,
 * hours and template. FAULT_INPUT: *error says what is wrong.
 */
enum fault campaign_from_json(
    struct json_object *sent, const struct config *, struct campaign *out, struct input_error *error);

/* The message that a recipient who has every field would get, to try a template before there is anybody; the
 * caller's to free (message_request_free). FAULT_INPUT: *error says what is wrong with it. */
enum fault campaign_try(struct json_object *template, const struct config *, struct message_request *out,
    struct input_error *error);

#endif
