/*
 * send.h: send.fcgi in its parts: the handlers of its routes (send.c), a file a resource.
 */
#ifndef CURT_CGI_BIN_SEND_SEND_H
#define CURT_CGI_BIN_SEND_SEND_H

#include "campaign/campaign.h"
#include "campaign/recipients_import.h"
#include "http/context.h"
#include "http/problem.h"
#include "http/request.h"
#include "http/response.h"
#include "message/message_request.h"
#include "message/url_finder.h"
#include "net/http_client.h"
#include "net/webhook_signature.h"

#define SEND_PATH       "/api/v1/"
#define SEND_CHANGE_MAX 4096 /* bytes of a body that says what is to be changed */

/* What the program keeps: context->program. */
struct send {
    struct http_client_policy policy; /* which addresses the webhooks of messages may have */
    struct url_finder *url_finder;
};

typedef void send_handler(struct request *, struct context *);

send_handler messages_list, messages_create, messages_get, messages_receipts, messages_resend;
send_handler messages_patch, messages_cancel, inbound_patch;
send_handler campaigns_list, campaigns_create, campaigns_get, campaigns_delete, campaigns_add_recipients;
send_handler campaigns_patch, campaigns_start, campaigns_pause, campaigns_resume, campaigns_cancel,
    campaigns_retry;
send_handler campaigns_copy_recipients, campaigns_test;
send_handler conversions_create;
send_handler suppressions_list, suppressions_create, suppressions_get, suppressions_delete;

/*
 * Sees to it that the events of the owner's messages that name this webhook get there: by a rule and a target
 * as any other, which are made when the owner uses the address first. *secret is then what they are signed
 * with, to be shown once; else "". FAULT_INPUT: *error says what.
 */
enum fault send_webhook(const struct context *, uint32_t owner, const char *url,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *error);

/* 404 for a name that nothing has, or nothing of this key's; or 503. */
void send_fault(struct request *, enum fault);

/* Is it {"status": "<status>"}, and nothing else? */
bool send_is_status(struct json_object *sent, const char *status);

/* Does the key that asks see numbers in full? */
bool send_sees_numbers(const struct request *);

/* The message of the path that the key may see: false when the answer, that there is none, is sent. */
bool messages_find(struct request *, struct context *, struct message *out);

/* What a request has as its body: what an Idempotency-Key stands for. */
struct messages_sent {
    char *text;
    size_t length;
};

/* Sends a message, which it takes over, or shows what would be sent: to the answer. */
void messages_send(
    struct request *, struct context *, struct json_object *sent, struct messages_sent, bool dry);

/* Do the messages of this key take as much of the store as they may? Then that is the answer. */
bool send_is_full(struct request *, const struct context *, uint32_t owner);

/* campaigns.c, campaign_domain.c and campaign_recipients.c: */

/* The campaign of the path; FAULT_MISSING when it belongs to another key, too. */
enum fault campaigns_find(const struct request *, struct env *, struct campaign *out);

/* May the key use the domain that is in what was sent, or that the campaign of the path has? Whether that is
 * one at all is campaign_from_json's to see. FAULT_INPUT: *error says which it may use. */
enum fault campaigns_check_domain(
    const struct request *, const struct context *, struct json_object *sent, struct input_error *error);
enum fault campaigns_check_own_domain(const struct request *, const struct context *, struct input_error *);

#define CAMPAIGNS_OVER_QUOTA                                                                            \
    "As many recipients of this key wait as may. Wait until some are sent, cancel a campaign, or have " \
    "[quotas] recipients raised; then send the list again: those that were added are not added twice."

/* Answers with the campaign as it is. */
void campaigns_send(struct request *, const struct context *, const struct campaign *);

/* Answers what could not be done with a campaign. */
void campaigns_refuse(struct request *, enum fault, const struct input_error *);

/* What became of an import, with a problem's code at each error. The caller owns the object. */
struct json_object *campaigns_import_json(const struct request *, const struct recipients_import *);

/* Says where the campaign is that was made just now. */
void campaigns_add_location(struct request *, const struct context *, const char *name);

/* Says in *error why an import was refused, if it was that too many recipients wait. */
void campaigns_explain_quota(const struct recipients_import *, struct input_error *error);

/* Is the body a list that can be read? False when the answer, that it is not, is sent. */
bool campaigns_expect_list(struct request *, enum recipients_import_form *out);

/* Recipients for a campaign that is there, that was made just now, or for a template that is only tried: to
 * the answer.
 */
void campaigns_import(struct request *, struct context *, const char *name, enum recipients_import_form,
    struct json_object *template, bool dry, bool made);

#endif
