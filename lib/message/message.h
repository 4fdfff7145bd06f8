/*
 * message.h: a message to one recipient: what is sent, how far it has come, and when.
 *
 * Its id is a UUID that sorts by time; the carrier gets it as client_ref and gives it back with receipts. The
 * head (struct message) is rewritten whenever the status moves; the body, a JSON text whose shape
 * message_builder.h describes, is written once.
 */
#ifndef CURT_MESSAGE_MESSAGE_H
#define CURT_MESSAGE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/config.h"
#include "base/uuid.h"
#include "db/row.h"
#include "event/labels.h"
#include "message/message_channel.h"

#define MESSAGE_ADDRESS_MAX    160 /* bytes of a number, a WhatsApp user id, or an id of a messenger */
#define MESSAGE_CLIENT_REF_MAX 100
#define MESSAGE_WEBHOOK_MAX    1024
#define CARRIER_ID_MAX         64 /* bytes of the carrier's own id */
#define MESSAGE_ERROR_MAX      64
#define MESSAGE_DETAIL_MAX     200
#define MESSAGE_PRICE_MAX      24
#define MESSAGE_ROW_MAX        2560
#define MESSAGE_CONTENT_MAX    (256 * 1024) /* bytes of JSON: what the carrier gets, and the links */
#define MESSAGE_FIELDS_MAX     (16 * 1024)  /* what its campaign had of the recipient */
#define MESSAGE_BODY_MAX       (MESSAGE_CONTENT_MAX + MESSAGE_FIELDS_MAX + 64)

/*
 * How far a message has come. Up to READ they only move forward; what follows is final. A message that was
 * delivered stays so, whatever is said of it later, and FAILED is only what the carrier has not taken.
 */
enum message_status {
    MESSAGE_REQUESTED, /* stored: it waits for its turn, or for the next try */
    MESSAGE_SENDING,   /* written down before the carrier is asked */
    MESSAGE_UNKNOWN,   /* the carrier was asked, and its answer was lost: it may be under way */
    MESSAGE_SUBMITTED, /* the carrier has it */
    MESSAGE_DELIVERED,
    MESSAGE_READ,
    MESSAGE_REJECTED,
    MESSAGE_UNDELIVERABLE,
    MESSAGE_FAILED,
    MESSAGE_STATUSES
};

/* Was the carrier asked to take it back? */
enum message_revocation {
    MESSAGE_NOT_REVOKED,
    MESSAGE_REVOKE_ASKED,
    MESSAGE_REVOKED,
    MESSAGE_REVOKE_REFUSED,
    MESSAGE_REVOCATIONS
};

struct message {
    uint8_t id[UUID_BYTES];
    uint32_t owner; /* the key that made it (api_key.h) */
    enum message_status status;
    enum message_channel channel; /* the first to be tried */
    uint64_t queue;               /* where it waits (outbox.h): a campaign's id; 0: with all others */
    int64_t created;
    int64_t send_at; /* when it is scheduled for, or the quiet hours end that it waits for; 0: at once */
    /* When, by the carrier's clock where it says so; 0: not. ended: rejected, undeliverable, failed */
    int64_t submitted, delivered, read, ended;
    int64_t stopped; /* when its recipient opted out by an answer to it; 0: not */
    int64_t revoked; /* when the carrier took it back; 0: not */
    enum message_revocation revocation;
    int64_t received[MESSAGE_STATUSES]; /* when we heard of each of these steps, by ours */
    uint16_t attempts;                  /* that the carrier surely did not take */
    uint16_t parts;                     /* SMS parts; 0 for other channels */
    uint8_t carrier; /* who was asked last, enum config_carrier and 1; 0: nobody yet, or it is not known */
    char to[MESSAGE_ADDRESS_MAX + 1], from[MESSAGE_ADDRESS_MAX + 1];
    char campaign[LABEL_MAX + 1];                /* "": none */
    char client_ref[MESSAGE_CLIENT_REF_MAX + 1]; /* the sender's own */
    char webhook[MESSAGE_WEBHOOK_MAX + 1];       /* where events are posted; "": nowhere */
    char carrier_id[CARRIER_ID_MAX + 1];         /* the carrier's id of it; "": not known */
    char error[MESSAGE_ERROR_MAX + 1];           /* why it failed, or why the last attempt did: short */
    char detail[MESSAGE_DETAIL_MAX + 1];         /* the same, a sentence */
    char price[MESSAGE_PRICE_MAX + 1];           /* a decimal number, in currency; "": not known */
    char currency[8 + 1], network[16 + 1];
};

/* "requested", "sending", ... */
const char *message_status_name(enum message_status);
/* MESSAGE_STATUSES for another word. */
enum message_status message_status_parse(const char *);

/* "asked", "revoked", "refused"; "" for MESSAGE_NOT_REVOKED. */
const char *message_revocation_name(enum message_revocation);

/* Who was asked last; CONFIG_CARRIERS: nobody yet, or it is not known. */
enum config_carrier message_carrier(const struct message *);

/* The time from which it waits for the carrier, and is kept: when it was made, or send_at. */
int64_t message_begins(const struct message *);

/* May a message go from one status to the other? */
bool message_may_move(enum message_status from, enum message_status to);

enum fault message_get(struct txn *, const uint8_t id[static UUID_BYTES], struct message *out);
enum fault message_get_for_update(struct txn *, const uint8_t id[static UUID_BYTES], struct message *out);

/* The body, ended with a NUL: FAULT_FULL when it is longer than size allows. */
enum fault message_body(
    struct txn *, const uint8_t id[static UUID_BYTES], char *out, size_t size, size_t *length);

/* The key of its row. */
struct row_key message_key(const uint8_t id[static UUID_BYTES]);

/*
 * The head as a row (message_row.c), without the id: its length; and the head of a row, also of one that an
 * older version wrote: FAULT_SYSTEM for what is none.
 */
size_t message_encode(const struct message *, uint8_t row[static MESSAGE_ROW_MAX]);
enum fault message_decode(const uint8_t *row, size_t length, struct message *out);

/* All of the head, of a row and its key. FAULT_INPUT: they are none; the id is set if the key can be one,
 * else nil. */
enum fault message_from_row(struct row_key, const void *row, size_t length, struct message *out);

#endif
