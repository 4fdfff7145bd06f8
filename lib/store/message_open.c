#include "store/message_open.h"

#include <string.h>

#include "store/pack.h"

/* The counts stand under the message's id alone, the opens behind it under their events' numbers. */
enum { OPEN_COUNTS = 4 + 4 + 8, OPEN_ROW_MAX = 8 + 1 + 2 + CODE_MAX, OPEN_KEY = UUID_BYTES + 8 };

static struct row_key
open_counts_key(const uint8_t id[static UUID_BYTES])
{
    return (struct row_key){id, UUID_BYTES};
}

static enum fault
open_counts(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message_opens *out, bool to_change)
{
    uint8_t row[OPEN_COUNTS];
    size_t length;
    *out = (struct message_opens){0};
    enum fault fault = (to_change ? row_get_to_change : row_get)(
        txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct unpack u = unpack_over(row, length);
    out->people = unpack_u32(&u);
    out->others = unpack_u32(&u);
    out->first = unpack_moment(&u);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
message_opens(struct txn *txn, const uint8_t id[static UUID_BYTES], struct message_opens *out)
{
    return open_counts(txn, id, out, false);
}

static enum fault
open_put_row(struct txn *txn, const uint8_t id[static UUID_BYTES], const struct message_open *open)
{
    uint8_t space[OPEN_KEY], row[OPEN_ROW_MAX];
    struct pack key = pack_over(space, sizeof space), p = pack_over(row, sizeof row);
    pack_bytes(&key, id, UUID_BYTES);
    pack_u64(&key, open->event);
    pack_moment(&p, open->at);
    pack_u8(&p, (uint8_t)open->class);
    pack_text(&p, open->code);
    return row_put(txn, TABLE_MESSAGE_OPEN, pack_key(&key), row, p.length);
}

enum fault
message_open_add(
    struct txn *txn, const uint8_t id[static UUID_BYTES], const struct message_open *open, bool *first)
{
    uint8_t row[OPEN_COUNTS];
    struct message_opens opens;
    enum fault fault = open_counts(txn, id, &opens, true);
    if (fault != FAULT_NONE)
        return fault;
    *first = open->class == TALLY_PERSON && opens.people == 0;
    if (*first)
        opens.first = open->at;
    if (opens.people + opens.others < MESSAGE_OPENS_MAX || *first)
        fault = open_put_row(txn, id, open);
    opens.people += open->class == TALLY_PERSON;
    opens.others += open->class != TALLY_PERSON;
    struct pack p = pack_over(row, sizeof row);
    pack_u32(&p, opens.people);
    pack_u32(&p, opens.others);
    pack_moment(&p, opens.first);
    return fault != FAULT_NONE ? fault : row_put(txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, p.length);
}

static enum fault
open_step(struct walk *walk, const uint8_t id[static UUID_BYTES])
{
    enum fault fault = walk_step(walk);
    if (fault != FAULT_NONE)
        return fault;
    const bool inside = walk->key_length >= UUID_BYTES && memcmp(walk->key, id, UUID_BYTES) == 0;
    return inside ? FAULT_NONE : FAULT_MISSING;
}

enum fault
message_open_visit(struct txn *txn, const uint8_t id[static UUID_BYTES],
    void (*visit)(const struct message_open *, void *arg), void *arg)
{
    uint8_t row[OPEN_ROW_MAX];
    struct message_open open;
    struct walk walk;
    enum fault fault = walk_open(&walk, txn, TABLE_MESSAGE_OPEN, open_counts_key(id), row, sizeof row);
    while (fault == FAULT_NONE && (fault = open_step(&walk, id)) == FAULT_NONE) {
        if (walk.key_length != OPEN_KEY)
            continue; /* the counts */
        struct unpack key = unpack_over(walk.key + UUID_BYTES, 8), u = unpack_over(row, walk.row_length);
        open.event = unpack_u64(&key);
        open.at = unpack_moment(&u);
        open.class = unpack_u8(&u);
        unpack_text(&u, open.code, sizeof open.code);
        if (!u.bad && open.class < TALLY_CLASSES)
            visit(&open, arg);
    }
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_open_forget(struct txn *txn, const uint8_t id[static UUID_BYTES])
{
    struct walk walk;
    enum fault fault = walk_open(&walk, txn, TABLE_MESSAGE_OPEN, open_counts_key(id), NULL, 0);
    while (fault == FAULT_NONE && (fault = open_step(&walk, id)) == FAULT_NONE)
        fault = walk_remove(&walk);
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
