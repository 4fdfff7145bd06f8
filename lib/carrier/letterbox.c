#include "carrier/letterbox.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"
#include "store/carried.h"
#include "store/message_event.h"
#include "store/stop.h"

/* Is the text one of the words, but for case, spaces around it and a full stop? */
static bool
letterbox_is(const char *text, const char *words)
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
letterbox_number(const char *text, char out[static MESSAGE_ADDRESS_MAX + 1])
{
    char number[NUMBER_TEXT];
    snprintf(out, MESSAGE_ADDRESS_MAX + 1, "%s", number_read(text, number) == FAULT_NONE ? number : text);
}

static enum fault
letterbox_stop(struct txn *txn, const char *number, int64_t now)
{
    enum fault fault = stop_add(txn, number, STOP_REPLY, now);
    return fault == FAULT_EXISTS ? FAULT_NONE : fault;
}

/* What an administrator put on the list stays there. */
static enum fault
letterbox_start(struct txn *txn, const char *number)
{
    struct stop stop;
    enum fault fault = stop_find(txn, number, &stop);
    if (fault == FAULT_NONE && stop.reason != STOP_ADMIN)
        fault = stop_remove(txn, number);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
letterbox_publish(struct txn *txn, const struct inbound_news *news, int64_t now)
{
    struct message_event event = {.deed = MESSAGE_RECEIVED, .before = MESSAGE_STATUSES};
    struct message *m = &event.message;
    m->channel = message_channel_parse(news->channel);
    if (m->channel == MESSAGE_CHANNELS)
        m->channel = MESSAGE_SMS; /* one that we cannot send by: its text is what counts */
    letterbox_number(news->to, m->to);
    letterbox_number(news->from, m->from);
    snprintf(m->carried, sizeof m->carried, "%s", news->uuid);
    snprintf(event.text, sizeof event.text, "%s", news->text);
    return message_publish(txn, &event, now);
}

enum fault
letterbox_take(struct txn *txn, const struct conf *conf, const struct inbound_news *news, int64_t now)
{
    static const uint8_t nil[UUID_BYTES];
    char from[MESSAGE_ADDRESS_MAX + 1];
    enum fault fault = carried_add(txn, news->uuid, nil, now);
    if (fault == FAULT_EXISTS)
        return FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = letterbox_publish(txn, news, now);
    if (fault != FAULT_NONE)
        return fault;
    letterbox_number(news->from, from);
    if (letterbox_is(news->text, conf->messages_stop_words))
        return letterbox_stop(txn, from, now);
    return letterbox_is(news->text, conf->messages_start_words) ? letterbox_start(txn, from) : FAULT_NONE;
}
