/*
 * inbound.c: takes in texts from people, and their opt-outs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/inbound.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "message/carrier_id_index.h"
#include "message/message_event.h"
#include "message/phone_number.h"
#include "message/suppression.h"

/* Is the text one of the words, but for case, spaces around it and a full stop? */
static bool
inbound_is(const char *text, const char *words)
{
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n.!", text[length - 1]) != NULL)
        length--;
    for (const char *at = words + strspn(words, ", "); *at != '\0'; at += strspn(at, ", ")) {
        const size_t n = strcspn(at, ", ");
        if (n == length && strncasecmp(at, text, n) == 0)
            return true;
        at += n;
    }
    return false;
}

/* Whoever wrote, in the form in which numbers are kept everywhere: carriers write some with a +. */
static void
inbound_number(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    char number[PHONE_NUMBER_SIZE];
    snprintf(out, MESSAGE_ADDRESS_MAX + 1, "%s",
        phone_number_parse(text, number, NULL) == FAULT_NONE ? number : text);
}

static enum fault
inbound_stop(struct txn *txn, const char *number, int64_t now)
{
    enum fault fault = suppression_add(txn, number, SUPPRESSION_REPLY, now);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

/* What an administrator put on the list stays there. */
static enum fault
inbound_start(struct txn *txn, const char *number)
{
    struct suppression stop;
    enum fault fault = suppression_get(txn, number, &stop);
    if (fault == FAULT_NONE && stop.reason != SUPPRESSION_ADMIN)
        fault = suppression_remove(txn, number);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
inbound_publish(struct txn *txn, const struct inbound_message *inbound, int64_t now)
{
    struct message_event event = {.kind = MESSAGE_EVENT_INBOUND, .before = MESSAGE_STATUSES};
    struct message *m = &event.message;
    m->channel = message_channel_parse(inbound->channel);
    if (m->channel == MESSAGE_CHANNELS)
        m->channel = MESSAGE_SMS; /* one that we cannot send by: its text is what counts */
    inbound_number(inbound->to, m->to);
    inbound_number(inbound->from, m->from);
    snprintf(m->carrier_id, sizeof m->carrier_id, "%s", inbound->carrier_id);
    snprintf(event.text, sizeof event.text, "%s", inbound->text);
    return message_event_append(txn, &event, now);
}

enum fault
inbound_receive(
    struct txn *txn, const struct config *config, const struct inbound_message *inbound, int64_t now)
{
    static const uint8_t nil[UUID_BYTES];
    char from[MESSAGE_ADDRESS_MAX + 1];
    enum fault fault = carrier_id_add(txn, inbound->carrier_id, nil, now);
    if (fault == FAULT_EXISTS)
        return FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = inbound_publish(txn, inbound, now);
    if (fault != FAULT_NONE)
        return fault;
    inbound_number(inbound->from, from);
    if (inbound_is(inbound->text, config->messages_stop_words))
        return inbound_stop(txn, from, now);
    return inbound_is(inbound->text, config->messages_start_words) ? inbound_start(txn, from) : FAULT_NONE;
}
