/*
 * erasure_messages.c: which messages went to the person, and deleting them with their links.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "link/deleted_link.h"
#include "link/link.h"
#include "link/link_write.h"
#include "message/message_write.h"
#include "retention/erasure_internal.h"
#include "stats/link_activity.h"
#include "stats/message_stats.h"

/* The message that is deleted, and space for its body. */
struct erasure_message {
    const uint8_t *id;
    char body[MESSAGE_BODY_MAX + 1];
};

static int
erasure_compare(const void *a, const void *b)
{
    return memcmp(a, b, UUID_BYTES);
}

bool
erasure_has_message(const struct erasure *e, const uint8_t *id)
{
    return id != NULL && e->id_count > 0 &&
           bsearch(id, e->ids, e->id_count, UUID_BYTES, erasure_compare) != NULL;
}

static void
erasure_note(struct erasure *e, const uint8_t id[static UUID_BYTES])
{
    if (e->id_count == e->id_room) {
        e->id_room = e->id_room == 0 ? 64 : e->id_room * 2;
        e->ids = xreallocarray(e->ids, e->id_room, UUID_BYTES);
    }
    memcpy(e->ids[e->id_count++], id, UUID_BYTES);
}

/* Is the message to the person, or one that takes its place when it fails? A quote inside a text has a
 * backslash before it, so that no text reads as a recipient. */
static enum fault
erasure_look_for_message(struct erasure *e, struct cursor *cursor, uint64_t *count)
{
    char to[sizeof "\"to\":\"\"" + MESSAGE_ADDRESS_MAX];
    (void)count;
    snprintf(to, sizeof to, "\"to\":\"%s\"", e->number);
    if (cursor->key_length == UUID_BYTES && memmem(cursor->row, cursor->row_length, to, strlen(to)) != NULL)
        erasure_note(e, cursor->key);
    return FAULT_NONE;
}

enum fault
erasure_find_messages(struct erasure *e)
{
    enum fault fault = erasure_search(e, TABLE_MESSAGE_BODY, erasure_look_for_message, NULL);
    if (e->id_count > 0)
        qsort(e->ids, e->id_count, UUID_BYTES, erasure_compare);
    return fault;
}

/* Those that were deleted, but could still be restored. */
static enum fault
erasure_deleted_links(struct txn *txn, struct erasure *e, const uint8_t *id, const char *name)
{
    uint64_t link;
    enum fault fault;
    while ((fault = deleted_link_erase(txn, name, id, &link)) == FAULT_NONE) {
        e->step.links++;
        fault = link_activity_remove(txn, link);
        if (fault != FAULT_NONE)
            return fault;
    }
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

static enum fault
erasure_link(struct txn *txn, struct erasure *e, const uint8_t *id, const char *name)
{
    struct link link;
    enum fault fault = link_get(txn, name, &link);
    if (fault == FAULT_NONE && memcmp(link.message, id, UUID_BYTES) == 0) {
        e->step.links++;
        fault = link_remove(txn, &link, timestamp_now());
        if (fault == FAULT_NONE) /* who opened it: not left until its counts are deleted */
            fault = link_activity_remove(txn, link.id);
    }
    return fault != FAULT_NONE && fault != FAULT_MISSING ? fault : erasure_deleted_links(txn, e, id, name);
}

static enum fault
erasure_links(struct txn *txn, struct erasure *e, struct erasure_message *m)
{
    size_t length;
    struct json_object *links;
    enum fault fault = message_body(txn, m->id, m->body, sizeof m->body, &length);
    struct json_object *body = fault == FAULT_NONE ? json_read(m->body, length) : NULL;
    if (json_object_object_get_ex(body, "links", &links))
        for (size_t i = 0; i < json_object_array_length(links) && fault == FAULT_NONE; i++)
            fault = erasure_link(txn, e, m->id, json_member(json_object_array_get_idx(links, i), "code"));
    json_object_put(body);
    return fault == FAULT_MISSING ? FAULT_NONE : fault;
}

/* The message with all that hangs on it. */
static enum fault
erasure_message_body(struct txn *txn, struct erasure *e, void *arg)
{
    struct erasure_message *m = arg;
    struct message message;
    enum fault fault = message_get_for_update(txn, m->id, &message);
    if (fault != FAULT_NONE)
        return fault == FAULT_MISSING ? FAULT_NONE : fault;
    fault = erasure_links(txn, e, m);
    if (fault == FAULT_NONE)
        fault = message_stats_give_up(txn, &message, "forgotten", timestamp_now());
    if (fault == FAULT_NONE)
        fault = message_remove(txn, &message);
    e->step.messages++;
    return fault;
}

enum fault
erasure_delete_messages(struct erasure *e)
{
    struct erasure_message *m = xmalloc(sizeof *m);
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; i < e->id_count && fault == FAULT_NONE; i++) {
        m->id = e->ids[i];
        fault = erasure_step(e, erasure_message_body, m);
    }
    free(m);
    return fault;
}
