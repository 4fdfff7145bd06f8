/*
 * carrier_id_index.c: the rows from carrier ids to messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/carrier_id_index.h"

#include <string.h>

#include "db/row.h"
#include "db/schedule.h"

static struct row_key
carrier_id_key(const char *carrier_id)
{
    return (struct row_key){carrier_id, strlen(carrier_id)};
}

enum fault
carrier_id_add(struct txn *txn, const char *carrier_id, const uint8_t message[static UUID_BYTES], int64_t now)
{
    enum fault fault = row_add(txn, TABLE_CARRIER_ID, carrier_id_key(carrier_id), message, UUID_BYTES);
    if (fault != FAULT_NONE)
        return fault;
    return schedule_add(
        txn, now + CARRIER_ID_KEEP, SCHEDULE_DELETE_CARRIER_ID, carrier_id, strlen(carrier_id));
}

enum fault
carrier_id_put_person(
    struct txn *txn, const char *user_id, const uint8_t message[static UUID_BYTES], int64_t now)
{
    uint8_t before[UUID_BYTES];
    enum fault fault = carrier_id_get(txn, user_id, before);
    if (fault == FAULT_NONE && memcmp(before, message, UUID_BYTES) != 0)
        fault = row_put(txn, TABLE_CARRIER_ID, carrier_id_key(user_id), message, UUID_BYTES);
    return fault == FAULT_MISSING ? carrier_id_add(txn, user_id, message, now) : fault;
}

enum fault
carrier_id_get(struct txn *txn, const char *carrier_id, uint8_t message[static UUID_BYTES])
{
    size_t length;
    return row_get(txn, TABLE_CARRIER_ID, carrier_id_key(carrier_id), message, UUID_BYTES, &length);
}

enum fault
carrier_id_remove(struct txn *txn, const char *carrier_id)
{
    enum fault fault = row_remove(txn, TABLE_CARRIER_ID, carrier_id_key(carrier_id));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
