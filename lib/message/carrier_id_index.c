/*
 * carrier_id_index.c: the rows from carrier ids to messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/carrier_id_index.h"

#include <string.h>

#include "db/row.h"
#include "db/schedule.h"
#include "message/message.h"

static struct row_key
carrier_id_key(const char *carrier_id)
{
    return (struct row_key){carrier_id, strlen(carrier_id)};
}

enum fault
carrier_id_add_own(struct txn *txn, const char *carrier_id, const uint8_t message[static UUID_BYTES])
{
    return row_add(txn, TABLE_CARRIER_ID, carrier_id_key(carrier_id), message, UUID_BYTES);
}

enum fault
carrier_id_add(struct txn *txn, const char *carrier_id, const uint8_t message[static UUID_BYTES], int64_t now)
{
    const enum fault fault = carrier_id_add_own(txn, carrier_id, message);
    return fault != FAULT_NONE ? fault
                               : schedule_add(txn, now + CARRIER_ID_KEEP, SCHEDULE_DELETE_CARRIER_ID,
                                     carrier_id, strlen(carrier_id));
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

/* The row by which a message finds the person again. No id of a carrier's begins with a NUL. */
static struct row_key
carrier_id_person_key(const uint8_t message[static UUID_BYTES], uint8_t space[static UUID_BYTES + 1])
{
    space[0] = 0;
    memcpy(space + 1, message, UUID_BYTES);
    return (struct row_key){space, UUID_BYTES + 1};
}

enum fault
carrier_id_put_person(struct txn *txn, const char *user_id, const uint8_t message[static UUID_BYTES])
{
    uint8_t before[UUID_BYTES], space[UUID_BYTES + 1];
    enum fault fault = carrier_id_get(txn, user_id, before);
    if (fault == FAULT_NONE && memcmp(before, message, UUID_BYTES) == 0)
        return FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_CARRIER_ID, carrier_id_person_key(before, space));
    if (fault == FAULT_NONE || fault == FAULT_MISSING)
        fault = carrier_id_remove_person(txn, message); /* should it have been another id before */
    if (fault == FAULT_NONE)
        fault = row_put(txn, TABLE_CARRIER_ID, carrier_id_key(user_id), message, UUID_BYTES);
    return fault == FAULT_NONE ? row_put(txn, TABLE_CARRIER_ID, carrier_id_person_key(message, space),
                                     user_id, strlen(user_id))
                               : fault;
}

enum fault
carrier_id_remove_person(struct txn *txn, const uint8_t message[static UUID_BYTES])
{
    uint8_t space[UUID_BYTES + 1], points_to[UUID_BYTES];
    char user_id[MESSAGE_ADDRESS_MAX + 1];
    size_t length;
    const struct row_key key = carrier_id_person_key(message, space);
    enum fault fault = row_get(txn, TABLE_CARRIER_ID, key, user_id, MESSAGE_ADDRESS_MAX, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    user_id[length] = '\0';
    fault = row_remove(txn, TABLE_CARRIER_ID, key);
    if (fault == FAULT_NONE)
        fault = carrier_id_get(txn, user_id, points_to);
    if (fault == FAULT_NONE && memcmp(points_to, message, UUID_BYTES) == 0)
        fault = carrier_id_remove(txn, user_id);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
