/*
 * inbound.c: takes in texts from people, and their opt-outs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/inbound.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/timestamp.h"
#include "message/address.h"
#include "message/carrier_id_index.h"
#include "message/message.h"
#include "message/message_event.h"
#include "message/message_index.h"
#include "message/message_write.h"
#include "message/suppression.h"

#define INBOUND_ANSWER (7 * TIMESTAMP_DAY) /* how long after a message an opt-out is taken for its answer */

void
inbound_set_text(struct inbound_message *inbound, const char *text)
{
    size_t length = strlen(text);
    if (length > MESSAGE_TEXT_MAX)
        for (length = MESSAGE_TEXT_MAX; ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    memcpy(inbound->text, text, length);
    inbound->text[length] = '\0';
}

/*
 * The number of the person who wrote; where only a WhatsApp user id is given, that of a message to it. An
 * answer to a message tells both, for what comes later without one.
 */
static enum fault
inbound_find_number(
    struct txn *txn, const struct inbound_message *inbound, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    const char *const ids[] = {inbound->context_id, inbound->user_id};
    struct message message;
    uint8_t id[UUID_BYTES];
    enum fault fault = FAULT_MISSING;
    address_from_carrier(inbound->number[0] != '\0' ? inbound->number : inbound->from, out);
    if (!address_is_bsuid(out) && out[0] != '\0')
        return FAULT_NONE;
    for (size_t i = 0; i < sizeof ids / sizeof *ids && fault == FAULT_MISSING; i++) {
        if (ids[i][0] != '\0')
            fault = carrier_id_get(txn, ids[i], id);
        if (fault == FAULT_NONE)
            fault = message_get(txn, id, &message);
    }
    if (fault == FAULT_MISSING && out[0] == '\0')
        strcpy(out, inbound->user_id);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    strcpy(out, message.to);
    const bool known = inbound->user_id[0] != '\0' && strcmp(inbound->user_id, out) != 0;
    return known ? carrier_id_put_person(txn, inbound->user_id, id) : FAULT_NONE;
}

static enum fault
inbound_publish(struct txn *txn, const struct inbound_message *inbound, const char *from,
    enum keyword keyword, int64_t now)
{
    struct message_event event = {.kind = MESSAGE_EVENT_INBOUND,
        .before = MESSAGE_STATUSES,
        .carrier_at = inbound->at != now ? inbound->at : 0,
        .keyword = keyword};
    struct message *m = &event.message;
    m->channel = message_channel_parse(inbound->channel);
    if (m->channel == MESSAGE_CHANNELS)
        m->channel = MESSAGE_SMS; /* one that we cannot send by: its text is what counts */
    address_from_carrier(inbound->to, m->to);
    strcpy(m->from, from);
    snprintf(m->carrier_id, sizeof m->carrier_id, "%s", inbound->carrier_id);
    snprintf(event.text, sizeof event.text, "%s", inbound->text);
    return message_event_append(txn, &event, now);
}

/*
 * An opt-out belongs to the newest message that reached the person, of the last days: it is counted with it,
 * once. Only the transaction reads here: it may hold what others wait for.
 */
static enum fault
inbound_stop_message(struct txn *txn, const char *address, int64_t at, int64_t now)
{
    uint8_t ids[MESSAGE_INDEX_NEWEST][UUID_BYTES];
    struct message_event event = {.kind = MESSAGE_EVENT_STOPPED, .carrier_at = at != now ? at : 0};
    struct message *m = &event.message;
    size_t count = 0;
    enum fault fault = message_index_newest(txn, address, now - INBOUND_ANSWER, ids, &count);
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        fault = message_get_for_update(txn, ids[i], m);
        if (fault != FAULT_NONE || m->status < MESSAGE_UNKNOWN || m->status > MESSAGE_READ)
            continue; /* it did not get there */
        if (m->stopped != 0)
            break;
        const struct message before = *m;
        m->stopped = at > m->created ? at : m->created;
        event.before = m->status;
        fault = message_update(txn, &before, m);
        return fault == FAULT_NONE ? message_event_append(txn, &event, now) : fault;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Stops messages to an address, or lets them go again. */
static enum fault
inbound_apply(struct txn *txn, enum keyword keyword, const char *address, int64_t at, int64_t now)
{
    if (address[0] == '\0')
        return FAULT_NONE;
    return keyword == KEYWORD_STOP    ? suppression_stop(txn, address, SUPPRESSION_REPLY, at)
           : keyword == KEYWORD_START ? suppression_start(txn, address, at, now)
                                      : FAULT_NONE;
}

enum fault
inbound_receive(
    struct txn *txn, const struct config *config, const struct inbound_message *inbound, int64_t now)
{
    static const uint8_t nil[UUID_BYTES];
    char from[MESSAGE_ADDRESS_MAX + 1];
    const int64_t at = inbound->at < now ? inbound->at : now; /* a clock that is ahead must not last */
    const enum keyword keyword = inbound->keyword != KEYWORD_NONE ? inbound->keyword
                                                                  : keyword_find(config, inbound->text);
    enum fault fault = carrier_id_add(txn, inbound->carrier_id, nil, now);
    if (fault == FAULT_EXISTS)
        return FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = inbound_find_number(txn, inbound, from);
    if (fault == FAULT_NONE)
        fault = inbound_publish(txn, inbound, from, keyword, now);
    if (fault == FAULT_NONE)
        fault = inbound_apply(txn, keyword, from, at, now);
    if (fault == FAULT_NONE && keyword == KEYWORD_STOP)
        fault = inbound_stop_message(txn, from, at, now);
    /* Messages may also go to the user id of a person whose number is known. */
    return fault == FAULT_NONE && strcmp(inbound->user_id, from) != 0
               ? inbound_apply(txn, keyword, inbound->user_id, at, now)
               : fault;
}
