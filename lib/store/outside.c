#include "store/outside.h"

#include "store/due.h"
#include "store/row.h"

enum fault
outside_publish(struct txn *txn, const uint8_t id[static UUID_BYTES], int64_t now, int64_t keep,
    const char *text, size_t length)
{
    enum fault fault = row_add(txn, TABLE_TAKEN, (struct row_key){id, UUID_BYTES}, "", 0);
    if (fault == FAULT_NONE)
        fault = due_add(txn, now + keep, DUE_FORGET_EVENT, id, UUID_BYTES);
    return fault != FAULT_NONE ? fault : event_append_as(txn, id, EVENT_OUTSIDE, now, text, length);
}

enum fault
outside_forget(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = row_remove(txn, TABLE_TAKEN, (struct row_key){id, UUID_BYTES});
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
