#include "store/carried.h"

#include <string.h>

#include "store/due.h"
#include "store/row.h"

static struct row_key
carried_key(const char *carried)
{
    return (struct row_key){carried, strlen(carried)};
}

enum fault
carried_add(struct txn *txn, const char *carried, const uint8_t message[static UUID_BYTES], int64_t now)
{
    enum fault fault = row_add(txn, TABLE_CARRIED, carried_key(carried), message, UUID_BYTES);
    if (fault != FAULT_NONE)
        return fault;
    return due_add(txn, now + CARRIED_KEEP, DUE_FORGET_CARRIED, carried, strlen(carried));
}

enum fault
carried_find(struct txn *txn, const char *carried, uint8_t message[static UUID_BYTES])
{
    size_t length;
    return row_get(txn, TABLE_CARRIED, carried_key(carried), message, UUID_BYTES, &length);
}

enum fault
carried_forget(struct txn *txn, const char *carried)
{
    enum fault fault = row_remove(txn, TABLE_CARRIED, carried_key(carried));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
