#include "retention/erasure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/timestamp.h"
#include "bus/dead_letter.h"
#include "campaign/campaign.h"
#include "campaign/recipient.h"
#include "carrier/vonage_webhook.h"
#include "db/row.h"
#include "event/click.h"
#include "link/link.h"
#include "link/link_event.h"
#include "link/link_write.h"
#include "message/message_event.h"
#include "message/message_write.h"
#include "message/receipt.h"
#include "message/suppression.h"
#include "stats/message_stats.h"

enum {
    ERASURE_EVENTS = 100,      /* blanks a transaction */
    ERASURE_LOOKS = 500,       /* rows a transaction */
    ERASURE_ROW = 1024 * 1024, /* of a row that is searched */
    ERASURE_TELL = 1000,
};

/* One person on the way out. */
struct forget {
    struct env *env;
    const char *number;
    char addressed[sizeof "\"to\":\"\"" + MESSAGE_ADDRESS_MAX]; /* how a message's body names its recipient */
    struct erasure_count *count;
    uint8_t (*ids)[UUID_BYTES]; /* of messages to him, sorted */
    size_t id_count, id_room;
    size_t id_kept;    /* of those, what the transactions before have found */
    uint64_t from, to; /* the numbers of events that this transaction looks at */
    struct dead_letter_id place;
    uint8_t after[ROW_KEY_MAX]; /* in the table that is searched */
    size_t after_length;
    bool over;
    struct event event;
    struct dead_letter dead;
    struct receipt receipt;
    char body[MESSAGE_BODY_MAX + 1];
    char row[ERASURE_ROW + 1];
    struct campaign campaign;
    struct erasure_count step; /* of this transaction, which may run again */
};

static int
erasure_compare(const void *a, const void *b)
{
    return memcmp(a, b, UUID_BYTES);
}

static bool
erasure_has(const struct forget *f, const uint8_t *id)
{
    return id != NULL && f->id_count > 0 &&
           bsearch(id, f->ids, f->id_count, UUID_BYTES, erasure_compare) != NULL;
}

static void
erasure_note(struct forget *f, const uint8_t id[static UUID_BYTES])
{
    if (f->id_count == f->id_room) {
        f->id_room = f->id_room == 0 ? 64 : f->id_room * 2;
        f->ids = xreallocarray(f->ids, f->id_room, UUID_BYTES);
    }
    memcpy(f->ids[f->id_count++], id, UUID_BYTES);
}

static enum fault
erasure_link(struct txn *txn, struct forget *f, const uint8_t *id, const char *code)
{
    struct link link;
    enum fault fault = link_get(txn, code, &link);
    if (fault == FAULT_NONE && memcmp(link.message, id, UUID_BYTES) == 0) {
        f->step.links++;
        fault = link_remove(txn, &link, timestamp_now());
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
erasure_links(struct txn *txn, struct forget *f, const uint8_t *id)
{
    size_t length;
    struct json_object *links;
    enum fault fault = message_body(txn, id, f->body, sizeof f->body, &length);
    struct json_object *body = fault == FAULT_NONE ? json_read(f->body, length) : NULL;
    if (json_object_object_get_ex(body, "links", &links))
        for (size_t i = 0; i < json_object_array_length(links) && fault == FAULT_NONE; i++)
            fault = erasure_link(txn, f, id, json_member(json_object_array_get_idx(links, i), "code"));
    json_object_put(body);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The message at f->from in the list of ids, with all that hangs on it. */
static enum fault
erasure_message(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    struct message message;
    const uint8_t *id = f->ids[f->from];
    f->step = (struct erasure_count){0};
    enum fault fault = message_get_for_update(txn, id, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = erasure_links(txn, f, id);
    if (fault == FAULT_NONE)
        fault = message_stats_give_up(txn, &message, "forgotten", timestamp_now());
    if (fault == FAULT_NONE)
        fault = message_remove(txn, &message);
    f->step.messages++;
    return fault;
}

/* He may wait in any campaign. */
static enum fault
erasure_recipient(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    f->step = (struct erasure_count){0};
    enum fault fault = recipient_remove(txn, f->campaign.id, f->number);
    f->step.recipients = fault == FAULT_NONE;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* Is the event about him? */
static bool
erasure_is_about(const struct forget *f, const struct event *event)
{
    static struct message_event message;
    static struct link_event link;
    struct click click;
    switch (event->kind) {
    case EVENT_CLICK:
    case EVENT_PREFETCH:
        return click_decode(event->body, event->length, &click) == FAULT_NONE &&
               erasure_has(f, click.message);
    case EVENT_LINK:
        return link_event_decode(event, &link) == FAULT_NONE && erasure_has(f, link.message);
    case EVENT_MESSAGE:
        return message_event_decode(event, &message) == FAULT_NONE &&
               (strcmp(message.message.to, f->number) == 0 || strcmp(message.message.from, f->number) == 0 ||
                   erasure_has(f, message.message.id));
    default:
        return false;
    }
}

static enum fault
erasure_events(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    enum fault fault = FAULT_NONE;
    f->step = (struct erasure_count){0};
    for (uint64_t n = f->from; n < f->from + ERASURE_EVENTS && n <= f->to && fault == FAULT_NONE; n++) {
        fault = event_log_read(txn, n, &f->event);
        if (fault == FAULT_NONE && erasure_is_about(f, &f->event)) {
            fault = event_log_erase(txn, &f->event);
            f->step.events++;
        }
        if (fault == FAULT_MISSING)
            fault = FAULT_NONE;
    }
    return fault;
}

static enum fault
erasure_letters(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    struct dead_letter_id at = f->place;
    enum fault fault = FAULT_NONE;
    f->step = (struct erasure_count){0};
    for (int i = 0; i < ERASURE_LOOKS && fault == FAULT_NONE; i++) {
        fault = dead_letter_next(txn, &at, &f->dead);
        if (fault != FAULT_NONE)
            break;
        at = (struct dead_letter_id){f->dead.target, f->dead.event.number};
        if (!erasure_is_about(f, &f->dead.event))
            continue;
        fault = dead_letter_remove(txn, &at);
        f->step.letters++;
    }
    f->over = fault == FAULT_MISSING;
    if (fault == FAULT_NONE || f->over)
        f->place = at;
    return f->over ? FAULT_NONE : fault;
}

/* Is his number in the row, and not as a part of a longer one? */
static bool
erasure_has_number(const struct forget *f, size_t length)
{
    static const char digits[] = "0123456789";
    const size_t size = strlen(f->number);
    const char *end = f->row + length, *at = f->row;
    while ((at = memmem(at, (size_t)(end - at), f->number, size)) != NULL) {
        const bool begins = at == f->row || memchr(digits, at[-1], sizeof digits - 1) == NULL;
        const bool ends = at + size == end || memchr(digits, at[size], sizeof digits - 1) == NULL;
        if (begins && ends)
            return true;
        at++;
    }
    return false;
}

/* Has the row his number in it, or the id of one of his messages? */
static bool
erasure_names_him(const struct forget *f, size_t length)
{
    char id[UUID_SIZE];
    if (erasure_has_number(f, length))
        return true;
    for (size_t i = 0; i < f->id_count; i++) {
        uuid_format(f->ids[i], id);
        if (memmem(f->row, length, id, UUID_SIZE - 1) != NULL)
            return true;
    }
    return false;
}

/* Looks at the next rows of a table of texts: each is in f->row when look has its turn. */
static enum fault
erasure_rows(struct txn *txn, struct forget *f, enum table table,
    enum fault (*look)(struct forget *, struct cursor *, uint64_t *count), uint64_t *count)
{
    struct cursor cursor;
    f->over = false;
    enum fault fault = cursor_open(
        &cursor, txn, table, (struct row_key){f->after, f->after_length}, f->row, ERASURE_ROW);
    for (int i = 0; i < ERASURE_LOOKS && fault == FAULT_NONE; i++) {
        fault = cursor_next(&cursor);
        if (fault == FAULT_NONE)
            fault = look(f, &cursor, count);
    }
    f->over = fault == FAULT_MISSING;
    if (fault == FAULT_NONE) {
        memcpy(f->after, cursor.key, cursor.key_length);
        f->after_length = cursor.key_length;
        if (f->after_length < sizeof f->after)
            f->after[f->after_length++] = 0; /* right behind it */
    }
    cursor_close(&cursor);
    return f->over ? FAULT_NONE : fault;
}

/* Is the message to him, or one that takes its place when it fails? A quote inside a text has a backslash
 * before it. */
static enum fault
erasure_look_for_message(struct forget *f, struct cursor *cursor, uint64_t *count)
{
    (void)count;
    if (cursor->key_length == UUID_BYTES &&
        memmem(f->row, cursor->row_length, f->addressed, strlen(f->addressed)) != NULL)
        erasure_note(f, cursor->key);
    return FAULT_NONE;
}

static enum fault
erasure_find(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    f->step = (struct erasure_count){0};
    f->id_count = f->id_kept;
    return erasure_rows(txn, f, TABLE_MESSAGE_BODY, erasure_look_for_message, NULL);
}

static enum fault
erasure_row(struct forget *f, struct cursor *cursor, uint64_t *count)
{
    if (!erasure_names_him(f, cursor->row_length))
        return FAULT_NONE;
    (*count)++;
    return cursor_remove(cursor);
}

static enum fault
erasure_answers(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    f->step = (struct erasure_count){0};
    return erasure_rows(txn, f, TABLE_IDEMPOTENCY, erasure_row, &f->step.answers);
}

static enum fault
erasure_receipts(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    f->step = (struct erasure_count){0};
    return erasure_rows(txn, f, TABLE_RECEIPT, erasure_row, &f->step.receipts);
}

static enum fault
erasure_stop(struct txn *txn, void *arg)
{
    struct forget *f = arg;
    f->step = (struct erasure_count){0};
    enum fault fault = suppression_forget(txn, f->number);
    f->step.stopped = fault == FAULT_NONE;
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
erasure_step(struct forget *f, enum fault (*body)(struct txn *, void *))
{
    if (program_interrupted())
        return FAULT_AGAIN;
    enum fault fault = env_txn(f->env, ENV_SYNC, body, f);
    if (fault != FAULT_NONE)
        return fault;
    f->id_kept = f->id_count;
    f->count->messages += f->step.messages;
    f->count->links += f->step.links;
    f->count->recipients += f->step.recipients;
    f->count->events += f->step.events;
    f->count->letters += f->step.letters;
    f->count->receipts += f->step.receipts;
    f->count->answers += f->step.answers;
    f->count->stopped = f->count->stopped || f->step.stopped;
    return FAULT_NONE;
}

/* A table from its beginning to its end. */
static enum fault
erasure_all(struct forget *f, enum fault (*body)(struct txn *, void *))
{
    enum fault fault;
    f->after_length = 0;
    f->place = (struct dead_letter_id){0, 0};
    do
        fault = erasure_step(f, body);
    while (fault == FAULT_NONE && !f->over);
    return fault;
}

/* The events from this number on, 0 for the very first, once they are counted. */
static enum fault
erasure_log(struct forget *f, uint64_t first, const struct erasure_options *help)
{
    uint64_t oldest = 0;
    enum fault fault = help->count != NULL ? help->count(help->arg) : FAULT_NONE;
    if (fault == FAULT_NONE)
        fault = event_log_range(f->env, 1, &oldest, &f->to);
    if (first < oldest)
        first = oldest;
    for (f->from = first; fault == FAULT_NONE && f->from <= f->to; f->from += ERASURE_EVENTS) {
        fault = erasure_step(f, erasure_events);
        if (help->tell != NULL && (f->from - first) % ERASURE_TELL == 0)
            help->tell(f->from - first, f->to - first + 1, help->arg);
    }
    return fault;
}

static enum fault
erasure_campaigns(struct forget *f)
{
    enum fault fault = FAULT_NONE;
    f->campaign.name[0] = '\0';
    while (fault == FAULT_NONE) {
        fault = campaign_next_summary(env_read(f->env), f->campaign.name, &f->campaign);
        if (fault == FAULT_NONE)
            fault = erasure_step(f, erasure_recipient);
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The messages last: until then, a run that was interrupted finds their ids again. */
static enum fault
erasure_messages(struct forget *f)
{
    enum fault fault = FAULT_NONE;
    for (f->from = 0; f->from < f->id_count && fault == FAULT_NONE; f->from++)
        fault = erasure_step(f, erasure_message);
    return fault;
}

enum fault
erasure_run(
    struct env *env, const char *number, struct erasure_count *out, const struct erasure_options *help)
{
    struct forget *f = xcalloc(1, sizeof *f);
    *out = (struct erasure_count){0};
    f->env = env;
    f->number = number;
    f->count = out;
    snprintf(f->addressed, sizeof f->addressed, "\"to\":\"%s\"", number);
    enum fault fault = erasure_campaigns(f); /* first, so that none of them becomes a message meanwhile */
    if (fault == FAULT_NONE)
        fault = erasure_all(f, erasure_find);
    if (f->id_count > 0)
        qsort(f->ids, f->id_count, UUID_BYTES, erasure_compare);
    if (fault == FAULT_NONE)
        fault = erasure_log(f, 0, help);
    if (fault == FAULT_NONE)
        fault = erasure_all(f, erasure_letters);
    if (fault == FAULT_NONE)
        fault = erasure_all(f, erasure_answers);
    if (fault == FAULT_NONE)
        fault = erasure_all(f, erasure_receipts);
    if (fault == FAULT_NONE)
        fault = erasure_step(f, erasure_stop);
    if (fault == FAULT_NONE)
        fault = erasure_messages(f);
    if (fault == FAULT_NONE) /* what was published of them until they were gone */
        fault = erasure_log(f, f->to + 1, help);
    free(f->ids);
    free(f);
    return fault;
}
