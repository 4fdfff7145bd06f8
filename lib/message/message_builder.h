/*
 * message_builder.h: puts a message together: its links are shortened, each for this recipient alone, and the
 * message, its links and what was published of them are stored in one transaction.
 *
 * First message_builder_plan finds the links and checks the text as it will be sent, without touching the
 * store; then message_builder_write draws codes and writes. The body that is stored is a JSON text:
 *
 *   {"message": what the carrier gets (carrier.h), "links": [{"code", "url"}, ...]}
 */
#ifndef CURT_MESSAGE_MESSAGE_BUILDER_H
#define CURT_MESSAGE_MESSAGE_BUILDER_H

#include "base/arena.h"
#include "base/config.h"
#include "link/short_code.h"
#include "message/message_request.h"
#include "message/sms_segments.h"
#include "message/url_finder.h"

#define MESSAGE_BUILDER_LINKS_MAX 50 /* different ones in a message */
#define MESSAGE_BUILDER_SLOTS_MAX 160

struct message_builder_link {
    const char *url; /* as Location will say it */
    char code[SHORT_CODE_MAX + 1];
};

/* A piece of a text that becomes a short link. */
struct message_builder_piece {
    size_t start, length, link;
    struct message_builder_piece *next;
};

/* A text of the message in which links may be. */
struct message_builder_slot {
    struct json_object *text; /* of the draft's flat message */
    struct message_builder_piece *first, *last;
};

struct message_builder {
    const struct config *config;
    struct message_request *draft;
    struct arena arena;
    size_t link_count, slot_count, kept; /* kept: URLs that stay as they are */
    struct message_builder_link links[MESSAGE_BUILDER_LINKS_MAX];
    struct message_builder_slot slots[MESSAGE_BUILDER_SLOTS_MAX];
    bool is_sms;
    struct sms_segments segments; /* of the first text, when it is SMS */
    /* After message_builder_write: */
    struct message message;
    struct json_object *body;
};

/*
 * Finds the links of the draft, which it uses until message_builder_free and does not own. FAULT_INPUT:
 * *wrong says which text is too long once its links are short, and there is nothing to free.
 */
enum fault message_builder_plan(struct message_builder *, const struct config *, struct url_finder *,
    struct message_request *, struct input_error *wrong);

/*
 * Draws the links and stores everything: links, message, its row in the outbox, link.created and
 * message.requested. The message's owner, lane and the moment it may go are the caller's. May be run again
 * after an abort. FAULT_AGAIN when no free code was found.
 */
enum fault message_builder_write(
    struct txn *, struct message_builder *, uint32_t owner, uint64_t lane, int64_t due, int64_t now);

/* Puts the texts together with made-up codes, for who only wants to see them. */
void message_builder_preview(struct message_builder *);

/* The first text, as it is now: "" when the content is no text. */
const char *message_builder_text(const struct message_builder *);

void message_builder_free(struct message_builder *);

#endif
