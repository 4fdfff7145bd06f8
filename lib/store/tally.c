#include "store/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/tally_row.h"

const char *
tally_dimension_name(enum tally_dimension dimension)
{
    static const char *const names[TALLY_DIMENSIONS] = {
        [TALLY_REFERRER] = "referrer",
        [TALLY_BROWSER] = "browser",
        [TALLY_SYSTEM] = "system",
        [TALLY_DEVICE] = "device",
        [TALLY_LANGUAGE] = "language",
        [TALLY_BOT] = "bot",
    };
    return names[dimension];
}

static struct row_key
tally_summary_key(struct pack *p, const struct tally_scope *scope)
{
    tally_pack_scope(p, scope);
    pack_u8(p, TALLY_ROW_SUMMARY);
    return pack_key(p);
}

enum fault
tally_totals(struct txn *txn, const struct tally_scope *scope, struct tally_totals *out)
{
    uint8_t space[TALLY_KEY_MAX], row[TALLY_TOTALS_BYTES];
    size_t length;
    struct pack p = pack_over(space, sizeof space);
    enum fault fault = row_get_head(txn, TABLE_TALLY, tally_summary_key(&p, scope), row, sizeof row, &length);
    *out = (struct tally_totals){0};
    if (fault == FAULT_NONE)
        tally_unpack_totals(row, length, out);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
tally_summary(struct txn *txn, const struct tally_scope *scope, struct tally_totals *out,
    void (*visit)(enum tally_dimension, const char *value, uint64_t count, void *arg), void *arg)
{
    uint8_t space[TALLY_KEY_MAX];
    struct pack p = pack_over(space, sizeof space);
    struct tally_summary summary = {.size = TALLY_SUMMARY_BYTES(TALLY_VALUES_MAX)};
    summary.bytes = malloc(summary.size);
    if (summary.bytes == NULL)
        log_fatal("out of memory");
    enum fault fault = tally_get_summary(txn, tally_summary_key(&p, scope), &summary);
    *out = summary.totals;
    struct unpack u = unpack_over(summary.bytes, fault == FAULT_NONE ? summary.length : TALLY_TOTALS_BYTES);
    unpack_bytes(&u, TALLY_TOTALS_BYTES);
    while (u.at < u.end && !u.bad) {
        char value[TALLY_VALUE_MAX + 1];
        const uint8_t dimension = unpack_u8(&u);
        unpack_text(&u, value, sizeof value);
        const uint64_t count = unpack_u64(&u);
        if (!u.bad && dimension < TALLY_DIMENSIONS)
            visit(dimension, value, count, arg);
    }
    free(summary.bytes);
    return fault;
}

/* A walk over the rows that begin with the prefix: FAULT_MISSING after the last. */
static enum fault
tally_step(struct walk *walk, const struct pack *prefix)
{
    enum fault fault = walk_step(walk);
    if (fault != FAULT_NONE)
        return fault;
    const bool inside = walk->key_length > prefix->length &&
                        memcmp(walk->key, prefix->bytes, prefix->length) == 0;
    return inside ? FAULT_NONE : FAULT_MISSING;
}

enum fault
tally_hours(struct txn *txn, const struct tally_scope *scope, uint32_t first, uint32_t last,
    void (*visit)(uint32_t hour, const struct tally_hour *, void *arg), void *arg)
{
    uint8_t space[TALLY_KEY_MAX], from_space[TALLY_KEY_MAX], row[TALLY_HOUR_BYTES];
    struct pack prefix = pack_over(space, sizeof space), from = pack_over(from_space, sizeof from_space);
    struct walk walk;
    tally_pack_scope(&prefix, scope);
    pack_u8(&prefix, TALLY_ROW_HOUR);
    pack_bytes(&from, prefix.bytes, prefix.length);
    pack_u32(&from, first);
    enum fault fault = walk_open(&walk, txn, TABLE_TALLY, pack_key(&from), row, sizeof row);
    while (fault == FAULT_NONE && (fault = tally_step(&walk, &prefix)) == FAULT_NONE) {
        struct unpack u = unpack_over(walk.key + prefix.length, walk.key_length - prefix.length);
        const uint32_t hour = unpack_u32(&u);
        struct tally_hour counts;
        if (hour > last)
            break;
        tally_unpack_hour(row, walk.row_length, &counts);
        visit(hour, &counts, arg);
    }
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

bool
tally_visitor_over(const struct walk *walk, void *arg, bool *stop)
{
    struct unpack u = unpack_over(walk->key, walk->key_length);
    *stop = unpack_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}

size_t
tally_link_from(const uint8_t id[static 8], uint8_t out[static ROW_KEY_MAX])
{
    out[0] = TALLY_LINK;
    memcpy(out + 1, id, 8);
    return 9;
}

bool
tally_link_over(const struct walk *walk, void *arg, bool *stop)
{
    *stop = walk->key_length < 9 || walk->key[0] != TALLY_LINK || memcmp(walk->key + 1, arg, 8) != 0;
    return !*stop;
}
