#include "link/link.h"

#include <string.h>

#include "base/timestamp.h"
#include "db/codec.h"
#include "db/schedule.h"
#include "link/link_index.h"

enum {
    LINK_BYTES_MAX = 128 + UUID_BYTES + LABELS_BYTES_MAX + LINK_TITLE_MAX + URL_MAX,
    LINK_TRACK_FIRST = 1,
    LINK_FORWARD_QUERY = 2,
    LINK_IS_DISABLED = 4,
    LINK_EXPIRY_TOLD = 8,
    LINK_OF_MESSAGE = 16,
};

static struct row_key
link_key(const char *code)
{
    return (struct row_key){code, strlen(code)};
}

static size_t
link_pack(const struct link *link, uint8_t out[static LINK_BYTES_MAX])
{
    struct encoder p = encoder_over(out, LINK_BYTES_MAX);
    uint8_t labels[LABELS_BYTES_MAX];
    const bool of_message = !uuid_is_nil(link->message);
    encode_u64(&p, link->id);
    encode_u32(&p, link->owner);
    encode_u32(&p, link->version);
    encode_timestamp(&p, link->created);
    encode_timestamp(&p, link->changed);
    encode_timestamp(&p, link->valid_from);
    encode_timestamp(&p, link->expires);
    encode_u64(&p, link->max_clicks);
    encode_u16(&p, link->status);
    encode_u8(&p,
        (uint8_t)((link->track_first ? LINK_TRACK_FIRST : 0) |
                  (link->forward_query ? LINK_FORWARD_QUERY : 0) | (link->disabled ? LINK_IS_DISABLED : 0) |
                  (link->expiry_told ? LINK_EXPIRY_TOLD : 0) | (of_message ? LINK_OF_MESSAGE : 0)));
    encode_text(&p, link->url);
    encode_text_bytes(&p, labels, labels_encode(&link->labels, labels));
    encode_text(&p, link->title);
    if (of_message)
        encode_bytes(&p, link->message, UUID_BYTES);
    return p.length;
}

static enum fault
link_unpack(const uint8_t *bytes, size_t length, struct link *out)
{
    struct decoder u = decoder_over(bytes, length);
    out->id = decode_u64(&u);
    out->owner = decode_u32(&u);
    out->version = decode_u32(&u);
    out->created = decode_timestamp(&u);
    out->changed = decode_timestamp(&u);
    out->valid_from = decode_timestamp(&u);
    out->expires = decode_timestamp(&u);
    out->max_clicks = decode_u64(&u);
    out->status = decode_u16(&u);
    const uint8_t flags = decode_u8(&u);
    out->track_first = (flags & LINK_TRACK_FIRST) != 0;
    out->forward_query = (flags & LINK_FORWARD_QUERY) != 0;
    out->disabled = (flags & LINK_IS_DISABLED) != 0;
    out->expiry_told = (flags & LINK_EXPIRY_TOLD) != 0;
    decode_text(&u, out->url, sizeof out->url);
    size_t labels;
    const char *packed = decode_text_bytes(&u, &labels);
    decode_text(&u, out->title, sizeof out->title);
    const uint8_t *message = (flags & LINK_OF_MESSAGE) != 0 ? decode_bytes(&u, UUID_BYTES) : NULL;
    if (message != NULL)
        memcpy(out->message, message, UUID_BYTES);
    else
        memset(out->message, 0, UUID_BYTES);
    return u.bad || labels_decode(packed, labels, &out->labels) != FAULT_NONE ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
link_get(struct txn *txn, const char *code, struct link *out)
{
    uint8_t row[LINK_BYTES_MAX];
    size_t length;
    enum fault fault = row_get(txn, TABLE_LINK, link_key(code), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(out->code, code);
    return link_unpack(row, length, out);
}

/* What the sweeper must not forget: telling the expiry, or taking the link out once it is told. */
static enum fault
link_add_due(struct txn *txn, const struct link *link)
{
    if (link->expires == 0 || link->expiry_told)
        return FAULT_NONE;
    return schedule_add(txn, link->expires, SCHEDULE_EXPIRE_LINK, link->code, strlen(link->code));
}

enum fault
link_add(struct txn *txn, const struct link *link)
{
    uint8_t row[LINK_BYTES_MAX];
    enum fault fault = row_add(txn, TABLE_LINK, link_key(link->code), row, link_pack(link, row));
    if (fault == FAULT_NONE)
        fault = link_index_add(txn, link);
    if (fault == FAULT_NONE)
        fault = link_add_due(txn, link);
    return fault;
}

enum fault
link_update(struct txn *txn, const struct link *before, const struct link *after)
{
    uint8_t row[LINK_BYTES_MAX];
    enum fault fault = link_index_remove(txn, before);
    if (fault == FAULT_NONE)
        fault = link_index_add(txn, after);
    if (fault == FAULT_NONE)
        fault = row_put(txn, TABLE_LINK, link_key(after->code), row, link_pack(after, row));
    if (fault == FAULT_NONE &&
        (after->expires != before->expires || after->expiry_told != before->expiry_told))
        fault = link_add_due(txn, after); /* what was due before finds the link changed, and does nothing */
    return fault;
}

enum fault
link_remove(struct txn *txn, const struct link *link, int64_t now)
{
    uint8_t id[8];
    struct encoder p = encoder_over(id, sizeof id);
    encode_u64(&p, link->id);
    enum fault fault = row_remove(txn, TABLE_LINK, link_key(link->code));
    if (fault == FAULT_NONE)
        fault = link_index_remove(txn, link);
    if (fault == FAULT_NONE) { /* it may have had a limit once */
        fault = row_remove(txn, TABLE_LINK_USE, encoder_key(&p));
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault != FAULT_NONE ? fault : schedule_add(txn, now, SCHEDULE_DELETE_STATS, id, sizeof id);
}

enum link_state
link_state(const struct link *link, int64_t now, uint64_t used)
{
    if (link->disabled)
        return LINK_DISABLED;
    if (link->expires != 0 && now >= link->expires)
        return LINK_EXPIRED;
    if (link->max_clicks != 0 && used >= link->max_clicks)
        return LINK_USED_UP;
    return now < link->valid_from ? LINK_NOT_YET : LINK_LIVE;
}

static enum fault
link_read_uses(struct txn *txn, const struct link *link, uint64_t *used, bool to_change)
{
    uint8_t id[8], row[8];
    size_t length;
    struct encoder p = encoder_over(id, sizeof id);
    encode_u64(&p, link->id);
    enum fault fault = (to_change ? row_get_for_update : row_get)(
        txn, TABLE_LINK_USE, encoder_key(&p), row, sizeof row, &length);
    struct decoder u = decoder_over(row, length);
    *used = fault == FAULT_NONE ? decode_u64(&u) : 0;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
link_uses(struct txn *txn, const struct link *link, uint64_t *used)
{
    return link_read_uses(txn, link, used, false);
}

enum fault
link_use(struct txn *txn, const struct link *link)
{
    uint64_t used;
    enum fault fault = link_read_uses(txn, link, &used, true);
    if (fault != FAULT_NONE)
        return fault;
    if (used >= link->max_clicks)
        return FAULT_REFUSED;
    uint8_t id[8], row[8];
    struct encoder key = encoder_over(id, sizeof id), value = encoder_over(row, sizeof row);
    encode_u64(&key, link->id);
    encode_u64(&value, used + 1);
    return row_put(txn, TABLE_LINK_USE, encoder_key(&key), row, sizeof row);
}
