/*
 * recipients_copy.c: takes recipients over from the messages of a campaign.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_copy.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "message/message_index.h"
#include "message/message_open.h"
#include "message/suppression.h"

enum {
    RECIPIENTS_COPY_BATCH = 100, /* recipients that are collected at once */
    RECIPIENTS_COPY_LOOKS = 300, /* messages that a transaction looks at */
};

struct recipients_copy_one {
    uint8_t id[UUID_BYTES];
    char to[MESSAGE_ADDRESS_MAX + 1];
};

struct recipients_copy_work {
    struct env *env;
    struct recipients_copy *copy;
    struct message_list list, next; /* where a batch begins, and where it ends */
    struct recipients_copy_one ones[RECIPIENTS_COPY_BATCH];
    unsigned count, visited, looked;
    bool ended;
    enum fault fault;
    char body[MESSAGE_BODY_MAX + 1];
};

static bool
recipients_copy_is_wanted(const struct recipients_copy *copy, const struct message *m, uint32_t people)
{
    const bool arrived = m->status >= MESSAGE_SUBMITTED && m->status <= MESSAGE_READ;
    return copy->clicked ? people > 0 : arrived && people == 0;
}

static bool
recipients_copy_look(const struct message *m, void *arg)
{
    struct recipients_copy_work *w = arg;
    struct message_opens opens;
    if (w->count == RECIPIENTS_COPY_BATCH || w->visited == RECIPIENTS_COPY_LOOKS)
        return false;
    w->visited++;
    if (w->copy->owner != 0 && m->owner != w->copy->owner)
        return true;
    w->looked++;
    w->fault = message_opens(env_read(w->env), m->id, &opens);
    if (w->fault != FAULT_NONE)
        return false;
    if (recipients_copy_is_wanted(w->copy, m, opens.people)) {
        struct recipients_copy_one *one = &w->ones[w->count++];
        memcpy(one->id, m->id, UUID_BYTES);
        strcpy(one->to, m->to);
    }
    return true;
}

static enum fault
recipients_copy_collect(struct txn *txn, void *arg)
{
    struct recipients_copy_work *w = arg;
    w->next = w->list;
    w->count = w->visited = w->looked = 0;
    w->fault = FAULT_NONE;
    enum fault fault = message_list_visit(txn, &w->next, recipients_copy_look, w);
    w->ended = fault == FAULT_NONE;
    if (w->fault != FAULT_NONE)
        return w->fault;
    return fault == FAULT_FULL ? FAULT_NONE : fault;
}

/* What its campaign had of the recipient, the caller's. FAULT_MISSING: the message is gone by now. */
static enum fault
recipients_copy_fields(
    struct recipients_copy_work *w, const struct recipients_copy_one *one, struct json_object **out)
{
    struct json_object *fields = NULL;
    size_t length;
    enum fault fault = message_body(env_read(w->env), one->id, w->body, sizeof w->body, &length);
    if (fault != FAULT_NONE)
        return fault;
    struct json_object *body = json_read(w->body, length);
    *out = json_object_object_get_ex(body, "fields", &fields) ? json_object_get(fields)
                                                              : json_object_new_object();
    json_add_text(*out, "to", one->to);
    json_object_put(body);
    return FAULT_NONE;
}

static enum fault
recipients_copy_add(
    struct recipients_copy_work *w, const struct recipients_copy_one *one, struct recipients_import *in)
{
    struct suppression suppression;
    enum fault fault = suppression_get(env_read(w->env), one->to, &suppression);
    if (fault != FAULT_MISSING) {
        w->copy->suppressed += fault == FAULT_NONE;
        return fault;
    }
    struct json_object *fields;
    fault = recipients_copy_fields(w, one, &fields);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = recipients_import_one(in, fields);
    json_object_put(fields);
    return fault;
}

enum fault
recipients_copy_run(struct env *env, struct recipients_copy *copy, struct recipients_import *in)
{
    static const uint8_t nil[UUID_BYTES];
    struct recipients_copy_work *w = xcalloc(1, sizeof *w);
    enum fault fault = FAULT_NONE;
    uint64_t visited = 0;
    w->env = env;
    w->copy = copy;
    w->list = (struct message_list){.group = MESSAGE_GROUP_CAMPAIGN, .name = copy->campaign};
    memcpy(w->list.after, copy->after, UUID_BYTES);
    copy->looked = copy->suppressed = 0;
    while (fault == FAULT_NONE && !w->ended && visited < RECIPIENTS_COPY_LOOKS_MAX &&
           in->rows + RECIPIENTS_COPY_BATCH <= RECIPIENTS_COPY_MAX) {
        fault = env_txn(env, ENV_READ, recipients_copy_collect, w);
        for (unsigned i = 0; i < w->count && fault == FAULT_NONE; i++)
            fault = recipients_copy_add(w, &w->ones[i], in);
        w->list = w->next;
        visited += w->visited;
        copy->looked += w->looked;
    }
    memcpy(copy->after, w->ended ? nil : w->list.after, UUID_BYTES);
    free(w);
    return fault;
}
