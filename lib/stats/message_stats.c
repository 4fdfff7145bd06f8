/*
 * message_stats.c: the rows of message statistics.
 *
 * SPDX-License-Identifier: ISC
 */
#include "stats/message_stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash_index.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/timestamp.h"
#include "db/codec.h"

const struct message_stats_column message_stats_columns[MESSAGE_STATS_COLUMNS] = {
    {MESSAGE_STATS_MESSAGES, "messages"},
    {MESSAGE_STATS_SUBMITTED, "submitted"},
    {MESSAGE_STATS_DELIVERED, "delivered"},
    {MESSAGE_STATS_READ, "read"},
    {MESSAGE_STATS_CLICKED, "clicked"},
    {MESSAGE_STATS_CONVERTED, "converted"},
    {MESSAGE_STATS_STOPPED, "stopped"},
    {MESSAGE_STATS_REJECTED, "rejected"},
    {MESSAGE_STATS_UNDELIVERABLE, "undeliverable"},
    {MESSAGE_STATS_FAILED, "failed"},
    {MESSAGE_STATS_UNKNOWN, "unknown"},
};

enum {
    MESSAGE_STATS_TABLE = 'F', /* the first byte of its keys in TABLE_CLICK_STATS */
    MESSAGE_STATS_KEY_MAX = 1 + 4 + 2 + LABEL_MAX + 1 + MESSAGE_ERROR_MAX,
    MESSAGE_STATS_ROW = 8 * MESSAGE_STATS_STEPS,
    MESSAGE_STATS_ENTRIES = 20000,
    MESSAGE_STATS_AN_EVENT = 4 * 5 + 1, /* entries that one event may need: scopes and parts */
};

struct message_stats_entry {
    uint8_t key[MESSAGE_STATS_KEY_MAX];
    size_t key_length;
    struct message_stats add;
};

struct message_stats_batch {
    uint32_t count;
    struct hash_index index;
    struct message_stats_entry entries[MESSAGE_STATS_ENTRIES];
};

struct message_stats_batch *
message_stats_batch_create(void)
{
    struct message_stats_batch *batch = xcalloc(1, sizeof *batch);
    hash_index_init(&batch->index, MESSAGE_STATS_ENTRIES);
    return batch;
}

void
message_stats_batch_free(struct message_stats_batch *batch)
{
    hash_index_free(&batch->index);
    free(batch);
}

void
message_stats_batch_clear(struct message_stats_batch *batch)
{
    hash_index_clear(&batch->index);
    batch->count = 0;
}

static void
message_stats_pack_part(
    struct encoder *p, const struct message_stats_scope *scope, enum message_stats_part part)
{
    encode_u8(p, MESSAGE_STATS_TABLE);
    encode_u32(p, scope->owner);
    encode_text(p, scope->campaign);
    encode_u8(p, (uint8_t)part);
}

static struct message_stats *
message_stats_entry(struct message_stats_batch *batch, const struct encoder *key)
{
    const uint64_t hash = hash_bytes(HASH_INIT, key->bytes, key->length);
    struct hash_search search;
    for (size_t at = hash_index_first(&batch->index, hash, &search); at != HASH_INDEX_NONE;
         at = hash_index_next(&batch->index, &search)) {
        struct message_stats_entry *entry = &batch->entries[at];
        if (entry->key_length == key->length && memcmp(entry->key, key->bytes, key->length) == 0)
            return &entry->add;
    }
    hash_index_add(&batch->index, hash, batch->count);
    struct message_stats_entry *entry = &batch->entries[batch->count++];
    memcpy(entry->key, key->bytes, key->length);
    entry->key_length = key->length;
    memset(&entry->add, 0, sizeof entry->add);
    return &entry->add;
}

static void
message_stats_sum(struct message_stats *to, const struct message_stats *add)
{
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        to->steps[i] += add->steps[i];
}

static void
message_stats_add_value(struct message_stats_batch *batch, const struct message_stats_scope *scope,
    enum message_stats_part part, const char *value, const struct message_stats *add)
{
    uint8_t space[MESSAGE_STATS_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    message_stats_pack_part(&key, scope, part);
    encode_bytes(&key, value, strlen(value));
    message_stats_sum(message_stats_entry(batch, &key), add);
}

static void
message_stats_add_quarter(struct message_stats_batch *batch, const struct message_stats_scope *scope,
    int64_t at, const struct message_stats *add)
{
    uint8_t space[MESSAGE_STATS_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    message_stats_pack_part(&key, scope, MESSAGE_STATS_QUARTER);
    encode_u32(&key, (uint32_t)(at / (900 * TIMESTAMP_SECOND)));
    message_stats_sum(message_stats_entry(batch, &key), add);
}

/* No label has a control character (labels.h): this is no campaign's name. */
void
message_stats_queue_name(uint64_t queue, char out[static MESSAGE_STATS_QUEUE_SIZE])
{
    snprintf(out, MESSAGE_STATS_QUEUE_SIZE, "\1%016llx", (unsigned long long)queue);
}

static void
message_stats_add_scope(struct message_stats_batch *batch, const struct message_stats_scope *scope,
    const struct message *message, int64_t at, const struct message_stats *add)
{
    message_stats_add_value(batch, scope, MESSAGE_STATS_TOTALS, "", add);
    message_stats_add_value(batch, scope, MESSAGE_STATS_CHANNEL, message_channel_name(message->channel), add);
    message_stats_add_quarter(batch, scope, at, add);
    if (add->steps[MESSAGE_STATS_REJECTED] + add->steps[MESSAGE_STATS_UNDELIVERABLE] +
            add->steps[MESSAGE_STATS_FAILED] !=
        0)
        message_stats_add_value(
            batch, scope, MESSAGE_STATS_ERROR, message->error[0] != '\0' ? message->error : "-", add);
    if (add->steps[MESSAGE_STATS_PRICED] > 0)
        message_stats_add_value(batch, scope, MESSAGE_STATS_CURRENCY, message->currency, add);
}

static enum fault
message_stats_add(struct message_stats_batch *batch, const struct message *message, int64_t at,
    const struct message_stats *add)
{
    if (batch->count + MESSAGE_STATS_AN_EVENT > MESSAGE_STATS_ENTRIES)
        return FAULT_FULL;
    char queue[MESSAGE_STATS_QUEUE_SIZE];
    const uint32_t owners[] = {0, message->owner};
    if (message->queue != 0) {
        message_stats_queue_name(message->queue, queue);
        message_stats_add_value(
            batch, &(struct message_stats_scope){0, queue}, MESSAGE_STATS_TOTALS, "", add);
    }
    for (int i = 0; i < 2; i++) {
        message_stats_add_scope(batch, &(struct message_stats_scope){owners[i], ""}, message, at, add);
        if (message->campaign[0] != '\0')
            message_stats_add_scope(
                batch, &(struct message_stats_scope){owners[i], message->campaign}, message, at, add);
    }
    return FAULT_NONE;
}

/* The carrier had it when it says that it is delivered, or is not. */
static void
message_stats_reach(enum message_status before, enum message_status after, struct message_stats *add)
{
    const bool taken = before < MESSAGE_SUBMITTED && after >= MESSAGE_SUBMITTED && after != MESSAGE_FAILED;
    const bool arrived = after == MESSAGE_DELIVERED || after == MESSAGE_READ;
    add->steps[MESSAGE_STATS_SUBMITTED] = taken;
    add->steps[MESSAGE_STATS_DELIVERED] = arrived && before < MESSAGE_DELIVERED;
    add->steps[MESSAGE_STATS_READ] = after == MESSAGE_READ;
    add->steps[MESSAGE_STATS_REJECTED] = after == MESSAGE_REJECTED;
    add->steps[MESSAGE_STATS_UNDELIVERABLE] = after == MESSAGE_UNDELIVERABLE;
    add->steps[MESSAGE_STATS_FAILED] = (after == MESSAGE_FAILED) - (before == MESSAGE_FAILED);
    add->steps[MESSAGE_STATS_UNKNOWN] = (after == MESSAGE_UNKNOWN) - (before == MESSAGE_UNKNOWN);
}

enum fault
message_stats_batch_add(struct message_stats_batch *batch, const struct message_event *event, int64_t at)
{
    const struct message *message = &event->message;
    struct message_stats add = {{0}};
    int64_t amount;
    if (event->kind == MESSAGE_EVENT_INBOUND)
        return FAULT_NONE;
    if (event->kind == MESSAGE_EVENT_STATUS && event->before == MESSAGE_STATUSES) {
        add.steps[MESSAGE_STATS_MESSAGES] = 1;
        add.steps[MESSAGE_STATS_PARTS] = message->parts;
    } else if (event->kind == MESSAGE_EVENT_STATUS) {
        message_stats_reach(event->before, message->status, &add);
    } else if (event->kind == MESSAGE_EVENT_STOPPED) {
        add.steps[MESSAGE_STATS_STOPPED] = 1;
    }
    if (event->priced && money_parse(message->price, &amount) == FAULT_NONE) {
        add.steps[MESSAGE_STATS_PRICED] = 1;
        add.steps[MESSAGE_STATS_AMOUNT] = amount;
    }
    return message_stats_add(batch, message, at, &add);
}

enum fault
message_stats_batch_add_click(struct message_stats_batch *batch, const struct message *message, int64_t at)
{
    return message_stats_add(batch, message, at, &(struct message_stats){.steps[MESSAGE_STATS_CLICKED] = 1});
}

enum fault
message_stats_batch_add_conversion(
    struct message_stats_batch *batch, const struct message *message, int64_t at)
{
    return message_stats_add(
        batch, message, at, &(struct message_stats){.steps[MESSAGE_STATS_CONVERTED] = 1});
}

static void
message_stats_unpack(const uint8_t *row, size_t length, struct message_stats *out)
{
    struct decoder u = decoder_over(row, length);
    for (int i = 0; i < MESSAGE_STATS_STEPS; i++)
        out->steps[i] = (int64_t)decode_u64(&u);
}

static enum fault
message_stats_get(struct txn *txn, struct row_key key, struct message_stats *out)
{
    uint8_t row[MESSAGE_STATS_ROW];
    size_t length;
    enum fault fault = row_get(txn, TABLE_CLICK_STATS, key, row, sizeof row, &length);
    *out = (struct message_stats){{0}};
    if (fault == FAULT_NONE)
        message_stats_unpack(row, length, out);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_stats_batch_apply(struct txn *txn, const struct message_stats_batch *batch)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t i = 0; i < batch->count && fault == FAULT_NONE; i++) {
        const struct message_stats_entry *entry = &batch->entries[i];
        const struct row_key key = {entry->key, entry->key_length};
        uint8_t row[MESSAGE_STATS_ROW];
        struct message_stats now;
        struct encoder p = encoder_over(row, sizeof row);
        fault = message_stats_get(txn, key, &now);
        if (fault != FAULT_NONE)
            return fault;
        message_stats_sum(&now, &entry->add);
        for (int s = 0; s < MESSAGE_STATS_STEPS; s++)
            encode_u64(&p, (uint64_t)now.steps[s]);
        fault = row_put(txn, TABLE_CLICK_STATS, key, row, p.length);
    }
    return fault;
}

enum fault
message_stats_give_up(struct txn *txn, const struct message *message, const char *error, int64_t now)
{
    struct message_event event = {
        .kind = MESSAGE_EVENT_STATUS, .before = message->status, .message = *message};
    if (!message_may_move(message->status, MESSAGE_FAILED))
        return FAULT_NONE;
    struct message_stats_batch *batch = message_stats_batch_create();
    event.message.status = MESSAGE_FAILED;
    snprintf(event.message.error, sizeof event.message.error, "%s", error);
    enum fault fault = message_stats_batch_add(batch, &event, now);
    if (fault == FAULT_NONE)
        fault = message_stats_batch_apply(txn, batch);
    message_stats_batch_free(batch);
    return fault;
}

enum fault
message_stats_get_totals(struct txn *txn, const struct message_stats_scope *scope, struct message_stats *out)
{
    uint8_t space[MESSAGE_STATS_KEY_MAX];
    struct encoder key = encoder_over(space, sizeof space);
    message_stats_pack_part(&key, scope, MESSAGE_STATS_TOTALS);
    return message_stats_get(txn, encoder_key(&key), out);
}

enum fault
message_stats_visit(struct txn *txn, const struct message_stats_scope *scope, enum message_stats_part part,
    uint32_t first, uint32_t last,
    void (*visit)(const char *value, uint32_t quarter, const struct message_stats *, void *arg), void *arg)
{
    uint8_t space[MESSAGE_STATS_KEY_MAX], from_space[MESSAGE_STATS_KEY_MAX], row[MESSAGE_STATS_ROW];
    struct encoder prefix = encoder_over(space, sizeof space),
                   from = encoder_over(from_space, sizeof from_space);
    struct cursor cursor;
    struct message_stats stats;
    char value[MESSAGE_ERROR_MAX + 1] = "";
    message_stats_pack_part(&prefix, scope, part);
    encode_bytes(&from, prefix.bytes, prefix.length);
    if (part == MESSAGE_STATS_QUARTER)
        encode_u32(&from, first);
    enum fault fault = cursor_open(&cursor, txn, TABLE_CLICK_STATS, encoder_key(&from), row, sizeof row);
    while (fault == FAULT_NONE && (fault = cursor_next(&cursor)) == FAULT_NONE) {
        if (cursor.key_length < prefix.length || memcmp(cursor.key, prefix.bytes, prefix.length) != 0)
            break;
        struct decoder u = decoder_over(cursor.key + prefix.length, cursor.key_length - prefix.length);
        const uint32_t quarter = part == MESSAGE_STATS_QUARTER ? decode_u32(&u) : 0;
        const size_t length = (size_t)(u.end - u.at);
        if (quarter > last || length >= sizeof value)
            break;
        memcpy(value, u.at, length);
        value[length] = '\0';
        message_stats_unpack(row, cursor.row_length, &stats);
        visit(value, quarter, &stats, arg);
    }
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
