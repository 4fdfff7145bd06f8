#include "campaign/campaign.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "db/codec.h"

enum {
    CAMPAIGN_HEAD = 128 + CAMPAIGN_SEND_WINDOW_MAX, /* all but the template */
    CAMPAIGN_ROW_MAX = CAMPAIGN_HEAD + CAMPAIGN_TEMPLATE_MAX + 8,
};
_Static_assert(CAMPAIGN_TEMPLATE_MAX <= 65536, "the template's length has four bytes");

const char *
campaign_state_name(enum campaign_state state)
{
    static const char *const names[CAMPAIGN_STATES] = {
        [CAMPAIGN_DRAFT] = "draft",
        [CAMPAIGN_RUNNING] = "running",
        [CAMPAIGN_PAUSED] = "paused",
        [CAMPAIGN_CANCELLED] = "cancelled",
        [CAMPAIGN_DONE] = "done",
    };
    return names[state];
}

static size_t
campaign_pack(const struct campaign *c, uint8_t row[static CAMPAIGN_ROW_MAX])
{
    struct encoder p = encoder_over(row, CAMPAIGN_ROW_MAX);
    encode_u64(&p, c->id);
    encode_u32(&p, c->owner);
    encode_u8(&p, (uint8_t)c->state);
    encode_timestamp(&p, c->created);
    encode_timestamp(&p, c->started);
    encode_timestamp(&p, c->ended);
    encode_u32(&p, c->rate);
    encode_u64(&p, c->recipients);
    encode_u64(&p, c->taken);
    encode_u64(&p, c->stopped);
    encode_u64(&p, c->invalid);
    encode_text(&p, c->hours);
    encode_u32(&p, (uint32_t)strlen(c->template));
    encode_bytes(&p, c->template, strlen(c->template));
    return p.length;
}

static enum fault
campaign_unpack_head(struct decoder *u, struct campaign *out)
{
    out->id = decode_u64(u);
    out->owner = decode_u32(u);
    out->state = decode_u8(u);
    out->created = decode_timestamp(u);
    out->started = decode_timestamp(u);
    out->ended = decode_timestamp(u);
    out->rate = decode_u32(u);
    out->recipients = decode_u64(u);
    out->taken = decode_u64(u);
    out->stopped = decode_u64(u);
    out->invalid = decode_u64(u);
    decode_text(u, out->hours, sizeof out->hours);
    out->template[0] = '\0';
    return u->bad || out->state >= CAMPAIGN_STATES ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
campaign_unpack(const uint8_t *row, size_t length, struct campaign *out)
{
    struct decoder u = decoder_over(row, length);
    if (campaign_unpack_head(&u, out) != FAULT_NONE)
        return FAULT_SYSTEM;
    const size_t n = decode_u32(&u);
    const char *template = n < sizeof out->template ? decode_bytes(&u, n) : NULL;
    if (u.bad || template == NULL)
        return FAULT_SYSTEM;
    memcpy(out->template, template, n);
    out->template[n] = '\0';
    return FAULT_NONE;
}

static enum fault
campaign_read(struct txn *txn, const char *name, struct campaign *out, bool to_change)
{
    uint8_t *row;
    size_t length;
    if (!named_row_is_valid(name))
        return FAULT_MISSING;
    memmove(out->name, name, strlen(name) + 1);
    row = xmalloc(CAMPAIGN_ROW_MAX);
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_CAMPAIGN, named_row_key(out->name), row, CAMPAIGN_ROW_MAX, &length);
    if (fault == FAULT_NONE)
        fault = campaign_unpack(row, length, out);
    free(row);
    return fault;
}

enum fault
campaign_get(struct txn *txn, const char *name, struct campaign *out)
{
    return campaign_read(txn, name, out, false);
}

enum fault
campaign_get_for_update(struct txn *txn, const char *name, struct campaign *out)
{
    return campaign_read(txn, name, out, true);
}

enum fault
campaign_next(struct txn *txn, const char *after, struct campaign *out)
{
    uint8_t *row = xmalloc(CAMPAIGN_ROW_MAX);
    size_t length;
    enum fault fault = named_row_next(txn, TABLE_CAMPAIGN, after, out->name, row, CAMPAIGN_ROW_MAX, &length);
    if (fault == FAULT_NONE)
        fault = campaign_unpack(row, length, out);
    free(row);
    return fault;
}

enum fault
campaign_next_summary(struct txn *txn, const char *after, struct campaign *out)
{
    uint8_t row[CAMPAIGN_HEAD];
    size_t length;
    enum fault fault = named_row_next(txn, TABLE_CAMPAIGN, after, out->name, row, sizeof row, &length);
    struct decoder u = decoder_over(row, fault == FAULT_NONE ? length : 0);
    return fault == FAULT_NONE ? campaign_unpack_head(&u, out) : fault;
}

enum fault
campaign_add(struct txn *txn, struct campaign *c)
{
    uint8_t *row = xmalloc(CAMPAIGN_ROW_MAX);
    do
        random_bytes(&c->id, sizeof c->id);
    while (c->id == 0 || c->id == UINT64_MAX); /* lanes that mean something else */
    enum fault fault = row_add(txn, TABLE_CAMPAIGN, named_row_key(c->name), row, campaign_pack(c, row));
    free(row);
    return fault;
}

enum fault
campaign_put(struct txn *txn, const struct campaign *c)
{
    uint8_t *row = xmalloc(CAMPAIGN_ROW_MAX);
    enum fault fault = row_put(txn, TABLE_CAMPAIGN, named_row_key(c->name), row, campaign_pack(c, row));
    free(row);
    return fault;
}

enum fault
campaign_remove(struct txn *txn, const char *name)
{
    return row_remove(txn, TABLE_CAMPAIGN, named_row_key(name));
}
