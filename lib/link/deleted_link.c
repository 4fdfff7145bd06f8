/*
 * deleted_link.c: the rows of deleted links.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/deleted_link.h"

#include <string.h>

#include "db/codec.h"
#include "db/schedule.h"
#include "link/click_limit.h"
#include "link/link_block.h"
#include "link/link_event.h"
#include "link/link_write.h"

enum {
    DELETED_BY_ID = 'i',
    DELETED_BY_NAME = 'c',
    DELETED_ID = 8,
    DELETED_KEY_MAX = 2 + LINK_NAME_MAX + DELETED_ID,
    DELETED_ROW_MAX = 8 + 8 + 2 + LINK_NAME_MAX + LINK_ROW_MAX,
};

struct deleted_key {
    uint8_t bytes[DELETED_KEY_MAX];
    size_t length;
};

static struct row_key
deleted_row_key(const struct deleted_key *key)
{
    return (struct row_key){key->bytes, key->length};
}

static struct deleted_key
deleted_by_id(uint64_t id)
{
    struct deleted_key key;
    struct encoder p = encoder_over(key.bytes, sizeof key.bytes);
    encode_u8(&p, DELETED_BY_ID);
    encode_u64(&p, id);
    key.length = p.length;
    return key;
}

/* Without an id: what the keys of this name begin with. */
static struct deleted_key
deleted_by_name(const char *name, const uint64_t *id)
{
    struct deleted_key key;
    struct encoder p = encoder_over(key.bytes, sizeof key.bytes);
    encode_u8(&p, DELETED_BY_NAME);
    encode_bytes(&p, name, strlen(name) + 1);
    if (id != NULL)
        encode_u64(&p, *id);
    key.length = p.length;
    return key;
}

static enum fault
deleted_decode(const uint8_t *row, size_t length, struct deleted_link *out)
{
    struct decoder u = decoder_over(row, length);
    out->deleted = decode_timestamp(&u);
    out->until = decode_timestamp(&u);
    size_t name_length;
    const char *name = decode_text_bytes(&u, &name_length);
    if (u.bad || link_name_read(name, name_length, out->link.domain, out->link.code) != FAULT_NONE)
        return FAULT_SYSTEM;
    return link_decode(u.at, (size_t)(u.end - u.at), &out->link);
}

static enum fault
deleted_get(struct txn *txn, uint64_t id, struct deleted_link *out)
{
    uint8_t row[DELETED_ROW_MAX];
    size_t length;
    const struct deleted_key key = deleted_by_id(id);
    const enum fault fault = row_get_for_update(
        txn, TABLE_DELETED_LINK, deleted_row_key(&key), row, sizeof row, &length);
    return fault != FAULT_NONE ? fault : deleted_decode(row, length, out);
}

static enum fault
deleted_put(struct txn *txn, const struct link *link, int64_t now, int64_t until)
{
    uint8_t row[DELETED_ROW_MAX], packed[LINK_ROW_MAX];
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    const struct deleted_key by_id = deleted_by_id(link->id), by_name = deleted_by_name(name, &link->id);
    struct encoder p = encoder_over(row, sizeof row);
    encode_timestamp(&p, now);
    encode_timestamp(&p, until);
    encode_text(&p, name);
    encode_bytes(&p, packed, link_encode(link, packed));
    enum fault fault = row_put(txn, TABLE_DELETED_LINK, deleted_row_key(&by_id), row, p.length);
    if (fault == FAULT_NONE)
        fault = row_put(txn, TABLE_DELETED_LINK, deleted_row_key(&by_name), "", 0);
    return fault != FAULT_NONE ? fault
                               : schedule_add(txn, until, SCHEDULE_FORGET_LINK, by_id.bytes + 1, DELETED_ID);
}

static enum fault
deleted_remove(struct txn *txn, const struct link *link)
{
    char name[LINK_NAME_MAX + 1];
    link_name(link, name);
    const struct deleted_key by_id = deleted_by_id(link->id), by_name = deleted_by_name(name, &link->id);
    const enum fault fault = row_remove(txn, TABLE_DELETED_LINK, deleted_row_key(&by_id));
    return fault != FAULT_NONE ? fault : row_remove(txn, TABLE_DELETED_LINK, deleted_row_key(&by_name));
}

enum fault
link_delete(struct txn *txn, const struct link *link, int64_t now, int64_t until)
{
    enum fault fault = until > now ? link_take_out(txn, link) : link_remove(txn, link, now);
    if (fault == FAULT_NONE && until > now)
        fault = deleted_put(txn, link, now, until);
    return fault != FAULT_NONE ? fault : link_event_append(txn, link, LINK_EVENT_DELETED, now);
}

/* The id of the next deleted link of this name, after *id: FAULT_MISSING past the last. */
static enum fault
deleted_next_of_name(struct txn *txn, const char *name, uint64_t *id)
{
    struct cursor cursor;
    const struct deleted_key prefix = deleted_by_name(name, NULL), after = deleted_by_name(name, id);
    enum fault fault = row_next(txn, TABLE_DELETED_LINK, deleted_row_key(&after), &cursor, NULL, 0);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor.key_length != prefix.length + DELETED_ID ||
        memcmp(cursor.key, prefix.bytes, prefix.length) != 0)
        return FAULT_MISSING;
    struct decoder u = decoder_over(cursor.key + prefix.length, DELETED_ID);
    *id = decode_u64(&u);
    return FAULT_NONE;
}

enum fault
deleted_link_find(struct txn *txn, const char *name)
{
    uint64_t id = 0;
    return link_name_is_valid(name) ? deleted_next_of_name(txn, name, &id) : FAULT_MISSING;
}

/* Of the owner's links that had this name, the one that was deleted last. */
static enum fault
deleted_find(struct txn *txn, const char *name, uint32_t owner, struct deleted_link *out)
{
    struct deleted_link found;
    uint64_t id = 0;
    enum fault fault;
    out->deleted = 0;
    while ((fault = deleted_next_of_name(txn, name, &id)) == FAULT_NONE) {
        fault = deleted_get(txn, id, &found);
        if (fault != FAULT_NONE)
            return fault;
        if ((owner == 0 || found.link.owner == owner) && found.deleted > out->deleted)
            *out = found;
    }
    return fault == FAULT_MISSING && out->deleted != 0 ? FAULT_NONE : fault;
}

enum fault
link_restore(struct txn *txn, const char *name, uint32_t owner, int64_t now, struct link *out)
{
    struct deleted_link found;
    if (!link_name_is_valid(name))
        return FAULT_MISSING;
    enum fault fault = deleted_find(txn, name, owner, &found);
    if (fault != FAULT_NONE)
        return fault;
    if (found.until <= now)
        return FAULT_MISSING;
    *out = found.link;
    out->version++;
    out->changed = now;
    out->expiry_told = false; /* an expired one expires again: what was due for it may have come to nothing */
    fault = link_block_mark(txn, out);
    if (fault == FAULT_NONE)
        fault = link_add(txn, out);
    if (fault == FAULT_NONE)
        fault = deleted_remove(txn, out);
    return fault != FAULT_NONE ? fault : link_event_append(txn, out, LINK_EVENT_RESTORED, now);
}

enum fault
deleted_link_next(struct txn *txn, uint64_t after, struct deleted_link *out)
{
    uint8_t row[DELETED_ROW_MAX];
    struct cursor cursor;
    const struct deleted_key key = deleted_by_id(after);
    const enum fault fault = row_next(
        txn, TABLE_DELETED_LINK, deleted_row_key(&key), &cursor, row, sizeof row);
    if (fault != FAULT_NONE)
        return fault;
    return cursor.key[0] == DELETED_BY_ID ? deleted_decode(row, cursor.row_length, out) : FAULT_MISSING;
}

/* Its counts go once all clicks before it was deleted are counted. */
static enum fault
deleted_let_go(struct txn *txn, const struct deleted_link *deleted)
{
    const struct deleted_key key = deleted_by_id(deleted->link.id);
    enum fault fault = deleted_remove(txn, &deleted->link);
    if (fault == FAULT_NONE)
        fault = click_limit_remove(txn, &deleted->link);
    return fault != FAULT_NONE
               ? fault
               : schedule_add(txn, deleted->deleted, SCHEDULE_DELETE_STATS, key.bytes + 1, DELETED_ID);
}

enum fault
deleted_link_forget(struct txn *txn, const uint8_t id[static 8], int64_t now)
{
    struct deleted_link found;
    struct decoder u = decoder_over(id, DELETED_ID);
    enum fault fault = deleted_get(txn, decode_u64(&u), &found);
    if (fault == FAULT_NONE && found.until <= now)
        fault = deleted_let_go(txn, &found);
    return fault == FAULT_MISSING ? FAULT_NONE : fault; /* it was restored; perhaps deleted again */
}

enum fault
deleted_link_erase(struct txn *txn, const char *name, const uint8_t message[static UUID_BYTES], uint64_t *id)
{
    struct deleted_link found;
    enum fault fault;
    *id = 0;
    while ((fault = deleted_next_of_name(txn, name, id)) == FAULT_NONE) {
        fault = deleted_get(txn, *id, &found);
        if (fault != FAULT_NONE)
            return fault;
        if (memcmp(found.link.message, message, UUID_BYTES) == 0)
            return deleted_let_go(txn, &found);
    }
    return fault;
}
