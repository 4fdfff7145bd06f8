/*
 * blocklist.c: /api/v1/blocklist: what links may not lead to. Links that are there are held against a change
 * by curt-sweep, within a minute.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/blocklist.h"

#include <string.h>

#include "base/json.h"
#include "base/timestamp.h"
#include "http/json_body.h"
#include "http/query.h"
#include "link/blocklist_json.h"
#include "shorten.h"

enum { BLOCKLIST_BODY_MAX = 16384, BLOCKLIST_PAGE = 100, BLOCKLIST_PAGE_MAX = 1000 };

struct blocklist_adding {
    struct blocklist_entry entry;
    bool was_there;
};

static enum fault
blocklist_add_body(struct txn *txn, void *arg)
{
    struct blocklist_adding *adding = arg;
    return blocklist_add(txn, &adding->entry, &adding->was_there);
}

static enum fault
blocklist_remove_body(struct txn *txn, void *text)
{
    return blocklist_remove(txn, text);
}

void
blocklist_create(struct request *request, struct context *context)
{
    struct blocklist_adding adding;
    struct blocklist_entry *entry = &adding.entry;
    struct input_error error;
    struct json_object *sent = json_body(request, BLOCKLIST_BODY_MAX, NULL, NULL);
    if (sent == NULL)
        return;
    enum fault fault = blocklist_from_json(sent, timestamp_now(), entry, &error);
    json_object_put(sent);
    if (fault != FAULT_NONE) {
        problem_send_input(request, &error);
        return;
    }
    fault = env_txn(context->env, ENV_SYNC, blocklist_add_body, &adding);
    if (fault == FAULT_NONE && adding.was_there)
        fault = blocklist_get(env_read(context->env), entry->text, entry);
    if (fault == FAULT_NONE)
        response_send_json(
            request, adding.was_there ? 200 : 201, "application/json", blocklist_to_json(entry));
    else if (fault == FAULT_FULL)
        problem_send(request, ERROR_QUOTA_EXCEEDED, "The blocklist is full.", NULL);
    else
        problem_send_store(request, fault);
}

void
blocklist_delete(struct request *request, struct context *context)
{
    char entry[BLOCKLIST_ENTRY_MAX + 1];
    const char *why;
    enum fault fault = blocklist_parse(request_param(request, "entry"), entry, &why);
    if (fault == FAULT_NONE)
        fault = env_txn(context->env, ENV_SYNC, blocklist_remove_body, entry);
    if (fault == FAULT_NONE)
        response_send(request, 204, NULL, NULL, 0);
    else
        problem_send_fault(
            request, fault == FAULT_INPUT ? FAULT_MISSING : fault, "This is not on the blocklist.");
}

void
blocklist_list(struct request *request, struct context *context)
{
    struct blocklist_entry entry = {.text = ""};
    size_t limit;
    if (!query_limit(request, BLOCKLIST_PAGE, BLOCKLIST_PAGE_MAX, &limit))
        return;
    enum fault fault = request_query(request, "cursor", entry.text, sizeof entry.text);
    if (fault != FAULT_NONE && fault != FAULT_MISSING) {
        query_refuse_cursor(request);
        return;
    }
    struct json_object *answer = json_object_new_object(), *list = json_object_new_array(), *next = NULL;
    json_object_object_add(answer, "blocklist", list);
    while ((fault = blocklist_next(env_read(context->env), &entry)) == FAULT_NONE &&
           json_object_array_length(list) < limit) {
        json_object_array_add(list, blocklist_to_json(&entry));
        json_object_put(next);
        next = json_object_new_string(entry.text);
    }
    json_object_object_add(answer, "next", fault == FAULT_NONE ? json_object_get(next) : NULL);
    json_object_put(next);
    if (fault == FAULT_NONE || fault == FAULT_MISSING) {
        response_send_json(request, 200, "application/json", answer);
    } else {
        json_object_put(answer);
        problem_send_store(request, fault);
    }
}
