/*
 * link_activity.c: the rows of TABLE_LINK_ACTIVITY.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/link_activity.h"

#include "db/codec.h"

enum {
    ACTIVITY_HEAD_BYTES = 8 + 8 + 4 + 1,
    ACTIVITY_OPEN_BYTES = 8 + 1 + 5 * 2 + (int)(sizeof(struct link_open) - 8 - sizeof(enum click_class)),
    ACTIVITY_ROW_MAX = ACTIVITY_HEAD_BYTES + LINK_ACTIVITY_OPENS * ACTIVITY_OPEN_BYTES,
};

static struct row_key
link_activity_key(struct encoder *p, uint64_t link)
{
    encode_u64(p, link);
    return encoder_key(p);
}

enum fault
link_activity_event(struct txn *txn, uint64_t link, uint64_t *event)
{
    uint8_t space[8], row[8];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    enum fault fault = row_get_head(
        txn, TABLE_LINK_ACTIVITY, link_activity_key(&p, link), row, sizeof row, &length);
    struct decoder u = decoder_over(row, fault == FAULT_NONE ? length : 0);
    *event = decode_u64(&u);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static void
link_open_encode(struct encoder *p, const struct link_open *open)
{
    encode_timestamp(p, open->at);
    encode_u8(p, (uint8_t)open->class);
    encode_text(p, open->country);
    encode_text(p, open->device);
    encode_text(p, open->browser);
    encode_text(p, open->system);
    encode_text(p, open->referrer);
}

static void
link_open_decode(struct decoder *u, struct link_open *open)
{
    open->at = decode_timestamp(u);
    open->class = decode_u8(u);
    u->bad = u->bad || open->class >= CLICK_CLASSES;
    decode_text(u, open->country, sizeof open->country);
    decode_text(u, open->device, sizeof open->device);
    decode_text(u, open->browser, sizeof open->browser);
    decode_text(u, open->system, sizeof open->system);
    decode_text(u, open->referrer, sizeof open->referrer);
}

enum fault
link_activity_get(struct txn *txn, uint64_t link, struct link_activity *out)
{
    uint8_t space[8], row[ACTIVITY_ROW_MAX];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    memset(out, 0, sizeof *out);
    out->rank.link = link;
    enum fault fault = row_get(
        txn, TABLE_LINK_ACTIVITY, link_activity_key(&p, link), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    out->event = decode_u64(&u);
    out->clicks = decode_u64(&u);
    out->rank.owner = decode_u32(&u);
    out->rank.of_message = decode_u8(&u) != 0;
    while (!u.bad && !decoder_is_at_end(&u) && out->count < LINK_ACTIVITY_OPENS)
        link_open_decode(&u, &out->opens[out->count++]);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
link_activity_put(struct txn *txn, const struct link_activity *activity)
{
    uint8_t space[8], row[ACTIVITY_ROW_MAX];
    struct encoder key = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u64(&p, activity->event);
    encode_u64(&p, activity->clicks);
    encode_u32(&p, activity->rank.owner);
    encode_u8(&p, activity->rank.of_message);
    for (size_t i = 0; i < activity->count; i++)
        link_open_encode(&p, &activity->opens[i]);
    return row_put(txn, TABLE_LINK_ACTIVITY, link_activity_key(&key, activity->rank.link), row, p.length);
}

enum fault
link_activity_remove(struct txn *txn, uint64_t link)
{
    uint8_t space[8];
    struct link_activity activity;
    struct encoder p = encoder_over(space, sizeof space);
    enum fault fault = link_activity_get(txn, link, &activity);
    if (fault == FAULT_NONE)
        fault = click_rank_remove(txn, &activity.rank, activity.clicks);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_LINK_ACTIVITY, link_activity_key(&p, link));
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
