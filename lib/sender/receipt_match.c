/*
 * receipt_match.c: finds the message that a receipt is about.
 *
 * SPDX-License-Identifier: ISC
 */
#include "sender/receipt_match.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/uuid.h"
#include "carrier/carrier_callback.h"
#include "message/address.h"
#include "message/carrier_id_index.h"
#include "message/message_state.h"
#include "message/receipt.h"

/* Whom it is about: each of several that follow each other on failure may go to another address. */
static void
receipt_match_address(const struct status_update *update, const struct message *message,
    char out[static MESSAGE_ADDRESS_MAX + 1])
{
    if (update->items > 1 && update->to[0] != '\0')
        address_from_carrier(update->to, out);
    else
        strcpy(out, message->to);
}

/* What a receipt says of a message. One of several that follow each other on failure is not its end. */
static struct message_state_change
receipt_match_progress(const struct status_update *update, const char *address)
{
    const bool failed = update->status == MESSAGE_REJECTED || update->status == MESSAGE_UNDELIVERABLE;
    const bool another = update->items > 0 && update->item < update->items;
    const bool opted_out = failed && update->items > 1 && message_state_is_opt_out(update->error);
    return (struct message_state_change){.status = failed && another ? MESSAGE_SUBMITTED : update->status,
        .at = update->at,
        .carrier_id = update->carrier_id,
        .error = failed && !another ? update->error : NULL,
        .detail = failed && !another ? update->error_detail : NULL,
        .price = update->price,
        .currency = update->currency,
        .network = update->network,
        .opted_out = opted_out ? address : NULL};
}

/* The message that a receipt is about, read to change it: FAULT_MISSING when nobody knows it. */
static enum fault
receipt_match_find(struct txn *txn, const struct status_update *update, struct message *out)
{
    uint8_t id[UUID_BYTES];
    enum fault fault = uuid_parse(update->client_ref, id);
    if (fault == FAULT_NONE)
        fault = message_get_for_update(txn, id, out);
    if (fault != FAULT_INPUT && fault != FAULT_MISSING)
        return fault;
    if (update->carrier_id[0] == '\0')
        return FAULT_MISSING;
    fault = carrier_id_get(txn, update->carrier_id, id);
    return fault == FAULT_NONE ? message_get_for_update(txn, id, out) : fault;
}

/* The WhatsApp user of a number: what comes from the user's id comes from that number. */
static enum fault
receipt_match_person(
    struct txn *txn, const struct status_update *update, const char *address, const struct message *message)
{
    const bool known = update->user_id[0] != '\0' && strcmp(update->user_id, message->to) != 0;
    return known && strcmp(address, message->to) == 0
               ? carrier_id_put_person(txn, update->user_id, message->id)
               : FAULT_NONE;
}

/* Takes in what it says of the message that it is about. */
static enum fault
receipt_match_advance(
    struct txn *txn, const struct status_update *update, struct message *message, int64_t now)
{
    char address[MESSAGE_ADDRESS_MAX + 1];
    receipt_match_address(update, message, address);
    const struct message_state_change message_state_change = receipt_match_progress(update, address);
    const enum fault fault = receipt_match_person(txn, update, address, message);
    return fault == FAULT_NONE ? message_state_advance(txn, message, &message_state_change, now) : fault;
}

enum fault
receipt_match_update(struct txn *txn, const struct status_update *update, const char *body, size_t length,
    bool again, int64_t now)
{
    struct message message;
    enum fault fault = receipt_match_find(txn, update, &message);
    if (fault == FAULT_MISSING)
        return receipt_add_unknown(txn,
            update->carrier_id[0] != '\0' ? update->carrier_id : update->client_ref, again, now, body,
            length);
    if (fault == FAULT_NONE)
        fault = receipt_add(txn, message.id, again, now, body, length);
    return fault == FAULT_NONE ? receipt_match_advance(txn, update, &message, now) : fault;
}

/* Whose receipts wait for it; of a message of an older version, the only one's that had any. */
static enum config_carrier
receipt_match_carrier(const struct message *message)
{
    return message->carrier > 0 ? message_carrier(message) : CONFIG_VONAGE;
}

static enum fault
receipt_match_take_one(struct txn *txn, struct message *message, struct receipt *receipt, int64_t now)
{
    struct status_update update;
    struct input_error error;
    enum fault fault = receipt_take_unknown(txn, message->carrier_id, receipt);
    if (fault != FAULT_NONE)
        return fault;
    fault = receipt_add(txn, message->id, false, receipt->at, receipt->body, receipt->length);
    if (fault != FAULT_NONE || carrier_callback_parse_status(receipt_match_carrier(message), receipt->body,
                                   receipt->length, receipt->at, &update, &error) != FAULT_NONE)
        return fault; /* it was read once: what could be wrong now is only that curt has changed */
    return receipt_match_advance(txn, &update, message, now);
}

enum fault
receipt_match_waiting(struct txn *txn, struct message *message, int64_t now)
{
    enum fault fault;
    struct receipt *receipt = xmalloc(sizeof *receipt);
    do
        fault = receipt_match_take_one(txn, message, receipt, now);
    while (fault == FAULT_NONE);
    free(receipt);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
