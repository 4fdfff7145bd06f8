#include "db/named_row.h"

#include <string.h>

bool
named_row_is_valid(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const size_t length = strlen(name);
    return length >= 1 && length <= NAMED_ROW_NAME_MAX && strspn(name, allowed) == length;
}

struct row_key
named_row_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

enum fault
named_row_get(struct txn *txn, enum table table, const char *name, char found[static NAMED_ROW_NAME_MAX + 1],
    void *row, size_t size, size_t *length)
{
    if (!named_row_is_valid(name))
        return FAULT_MISSING;
    memmove(found, name, strlen(name) + 1);
    return row_get(txn, table, named_row_key(found), row, size, length);
}

enum fault
named_row_next(struct txn *txn, enum table table, const char *after, char name[static NAMED_ROW_NAME_MAX + 1],
    void *row, size_t size, size_t *length)
{
    /* Keys up to a space are the table's own: no name begins so. */
    struct cursor cursor;
    enum fault fault = row_next(txn, table, named_row_key(*after != '\0' ? after : " "), &cursor, row, size);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor.key_length > NAMED_ROW_NAME_MAX)
        return FAULT_SYSTEM;
    memcpy(name, cursor.key, cursor.key_length);
    name[cursor.key_length] = '\0';
    *length = cursor.row_length;
    return FAULT_NONE;
}
