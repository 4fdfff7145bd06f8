#include "store/campaign.h"

#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/log.h"
#include "store/pack.h"

enum {
    CAMPAIGN_HEAD = 128 + CAMPAIGN_HOURS_MAX, /* all but the template */
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

static uint8_t *
campaign_space(void)
{
    uint8_t *row = malloc(CAMPAIGN_ROW_MAX);
    if (row == NULL)
        log_fatal("out of memory");
    return row;
}

static size_t
campaign_pack(const struct campaign *c, uint8_t row[static CAMPAIGN_ROW_MAX])
{
    struct pack p = pack_over(row, CAMPAIGN_ROW_MAX);
    pack_u64(&p, c->id);
    pack_u32(&p, c->owner);
    pack_u8(&p, (uint8_t)c->state);
    pack_moment(&p, c->created);
    pack_moment(&p, c->started);
    pack_moment(&p, c->ended);
    pack_u32(&p, c->rate);
    pack_u64(&p, c->recipients);
    pack_u64(&p, c->taken);
    pack_u64(&p, c->stopped);
    pack_u64(&p, c->faulty);
    pack_text(&p, c->hours);
    pack_u32(&p, (uint32_t)strlen(c->template));
    pack_bytes(&p, c->template, strlen(c->template));
    return p.length;
}

static enum fault
campaign_unpack_head(struct unpack *u, struct campaign *out)
{
    out->id = unpack_u64(u);
    out->owner = unpack_u32(u);
    out->state = unpack_u8(u);
    out->created = unpack_moment(u);
    out->started = unpack_moment(u);
    out->ended = unpack_moment(u);
    out->rate = unpack_u32(u);
    out->recipients = unpack_u64(u);
    out->taken = unpack_u64(u);
    out->stopped = unpack_u64(u);
    out->faulty = unpack_u64(u);
    unpack_text(u, out->hours, sizeof out->hours);
    out->template[0] = '\0';
    return u->bad || out->state >= CAMPAIGN_STATES ? FAULT_SYSTEM : FAULT_NONE;
}

static enum fault
campaign_unpack(const uint8_t *row, size_t length, struct campaign *out)
{
    struct unpack u = unpack_over(row, length);
    if (campaign_unpack_head(&u, out) != FAULT_NONE)
        return FAULT_SYSTEM;
    const size_t n = unpack_u32(&u);
    const char *template = n < sizeof out->template ? unpack_bytes(&u, n) : NULL;
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
    if (!named_valid(name))
        return FAULT_MISSING;
    memmove(out->name, name, strlen(name) + 1);
    row = campaign_space();
    enum fault fault = (to_change ? row_get_to_change : row_get)(
        txn, TABLE_CAMPAIGN, named_key(out->name), row, CAMPAIGN_ROW_MAX, &length);
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
campaign_get_to_change(struct txn *txn, const char *name, struct campaign *out)
{
    return campaign_read(txn, name, out, true);
}

enum fault
campaign_next(struct txn *txn, const char *after, struct campaign *out)
{
    uint8_t *row = campaign_space();
    size_t length;
    enum fault fault = named_next(txn, TABLE_CAMPAIGN, after, out->name, row, CAMPAIGN_ROW_MAX, &length);
    if (fault == FAULT_NONE)
        fault = campaign_unpack(row, length, out);
    free(row);
    return fault;
}

enum fault
campaign_next_head(struct txn *txn, const char *after, struct campaign *out)
{
    uint8_t row[CAMPAIGN_HEAD];
    size_t length;
    enum fault fault = named_next(txn, TABLE_CAMPAIGN, after, out->name, row, sizeof row, &length);
    struct unpack u = unpack_over(row, fault == FAULT_NONE ? length : 0);
    return fault == FAULT_NONE ? campaign_unpack_head(&u, out) : fault;
}

enum fault
campaign_add(struct txn *txn, struct campaign *c)
{
    uint8_t *row = campaign_space();
    do
        chance_bytes(&c->id, sizeof c->id);
    while (c->id == 0 || c->id == UINT64_MAX); /* lanes that mean something else */
    enum fault fault = row_add(txn, TABLE_CAMPAIGN, named_key(c->name), row, campaign_pack(c, row));
    free(row);
    return fault;
}

enum fault
campaign_put(struct txn *txn, const struct campaign *c)
{
    uint8_t *row = campaign_space();
    enum fault fault = row_put(txn, TABLE_CAMPAIGN, named_key(c->name), row, campaign_pack(c, row));
    free(row);
    return fault;
}

enum fault
campaign_remove(struct txn *txn, const char *name)
{
    return row_remove(txn, TABLE_CAMPAIGN, named_key(name));
}
