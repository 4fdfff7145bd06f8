/*
 * link.c: a link as the store has it, and whether it opens.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link.h"

#include <string.h>

#include "db/codec.h"
#include "link/code_case.h"

enum {
    LINK_TRACK_FIRST = 1,
    LINK_FORWARD_QUERY = 2,
    LINK_IS_DISABLED = 4,
    LINK_EXPIRY_TOLD = 8,
    LINK_OF_MESSAGE = 16,
};

struct row_key
link_key(const char *code)
{
    return (struct row_key){code, strlen(code)};
}

size_t
link_encode(const struct link *link, uint8_t out[static LINK_ROW_MAX])
{
    struct encoder p = encoder_over(out, LINK_ROW_MAX);
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

enum fault
link_decode(const uint8_t *bytes, size_t length, struct link *out)
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
    uint8_t row[LINK_ROW_MAX];
    size_t length;
    enum fault fault = row_get(txn, TABLE_LINK, link_key(code), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault;
    strcpy(out->code, code);
    return link_decode(row, length, out);
}

enum fault
link_find(struct txn *txn, const char *code, struct link *out)
{
    char found[SHORT_CODE_MAX + 1];
    enum fault fault = link_get(txn, code, out);
    if (fault != FAULT_MISSING)
        return fault;
    fault = code_case_find(txn, code, found);
    return fault == FAULT_NONE ? link_get(txn, found, out) : fault;
}

enum fault
link_get_owned(struct txn *txn, const char *code, uint32_t owner, struct link *out)
{
    enum fault fault = short_code_is_valid(code, strlen(code)) ? link_find(txn, code, out) : FAULT_MISSING;
    return fault == FAULT_NONE && owner != 0 && out->owner != owner ? FAULT_MISSING : fault;
}

bool
link_contains(const struct link *link, const char *text)
{
    return strcasestr(link->code, text) != NULL || strcasestr(link->url, text) != NULL ||
           strcasestr(link->title, text) != NULL;
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
