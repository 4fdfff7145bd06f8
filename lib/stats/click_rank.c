/*
 * click_rank.c: the rows of the ranking.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/click_rank.h"

#include "db/codec.h"

enum { RANK_LIST_BYTES = 4 + 1, RANK_KEY_BYTES = RANK_LIST_BYTES + 8 + 8 };

static void
click_rank_encode_list(struct encoder *p, uint32_t owner, bool of_messages)
{
    encode_u32(p, owner);
    encode_u8(p, of_messages);
}

static void
click_rank_encode_place(struct encoder *p, uint64_t clicks, uint64_t link)
{
    encode_u64(p, UINT64_MAX - clicks);
    encode_u64(p, link);
}

static enum fault
click_rank_step(struct cursor *cursor, const struct encoder *list, struct click_rank_place *out)
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor->key_length != RANK_KEY_BYTES || memcmp(cursor->key, list->bytes, list->length) != 0)
        return FAULT_MISSING;
    struct decoder u = decoder_over(cursor->key + list->length, cursor->key_length - list->length);
    out->clicks = UINT64_MAX - decode_u64(&u);
    out->link = decode_u64(&u);
    memcpy(out->name, cursor->row, cursor->row_length);
    out->name[cursor->row_length] = '\0';
    return FAULT_NONE;
}

enum fault
click_rank_read(struct txn *txn, uint32_t owner, bool of_messages, const struct click_rank_place *after,
    struct click_rank_place *out, size_t most, size_t *count)
{
    uint8_t list_space[RANK_KEY_BYTES], from_space[RANK_KEY_BYTES + 1], row[LINK_NAME_MAX];
    struct encoder list = encoder_over(list_space, sizeof list_space),
                   from = encoder_over(from_space, sizeof from_space);
    struct cursor cursor;
    click_rank_encode_list(&list, owner, of_messages);
    encode_bytes(&from, list.bytes, list.length);
    if (after != NULL) {
        click_rank_encode_place(&from, after->clicks, after->link);
        encode_u8(&from, 0); /* after it: nothing sorts between a key and that key with a zero */
    }
    enum fault fault = cursor_open(&cursor, txn, TABLE_CLICK_RANK, encoder_key(&from), row, sizeof row);
    for (*count = 0; *count < most && fault == FAULT_NONE; *count += fault == FAULT_NONE)
        fault = click_rank_step(&cursor, &list, &out[*count]);
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The link's rows in both lists: with a name they are put, without one removed. */
static enum fault
click_rank_write(struct txn *txn, const struct click_rank_link *link, uint64_t clicks, const char *name)
{
    const uint32_t owners[] = {0, link->owner};
    enum fault fault = FAULT_NONE;
    for (int i = 0; i < 2 && fault == FAULT_NONE; i++) {
        uint8_t space[RANK_KEY_BYTES];
        struct encoder p = encoder_over(space, sizeof space);
        click_rank_encode_list(&p, owners[i], link->of_message);
        click_rank_encode_place(&p, clicks, link->link);
        fault = name != NULL ? row_put(txn, TABLE_CLICK_RANK, encoder_key(&p), name, strlen(name))
                             : row_remove(txn, TABLE_CLICK_RANK, encoder_key(&p));
        if (fault == FAULT_MISSING) /* counted before there was a ranking */
            fault = FAULT_NONE;
    }
    return fault;
}

enum fault
click_rank_remove(struct txn *txn, const struct click_rank_link *link, uint64_t clicks)
{
    return clicks == 0 ? FAULT_NONE : click_rank_write(txn, link, clicks, NULL);
}

enum fault
click_rank_move(
    struct txn *txn, const struct click_rank_link *link, const char *name, uint64_t before, uint64_t clicks)
{
    if (before == clicks)
        return FAULT_NONE;
    enum fault fault = click_rank_remove(txn, link, before);
    return fault != FAULT_NONE ? fault : click_rank_write(txn, link, clicks, name);
}
