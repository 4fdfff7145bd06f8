#include "store/dead.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/due.h"
#include "store/pack.h"

enum {
    DEAD_KEY = 8 + 8,
    DEAD_ROW_MAX = 2048 + EVENT_BODY_MAX,
};

static const char *const dead_codes[DEAD_CODES] = {
    [DEAD_CONNECTION_FAILURE] = "CONNECTION_FAILURE",
    [DEAD_TIMEOUT] = "TIMEOUT",
    [DEAD_THROTTLING] = "THROTTLING",
    [DEAD_ERROR_FROM_TARGET] = "ERROR_FROM_TARGET",
    [DEAD_INVALID_PARAMETER] = "INVALID_PARAMETER",
    [DEAD_ADDRESS_REFUSED] = "ADDRESS_REFUSED",
    [DEAD_TARGET_DISABLED] = "TARGET_DISABLED",
    [DEAD_NOT_TRIED] = "NOT_TRIED",
};

static struct row_key
dead_key(struct pack *p, const struct dead_place *place)
{
    pack_u64(p, place->target);
    pack_u64(p, place->number);
    return pack_key(p);
}

enum fault
dead_place_of(const void *name, size_t length, struct dead_place *out)
{
    struct unpack u = unpack_over(name, length);
    out->target = unpack_u64(&u);
    out->number = unpack_u64(&u);
    return u.bad || u.at != u.end ? FAULT_INPUT : FAULT_NONE;
}

static enum fault
dead_unpack(const uint8_t *row, size_t length, struct dead *out)
{
    struct unpack u = unpack_over(row, length);
    out->code = unpack_u8(&u);
    out->exhausted = unpack_u8(&u);
    out->status = unpack_u16(&u);
    out->attempts = unpack_u16(&u);
    out->since = unpack_moment(&u);
    out->last = unpack_moment(&u);
    out->next = unpack_moment(&u);
    unpack_text(&u, out->target_name, sizeof out->target_name);
    unpack_text(&u, out->rule, sizeof out->rule);
    unpack_text(&u, out->replay, sizeof out->replay);
    unpack_text(&u, out->message, sizeof out->message);
    out->event.kind = unpack_u8(&u);
    out->event.at = unpack_moment(&u);
    const void *id = unpack_bytes(&u, UUID_BYTES);
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
dead_pack(const struct dead *dead, uint8_t *row)
{
    struct pack p = pack_over(row, DEAD_ROW_MAX);
    pack_u8(&p, (uint8_t)dead->code);
    pack_u8(&p, (uint8_t)dead->exhausted);
    pack_u16(&p, dead->status);
    pack_u16(&p, dead->attempts);
    pack_moment(&p, dead->since);
    pack_moment(&p, dead->last);
    pack_moment(&p, dead->next);
    pack_text(&p, dead->target_name);
    pack_text(&p, dead->rule);
    pack_text(&p, dead->replay);
    pack_text(&p, dead->message);
    pack_u8(&p, (uint8_t)dead->event.kind);
    pack_moment(&p, dead->event.at);
    pack_bytes(&p, dead->event.id, UUID_BYTES);
    pack_bytes(&p, dead->event.body, dead->event.length);
    return p.length;
}

/* A letter can be large, and is rare: its row has no place on the stack. */
static uint8_t *
dead_row(void)
{
    uint8_t *row = malloc(DEAD_ROW_MAX);
    if (row == NULL)
        log_fatal("out of memory");
    return row;
}

typedef enum fault dead_reading(struct txn *, enum table, struct row_key, void *, size_t, size_t *);

static enum fault
dead_read(dead_reading *reading, struct txn *txn, const struct dead_place *place, struct dead *out)
{
    uint8_t space[DEAD_KEY], *row = dead_row();
    size_t length;
    struct pack k = pack_over(space, sizeof space);
    enum fault fault = reading(txn, TABLE_DEAD, dead_key(&k, place), row, DEAD_ROW_MAX, &length);
    if (fault == FAULT_NONE) {
        out->target = place->target;
        out->event.number = place->number;
        fault = dead_unpack(row, length, out);
    }
    free(row);
    return fault;
}

enum fault
dead_get(struct txn *txn, const struct dead_place *place, struct dead *out)
{
    return dead_read(row_get, txn, place, out);
}

enum fault
dead_get_to_change(struct txn *txn, const struct dead_place *place, struct dead *out)
{
    return dead_read(row_get_to_change, txn, place, out);
}

enum fault
dead_next(struct txn *txn, const struct dead_place *after, struct dead *out)
{
    uint8_t space[DEAD_KEY], *row = dead_row();
    struct pack k = pack_over(space, sizeof space);
    struct walk walk;
    struct dead_place place;
    enum fault fault = row_next(txn, TABLE_DEAD, dead_key(&k, after), &walk, row, DEAD_ROW_MAX);
    if (fault == FAULT_NONE)
        fault = dead_place_of(walk.key, walk.key_length, &place);
    if (fault == FAULT_NONE) {
        out->target = place.target;
        out->event.number = place.number;
        fault = dead_unpack(row, walk.row_length, out);
    }
    free(row);
    return fault;
}

enum fault
dead_put(struct txn *txn, const struct dead *dead)
{
    uint8_t space[DEAD_KEY], *row = dead_row();
    struct pack k = pack_over(space, sizeof space);
    const struct row_key key = dead_key(&k, &(struct dead_place){dead->target, dead->event.number});
    enum fault fault = row_put(txn, TABLE_DEAD, key, row, dead_pack(dead, row));
    if (fault == FAULT_NONE && dead->next != 0)
        fault = due_add(txn, dead->next, DUE_RETRY, key.bytes, key.length);
    free(row);
    return fault;
}

enum fault
dead_remove(struct txn *txn, const struct dead_place *place)
{
    uint8_t space[DEAD_KEY];
    struct pack k = pack_over(space, sizeof space);
    return row_remove(txn, TABLE_DEAD, dead_key(&k, place));
}

enum fault
dead_seen_to(struct txn *txn, const struct dead_place *place, int64_t at)
{
    struct due due = {.at = at, .kind = DUE_RETRY, .length = DEAD_KEY};
    struct pack k = pack_over(due.name, sizeof due.name);
    dead_key(&k, place);
    enum fault fault = due_done(txn, &due);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

const char *
dead_code_name(enum dead_code code)
{
    return code > 0 && code < DEAD_CODES ? dead_codes[code] : "UNKNOWN";
}

enum dead_code
dead_code_parse(const char *text)
{
    for (enum dead_code code = 1; code < DEAD_CODES; code++)
        if (strcmp(text, dead_codes[code]) == 0)
            return code;
    return 0;
}

const char *
dead_exhausted_name(enum dead_exhausted exhausted)
{
    static const char *const names[] = {"", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "Final"};
    return names[exhausted <= DEAD_FINAL ? exhausted : DEAD_FINAL];
}
