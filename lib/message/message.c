/*
 * message.c: a message as the store has it: its head and its body.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message.h"

#include <string.h>

#include "message/packed_json.h"

static const char *const message_status_names[MESSAGE_STATUSES] = {
    [MESSAGE_REQUESTED] = "requested",
    [MESSAGE_SENDING] = "sending",
    [MESSAGE_UNKNOWN] = "unknown",
    [MESSAGE_SUBMITTED] = "submitted",
    [MESSAGE_DELIVERED] = "delivered",
    [MESSAGE_READ] = "read",
    [MESSAGE_REJECTED] = "rejected",
    [MESSAGE_UNDELIVERABLE] = "undeliverable",
    [MESSAGE_FAILED] = "failed",
};

const char *
message_status_name(enum message_status status)
{
    return message_status_names[status];
}

enum message_status
message_status_parse(const char *name)
{
    enum message_status status = 0;
    while (status < MESSAGE_STATUSES && strcmp(message_status_names[status], name) != 0)
        status++;
    return status;
}

static bool
message_is_final(enum message_status status)
{
    return status >= MESSAGE_READ;
}

const char *
message_revocation_name(enum message_revocation revocation)
{
    static const char *const names[MESSAGE_REVOCATIONS] = {"", "asked", "revoked", "refused"};
    return names[revocation];
}

enum config_carrier
message_carrier(const struct message *m)
{
    return m->carrier > 0 ? (enum config_carrier)(m->carrier - 1) : CONFIG_CARRIERS;
}

int64_t
message_begins(const struct message *m)
{
    return m->send_at > m->created ? m->send_at : m->created;
}

bool
message_may_move(enum message_status from, enum message_status to)
{
    if (from == MESSAGE_DELIVERED)
        return to == MESSAGE_READ;
    if (message_is_final(from) || (to == MESSAGE_FAILED && from >= MESSAGE_SUBMITTED))
        return false;
    return to > from;
}

struct row_key
message_key(const uint8_t id[static UUID_BYTES])
{
    return (struct row_key){id, UUID_BYTES};
}

enum fault
message_from_row(struct row_key key, const void *row, size_t length, struct message *out)
{
    const bool fits = key.length == UUID_BYTES;
    memset(out->id, 0, UUID_BYTES);
    memcpy(out->id, key.bytes, fits ? UUID_BYTES : 0);
    return fits && message_decode(row, length, out) == FAULT_NONE ? FAULT_NONE : FAULT_INPUT;
}

static enum fault
message_read(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out, bool to_change)
{
    uint8_t row[MESSAGE_ROW_MAX];
    size_t length;
    memmove(out->id, id, UUID_BYTES);
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_MESSAGE, message_key(out->id), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : message_decode(row, length, out);
}

enum fault
message_get(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out)
{
    return message_read(txn, id, out, false);
}

enum fault
message_get_for_update(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message *out)
{
    return message_read(txn, id, out, true);
}

enum fault
message_body(struct txn *txn, const uint8_t id[static UUID_BYTES], char *out, size_t size, size_t *length)
{
    uint8_t row[PACKED_JSON_MAX];
    enum fault fault = row_get(txn, TABLE_MESSAGE_BODY, message_key(id), row, sizeof row, length);
    if (fault == FAULT_NONE)
        return packed_json_decode(row, *length, out, size, length);
    if (fault == FAULT_FULL) /* none so long is packed */
        fault = row_get(txn, TABLE_MESSAGE_BODY, message_key(id), out, size - 1, length);
    out[fault == FAULT_NONE ? *length : 0] = '\0';
    return fault;
}
