/*
 * inbound.h: what people write to us: each text becomes message.received, and a keyword (keyword.h)
 * like STOP puts its writer on the list of suppressions, or takes the writer off it.
 */
#ifndef CURT_MESSAGE_INBOUND_H
#define CURT_MESSAGE_INBOUND_H

#include "base/config.h"
#include "db/env.h"
#include "message/keyword.h"
#include "message/message_event.h"
#include "message/status_update.h"

/* What somebody wrote to us, as the carrier passes it on. */
struct inbound_message {
    char carrier_id[CARRIER_ID_MAX + 1];
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1]; /* "": it does not say */
    char user_id[MESSAGE_ADDRESS_MAX + 1]; /* the writer's WhatsApp user id (BSUID); "": none */
    char number[MESSAGE_ADDRESS_MAX + 1];  /* the writer's, where it is told beside the id */
    char context_id[CARRIER_ID_MAX + 1];   /* the carrier's id of our message that this replies to */
    int64_t at;                            /* by the carrier's clock */
    char channel[CHANNEL_SIZE];
    char text[MESSAGE_TEXT_MAX + 1]; /* as it was written, line ends too; cut at a character's end */
    enum keyword keyword; /* what the carrier takes the text for; KEYWORD_NONE: our own words say it */
};

/* The text, which is UTF-8, cut where it is too long. */
void inbound_set_text(struct inbound_message *, const char *text);

/* Takes it in, once: what came before under the same id of the carrier's changes nothing. */
enum fault inbound_receive(struct txn *, const struct config *, const struct inbound_message *, int64_t now);

#endif
