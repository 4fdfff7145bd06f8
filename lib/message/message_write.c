/*
 * message_write.c: a message with its index, written together; and taken out with all that hangs on it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_write.h"

#include "message/carrier_id_index.h"
#include "message/conversion.h"
#include "message/message_index.h"
#include "message/message_open.h"
#include "message/message_usage.h"
#include "message/packed_json.h"
#include "message/receipt.h"

enum fault
message_add(struct txn *txn, const struct message *message, const char *body, size_t length)
{
    uint8_t row[MESSAGE_ROW_MAX], space[PACKED_JSON_MAX];
    size_t packed_length;
    if (length > MESSAGE_BODY_MAX)
        return FAULT_FULL;
    const void *packed = packed_json_encode(body, length, space, &packed_length);
    enum fault fault = row_add(
        txn, TABLE_MESSAGE, message_key(message->id), row, message_encode(message, row));
    if (fault == FAULT_NONE)
        fault = row_add(txn, TABLE_MESSAGE_BODY, message_key(message->id), packed, packed_length);
    if (fault == FAULT_NONE)
        fault = message_usage_change(txn, message->owner, MESSAGE_USAGE_HEAD + length, 0);
    return fault != FAULT_NONE ? fault : message_index_add(txn, message);
}

enum fault
message_update(struct txn *txn, const struct message *before, const struct message *after)
{
    uint8_t row[MESSAGE_ROW_MAX];
    enum fault fault = row_put(txn, TABLE_MESSAGE, message_key(after->id), row, message_encode(after, row));
    return fault != FAULT_NONE ? fault : message_index_update(txn, before, after);
}

/* Takes what it takes in the store off its owner's count. */
static enum fault
message_uncount(struct txn *txn, const struct message *message)
{
    char body[MESSAGE_BODY_MAX + 1];
    size_t length;
    const enum fault fault = message_body(txn, message->id, body, sizeof body, &length);
    return fault != FAULT_NONE ? fault
                               : message_usage_change(txn, message->owner, 0, MESSAGE_USAGE_HEAD + length);
}

enum fault
message_remove(struct txn *txn, const struct message *message)
{
    enum fault fault = message_uncount(txn, message);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_MESSAGE, message_key(message->id));
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_MESSAGE_BODY, message_key(message->id));
    if (fault == FAULT_NONE)
        fault = message_index_remove(txn, message);
    if (fault == FAULT_NONE)
        fault = receipt_remove(txn, message->id);
    if (fault == FAULT_NONE)
        fault = carrier_id_remove_person(txn, message->id);
    if (fault == FAULT_NONE && message->carrier_id[0] != '\0')
        fault = carrier_id_remove(txn, message->carrier_id);
    if (fault == FAULT_NONE)
        fault = conversion_remove_message(txn, message->id);
    return fault != FAULT_NONE ? fault : message_open_remove(txn, message->id);
}
