/*
 * message_index.c: the rows of the index, and lists of messages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_index.h"

#include <string.h>

#include "db/codec.h"

enum {
    INDEX_KEY_MAX = 1 + 2 + 255 + UUID_BYTES,
    INDEX_IDS = 64, /* that are read from the index at once */
};
_Static_assert(LABEL_MAX <= 255 && MESSAGE_ADDRESS_MAX <= 255, "a name that does not fit a key");

static void
index_pack_group(struct encoder *p, enum message_group group, const char *name)
{
    encode_u8(p, (uint8_t)group);
    if (group == MESSAGE_GROUP_CAMPAIGN || group == MESSAGE_GROUP_TO)
        encode_text(p, name);
}

/* Ids sort by time; upside down, the newest comes first. */
static void
index_pack_id(struct encoder *p, enum message_group group, const uint8_t id[static UUID_BYTES])
{
    for (int i = 0; i < UUID_BYTES; i++)
        encode_u8(p, group == MESSAGE_GROUP_ALL ? (uint8_t)~id[i] : id[i]);
}

typedef enum fault index_write(struct txn *, struct row_key);

static enum fault
index_put(struct txn *txn, struct row_key key)
{
    return row_put(txn, TABLE_MESSAGE_INDEX, key, "", 0);
}

static enum fault
index_take(struct txn *txn, struct row_key key)
{
    enum fault fault = row_remove(txn, TABLE_MESSAGE_INDEX, key);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
index_write_one(struct txn *txn, const struct message *message, enum message_group group, const char *name,
    index_write *write)
{
    uint8_t space[INDEX_KEY_MAX];
    struct encoder p = encoder_over(space, sizeof space);
    index_pack_group(&p, group, name);
    index_pack_id(&p, group, message->id);
    return write(txn, encoder_key(&p));
}

static enum fault
index_write_all(struct txn *txn, const struct message *message, index_write *write)
{
    enum fault fault = index_write_one(txn, message, MESSAGE_GROUP_ALL, "", write);
    if (fault == FAULT_NONE)
        fault = index_write_one(txn, message, MESSAGE_GROUP_TO, message->to, write);
    if (fault == FAULT_NONE && message->campaign[0] != '\0')
        fault = index_write_one(txn, message, MESSAGE_GROUP_CAMPAIGN, message->campaign, write);
    if (fault == FAULT_NONE && message->status == MESSAGE_UNKNOWN)
        fault = index_write_one(txn, message, MESSAGE_GROUP_UNKNOWN, "", write);
    return fault;
}

enum fault
message_index_add(struct txn *txn, const struct message *message)
{
    return index_write_all(txn, message, index_put);
}

enum fault
message_index_remove(struct txn *txn, const struct message *message)
{
    return index_write_all(txn, message, index_take);
}

static enum fault
index_look(struct txn *txn, struct row_key key)
{
    uint8_t row[1];
    size_t length;
    return row_get_head(txn, TABLE_MESSAGE_INDEX, key, row, sizeof row, &length);
}

enum fault
message_index_check(struct txn *txn, const struct message *message)
{
    return index_write_all(txn, message, index_look);
}

enum fault
message_index_id(struct row_key key, uint8_t id[static UUID_BYTES])
{
    size_t length;
    struct decoder u = decoder_over(key.bytes, key.length);
    const uint8_t group = decode_u8(&u);
    if (group == MESSAGE_GROUP_CAMPAIGN || group == MESSAGE_GROUP_TO)
        decode_text_bytes(&u, &length);
    const uint8_t *at = decode_bytes(&u, UUID_BYTES);
    if (at == NULL || !decoder_is_at_end(&u) ||
        (group != MESSAGE_GROUP_ALL && group != MESSAGE_GROUP_CAMPAIGN && group != MESSAGE_GROUP_TO &&
            group != MESSAGE_GROUP_UNKNOWN))
        return FAULT_INPUT;
    for (int i = 0; i < UUID_BYTES; i++)
        id[i] = group == MESSAGE_GROUP_ALL ? (uint8_t)~at[i] : at[i];
    return FAULT_NONE;
}

enum fault
message_index_update(struct txn *txn, const struct message *before, const struct message *after)
{
    const bool was = before->status == MESSAGE_UNKNOWN, is = after->status == MESSAGE_UNKNOWN;
    if (was == is)
        return FAULT_NONE;
    return index_write_one(txn, after, MESSAGE_GROUP_UNKNOWN, "", is ? index_put : index_take);
}

/* Steps to the next row that begins with the prefix, and gives the id after it. */
static enum fault
index_step(struct cursor *cursor, const struct encoder *prefix, enum message_group group,
    uint8_t id[static UUID_BYTES])
{
    enum fault fault = cursor_next(cursor);
    if (fault != FAULT_NONE)
        return fault;
    if (cursor->key_length != prefix->length + UUID_BYTES ||
        memcmp(cursor->key, prefix->bytes, prefix->length) != 0)
        return FAULT_MISSING;
    for (int i = 0; i < UUID_BYTES; i++)
        id[i] = group == MESSAGE_GROUP_ALL ? (uint8_t)~cursor->key[prefix->length + (size_t)i]
                                           : cursor->key[prefix->length + (size_t)i];
    return FAULT_NONE;
}

/* The next ids of the list, after list->after: fewer than INDEX_IDS at its end. */
static enum fault
index_ids(struct txn *txn, const struct message_list *list, uint8_t ids[static INDEX_IDS][UUID_BYTES],
    size_t *count)
{
    uint8_t prefix_space[INDEX_KEY_MAX], from_space[INDEX_KEY_MAX + 1];
    struct encoder prefix = encoder_over(prefix_space, sizeof prefix_space);
    struct encoder from = encoder_over(from_space, sizeof from_space);
    struct cursor cursor;
    index_pack_group(&prefix, list->group, list->name);
    encode_bytes(&from, prefix.bytes, prefix.length);
    if (!uuid_is_nil(list->after)) {
        index_pack_id(&from, list->group, list->after);
        encode_u8(&from, 0); /* after it: nothing sorts between a key and that key with a zero */
    }
    enum fault fault = cursor_open(&cursor, txn, TABLE_MESSAGE_INDEX, encoder_key(&from), NULL, 0);
    for (*count = 0; *count < INDEX_IDS && fault == FAULT_NONE; *count += fault == FAULT_NONE)
        fault = index_step(&cursor, &prefix, list->group, ids[*count]);
    cursor_close(&cursor);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

enum fault
message_index_newest(struct txn *txn, const char *to, int64_t since,
    uint8_t ids[static MESSAGE_INDEX_NEWEST][UUID_BYTES], size_t *count)
{
    uint8_t some[INDEX_IDS][UUID_BYTES];
    struct message_list list = {.group = MESSAGE_GROUP_TO, .name = to};
    enum fault fault = FAULT_NONE;
    size_t found = INDEX_IDS;
    *count = 0;
    uuid_v7(since > 0 ? since : 0, list.after);
    for (size_t looks = 0; found == INDEX_IDS && looks < MESSAGE_INDEX_LOOKS; looks += found) {
        fault = index_ids(txn, &list, some, &found);
        if (fault != FAULT_NONE)
            return fault;
        for (size_t i = 0; i < found; i++) {
            memmove(ids[1], ids[0], (MESSAGE_INDEX_NEWEST - 1) * UUID_BYTES);
            memcpy(ids[0], some[i], UUID_BYTES);
            *count += *count < MESSAGE_INDEX_NEWEST;
        }
        if (found > 0)
            memcpy(list.after, some[found - 1], UUID_BYTES);
    }
    return fault;
}

/*
 * Messages are read outside the transaction, whose locks on all of a long list would hold up who sends; and
 * while no place in the index is held: somebody who writes a message waits for that place, and a wait for
 * that message in turn, by another reader than the transaction, is a deadlock that nobody sees.
 */
enum fault
message_list_visit(
    struct txn *txn, struct message_list *list, bool (*visit)(const struct message *, void *arg), void *arg)
{
    uint8_t ids[INDEX_IDS][UUID_BYTES];
    struct message message;
    size_t count = INDEX_IDS;
    while (count == INDEX_IDS) {
        enum fault fault = index_ids(txn, list, ids, &count);
        for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
            fault = message_get(env_read(env_of(txn)), ids[i], &message);
            if (fault == FAULT_NONE && !visit(&message, arg))
                return FAULT_FULL;
            if (fault == FAULT_MISSING) /* it was taken out just now */
                fault = FAULT_NONE;
            if (fault == FAULT_NONE)
                memcpy(list->after, ids[i], UUID_BYTES);
        }
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}
