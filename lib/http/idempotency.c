#include "http/idempotency.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/codec.h"

enum { IDEMPOTENCY_HEAD = 8 + SHA256_BYTES + 2, IDEMPOTENCY_KEY = 4 + SHA256_BYTES };

static struct row_key
idempotency_key(struct encoder *p, const struct idempotency *once)
{
    encode_u32(p, once->key);
    encode_bytes(p, once->name, SHA256_BYTES);
    return encoder_key(p);
}

static enum fault
idempotency_read(struct decoder *u, struct idempotency *once, int64_t since)
{
    once->at = decode_timestamp(u);
    const uint8_t *request = decode_bytes(u, SHA256_BYTES);
    once->status = decode_u16(u);
    if (u->bad)
        return FAULT_SYSTEM;
    if (once->at < since)
        return FAULT_MISSING;
    return memcmp(request, once->request, SHA256_BYTES) == 0 ? FAULT_NONE : FAULT_REFUSED;
}

enum fault
idempotency_get(
    struct txn *txn, struct idempotency *once, int64_t since, char *answer, size_t size, size_t *length)
{
    uint8_t space[IDEMPOTENCY_KEY];
    struct encoder k = encoder_over(space, sizeof space);
    uint8_t *row = xmalloc(IDEMPOTENCY_HEAD + size);
    enum fault fault = row_get_for_update(
        txn, TABLE_IDEMPOTENCY, idempotency_key(&k, once), row, IDEMPOTENCY_HEAD + size, length);
    if (fault == FAULT_NONE) {
        struct decoder u = decoder_over(row, *length);
        fault = idempotency_read(&u, once, since);
        *length = (size_t)(u.end - u.at);
        memcpy(answer, u.at, *length);
    }
    free(row);
    return fault;
}

enum fault
idempotency_put(struct txn *txn, const struct idempotency *once, const char *answer, size_t length)
{
    uint8_t space[IDEMPOTENCY_KEY];
    struct encoder k = encoder_over(space, sizeof space);
    uint8_t *row = xmalloc(IDEMPOTENCY_HEAD + length);
    struct encoder p = encoder_over(row, IDEMPOTENCY_HEAD + length);
    encode_timestamp(&p, once->at);
    encode_bytes(&p, once->request, SHA256_BYTES);
    encode_u16(&p, once->status);
    encode_bytes(&p, answer, length);
    enum fault fault = row_put(txn, TABLE_IDEMPOTENCY, idempotency_key(&k, once), row, p.length);
    free(row);
    return fault;
}

bool
idempotency_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    (void)stop;
    struct decoder u = decoder_over(cursor->row, cursor->row_length);
    return decode_timestamp(&u) < *(const int64_t *)arg;
}
