/*
 * compose.h: puts a message together: its links are shortened, each for this recipient alone, and the
 * message, its links and what was published of them are stored in one transaction.
 *
 * First compose_plan finds the links and checks the text as it will be sent, without touching the store; then
 * compose_write draws codes and writes. The body that is stored is a JSON text:
 *
 *   {"message": what the carrier gets (carrier.h), "links": [{"code", "url"}, ...]}
 */
#ifndef CURT_CARRIER_COMPOSE_H
#define CURT_CARRIER_COMPOSE_H

#include "base/arena.h"
#include "base/code.h"
#include "base/conf.h"
#include "base/hyperlink.h"
#include "base/segments.h"
#include "carrier/draft.h"

#define COMPOSE_LINKS_MAX 50 /* different ones in a message */
#define COMPOSE_SLOTS_MAX 160

struct compose_link {
    const char *url; /* as Location will say it */
    char code[CODE_MAX + 1];
};

/* A piece of a text that becomes a short link. */
struct compose_piece {
    size_t start, length, link;
    struct compose_piece *next;
};

/* A text of the message in which links may be. */
struct compose_slot {
    struct json_object *text; /* of the draft's flat message */
    struct compose_piece *first, *last;
};

struct compose {
    const struct conf *conf;
    struct draft *draft;
    struct arena arena;
    size_t link_count, slot_count, kept; /* kept: URLs that stay as they are */
    struct compose_link links[COMPOSE_LINKS_MAX];
    struct compose_slot slots[COMPOSE_SLOTS_MAX];
    bool is_sms;
    struct segments segments; /* of the first text, when it is SMS */
    /* After compose_write: */
    struct message message;
    struct json_object *body;
};

/*
 * Finds the links of the draft, which it uses until compose_free and does not own. FAULT_INPUT: *wrong says
 * which text is too long once its links are short, and there is nothing to free.
 */
enum fault compose_plan(
    struct compose *, const struct conf *, struct hyperlinks *, struct draft *, struct draft_fault *wrong);

/*
 * Draws the links and stores everything: links, message, its row in the outbox, link.created and
 * message.requested. The message's owner, lane and the moment it may go are the caller's. May be run again
 * after an abort. FAULT_AGAIN when no free code was found.
 */
enum fault compose_write(
    struct txn *, struct compose *, uint32_t owner, uint64_t lane, int64_t due, int64_t now);

/* Puts the texts together with made-up codes, for who only wants to see them. */
void compose_show(struct compose *);

/* The first text, as it is now: "" when the content is no text. */
const char *compose_text(const struct compose *);

void compose_free(struct compose *);

#endif
