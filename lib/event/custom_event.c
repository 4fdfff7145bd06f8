/*
 * custom_event.c: appends events from outside, each id once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "event/custom_event.h"

#include "db/row.h"
#include "db/schedule.h"

enum fault
custom_event_append(struct txn *txn, const uint8_t id[static UUID_BYTES], int64_t now, int64_t keep,
    const char *text, size_t length)
{
    enum fault fault = row_add(txn, TABLE_CUSTOM_EVENT_ID, (struct row_key){id, UUID_BYTES}, "", 0);
    if (fault == FAULT_NONE)
        fault = schedule_add(txn, now + keep, SCHEDULE_DELETE_EVENT_ID, id, UUID_BYTES);
    return fault != FAULT_NONE ? fault : event_log_append_as(txn, id, EVENT_CUSTOM, now, text, length, NULL);
}

enum fault
custom_event_forget(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = row_remove(txn, TABLE_CUSTOM_EVENT_ID, (struct row_key){id, UUID_BYTES});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
