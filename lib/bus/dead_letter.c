/*
 * dead_letter.c: dead letters in the store, and the words for why.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/dead_letter.h"

#include <string.h>

#include "db/schedule.h"
#include "db/table.h"

enum {
    DEAD_LETTER_KEY = 8 + 8,
    DEAD_LETTER_ROW_MAX = 2048 + EVENT_BODY_MAX,
};

static const char *const dead_letter_codes[DEAD_LETTER_CODES] = {
    [DEAD_LETTER_CONNECTION_FAILURE] = "CONNECTION_FAILURE",
    [DEAD_LETTER_TIMEOUT] = "TIMEOUT",
    [DEAD_LETTER_THROTTLING] = "THROTTLING",
    [DEAD_LETTER_ERROR_FROM_TARGET] = "ERROR_FROM_TARGET",
    [DEAD_LETTER_INVALID_PARAMETER] = "INVALID_PARAMETER",
    [DEAD_LETTER_ADDRESS_REFUSED] = "ADDRESS_REFUSED",
    [DEAD_LETTER_TARGET_DISABLED] = "TARGET_DISABLED",
    [DEAD_LETTER_NOT_TRIED] = "NOT_TRIED",
};

static struct row_key
dead_letter_key(const struct dead_letter_id *id, uint8_t space[static DEAD_LETTER_KEY])
{
    struct encoder p = encoder_over(space, DEAD_LETTER_KEY);
    encode_u64(&p, id->target);
    encode_u64(&p, id->number);
    return encoder_key(&p);
}

enum fault
dead_letter_id_decode(const void *name, size_t length, struct dead_letter_id *out)
{
    struct decoder u = decoder_over(name, length);
    out->target = decode_u64(&u);
    out->number = decode_u64(&u);
    return u.bad || u.at != u.end ? FAULT_INPUT : FAULT_NONE;
}

static void
dead_letter_decode_key(struct decoder *key, void *record)
{
    struct dead_letter *out = record;
    out->target = decode_u64(key);
    out->event.number = decode_u64(key);
}

static void
dead_letter_decode(struct decoder *u, void *record)
{
    struct dead_letter *out = record;
    out->code = decode_u8(u);
    out->exhausted = decode_u8(u);
    out->status = decode_u16(u);
    out->attempts = decode_u16(u);
    out->since = decode_timestamp(u);
    out->last = decode_timestamp(u);
    out->next = decode_timestamp(u);
    decode_text(u, out->target_name, sizeof out->target_name);
    decode_text(u, out->rule, sizeof out->rule);
    decode_text(u, out->replay, sizeof out->replay);
    decode_text(u, out->message, sizeof out->message);
    out->event.kind = decode_u8(u);
    out->event.at = decode_timestamp(u);
    const void *id = decode_bytes(u, UUID_BYTES);
    const size_t rest = (size_t)(u->end - u->at);
    u->bad = u->bad || rest > EVENT_BODY_MAX;
    if (u->bad)
        return;
    memcpy(out->event.id, id, UUID_BYTES);
    memcpy(out->event.body, u->at, rest);
    out->event.body[rest] = '\0';
    out->event.length = rest;
}

static void
dead_letter_encode(struct encoder *p, const void *record)
{
    const struct dead_letter *dead = record;
    encode_u8(p, (uint8_t)dead->code);
    encode_u8(p, (uint8_t)dead->exhausted);
    encode_u16(p, dead->status);
    encode_u16(p, dead->attempts);
    encode_timestamp(p, dead->since);
    encode_timestamp(p, dead->last);
    encode_timestamp(p, dead->next);
    encode_text(p, dead->target_name);
    encode_text(p, dead->rule);
    encode_text(p, dead->replay);
    encode_text(p, dead->message);
    encode_u8(p, (uint8_t)dead->event.kind);
    encode_timestamp(p, dead->event.at);
    encode_bytes(p, dead->event.id, UUID_BYTES);
    encode_bytes(p, dead->event.body, dead->event.length);
}

static const struct table_schema dead_letter_schema = {.table = TABLE_DEAD_LETTER,
    .row_max = DEAD_LETTER_ROW_MAX,
    .decode_key = dead_letter_decode_key,
    .encode = dead_letter_encode,
    .decode = dead_letter_decode};

enum fault
dead_letter_get(struct txn *txn, const struct dead_letter_id *id, struct dead_letter *out)
{
    uint8_t space[DEAD_LETTER_KEY];
    return table_get(txn, &dead_letter_schema, dead_letter_key(id, space), out);
}

enum fault
dead_letter_get_for_update(struct txn *txn, const struct dead_letter_id *id, struct dead_letter *out)
{
    uint8_t space[DEAD_LETTER_KEY];
    return table_get_for_update(txn, &dead_letter_schema, dead_letter_key(id, space), out);
}

enum fault
dead_letter_next(struct txn *txn, const struct dead_letter_id *after, struct dead_letter *out)
{
    uint8_t space[DEAD_LETTER_KEY];
    return table_next(txn, &dead_letter_schema, dead_letter_key(after, space), out);
}

enum fault
dead_letter_count(struct txn *txn, unsigned most, unsigned *count)
{
    struct cursor cursor;
    enum fault fault = cursor_open(&cursor, txn, TABLE_DEAD_LETTER, (struct row_key){"", 0}, NULL, 0);
    for (*count = 0; *count < most && fault == FAULT_NONE; *count += fault == FAULT_NONE)
        fault = cursor_next(&cursor);
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
dead_letter_put(struct txn *txn, const struct dead_letter *dead)
{
    uint8_t space[DEAD_LETTER_KEY];
    const struct row_key key = dead_letter_key(
        &(struct dead_letter_id){dead->target, dead->event.number}, space);
    enum fault fault = table_put(txn, &dead_letter_schema, key, dead);
    if (fault == FAULT_NONE && dead->next != 0)
        fault = schedule_add(txn, dead->next, SCHEDULE_RETRY, key.bytes, key.length);
    return fault;
}

enum fault
dead_letter_remove(struct txn *txn, const struct dead_letter_id *id)
{
    uint8_t space[DEAD_LETTER_KEY];
    return table_remove(txn, &dead_letter_schema, dead_letter_key(id, space));
}

enum fault
dead_letter_unschedule(struct txn *txn, const struct dead_letter_id *id, int64_t at)
{
    struct schedule_entry due = {.at = at, .kind = SCHEDULE_RETRY, .length = DEAD_LETTER_KEY};
    dead_letter_key(id, (uint8_t *)due.name);
    enum fault fault = schedule_remove(txn, &due);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

const char *
dead_letter_code_name(enum dead_letter_code code)
{
    return code > 0 && code < DEAD_LETTER_CODES ? dead_letter_codes[code] : "UNKNOWN";
}

enum dead_letter_code
dead_letter_code_parse(const char *text)
{
    for (enum dead_letter_code code = 1; code < DEAD_LETTER_CODES; code++)
        if (strcmp(text, dead_letter_codes[code]) == 0)
            return code;
    return 0;
}

const char *
dead_letter_exhausted_name(enum dead_letter_exhausted exhausted)
{
    static const char *const names[] = {"", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "Final"};
    return names[exhausted <= DEAD_LETTER_FINAL ? exhausted : DEAD_LETTER_FINAL];
}
