#include "store/funnel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/money.h"
#include "store/pack.h"

enum {
    FUNNEL_TABLE = 'F', /* the first byte of its keys in TABLE_TALLY */
    FUNNEL_KEY_MAX = 1 + 4 + 2 + LABEL_MAX + 1 + MESSAGE_ERROR_MAX,
    FUNNEL_ROW = 8 * FUNNEL_STEPS,
    FUNNEL_ENTRIES = 20000,
    FUNNEL_SLOTS = 65536,
    FUNNEL_AN_EVENT = 4 * 5, /* entries that one event may need: scopes and parts */
};

struct funnel_entry {
    uint8_t key[FUNNEL_KEY_MAX];
    size_t key_length;
    struct funnel add;
};

struct funnel_batch {
    uint32_t count;
    uint16_t slots[FUNNEL_SLOTS]; /* 0: free; else a place in entries, plus 1 */
    struct funnel_entry entries[FUNNEL_ENTRIES];
};

_Static_assert(FUNNEL_ENTRIES < UINT16_MAX && FUNNEL_ENTRIES * 2 < FUNNEL_SLOTS, "at most half full");

struct funnel_batch *
funnel_batch_new(void)
{
    struct funnel_batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL)
        log_fatal("out of memory");
    return batch;
}

void
funnel_batch_free(struct funnel_batch *batch)
{
    free(batch);
}

void
funnel_batch_clear(struct funnel_batch *batch)
{
    if (batch->count > 0)
        memset(batch->slots, 0, sizeof batch->slots);
    batch->count = 0;
}

static void
funnel_pack_part(struct pack *p, const struct funnel_scope *scope, enum funnel_part part)
{
    pack_u8(p, FUNNEL_TABLE);
    pack_u32(p, scope->owner);
    pack_text(p, scope->campaign);
    pack_u8(p, (uint8_t)part);
}

/* FNV-1a (draft-eastlake-fnv). */
static uint32_t
funnel_hash(const struct pack *key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key->length; i++)
        hash = (hash ^ key->bytes[i]) * 16777619u;
    return hash;
}

static struct funnel *
funnel_entry(struct funnel_batch *batch, const struct pack *key)
{
    uint32_t slot = funnel_hash(key) % FUNNEL_SLOTS;
    for (; batch->slots[slot] != 0; slot = (slot + 1) % FUNNEL_SLOTS) {
        struct funnel_entry *entry = &batch->entries[batch->slots[slot] - 1];
        if (entry->key_length == key->length && memcmp(entry->key, key->bytes, key->length) == 0)
            return &entry->add;
    }
    struct funnel_entry *entry = &batch->entries[batch->count++];
    batch->slots[slot] = (uint16_t)batch->count;
    memcpy(entry->key, key->bytes, key->length);
    entry->key_length = key->length;
    memset(&entry->add, 0, sizeof entry->add);
    return &entry->add;
}

static void
funnel_sum(struct funnel *to, const struct funnel *add)
{
    for (int i = 0; i < FUNNEL_STEPS; i++)
        to->steps[i] += add->steps[i];
}

static void
funnel_add_value(struct funnel_batch *batch, const struct funnel_scope *scope, enum funnel_part part,
    const char *value, const struct funnel *add)
{
    uint8_t space[FUNNEL_KEY_MAX];
    struct pack key = pack_over(space, sizeof space);
    funnel_pack_part(&key, scope, part);
    pack_bytes(&key, value, strlen(value));
    funnel_sum(funnel_entry(batch, &key), add);
}

static void
funnel_add_quarter(
    struct funnel_batch *batch, const struct funnel_scope *scope, int64_t at, const struct funnel *add)
{
    uint8_t space[FUNNEL_KEY_MAX];
    struct pack key = pack_over(space, sizeof space);
    funnel_pack_part(&key, scope, FUNNEL_QUARTER);
    pack_u32(&key, (uint32_t)(at / (900 * CLOCK_SECOND)));
    funnel_sum(funnel_entry(batch, &key), add);
}

static void
funnel_add_scope(struct funnel_batch *batch, const struct funnel_scope *scope, const struct message *message,
    int64_t at, const struct funnel *add)
{
    funnel_add_value(batch, scope, FUNNEL_WHOLE, "", add);
    funnel_add_value(batch, scope, FUNNEL_CHANNEL, message_channel_name(message->channel), add);
    funnel_add_quarter(batch, scope, at, add);
    if (add->steps[FUNNEL_REJECTED] + add->steps[FUNNEL_UNDELIVERABLE] + add->steps[FUNNEL_FAILED] > 0)
        funnel_add_value(batch, scope, FUNNEL_ERROR, message->error[0] != '\0' ? message->error : "-", add);
    if (add->steps[FUNNEL_PRICED] > 0)
        funnel_add_value(batch, scope, FUNNEL_CURRENCY, message->currency, add);
}

static enum fault
funnel_add(struct funnel_batch *batch, const struct message *message, int64_t at, const struct funnel *add)
{
    if (batch->count + FUNNEL_AN_EVENT > FUNNEL_ENTRIES)
        return FAULT_FULL;
    const uint32_t owners[] = {0, message->owner};
    for (int i = 0; i < 2; i++) {
        funnel_add_scope(batch, &(struct funnel_scope){owners[i], ""}, message, at, add);
        if (message->campaign[0] != '\0')
            funnel_add_scope(batch, &(struct funnel_scope){owners[i], message->campaign}, message, at, add);
    }
    return FAULT_NONE;
}

/* The carrier had it when it says that it is delivered, or is not. */
static void
funnel_reach(enum message_status before, enum message_status after, struct funnel *add)
{
    const bool taken = before < MESSAGE_SUBMITTED && after >= MESSAGE_SUBMITTED && after != MESSAGE_FAILED;
    const bool arrived = after == MESSAGE_DELIVERED || after == MESSAGE_READ;
    add->steps[FUNNEL_SUBMITTED] = taken;
    add->steps[FUNNEL_DELIVERED] = arrived && before < MESSAGE_DELIVERED;
    add->steps[FUNNEL_READ] = after == MESSAGE_READ;
    add->steps[FUNNEL_REJECTED] = after == MESSAGE_REJECTED;
    add->steps[FUNNEL_UNDELIVERABLE] = after == MESSAGE_UNDELIVERABLE;
    add->steps[FUNNEL_FAILED] = after == MESSAGE_FAILED;
    add->steps[FUNNEL_UNKNOWN] = (after == MESSAGE_UNKNOWN) - (before == MESSAGE_UNKNOWN);
}

enum fault
funnel_batch_add(struct funnel_batch *batch, const struct message_event *event, int64_t at)
{
    const struct message *message = &event->message;
    struct funnel add = {{0}};
    int64_t amount;
    if (event->deed == MESSAGE_RECEIVED)
        return FAULT_NONE;
    if (event->deed == MESSAGE_MOVED && event->before == MESSAGE_STATUSES) {
        add.steps[FUNNEL_MESSAGES] = 1;
        add.steps[FUNNEL_PARTS] = message->parts;
    } else if (event->deed == MESSAGE_MOVED) {
        funnel_reach(event->before, message->status, &add);
    }
    if (event->priced && money_parse(message->price, &amount) == FAULT_NONE) {
        add.steps[FUNNEL_PRICED] = 1;
        add.steps[FUNNEL_AMOUNT] = amount;
    }
    return funnel_add(batch, message, at, &add);
}

enum fault
funnel_batch_add_click(struct funnel_batch *batch, const struct message *message, int64_t at)
{
    return funnel_add(batch, message, at, &(struct funnel){.steps[FUNNEL_CLICKED] = 1});
}

static void
funnel_unpack(const uint8_t *row, size_t length, struct funnel *out)
{
    struct unpack u = unpack_over(row, length);
    for (int i = 0; i < FUNNEL_STEPS; i++)
        out->steps[i] = (int64_t)unpack_u64(&u);
}

static enum fault
funnel_get(struct txn *txn, struct row_key key, struct funnel *out)
{
    uint8_t row[FUNNEL_ROW];
    size_t length;
    enum fault fault = row_get(txn, TABLE_TALLY, key, row, sizeof row, &length);
    *out = (struct funnel){{0}};
    if (fault == FAULT_NONE)
        funnel_unpack(row, length, out);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
funnel_batch_apply(struct txn *txn, const struct funnel_batch *batch)
{
    enum fault fault = FAULT_NONE;
    for (uint32_t i = 0; i < batch->count && fault == FAULT_NONE; i++) {
        const struct funnel_entry *entry = &batch->entries[i];
        const struct row_key key = {entry->key, entry->key_length};
        uint8_t row[FUNNEL_ROW];
        struct funnel now;
        struct pack p = pack_over(row, sizeof row);
        fault = funnel_get(txn, key, &now);
        if (fault != FAULT_NONE)
            return fault;
        funnel_sum(&now, &entry->add);
        for (int s = 0; s < FUNNEL_STEPS; s++)
            pack_u64(&p, (uint64_t)now.steps[s]);
        fault = row_put(txn, TABLE_TALLY, key, row, p.length);
    }
    return fault;
}

enum fault
funnel_give_up(struct txn *txn, const struct message *message, const char *error, int64_t now)
{
    struct message_event event = {.deed = MESSAGE_MOVED, .before = message->status, .message = *message};
    if (!message_may_move(message->status, MESSAGE_FAILED))
        return FAULT_NONE;
    struct funnel_batch *batch = funnel_batch_new();
    event.message.status = MESSAGE_FAILED;
    snprintf(event.message.error, sizeof event.message.error, "%s", error);
    enum fault fault = funnel_batch_add(batch, &event, now);
    if (fault == FAULT_NONE)
        fault = funnel_batch_apply(txn, batch);
    funnel_batch_free(batch);
    return fault;
}

enum fault
funnel_whole(struct txn *txn, const struct funnel_scope *scope, struct funnel *out)
{
    uint8_t space[FUNNEL_KEY_MAX];
    struct pack key = pack_over(space, sizeof space);
    funnel_pack_part(&key, scope, FUNNEL_WHOLE);
    return funnel_get(txn, pack_key(&key), out);
}

enum fault
funnel_visit(struct txn *txn, const struct funnel_scope *scope, enum funnel_part part, uint32_t first,
    uint32_t last, void (*visit)(const char *value, uint32_t quarter, const struct funnel *, void *arg),
    void *arg)
{
    uint8_t space[FUNNEL_KEY_MAX], from_space[FUNNEL_KEY_MAX], row[FUNNEL_ROW];
    struct pack prefix = pack_over(space, sizeof space), from = pack_over(from_space, sizeof from_space);
    struct walk walk;
    struct funnel funnel;
    char value[MESSAGE_ERROR_MAX + 1] = "";
    funnel_pack_part(&prefix, scope, part);
    pack_bytes(&from, prefix.bytes, prefix.length);
    if (part == FUNNEL_QUARTER)
        pack_u32(&from, first);
    enum fault fault = walk_open(&walk, txn, TABLE_TALLY, pack_key(&from), row, sizeof row);
    while (fault == FAULT_NONE && (fault = walk_step(&walk)) == FAULT_NONE) {
        if (walk.key_length < prefix.length || memcmp(walk.key, prefix.bytes, prefix.length) != 0)
            break;
        struct unpack u = unpack_over(walk.key + prefix.length, walk.key_length - prefix.length);
        const uint32_t quarter = part == FUNNEL_QUARTER ? unpack_u32(&u) : 0;
        const size_t length = (size_t)(u.end - u.at);
        if (quarter > last || length >= sizeof value)
            break;
        memcpy(value, u.at, length);
        value[length] = '\0';
        funnel_unpack(row, walk.row_length, &funnel);
        visit(value, quarter, &funnel, arg);
    }
    walk_close(&walk);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}
