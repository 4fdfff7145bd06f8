#include "store/once.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/pack.h"

enum { ONCE_HEAD = 8 + DIGEST_BYTES + 2, ONCE_KEY = 4 + DIGEST_BYTES };

static struct row_key
once_key(struct pack *p, const struct once *once)
{
    pack_u32(p, once->key);
    pack_bytes(p, once->name, DIGEST_BYTES);
    return pack_key(p);
}

static enum fault
once_read(struct unpack *u, struct once *once, int64_t since)
{
    once->at = unpack_moment(u);
    const uint8_t *request = unpack_bytes(u, DIGEST_BYTES);
    once->status = unpack_u16(u);
    if (u->bad)
        return FAULT_SYSTEM;
    if (once->at < since)
        return FAULT_MISSING;
    return memcmp(request, once->request, DIGEST_BYTES) == 0 ? FAULT_NONE : FAULT_REFUSED;
}

enum fault
once_find(struct txn *txn, struct once *once, int64_t since, char *answer, size_t size, size_t *length)
{
    uint8_t space[ONCE_KEY];
    struct pack k = pack_over(space, sizeof space);
    uint8_t *row = malloc(ONCE_HEAD + size);
    if (row == NULL)
        log_fatal("out of memory");
    enum fault fault = row_get_to_change(txn, TABLE_ONCE, once_key(&k, once), row, ONCE_HEAD + size, length);
    if (fault == FAULT_NONE) {
        struct unpack u = unpack_over(row, *length);
        fault = once_read(&u, once, since);
        *length = (size_t)(u.end - u.at);
        memcpy(answer, u.at, *length);
    }
    free(row);
    return fault;
}

enum fault
once_keep(struct txn *txn, const struct once *once, const char *answer, size_t length)
{
    uint8_t space[ONCE_KEY];
    struct pack k = pack_over(space, sizeof space);
    uint8_t *row = malloc(ONCE_HEAD + length);
    if (row == NULL)
        log_fatal("out of memory");
    struct pack p = pack_over(row, ONCE_HEAD + length);
    pack_moment(&p, once->at);
    pack_bytes(&p, once->request, DIGEST_BYTES);
    pack_u16(&p, once->status);
    pack_bytes(&p, answer, length);
    enum fault fault = row_put(txn, TABLE_ONCE, once_key(&k, once), row, p.length);
    free(row);
    return fault;
}

bool
once_over(const struct walk *walk, void *arg, bool *stop)
{
    (void)stop;
    struct unpack u = unpack_over(walk->row, walk->row_length);
    return unpack_moment(&u) < *(const int64_t *)arg;
}
