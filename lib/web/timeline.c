#include "web/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/number.h"
#include "store/message.h"
#include "store/message_open.h"
#include "store/receipt.h"
#include "web/as_of.h"
#include "web/auth.h"
#include "web/problem.h"

enum { TIMELINE_MAX = MESSAGE_OPENS_MAX + 1 + 5 /* the steps of a message */ };

struct timeline_entry {
    int64_t at;
    const char *what;
    const char *by; /* of an open; else NULL */
    char code[CODE_MAX + 1];
};

struct timeline {
    uint8_t id[UUID_BYTES];
    struct message message;
    struct message_opens opens;
    int64_t receipts;
    struct consumer as_of;
    struct timeline_entry entries[TIMELINE_MAX];
    size_t count;
    struct receipt space;
};

static void
timeline_add(struct timeline *t, int64_t at, const char *what)
{
    if (at != 0 && t->count < TIMELINE_MAX)
        t->entries[t->count++] = (struct timeline_entry){.at = at, .what = what};
}

static void
timeline_take_open(const struct message_open *open, void *arg)
{
    static const char *const by[TALLY_CLASSES] = {
        [TALLY_PERSON] = "person",
        [TALLY_BOT_OPEN] = "bot",
        [TALLY_PREVIEW] = "preview",
        [TALLY_PREFETCH] = "prefetch",
    };
    struct timeline *t = arg;
    if (t->count == TIMELINE_MAX)
        return;
    struct timeline_entry *entry = &t->entries[t->count++];
    *entry = (struct timeline_entry){.at = open->at, .what = "clicked", .by = by[open->class]};
    strcpy(entry->code, open->code);
}

static void
timeline_take_receipt(const struct receipt *receipt, void *arg)
{
    struct timeline *t = arg;
    (void)receipt;
    t->receipts++;
}

/* as_of.h says why the consumer's row is read first. */
static enum fault
timeline_body(struct txn *txn, void *arg)
{
    struct timeline *t = arg;
    const struct message *m = &t->message;
    t->count = 0;
    t->receipts = 0;
    enum fault fault = consumer_get(txn, CONSUMER_COUNT, &t->as_of);
    if (fault == FAULT_NONE)
        fault = message_get(txn, t->id, &t->message);
    if (fault == FAULT_NONE)
        fault = message_opens(txn, t->id, &t->opens);
    if (fault != FAULT_NONE)
        return fault;
    timeline_add(t, m->created, "requested");
    timeline_add(t, m->submitted, "submitted");
    timeline_add(t, m->delivered, "delivered");
    timeline_add(t, m->read, "read");
    timeline_add(t, m->ended, message_status_name(m->status));
    fault = message_open_visit(txn, t->id, timeline_take_open, t);
    return fault == FAULT_NONE ? receipt_visit(txn, t->id, &t->space, timeline_take_receipt, t) : fault;
}

/* By time; what happened at the same time stays in its order. */
static void
timeline_sort(struct timeline *t)
{
    for (size_t i = 1; i < t->count; i++) {
        const struct timeline_entry entry = t->entries[i];
        size_t to = i;
        for (; to > 0 && t->entries[to - 1].at > entry.at; to--)
            t->entries[to] = t->entries[to - 1];
        t->entries[to] = entry;
    }
}

static void
timeline_add_text(struct json_object *to, const char *name, const char *text)
{
    json_object_object_add(to, name, text[0] == '\0' ? NULL : json_object_new_string(text));
}

static struct json_object *
timeline_entries_json(const struct timeline *t)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < t->count; i++) {
        const struct timeline_entry *entry = &t->entries[i];
        struct json_object *one = json_object_new_object();
        timeline_add_text(one, "what", entry->what);
        json_add_moment(one, "at", entry->at);
        if (entry->by != NULL) {
            timeline_add_text(one, "code", entry->code);
            timeline_add_text(one, "by", entry->by);
        }
        json_object_array_add(list, one);
    }
    return list;
}

static struct json_object *
timeline_json(const struct timeline *t, bool whole_number)
{
    const struct message *m = &t->message;
    struct json_object *all = json_object_new_object();
    char id[UUID_TEXT], masked[MESSAGE_ADDRESS_MAX + 1];
    uuid_text(m->id, id);
    number_mask(m->to, masked, sizeof masked);
    timeline_add_text(all, "id", id);
    timeline_add_text(all, "status", message_status_name(m->status));
    timeline_add_text(all, "channel", message_channel_name(m->channel));
    timeline_add_text(all, "to", whole_number ? m->to : masked);
    timeline_add_text(all, "campaign", m->campaign);
    timeline_add_text(all, "client_ref", m->client_ref);
    json_object_object_add(all, "timeline", timeline_entries_json(t));
    json_object_object_add(all, "clicks", json_object_new_int64(t->opens.people));
    timeline_add_text(all, "price", m->price);
    timeline_add_text(all, "currency", m->currency);
    timeline_add_text(all, "error", m->error);
    timeline_add_text(all, "error_detail", m->detail);
    json_object_object_add(all, "receipts", json_object_new_int64(t->receipts));
    as_of_add(all, &t->as_of);
    return all;
}

static void
timeline_answer(struct http *http, const struct desk *desk, const struct key *key, struct timeline *t)
{
    enum fault fault = env_txn(desk->env, ENV_WRITE, timeline_body, t);
    if (fault == FAULT_NONE && key->role == KEY_CREATOR && t->message.owner != key->id)
        fault = FAULT_MISSING;
    if (fault == FAULT_MISSING) {
        problem_send(http, 404, "There is no such message, or it belongs to another key.", NULL);
        return;
    }
    if (fault != FAULT_NONE) {
        problem_send_store(http);
        return;
    }
    timeline_sort(t);
    json_send(http, 200, "application/json", timeline_json(t, key->role == KEY_ADMIN));
}

void
timeline_handle(struct http *http, const struct desk *desk, const char *id)
{
    struct key key;
    struct timeline *t = calloc(1, sizeof *t);
    if (t == NULL)
        log_fatal("out of memory");
    if (http->method != HTTP_GET && http->method != HTTP_HEAD)
        problem_send_method(http, "GET, HEAD");
    else if (auth_require(http, desk->env, KEY_READER, &key) != FAULT_NONE)
        ; /* that is the answer */
    else if (uuid_parse(id, t->id) != FAULT_NONE)
        problem_send(http, 404, "There is no such message, or it belongs to another key.", NULL);
    else
        timeline_answer(http, desk, &key, t);
    free(t);
}
