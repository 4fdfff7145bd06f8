/*
 * message_builder.h: makes a message of a request: its links are shortened, each for this recipient alone,
 * and the message, its links and the events about them are stored in one transaction.
 *
 * First message_builder_plan finds the links and checks the text as it will be sent, without touching the
 * store; then message_builder_write draws codes and writes. The body that is stored is a JSON text:
 *
 *   {"message": what the carrier gets (carrier.h), "links": [{"code": the link's name (link_name.h), "url"},
 * ...], "fields": what its campaign had of the recipient (recipient.h), only there}
 */
#ifndef CURT_MESSAGE_MESSAGE_BUILDER_H
#define CURT_MESSAGE_MESSAGE_BUILDER_H

#include "base/config.h"
#include "message/message_links.h"
#include "message/message_request.h"
#include "message/sms_segments.h"

struct message_builder {
    const struct config *config;
    const struct message_request *request;
    struct message_links links;
    bool is_sms;
    struct sms_segments segments; /* of the first text, when it is SMS */
    struct json_object *fields;   /* the builder's: what is stored of the recipient; NULL: nothing */
    /* After message_builder_write or message_builder_preview: */
    struct message message;
    struct json_object *body;
};

/*
 * Finds the links of the request, which it uses until message_builder_free and neither owns nor changes.
 * FAULT_INPUT: *error says which text is too long once its links are short, and there is nothing to free.
 */
enum fault message_builder_plan(struct message_builder *, const struct config *, struct url_finder *,
    const struct message_request *, struct input_error *error);

/* FAULT_INPUT: one of its links would lead where the blocklist says that none may (link/link_block.h). */
enum fault message_builder_refuse_blocked(
    struct txn *, const struct message_builder *, struct input_error *error);

/*
 * Draws the links and stores everything: links, message, its row in the outbox, link.created and
 * message.requested. The message's owner, queue and the moment it may go are the caller's. May be run again
 * after an abort. FAULT_AGAIN when no free code was found.
 */
enum fault message_builder_write(
    struct txn *, struct message_builder *, uint32_t owner, uint64_t queue, int64_t due, int64_t now);

/* Puts the texts together with made-up codes, to be shown and not stored. */
void message_builder_preview(struct message_builder *);

/* The first text, as it is now: "" when the content is no text. */
const char *message_builder_text(const struct message_builder *);

void message_builder_free(struct message_builder *);

#endif
