/*
 * send.h: send.fcgi in its parts: what each kind of resource answers, a file each. `rest` is what follows the
 * resource's own path: "" for all of them, else a name, without the slash.
 */
#ifndef CURT_CGI_BIN_SEND_SEND_H
#define CURT_CGI_BIN_SEND_SEND_H

#include "base/config.h"
#include "http/api_key.h"
#include "http/page.h"
#include "http/server.h"
#include "message/message_request.h"
#include "message/url_finder.h"
#include "net/http_client.h"
#include "net/webhook_signature.h"

#define SEND_PATH "/api/v1/"

struct send {
    struct config config;
    struct env *env;
    struct http_client_policy rules;
    struct url_finder *hyperlinks;
    struct page sorry;
    struct api_key key; /* whose request it is */
};

void send_messages(struct send *, struct request *, const char *rest);
void send_campaigns(struct send *, struct request *, const char *rest);
void send_stops(struct send *, struct request *, const char *rest);

/*
 * Sees to it that the events of messages that name this webhook get there: by a rule and a target as any
 * other, which are made when the address is used first. *secret is then what they are signed with, to be
 * shown once; else "". FAULT_INPUT: *wrong says what.
 */
enum fault send_webhook(struct send *, const char *url, char secret[static WEBHOOK_SECRET_SIZE],
    struct message_request_fault *wrong);

/* 422 for what is wrong with what was sent. */
void send_refuse(struct request *, const struct message_request_fault *);

/* 404 for a name that nothing has, or nothing of this key's. */
void send_missing(struct request *);

/* Does this key see numbers in full? */
bool send_sees_numbers(const struct send *);

/* Whose things this key sees: 0 for everybody's. */
uint32_t send_owner(const struct send *);

#endif
