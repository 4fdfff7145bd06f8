/*
 * link_activity.c: a link's newest opens and rank, in its row of counts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/link_activity.h"

#include "db/varint.h"
#include "stats/click_stats_row.h"
#include "stats/click_stats_summary.h"

_Static_assert(LINK_ACTIVITY_OPENS == SUMMARY_OPENS, "a row has room for all");

static struct row_key
link_activity_key(struct encoder *p, uint64_t link)
{
    click_stats_encode_scope(p, &(struct click_stats_scope){.kind = CLICK_STATS_LINK, .link = link});
    encode_u8(p, CLICK_STATS_ROW_SUMMARY);
    return encoder_key(p);
}

/* A text: nothing, the place of a value, or itself. */
static void
link_open_pack_text(
    struct encoder *p, const char *text, uint32_t place, const struct click_stats_summary *summary)
{
    const size_t length = strlen(text);
    const struct summary_value *value = place != SUMMARY_NONE ? &summary->values[place] : NULL;
    if (length == 0) {
        encode_varint(p, 0);
    } else if (value != NULL && value->length == length && memcmp(value->text, text, length) == 0) {
        encode_varint(p, 2 * ((uint64_t)place + 1));
    } else {
        encode_varint(p, 2 * length + 1);
        encode_bytes(p, text, length);
    }
}

static void
link_open_unpack_text(struct decoder *u, char *out, size_t size, const struct click_stats_summary *summary)
{
    const uint64_t what = decode_varint(u);
    const void *text = "";
    size_t length = 0;
    if (what % 2 == 1) {
        length = (size_t)(what / 2);
        text = decode_bytes(u, length);
    } else if (what > 0 && what / 2 <= summary->value_count) {
        length = summary->values[what / 2 - 1].length;
        text = summary->values[what / 2 - 1].text;
    } else {
        u->bad = u->bad || what > 0;
    }
    if (text == NULL || length >= size) {
        u->bad = true;
        length = 0;
    }
    if (length > 0)
        memcpy(out, text, length);
    out[length] = '\0';
}

void
link_open_pack(struct encoder *p, const struct link_open *open, const uint32_t places[static LINK_OPEN_TEXTS],
    const struct click_stats_summary *summary)
{
    encode_timestamp(p, open->at);
    encode_u8(p, (uint8_t)open->class);
    link_open_pack_text(p, open->country, places[0], summary);
    link_open_pack_text(p, open->device, places[1], summary);
    link_open_pack_text(p, open->browser, places[2], summary);
    link_open_pack_text(p, open->system, places[3], summary);
    link_open_pack_text(p, open->referrer, places[4], summary);
}

static enum fault
link_open_unpack(struct summary_open packed, const struct click_stats_summary *summary, struct link_open *out)
{
    struct decoder u = decoder_over(packed.bytes, packed.length);
    out->at = decode_timestamp(&u);
    out->class = decode_u8(&u);
    u.bad = u.bad || out->class >= CLICK_CLASSES;
    link_open_unpack_text(&u, out->country, sizeof out->country, summary);
    link_open_unpack_text(&u, out->device, sizeof out->device, summary);
    link_open_unpack_text(&u, out->browser, sizeof out->browser, summary);
    link_open_unpack_text(&u, out->system, sizeof out->system, summary);
    link_open_unpack_text(&u, out->referrer, sizeof out->referrer, summary);
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
link_activity_event(struct txn *txn, uint64_t link, uint64_t *event)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct click_stats_summary summary;
    struct encoder key = encoder_over(space, sizeof space);
    const enum fault fault = click_stats_summary_head(txn, link_activity_key(&key, link), &summary);
    *event = summary.event;
    return fault;
}

static enum fault
link_activity_read(struct txn *txn, struct click_stats_summary *summary, struct link_activity *out)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    enum fault fault = click_stats_summary_get(txn, link_activity_key(&key, out->rank.link), false, summary);
    if (fault != FAULT_NONE || summary->event == 0)
        return fault;
    out->event = summary->event;
    out->clicks = summary->totals.opens[CLICK_PERSON];
    out->rank.owner = summary->owner;
    out->rank.of_message = summary->of_message;
    for (; out->count < summary->open_count && fault == FAULT_NONE; out->count++)
        fault = link_open_unpack(
            click_stats_summary_open(summary, (uint32_t)out->count), summary, &out->opens[out->count]);
    return fault;
}

enum fault
link_activity_get(struct txn *txn, uint64_t link, struct link_activity *out)
{
    struct click_stats_summary *summary = click_stats_summary_create();
    memset(out, 0, sizeof *out);
    out->rank.link = link;
    const enum fault fault = link_activity_read(txn, summary, out);
    click_stats_summary_free(summary);
    return fault;
}

typedef enum fault link_activity_change(struct txn *, struct click_stats_summary *, void *arg);

/* Changes the row, unless the change returns FAULT_MISSING: then there was nothing to do. */
static enum fault
link_activity_update_in(struct txn *txn, struct click_stats_summary *summary, uint64_t link,
    link_activity_change *change, void *arg)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    const struct row_key key = link_activity_key(&p, link);
    enum fault fault = click_stats_summary_get(txn, key, true, summary);
    if (fault == FAULT_NONE)
        fault = change(txn, summary, arg);
    if (fault == FAULT_NONE)
        fault = click_stats_summary_put(txn, key, summary);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
link_activity_update(struct txn *txn, uint64_t link, link_activity_change *change, void *arg)
{
    struct click_stats_summary *summary = click_stats_summary_create();
    const enum fault fault = link_activity_update_in(txn, summary, link, change, arg);
    click_stats_summary_free(summary);
    return fault;
}

struct link_activity_beginning {
    const struct click_rank_link *rank;
    const char *name;
    uint64_t event;
};

static enum fault
link_activity_begin_change(struct txn *txn, struct click_stats_summary *summary, void *arg)
{
    const struct link_activity_beginning *begin = arg;
    const uint64_t clicks = summary->totals.opens[CLICK_PERSON];
    if (summary->event != 0 || clicks == 0)
        return FAULT_MISSING;
    summary->event = begin->event;
    summary->owner = begin->rank->owner;
    summary->of_message = begin->rank->of_message;
    summary->ranked = clicks;
    return click_rank_move(txn, begin->rank, begin->name, 0, clicks);
}

enum fault
link_activity_begin(struct txn *txn, const struct click_rank_link *rank, const char *name, uint64_t event)
{
    struct link_activity_beginning begin = {rank, name, event};
    return link_activity_update(txn, rank->link, link_activity_begin_change, &begin);
}

struct link_activity_ranking {
    uint64_t link;
    const char *name;
};

static enum fault
link_activity_rank_change(struct txn *txn, struct click_stats_summary *summary, void *arg)
{
    const struct link_activity_ranking *ranking = arg;
    const struct click_rank_link rank = {ranking->link, summary->owner, summary->of_message};
    const uint64_t before = summary->ranked, clicks = summary->totals.opens[CLICK_PERSON];
    if (summary->event == 0 || clicks == before) /* event: it was removed meanwhile */
        return FAULT_MISSING;
    summary->ranked = clicks;
    return click_rank_move(txn, &rank, ranking->name, before, clicks);
}

enum fault
link_activity_rank(struct txn *txn, struct click_stats_summary *summary, uint64_t link, const char *name)
{
    struct link_activity_ranking ranking = {link, name};
    return link_activity_update_in(txn, summary, link, link_activity_rank_change, &ranking);
}

static enum fault
link_activity_remove_change(struct txn *txn, struct click_stats_summary *summary, void *arg)
{
    const struct click_rank_link rank = {*(const uint64_t *)arg, summary->owner, summary->of_message};
    const uint64_t ranked = summary->ranked;
    if (summary->event == 0)
        return FAULT_MISSING;
    summary->event = summary->ranked = summary->owner = 0;
    summary->open_count = summary->open_first = 0;
    return click_rank_remove(txn, &rank, ranked);
}

enum fault
link_activity_remove(struct txn *txn, uint64_t link)
{
    return link_activity_update(txn, link, link_activity_remove_change, &link);
}

enum fault
link_activity_delete(struct txn *txn, uint64_t link)
{
    uint8_t space[CLICK_STATS_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    enum fault fault = link_activity_remove(txn, link);
    if (fault == FAULT_NONE)
        fault = row_remove(txn, TABLE_CLICK_STATS, link_activity_key(&key, link));
    return fault;
}
