/*
 * publish.c: takes events from outside into the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/publish.h"

#include "base/json.h"
#include "base/timestamp.h"
#include "event/custom_event.h"
#include "event/event_request.h"

struct publishing {
    const struct config *config;
    const struct event_request *entry;
    int64_t now;
    const char *text;
    size_t length;
};

static enum fault
publish_body(struct txn *txn, void *arg)
{
    const struct publishing *p = arg;
    return custom_event_append(
        txn, p->entry->id, p->now, p->config->keep_events * TIMESTAMP_SECOND, p->text, p->length);
}

enum fault
publish_event(struct env *env, const struct config *config, struct json_object *sent,
    char id[static UUID_SIZE], struct input_error *error)
{
    struct event_request entry;
    struct publishing p = {.config = config, .entry = &entry, .now = timestamp_now()};
    if (event_request_read(sent, p.now, &entry, error) != FAULT_NONE)
        return FAULT_INPUT;
    uuid_format(entry.id, id);
    p.text = json_text(entry.envelope, &p.length);
    enum fault fault = env_txn(env, ENV_WRITE, publish_body, &p);
    json_object_put(entry.envelope);
    return fault == FAULT_FULL
               ? input_error_as(fault, input_error_set(error, ERROR_EVENT_TOO_LARGE, "", "",
                                           "An event must be at most 1 MiB long in its envelope."))
               : fault;
}
