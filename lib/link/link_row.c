/*
 * link_row.c: a link as the bytes of its row.
 *
 * There are two kinds of rows. The long one, which was there first, begins with the id and has no mark; the
 * short one leaves out what is as in most links, and shortens the URL. A row is a long one if it can be: the
 * few links whose short row could be taken for one keep a long row.
 *
 * What few links have are parts, of which a long row has none: after the flags of a short row, their length
 * together (2 bytes), and of each a kind (1 byte), a length (2 bytes) and what it has. A row with parts that
 * could be taken for a long one gets filling first: zeros where a long row has its status.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stddef.h>
#include <string.h>

#include "db/varint.h"
#include "event/phrases.h"
#include "link/link.h"

enum {
    LINK_TRACK_FIRST = 1,
    LINK_FORWARD_QUERY = 2,
    LINK_IS_DISABLED = 4,
    LINK_EXPIRY_TOLD = 8,
    LINK_OF_MESSAGE = 16,
    LINK_TRUTHS = 31, /* all of these */

    /* In short rows: what else is in it. */
    LINK_HAS_VALID_FROM = 32,
    LINK_HAS_EXPIRES = 64,
    LINK_HAS_MAX_CLICKS = 128,
    LINK_WAS_CHANGED = 256, /* version and time of the change */
    LINK_HAS_LABELS = 512,
    LINK_HAS_TITLE = 1024,
    LINK_IN_PHRASES = 2048, /* the URL: phrases.h */
    LINK_STATUS = 4096,     /* times the place in link_statuses */
    LINK_HAS_PARTS = 16384,

    LINK_LONG_STATUS = 8 + 4 + 4 + 8 + 8 + 8 + 8 + 8, /* where in a long row the status is */
};

enum link_part {
    LINK_PART_FILLING = 0,
    LINK_PART_RULES = 1,
    LINK_PART_EXPIRED_URL = 2,
    LINK_PART_PASSWORD = 3,
    LINK_PART_IMPORTED = 4,
    LINK_PART_IOS_URL = 5,
    LINK_PART_ANDROID_URL = 6,
    LINK_PART_PREVIEW_TITLE = 7,
    LINK_PART_PREVIEW_DESCRIPTION = 8,
    LINK_PART_PREVIEW_IMAGE = 9,
    LINK_PART_BLOCKED_BY = 10
};

/* The parts that are a text of the link: where, and how long at most. */
static const struct {
    enum link_part kind;
    size_t at, most;
} link_texts[] = {
    {LINK_PART_EXPIRED_URL, offsetof(struct link, expired_url), URL_MAX},
    {LINK_PART_IOS_URL, offsetof(struct link, ios_url), LINK_APP_URL_MAX},
    {LINK_PART_ANDROID_URL, offsetof(struct link, android_url), LINK_APP_URL_MAX},
    {LINK_PART_PREVIEW_TITLE, offsetof(struct link, preview.title), LINK_TITLE_MAX},
    {LINK_PART_PREVIEW_DESCRIPTION, offsetof(struct link, preview.description), LINK_DESCRIPTION_MAX},
    {LINK_PART_PREVIEW_IMAGE, offsetof(struct link, preview.image), LINK_APP_URL_MAX},
    {LINK_PART_BLOCKED_BY, offsetof(struct link, blocked_by), LINK_BLOCKED_BY_MAX},
};

enum { LINK_TEXTS = sizeof link_texts / sizeof *link_texts };

enum { LINK_FILLING = LINK_LONG_STATUS };

static const uint16_t link_statuses[] = {301, 302, 307, 308};

enum { LINK_STATUSES = sizeof link_statuses / sizeof *link_statuses };

/* LINK_STATUSES when it is none of them. */
static unsigned
link_status_place(uint16_t status)
{
    unsigned i = 0;
    while (i < LINK_STATUSES && link_statuses[i] != status)
        i++;
    return i;
}

static unsigned
link_truths(const struct link *link)
{
    return (link->track_first ? LINK_TRACK_FIRST : 0U) | (link->forward_query ? LINK_FORWARD_QUERY : 0U) |
           (link->disabled ? LINK_IS_DISABLED : 0U) | (link->expiry_told ? LINK_EXPIRY_TOLD : 0U) |
           (uuid_is_nil(link->message) ? 0U : LINK_OF_MESSAGE);
}

static void
link_set_truths(struct link *out, unsigned flags)
{
    out->track_first = (flags & LINK_TRACK_FIRST) != 0;
    out->forward_query = (flags & LINK_FORWARD_QUERY) != 0;
    out->disabled = (flags & LINK_IS_DISABLED) != 0;
    out->expiry_told = (flags & LINK_EXPIRY_TOLD) != 0;
}

static void
link_decode_message(struct decoder *u, unsigned flags, struct link *out)
{
    const uint8_t *message = (flags & LINK_OF_MESSAGE) != 0 ? decode_bytes(u, UUID_BYTES) : NULL;
    if (message != NULL)
        memcpy(out->message, message, UUID_BYTES);
    else
        memset(out->message, 0, UUID_BYTES);
}

/* Could it be a long row? Every long row could. */
static bool
link_row_is_long(const uint8_t *row, size_t length)
{
    struct decoder u = decoder_over(row, length);
    size_t ignored;
    decode_bytes(&u, LINK_LONG_STATUS);
    if (link_status_place(decode_u16(&u)) == LINK_STATUSES)
        return false;
    const uint8_t flags = decode_u8(&u);
    for (int i = 0; i < 3; i++) /* URL, labels, title */
        decode_text_bytes(&u, &ignored);
    decode_bytes(&u, (flags & LINK_OF_MESSAGE) != 0 ? UUID_BYTES : 0);
    return flags <= LINK_TRUTHS && !u.bad && decoder_is_at_end(&u);
}

static size_t
link_encode_long(const struct link *link, uint8_t out[static LINK_ROW_MAX])
{
    struct encoder p = encoder_over(out, LINK_ROW_MAX);
    uint8_t labels[LABELS_BYTES_MAX];
    encode_u64(&p, link->id);
    encode_u32(&p, link->owner);
    encode_u32(&p, link->version);
    encode_timestamp(&p, link->created);
    encode_timestamp(&p, link->changed);
    encode_timestamp(&p, link->valid_from);
    encode_timestamp(&p, link->expires);
    encode_u64(&p, link->max_clicks);
    encode_u16(&p, link->status);
    encode_u8(&p, (uint8_t)link_truths(link));
    encode_text(&p, link->url);
    encode_text_bytes(&p, labels, labels_encode(&link->labels, labels));
    encode_text(&p, link->title);
    if (!uuid_is_nil(link->message))
        encode_bytes(&p, link->message, UUID_BYTES);
    return p.length;
}

/* What a link has of which its row has no part. */
static void
link_clear_parts(struct link *out)
{
    out->rules.length = 0;
    out->password.is_set = false;
    for (size_t i = 0; i < LINK_TEXTS; i++)
        ((char *)out)[link_texts[i].at] = '\0';
    out->imported = (struct link_imported){0};
}

static enum fault
link_decode_long(const uint8_t *bytes, size_t length, struct link *out)
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
    link_set_truths(out, flags);
    decode_text(&u, out->url, sizeof out->url);
    size_t labels;
    const char *packed = decode_text_bytes(&u, &labels);
    decode_text(&u, out->title, sizeof out->title);
    link_decode_message(&u, flags, out);
    link_clear_parts(out);
    return u.bad || labels_decode(packed, labels, &out->labels) != FAULT_NONE ? FAULT_SYSTEM : FAULT_NONE;
}

static bool
link_has_parts(const struct link *link)
{
    bool texts = false;
    for (size_t i = 0; i < LINK_TEXTS; i++)
        texts = texts || ((const char *)link)[link_texts[i].at] != '\0';
    return texts || link->rules.length > 0 || link->password.is_set || link->imported.is_set;
}

static void
link_encode_part(struct encoder *p, enum link_part kind, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    encode_u8(p, (uint8_t)kind);
    encode_text_bytes(p, bytes, length);
}

static void
link_encode_parts(struct encoder *p, const struct link *link, bool filled)
{
    static const uint8_t zeros[LINK_FILLING];
    uint8_t space[LINK_ROW_MAX], password[LINK_PASSWORD_BYTES], counts[LINK_IMPORTED_BYTES];
    link_password_encode(&link->password, password);
    struct encoder parts = encoder_over(space, sizeof space);
    link_encode_part(&parts, LINK_PART_FILLING, zeros, filled ? sizeof zeros : 0);
    link_encode_part(&parts, LINK_PART_RULES, link->rules.bytes, link->rules.length);
    link_encode_part(&parts, LINK_PART_PASSWORD, password, link->password.is_set ? sizeof password : 0);
    struct encoder imported = encoder_over(counts, sizeof counts);
    encode_varint(&imported, link->imported.clicks);
    encode_varint(&imported, link->imported.visits);
    link_encode_part(&parts, LINK_PART_IMPORTED, counts, link->imported.is_set ? imported.length : 0);
    for (size_t i = 0; i < LINK_TEXTS; i++) {
        const char *text = (const char *)link + link_texts[i].at;
        link_encode_part(&parts, link_texts[i].kind, text, strlen(text));
    }
    encode_text_bytes(p, space, parts.length);
}

static bool
link_decode_text(uint8_t kind, const char *bytes, size_t length, struct link *out)
{
    size_t i = 0;
    while (i < LINK_TEXTS && link_texts[i].kind != kind)
        i++;
    if (i == LINK_TEXTS || length > link_texts[i].most)
        return false;
    char *text = (char *)out + link_texts[i].at;
    memcpy(text, bytes, length);
    text[length] = '\0';
    return true;
}

static bool
link_decode_imported(const void *bytes, size_t length, struct link_imported *out)
{
    struct decoder u = decoder_over(bytes, length);
    out->is_set = true;
    out->clicks = decode_varint(&u);
    out->visits = decode_varint(&u);
    return !u.bad && decoder_is_at_end(&u);
}

static bool
link_decode_part(uint8_t kind, const char *bytes, size_t length, struct link *out)
{
    if (kind == LINK_PART_PASSWORD)
        return link_password_decode((const uint8_t *)bytes, length, &out->password);
    if (kind == LINK_PART_IMPORTED)
        return link_decode_imported(bytes, length, &out->imported);
    if (kind != LINK_PART_RULES)
        return kind == LINK_PART_FILLING || link_decode_text(kind, bytes, length, out);
    if (length > LINK_RULES_MAX)
        return false;
    out->rules.length = (uint16_t)length;
    memcpy(out->rules.bytes, bytes, length);
    return true;
}

/* A part that is unknown is of a newer curt, and no link is complete without it. */
static enum fault
link_decode_parts(struct decoder *row, struct link *out)
{
    size_t length;
    const char *bytes = decode_text_bytes(row, &length);
    struct decoder parts = decoder_over(bytes, length);
    while (!decoder_is_at_end(&parts)) {
        const uint8_t kind = decode_u8(&parts);
        bytes = decode_text_bytes(&parts, &length);
        if (bytes == NULL || !link_decode_part(kind, bytes, length, out))
            return FAULT_SYSTEM;
    }
    return row->bad ? FAULT_SYSTEM : FAULT_NONE;
}

/* The URL goes last, to the end of the row. */
static size_t
link_encode_short(const struct link *link, bool filled, uint8_t out[static LINK_ROW_MAX])
{
    uint8_t labels[LABELS_BYTES_MAX], space[URL_MAX];
    const size_t labels_length = labels_encode(&link->labels, labels), url_length = strlen(link->url);
    const size_t shorter = phrases_encode((const uint8_t *)link->url, url_length, space, sizeof space);
    const bool changed = link->version != 1 || link->changed != link->created;
    struct encoder p = encoder_over(out, LINK_ROW_MAX);
    encode_u16(
        &p, (uint16_t)(link_truths(link) | (link->valid_from != 0 ? LINK_HAS_VALID_FROM : 0U) |
                       (link->expires != 0 ? LINK_HAS_EXPIRES : 0U) |
                       (link->max_clicks != 0 ? LINK_HAS_MAX_CLICKS : 0U) |
                       (changed ? LINK_WAS_CHANGED : 0U) | (labels_length > 0 ? LINK_HAS_LABELS : 0U) |
                       (link->title[0] != '\0' ? LINK_HAS_TITLE : 0U) | (shorter > 0 ? LINK_IN_PHRASES : 0U) |
                       (link_has_parts(link) ? LINK_HAS_PARTS : 0U) |
                       LINK_STATUS * link_status_place(link->status)));
    if (link_has_parts(link))
        link_encode_parts(&p, link, filled);
    encode_u64(&p, link->id);
    encode_u32(&p, link->owner);
    encode_timestamp(&p, link->created);
    if (changed) {
        encode_u32(&p, link->version);
        encode_timestamp(&p, link->changed);
    }
    if (link->valid_from != 0)
        encode_timestamp(&p, link->valid_from);
    if (link->expires != 0)
        encode_timestamp(&p, link->expires);
    if (link->max_clicks != 0)
        encode_u64(&p, link->max_clicks);
    if (labels_length > 0)
        encode_text_bytes(&p, labels, labels_length);
    if (link->title[0] != '\0')
        encode_text(&p, link->title);
    encode_bytes(&p, link->message, uuid_is_nil(link->message) ? 0 : UUID_BYTES);
    encode_bytes(&p, shorter > 0 ? space : (const uint8_t *)link->url, shorter > 0 ? shorter : url_length);
    return p.length;
}

static enum fault
link_decode_url(struct decoder *u, unsigned flags, struct link *out)
{
    size_t length = (size_t)(u->end - u->at);
    enum fault fault = FAULT_NONE;
    if ((flags & LINK_IN_PHRASES) != 0)
        fault = phrases_decode(u->at, length, (uint8_t *)out->url, URL_MAX, &length);
    else if (length > URL_MAX)
        fault = FAULT_INPUT;
    else
        memcpy(out->url, u->at, length);
    out->url[fault == FAULT_NONE ? length : 0] = '\0';
    return fault == FAULT_NONE ? fault : FAULT_SYSTEM;
}

static enum fault
link_decode_short(const uint8_t *bytes, size_t length, struct link *out)
{
    struct decoder u = decoder_over(bytes, length);
    const unsigned flags = decode_u16(&u);
    const char *labels = NULL;
    size_t labels_length = 0;
    link_clear_parts(out);
    if ((flags & LINK_HAS_PARTS) != 0 && link_decode_parts(&u, out) != FAULT_NONE)
        return FAULT_SYSTEM;
    link_set_truths(out, flags);
    out->status = link_statuses[flags / LINK_STATUS % LINK_STATUSES];
    out->id = decode_u64(&u);
    out->owner = decode_u32(&u);
    out->created = decode_timestamp(&u);
    const bool changed = (flags & LINK_WAS_CHANGED) != 0;
    out->version = changed ? decode_u32(&u) : 1;
    out->changed = changed ? decode_timestamp(&u) : out->created;
    out->valid_from = (flags & LINK_HAS_VALID_FROM) != 0 ? decode_timestamp(&u) : 0;
    out->expires = (flags & LINK_HAS_EXPIRES) != 0 ? decode_timestamp(&u) : 0;
    out->max_clicks = (flags & LINK_HAS_MAX_CLICKS) != 0 ? decode_u64(&u) : 0;
    if ((flags & LINK_HAS_LABELS) != 0)
        labels = decode_text_bytes(&u, &labels_length);
    out->title[0] = '\0';
    if ((flags & LINK_HAS_TITLE) != 0)
        decode_text(&u, out->title, sizeof out->title);
    link_decode_message(&u, flags, out);
    if (u.bad || labels_decode(labels, labels_length, &out->labels) != FAULT_NONE)
        return FAULT_SYSTEM;
    return link_decode_url(&u, flags, out);
}

size_t
link_encode(const struct link *link, uint8_t out[static LINK_ROW_MAX])
{
    const size_t length = link_encode_short(link, false, out);
    if (!link_row_is_long(out, length))
        return length;
    return link_has_parts(link) ? link_encode_short(link, true, out) : link_encode_long(link, out);
}

enum fault
link_decode(const uint8_t *row, size_t length, struct link *out)
{
    return link_row_is_long(row, length) ? link_decode_long(row, length, out)
                                         : link_decode_short(row, length, out);
}
