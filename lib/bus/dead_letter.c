#include "bus/dead_letter.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "db/codec.h"
#include "db/schedule.h"

enum {
    DEAD_LETTER_KEY = 8 + 8,
    DEAD_LETTER_ROW_MAX = 2048 + EVENT_BODY_MAX, /* a letter can be large: its row is not put on the stack */
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
dead_letter_key(struct encoder *p, const struct dead_letter_id *place)
{
    encode_u64(p, place->target);
    encode_u64(p, place->number);
    return encoder_key(p);
}

enum fault
dead_letter_id_decode(const void *name, size_t length, struct dead_letter_id *out)
{
    struct decoder u = decoder_over(name, length);
    out->target = decode_u64(&u);
    out->number = decode_u64(&u);
    return u.bad || u.at != u.end ? FAULT_INPUT : FAULT_NONE;
}

static enum fault
dead_letter_unpack(const uint8_t *row, size_t length, struct dead_letter *out)
{
    struct decoder u = decoder_over(row, length);
    out->code = decode_u8(&u);
    out->exhausted = decode_u8(&u);
    out->status = decode_u16(&u);
    out->attempts = decode_u16(&u);
    out->since = decode_timestamp(&u);
    out->last = decode_timestamp(&u);
    out->next = decode_timestamp(&u);
    decode_text(&u, out->target_name, sizeof out->target_name);
    decode_text(&u, out->rule, sizeof out->rule);
    decode_text(&u, out->replay, sizeof out->replay);
    decode_text(&u, out->message, sizeof out->message);
    out->event.kind = decode_u8(&u);
    out->event.at = decode_timestamp(&u);
    const void *id = decode_bytes(&u, UUID_BYTES);
    const size_t rest = (size_t)(u.end - u.at);
    if (u.bad || id == NULL || rest > EVENT_BODY_MAX)
        return FAULT_SYSTEM;
    memcpy(out->event.id, id, UUID_BYTES);
    memcpy(out->event.body, u.at, rest);
    out->event.body[rest] = '\0';
    out->event.length = rest;
    return FAULT_NONE;
}

static size_t
dead_letter_pack(const struct dead_letter *dead, uint8_t *row)
{
    struct encoder p = encoder_over(row, DEAD_LETTER_ROW_MAX);
    encode_u8(&p, (uint8_t)dead->code);
    encode_u8(&p, (uint8_t)dead->exhausted);
    encode_u16(&p, dead->status);
    encode_u16(&p, dead->attempts);
    encode_timestamp(&p, dead->since);
    encode_timestamp(&p, dead->last);
    encode_timestamp(&p, dead->next);
    encode_text(&p, dead->target_name);
    encode_text(&p, dead->rule);
    encode_text(&p, dead->replay);
    encode_text(&p, dead->message);
    encode_u8(&p, (uint8_t)dead->event.kind);
    encode_timestamp(&p, dead->event.at);
    encode_bytes(&p, dead->event.id, UUID_BYTES);
    encode_bytes(&p, dead->event.body, dead->event.length);
    return p.length;
}

typedef enum fault dead_letter_reading(struct txn *, enum table, struct row_key, void *, size_t, size_t *);

static enum fault
dead_read(dead_letter_reading *reading, struct txn *txn, const struct dead_letter_id *place,
    struct dead_letter *out)
{
    uint8_t space[DEAD_LETTER_KEY], *row = xmalloc(DEAD_LETTER_ROW_MAX);
    size_t length;
    struct encoder k = encoder_over(space, sizeof space);
    enum fault fault = reading(
        txn, TABLE_DEAD_LETTER, dead_letter_key(&k, place), row, DEAD_LETTER_ROW_MAX, &length);
    if (fault == FAULT_NONE) {
        out->target = place->target;
        out->event.number = place->number;
        fault = dead_letter_unpack(row, length, out);
    }
    free(row);
    return fault;
}

enum fault
dead_letter_get(struct txn *txn, const struct dead_letter_id *place, struct dead_letter *out)
{
    return dead_read(row_get, txn, place, out);
}

enum fault
dead_letter_get_for_update(struct txn *txn, const struct dead_letter_id *place, struct dead_letter *out)
{
    return dead_read(row_get_for_update, txn, place, out);
}

enum fault
dead_letter_next(struct txn *txn, const struct dead_letter_id *after, struct dead_letter *out)
{
    uint8_t space[DEAD_LETTER_KEY], *row = xmalloc(DEAD_LETTER_ROW_MAX);
    struct encoder k = encoder_over(space, sizeof space);
    struct cursor cursor;
    struct dead_letter_id place;
    enum fault fault = row_next(
        txn, TABLE_DEAD_LETTER, dead_letter_key(&k, after), &cursor, row, DEAD_LETTER_ROW_MAX);
    if (fault == FAULT_NONE)
        fault = dead_letter_id_decode(cursor.key, cursor.key_length, &place);
    if (fault == FAULT_NONE) {
        out->target = place.target;
        out->event.number = place.number;
        fault = dead_letter_unpack(row, cursor.row_length, out);
    }
    free(row);
    return fault;
}

enum fault
dead_letter_put(struct txn *txn, const struct dead_letter *dead)
{
    uint8_t space[DEAD_LETTER_KEY], *row = xmalloc(DEAD_LETTER_ROW_MAX);
    struct encoder k = encoder_over(space, sizeof space);
    const struct row_key key = dead_letter_key(
        &k, &(struct dead_letter_id){dead->target, dead->event.number});
    enum fault fault = row_put(txn, TABLE_DEAD_LETTER, key, row, dead_letter_pack(dead, row));
    if (fault == FAULT_NONE && dead->next != 0)
        fault = schedule_add(txn, dead->next, SCHEDULE_RETRY, key.bytes, key.length);
    free(row);
    return fault;
}

enum fault
dead_letter_remove(struct txn *txn, const struct dead_letter_id *place)
{
    uint8_t space[DEAD_LETTER_KEY];
    struct encoder k = encoder_over(space, sizeof space);
    return row_remove(txn, TABLE_DEAD_LETTER, dead_letter_key(&k, place));
}

enum fault
dead_letter_unschedule(struct txn *txn, const struct dead_letter_id *place, int64_t at)
{
    struct schedule_entry due = {.at = at, .kind = SCHEDULE_RETRY, .length = DEAD_LETTER_KEY};
    struct encoder k = encoder_over(due.name, sizeof due.name);
    dead_letter_key(&k, place);
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
