/*
 * busiest.c: the most clicked links and campaigns of each day.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/busiest.h"

#include <stdlib.h>

#include "base/hash_index.h"
#include "base/memory.h"
#include "db/codec.h"

enum {
    BUSIEST_KEY_BYTES = 4 + 4 + 1,
    BUSIEST_ROW_MAX = BUSIEST_MAX * (8 + 8 + 2 + BUSIEST_NAME_MAX),
};

static struct row_key
busiest_key(struct encoder *p, const struct busiest_day *day)
{
    encode_u32(p, day->day);
    encode_u32(p, day->owner);
    encode_u8(p, (uint8_t)day->kind);
    return encoder_key(p);
}

enum fault
busiest_day_get(struct txn *txn, struct busiest_day *out)
{
    uint8_t space[BUSIEST_KEY_BYTES], row[BUSIEST_ROW_MAX];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    out->count = 0;
    enum fault fault = row_get(txn, TABLE_BUSIEST, busiest_key(&p, out), row, sizeof row, &length);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    struct decoder u = decoder_over(row, length);
    while (!u.bad && !decoder_is_at_end(&u) && out->count < BUSIEST_MAX) {
        struct busiest_item *item = &out->items[out->count++];
        item->clicks = decode_u64(&u);
        item->link = decode_u64(&u);
        decode_text(&u, item->name, sizeof item->name);
    }
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
busiest_day_put(struct txn *txn, const struct busiest_day *day)
{
    uint8_t space[BUSIEST_KEY_BYTES], row[BUSIEST_ROW_MAX];
    struct encoder key = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    for (size_t i = 0; i < day->count; i++) {
        encode_u64(&p, day->items[i].clicks);
        encode_u64(&p, day->items[i].link);
        encode_text(&p, day->items[i].name);
    }
    return row_put(txn, TABLE_BUSIEST, busiest_key(&key, day), row, p.length);
}

static bool
busiest_is_same(const struct busiest_item *a, const struct busiest_item *b)
{
    return a->link == b->link && strcmp(a->name, b->name) == 0;
}

void
busiest_day_add(struct busiest_day *day, const struct busiest_item *add)
{
    struct busiest_item *least = &day->items[0];
    for (size_t i = 0; i < day->count; i++) {
        struct busiest_item *item = &day->items[i];
        if (busiest_is_same(item, add)) {
            item->clicks += add->clicks;
            return;
        }
        if (item->clicks < least->clicks)
            least = item;
    }
    if (day->count < BUSIEST_MAX) {
        day->items[day->count++] = *add;
        return;
    }
    const uint64_t taken_over = least->clicks;
    *least = *add;
    least->clicks += taken_over;
}

/* Items of several days, added up. */
struct busiest_sum {
    struct busiest_day day; /* the one at hand */
    struct hash_index index;
    size_t count;
    struct busiest_item items[];
};

static void
busiest_sum_add(struct busiest_sum *sum, const struct busiest_item *add)
{
    const uint64_t hash = hash_bytes(
        hash_bytes(HASH_INIT, &add->link, sizeof add->link), add->name, strlen(add->name));
    struct hash_search search;
    for (size_t at = hash_index_first(&sum->index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&sum->index, &search))
        if (busiest_is_same(&sum->items[at], add)) {
            sum->items[at].clicks += add->clicks;
            return;
        }
    hash_index_add(&sum->index, hash, sum->count);
    sum->items[sum->count++] = *add;
}

static int
busiest_compare(const void *a, const void *b)
{
    const struct busiest_item *x = a, *y = b;
    if (x->clicks != y->clicks)
        return x->clicks < y->clicks ? 1 : -1;
    return strcmp(x->name, y->name);
}

enum fault
busiest_read(struct txn *txn, uint32_t owner, enum busiest_kind kind, uint32_t first, uint32_t last,
    struct busiest_item *out, size_t most, size_t *count)
{
    const size_t room = (size_t)(last - first + 1) * BUSIEST_MAX;
    struct busiest_sum *sum = xcalloc(1, sizeof *sum + room * sizeof *sum->items);
    enum fault fault = FAULT_NONE;
    hash_index_init(&sum->index, room);
    sum->day.owner = owner;
    sum->day.kind = kind;
    for (sum->day.day = first; sum->day.day <= last && fault == FAULT_NONE; sum->day.day++) {
        fault = busiest_day_get(txn, &sum->day);
        for (size_t i = 0; i < sum->day.count && fault == FAULT_NONE; i++)
            busiest_sum_add(sum, &sum->day.items[i]);
    }
    qsort(sum->items, sum->count, sizeof *sum->items, busiest_compare);
    *count = sum->count < most ? sum->count : most;
    memcpy(out, sum->items, *count * sizeof *out);
    hash_index_free(&sum->index);
    free(sum);
    return fault;
}

bool
busiest_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    *stop = decode_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}
