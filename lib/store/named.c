#include "store/named.h"

#include <string.h>

bool
named_valid(const char *name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const size_t length = strlen(name);
    return length >= 1 && length <= NAMED_MAX && strspn(name, allowed) == length;
}

struct row_key
named_key(const char *name)
{
    return (struct row_key){name, strlen(name)};
}

enum fault
named_get(struct txn *txn, enum table table, const char *name, char found[static NAMED_MAX + 1], void *row,
    size_t size, size_t *length)
{
    if (!named_valid(name))
        return FAULT_MISSING;
    memmove(found, name, strlen(name) + 1);
    return row_get(txn, table, named_key(found), row, size, length);
}

enum fault
named_next(struct txn *txn, enum table table, const char *after, char name[static NAMED_MAX + 1], void *row,
    size_t size, size_t *length)
{
    /* Keys up to a space are the table's own: no name begins so. */
    struct walk walk;
    enum fault fault = row_next(txn, table, named_key(*after != '\0' ? after : " "), &walk, row, size);
    if (fault != FAULT_NONE)
        return fault;
    if (walk.key_length > NAMED_MAX)
        return FAULT_SYSTEM;
    memcpy(name, walk.key, walk.key_length);
    name[walk.key_length] = '\0';
    *length = walk.row_length;
    return FAULT_NONE;
}
