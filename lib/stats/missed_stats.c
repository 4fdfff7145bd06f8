/*
 * missed_stats.c: what was missed, a row a day, domain, and people or bots.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/missed_stats.h"

#include <stdlib.h>

#include "base/hash_index.h"
#include "base/memory.h"
#include "db/codec.h"

enum {
    MISSED_KEY_BYTES = 4 + 2 + DOMAIN_NAME_MAX + 1,
    MISSED_ROW_MAX = 1 + 8 * MISSED_REASONS + MISSED_PATHS * (1 + 2 + MISSED_PATH_MAX + 8 + 8),
};

static struct row_key
missed_key(struct encoder *p, const struct missed_day *day)
{
    encode_u32(p, day->day);
    encode_text(p, day->domain);
    encode_u8(p, (uint8_t)day->by);
    return encoder_key(p);
}

static bool
missed_key_decode(const struct cursor *cursor, struct missed_day *out)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    out->day = decode_u32(&u);
    decode_text(&u, out->domain, sizeof out->domain);
    const uint8_t by = decode_u8(&u);
    out->by = by == MISSED_BOTS ? MISSED_BOTS : MISSED_PEOPLE;
    return !u.bad && by < MISSED_BY;
}

/* A row of a newer curt may count more reasons. */
static enum fault
missed_row_decode(const uint8_t *row, size_t length, struct missed_day *out)
{
    struct decoder u = decoder_over(row, length);
    const size_t reasons = decode_u8(&u);
    out->path_count = 0;
    memset(out->counts, 0, sizeof out->counts);
    for (size_t i = 0; i < reasons && !u.bad; i++) {
        const uint64_t count = decode_u64(&u);
        if (i < MISSED_REASONS)
            out->counts[i] = count;
    }
    while (!u.bad && !decoder_is_at_end(&u) && out->path_count < MISSED_PATHS) {
        struct missed_path *path = &out->paths[out->path_count];
        const uint8_t reason = decode_u8(&u);
        decode_text(&u, path->path, sizeof path->path);
        path->count = decode_u64(&u);
        path->last = decode_timestamp(&u);
        path->reason = reason < MISSED_REASONS ? (enum missed_reason)reason : MISSED_NOT_FOUND;
        out->path_count++;
    }
    return u.bad ? FAULT_SYSTEM : FAULT_NONE;
}

enum fault
missed_day_get(struct txn *txn, struct missed_day *out)
{
    uint8_t space[MISSED_KEY_BYTES], row[MISSED_ROW_MAX];
    size_t length;
    struct encoder p = encoder_over(space, sizeof space);
    enum fault fault = row_get(txn, TABLE_MISSED, missed_key(&p, out), row, sizeof row, &length);
    if (fault == FAULT_NONE)
        return missed_row_decode(row, length, out);
    out->path_count = 0;
    memset(out->counts, 0, sizeof out->counts);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
missed_day_put(struct txn *txn, const struct missed_day *day)
{
    uint8_t space[MISSED_KEY_BYTES], row[MISSED_ROW_MAX];
    struct encoder key = encoder_over(space, sizeof space), p = encoder_over(row, sizeof row);
    encode_u8(&p, MISSED_REASONS);
    for (size_t i = 0; i < MISSED_REASONS; i++)
        encode_u64(&p, day->counts[i]);
    for (size_t i = 0; i < day->path_count; i++) {
        encode_u8(&p, (uint8_t)day->paths[i].reason);
        encode_text(&p, day->paths[i].path);
        encode_u64(&p, day->paths[i].count);
        encode_timestamp(&p, day->paths[i].last);
    }
    return row_put(txn, TABLE_MISSED, missed_key(&key, day), row, p.length);
}

void
missed_day_add(struct missed_day *day, enum missed_reason reason, const char *text, int64_t at)
{
    struct missed_path *least = &day->paths[0];
    day->counts[reason]++;
    if (text == NULL)
        return;
    for (size_t i = 0; i < day->path_count; i++) {
        struct missed_path *path = &day->paths[i];
        if (path->reason == reason && strcmp(path->path, text) == 0) {
            path->count++;
            path->last = at > path->last ? at : path->last;
            return;
        }
        if (path->count < least->count || (path->count == least->count && path->last < least->last))
            least = path;
    }
    if (day->path_count < MISSED_PATHS)
        least = &day->paths[day->path_count++];
    *least = (struct missed_path){.reason = reason, .count = 1, .last = at};
    strncpy(least->path, text, MISSED_PATH_MAX);
}

/* What missed_read has at hand. */
struct missed_reading {
    struct missed_summary *out;
    struct hash_index index;
    struct missed_day day;
    uint8_t row[MISSED_ROW_MAX], after[ROW_KEY_MAX];
};

static void
missed_reading_add_path(struct missed_reading *r, const struct missed_path *path)
{
    struct missed_summary *out = r->out;
    const char *domain = r->day.domain;
    struct missed_item *item = NULL;
    struct hash_search search;
    const uint64_t hash = hash_bytes(
        hash_bytes(HASH_INIT ^ path->reason, domain, strlen(domain) + 1), path->path, strlen(path->path));
    for (size_t at = hash_index_first(&r->index, hash, &search); at != HASH_INDEX_NONE && item == NULL;
         at = hash_index_next(&r->index, &search))
        if (out->items[at].reason == path->reason && strcmp(out->items[at].path, path->path) == 0 &&
            strcmp(out->items[at].domain, domain) == 0)
            item = &out->items[at];
    if (item == NULL && out->count == MISSED_SUMMARY_MAX)
        return;
    if (item == NULL) {
        hash_index_add(&r->index, hash, out->count);
        item = &out->items[out->count++];
        item->reason = path->reason;
        strcpy(item->path, path->path);
        strcpy(item->domain, domain);
    }
    item->counts[r->day.by] += path->count;
    item->last = path->last > item->last ? path->last : item->last;
}

static void
missed_reading_add(struct missed_reading *r)
{
    for (size_t i = 0; i < MISSED_REASONS; i++)
        r->out->counts[i][r->day.by] += r->day.counts[i];
    for (size_t i = 0; i < r->day.path_count; i++)
        missed_reading_add_path(r, &r->day.paths[i]);
}

/* The rows of a day, of a domain or of all. */
static enum fault
missed_reading_day(struct missed_reading *r, struct txn *txn, uint32_t day, const char *domain)
{
    struct cursor cursor = {.key_length = 0};
    uint8_t space[4];
    struct encoder from = encoder_over(space, sizeof space);
    encode_u32(&from, day);
    enum fault fault = row_next(txn, TABLE_MISSED, encoder_key(&from), &cursor, r->row, sizeof r->row);
    while (fault == FAULT_NONE) {
        if (!missed_key_decode(&cursor, &r->day))
            return FAULT_SYSTEM;
        if (r->day.day != day)
            return FAULT_NONE;
        if (domain == NULL || strcmp(domain, r->day.domain) == 0) {
            fault = missed_row_decode(r->row, cursor.row_length, &r->day);
            if (fault != FAULT_NONE)
                return fault;
            missed_reading_add(r);
        }
        const struct row_key after = {memcpy(r->after, cursor.key, cursor.key_length), cursor.key_length};
        fault = row_next(txn, TABLE_MISSED, after, &cursor, r->row, sizeof r->row);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static int
missed_compare(const void *a, const void *b)
{
    const struct missed_item *x = a, *y = b;
    for (enum missed_by by = 0; by < MISSED_BY; by++)
        if (x->counts[by] != y->counts[by])
            return x->counts[by] < y->counts[by] ? 1 : -1;
    if (x->last != y->last)
        return x->last < y->last ? 1 : -1;
    return strcmp(x->path, y->path);
}

enum fault
missed_read(struct txn *txn, uint32_t first, uint32_t last, const char *domain, struct missed_summary *out)
{
    struct missed_reading *r = xcalloc(1, sizeof *r);
    enum fault fault = FAULT_NONE;
    *out = (struct missed_summary){.items = xcalloc(MISSED_SUMMARY_MAX, sizeof *out->items)};
    r->out = out;
    hash_index_init(&r->index, MISSED_SUMMARY_MAX);
    for (uint32_t day = last; fault == FAULT_NONE && day >= first && day > 0; day--)
        fault = missed_reading_day(r, txn, day, domain);
    hash_index_free(&r->index);
    free(r);
    qsort(out->items, out->count, sizeof *out->items, missed_compare);
    return fault;
}

void
missed_summary_free(struct missed_summary *summary)
{
    free(summary->items);
    summary->items = NULL;
}

bool
missed_is_expired(const struct cursor *cursor, void *arg, bool *stop)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    *stop = decode_u32(&u) >= *(const uint32_t *)arg;
    return !*stop;
}
