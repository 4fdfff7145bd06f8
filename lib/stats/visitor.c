/*
 * visitor.c: the rows of TABLE_VISITOR_DAY.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/visitor.h"

#include <string.h>

#include "base/hash_index.h"
#include "db/codec.h"

enum { VISITOR_KEY = 4 + 8 };

static void
visitor_encode_key(struct encoder *p, const struct visitor *visitor)
{
    encode_u32(p, visitor->day);
    encode_u64(p, visitor->id);
}

enum fault
visitor_get(struct visitor *out)
{
    uint8_t space[VISITOR_KEY];
    size_t length;
    struct encoder key = encoder_over(space, sizeof space);
    visitor_encode_key(&key, out);
    const enum fault fault = row_editor_get(
        out->rows, encoder_key(&key), out->seen, sizeof out->seen, &length);
    out->changed = false;
    out->count = length / VISITOR_HASH;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
visitor_add_row(const struct visitor *visitor, const uint8_t hash[static VISITOR_HASH])
{
    uint8_t space[VISITOR_KEY + VISITOR_HASH];
    struct encoder key = encoder_over(space, sizeof space);
    visitor_encode_key(&key, visitor);
    encode_bytes(&key, hash, VISITOR_HASH);
    return row_add(visitor->rows->txn, TABLE_VISITOR_DAY, encoder_key(&key), "", 0);
}

enum fault
visitor_see(struct visitor *visitor, struct row_key scope, bool *new)
{
    const uint64_t number = hash_bytes(HASH_INIT ^ visitor->id, scope.bytes, scope.length);
    uint8_t hash[VISITOR_HASH];
    struct encoder p = encoder_over(hash, sizeof hash);
    encode_number(&p, number ^ number >> 48, VISITOR_HASH);
    *new = false;
    for (size_t i = 0; i < visitor->count; i++)
        if (memcmp(visitor->seen[i], hash, sizeof hash) == 0)
            return FAULT_NONE;
    if (visitor->count == VISITOR_SCOPES) {
        const enum fault fault = visitor_add_row(visitor, hash);
        *new = fault == FAULT_NONE;
        return fault == FAULT_EXISTS ? FAULT_NONE : fault;
    }
    memcpy(visitor->seen[visitor->count++], hash, sizeof hash);
    *new = visitor->changed = true;
    return FAULT_NONE;
}

enum fault
visitor_put(const struct visitor *visitor)
{
    uint8_t space[VISITOR_KEY];
    struct encoder key = encoder_over(space, sizeof space);
    if (!visitor->changed)
        return FAULT_NONE;
    visitor_encode_key(&key, visitor);
    return row_editor_put(
        visitor->rows, encoder_key(&key), visitor->seen, visitor->count * sizeof *visitor->seen);
}

bool
visitor_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    *stop = decode_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}
