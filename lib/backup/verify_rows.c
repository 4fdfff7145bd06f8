/*
 * verify_rows.c: links and messages against their indexes and back; of all others, that they can be read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "backup/verify_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/program.h"
#include "bus/message_dead_letter.h"
#include "campaign/campaign.h"
#include "db/codec.h"
#include "event/event_log.h"
#include "link/code_case.h"
#include "link/link_index.h"
#include "link/link_rules_verify.h"
#include "message/message_index.h"

enum {
    VERIFY_ROWS_BATCH = 50,                  /* that a transaction reads */
    VERIFY_ROWS_MAX = EVENT_BODY_MAX + 1024, /* bytes of the longest row */
};

struct verify_walk {
    enum table table;
    uint8_t from[ROW_KEY_MAX + 1];
    size_t from_length;
    bool ended;
    struct verify_result result, before; /* before: what it was when the transaction began */
    uint8_t row[VERIFY_ROWS_MAX];
};

/* `fault` is the clause of this kind of fault; what it is so with is a text. */
static void
verify_found(struct verify_walk *walk, const char *fault, const char *with)
{
    if (walk->result.faults++ > 0)
        return;
    walk->result.fault = fault;
    snprintf(walk->result.first, sizeof walk->result.first, "%s", with);
}

static enum fault
verify_is_there(struct txn *txn, enum table table, struct row_key key)
{
    uint8_t row[1];
    size_t length;
    return row_get_head(txn, table, key, row, sizeof row, &length);
}

/* What is missing is a fault of the store, not of the call. */
static enum fault
verify_expect(struct verify_walk *walk, enum fault fault, const char *clause, const char *with)
{
    if (fault == FAULT_MISSING || fault == FAULT_INPUT)
        verify_found(walk, clause, with);
    return fault == FAULT_MISSING || fault == FAULT_INPUT ? FAULT_NONE : fault;
}

static enum fault
verify_link(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    static const char unreadable[] = "links cannot be read", unlisted[] = "links are missing in their lists",
                      unfound[] = "links are not found in small letters",
                      ruleless[] = "links have redirect rules that cannot be read";
    const struct row_key key = {cursor->key, cursor->key_length};
    char name[LINK_NAME_MAX + 1];
    struct link link;
    const enum fault read = link_from_row(key, cursor->row, cursor->row_length, &link);
    link_name(&link, name);
    if (read != FAULT_NONE) {
        verify_found(walk, unreadable, name);
        return FAULT_NONE;
    }
    if (!link_rules_can_be_read(&link.rules))
        verify_found(walk, ruleless, name);
    enum fault fault = verify_expect(walk, link_index_check(txn, &link), unlisted, name);
    return fault == FAULT_NONE ? verify_expect(walk, code_case_check(txn, name), unfound, name) : fault;
}

static enum fault
verify_link_index(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    char name[LINK_NAME_MAX + 1] = "";
    enum fault fault = link_index_name((struct row_key){cursor->key, cursor->key_length}, name);
    if (fault == FAULT_NONE)
        fault = verify_is_there(txn, TABLE_LINK, link_key(name));
    return verify_expect(walk, fault, "it has links that are not there", name);
}

static enum fault
verify_code_case(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    char name[LINK_NAME_MAX + 1] = "";
    if (code_case_is_mark((struct row_key){cursor->key, cursor->key_length}))
        return FAULT_NONE;
    enum fault fault = cursor->row_length >= 1 && cursor->row_length <= LINK_NAME_MAX ? FAULT_NONE
                                                                                      : FAULT_INPUT;
    if (fault == FAULT_NONE) {
        memcpy(name, cursor->row, cursor->row_length);
        name[cursor->row_length] = '\0';
        fault = verify_is_there(txn, TABLE_LINK, link_key(name));
    }
    return verify_expect(walk, fault, "it has links that are not there", name);
}

static enum fault
verify_message(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    const struct row_key key = {cursor->key, cursor->key_length};
    char id[UUID_SIZE] = "";
    struct message message;
    const enum fault read = message_from_row(key, cursor->row, cursor->row_length, &message);
    if (key.length == UUID_BYTES)
        uuid_format(message.id, id);
    if (read != FAULT_NONE) {
        verify_found(walk, "messages cannot be read", id);
        return FAULT_NONE;
    }
    walk->result.waiting += message.status == MESSAGE_REQUESTED;
    enum fault fault = verify_expect(
        walk, message_index_check(txn, &message), "messages are missing in their lists", id);
    return fault == FAULT_NONE
               ? verify_expect(walk, verify_is_there(txn, TABLE_MESSAGE_BODY, message_key(message.id)),
                     "messages have no body", id)
               : fault;
}

static enum fault
verify_message_index(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    uint8_t id[UUID_BYTES] = {0};
    char text[UUID_SIZE];
    enum fault fault = message_index_id((struct row_key){cursor->key, cursor->key_length}, id);
    uuid_format(id, text);
    if (fault == FAULT_NONE)
        fault = verify_is_there(txn, TABLE_MESSAGE, message_key(id));
    return verify_expect(walk, fault, "it has messages that are not there", text);
}

/* A row is only a reminder: its message may be sent, or gone. */
static enum fault
verify_outbox(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    struct message message;
    if (cursor->key_length != 8 + 8 + UUID_BYTES) {
        verify_found(walk, "its rows cannot be read", "");
        return FAULT_NONE;
    }
    enum fault fault = message_get(txn, cursor->key + 8 + 8, &message);
    walk->result.waiting += fault == FAULT_NONE && message.status == MESSAGE_REQUESTED;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
verify_dead_letter(struct verify_walk *walk, const struct cursor *cursor)
{
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    const uint64_t target = decode_u64(&u);
    decode_u64(&u);
    if (u.bad || !decoder_is_at_end(&u))
        verify_found(walk, "its rows cannot be read", "");
    walk->result.waiting += target == MESSAGE_DEAD_LETTER_TARGET;
    return FAULT_NONE;
}

static enum fault
verify_campaign_usage(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    char text[16];
    struct decoder u = decoder_over(cursor->key, cursor->key_length);
    const uint32_t owner = decode_u32(&u);
    snprintf(text, sizeof text, "key %u", (unsigned)owner);
    return verify_expect(walk, u.bad ? FAULT_INPUT : campaign_usage_check(txn, owner),
        "it is not what the campaigns add up to", text);
}

static enum fault
verify_row(struct txn *txn, struct verify_walk *walk, const struct cursor *cursor)
{
    switch (walk->table) {
    case TABLE_LINK:
        return verify_link(txn, walk, cursor);
    case TABLE_LINK_INDEX:
        return verify_link_index(txn, walk, cursor);
    case TABLE_CODE_CASE:
        return verify_code_case(txn, walk, cursor);
    case TABLE_MESSAGE:
        return verify_message(txn, walk, cursor);
    case TABLE_MESSAGE_INDEX:
        return verify_message_index(txn, walk, cursor);
    case TABLE_OUTBOX:
        return verify_outbox(txn, walk, cursor);
    case TABLE_DEAD_LETTER:
        return verify_dead_letter(walk, cursor);
    case TABLE_CAMPAIGN_USAGE:
        return verify_campaign_usage(txn, walk, cursor);
    default:
        return FAULT_NONE;
    }
}

/* The cursor holds the row's lock while others are looked for: what one transaction writes is seen as a
 * whole, or not at all. */
static enum fault
verify_batch(struct txn *txn, void *arg)
{
    struct verify_walk *walk = arg;
    struct cursor cursor;
    walk->result = walk->before;
    walk->ended = false;
    enum fault fault = cursor_open(&cursor, txn, walk->table, (struct row_key){walk->from, walk->from_length},
        walk->row, sizeof walk->row);
    for (int i = 0; i < VERIFY_ROWS_BATCH && fault == FAULT_NONE; i++) {
        fault = cursor_next(&cursor);
        walk->ended = fault == FAULT_MISSING;
        if (fault != FAULT_NONE)
            break;
        walk->result.rows++;
        fault = verify_row(txn, walk, &cursor);
    }
    if (fault == FAULT_NONE) {
        memcpy(walk->from, cursor.key, cursor.key_length);
        walk->from_length = cursor.key_length;
        walk->from[walk->from_length++] = 0; /* right after it */
    }
    cursor_close(&cursor);
    return walk->ended ? FAULT_NONE : fault;
}

enum fault
verify_rows(struct env *env, enum table table, struct verify_result *result)
{
    struct verify_walk *walk = xcalloc(1, sizeof *walk);
    enum fault fault = FAULT_NONE;
    walk->table = table;
    walk->before = *result;
    while (fault == FAULT_NONE && !walk->ended) {
        fault = program_interrupted() ? FAULT_AGAIN : env_txn(env, ENV_READ, verify_batch, walk);
        walk->before = walk->result;
    }
    *result = walk->result;
    free(walk);
    if (fault != FAULT_SYSTEM)
        return fault;
    result->faults++; /* Berkeley DB has said what is wrong */
    result->fault = "its rows cannot be read";
    return FAULT_NONE;
}
