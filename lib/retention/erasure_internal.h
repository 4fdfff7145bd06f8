/*
 * erasure_internal.h: what the parts of erasure.h share: the person, the ids of their messages, and the
 * transactions. Only lib/retention/erasure*.c include it.
 *
 * Each part goes through one kind of data, in transactions of bounded size, and adds what it deleted to the
 * count. FAULT_AGAIN: the program is interrupted.
 */
#ifndef CURT_RETENTION_ERASURE_INTERNAL_H
#define CURT_RETENTION_ERASURE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/uuid.h"
#include "db/row.h"
#include "event/event_log.h"
#include "retention/erasure_count.h"

struct erasure_options; /* erasure.h */

enum { ERASURE_ROWS = 500 /* looked at in a transaction */ };

struct erasure {
    struct env *env;
    const char *number;
    struct erasure_count *count, step; /* step: of this transaction, which may run again */
    uint8_t (*ids)[UUID_BYTES];        /* of messages to the person; sorted, once all are found */
    size_t id_count, id_room;
    size_t id_kept; /* of those, what the transactions before have found */
};

/* erasure_step.c: runs body in a transaction, and adds e->step to the count. */
typedef enum fault erasure_body(struct txn *, struct erasure *, void *arg);
enum fault erasure_step(struct erasure *, erasure_body *, void *arg);

/* erasure_messages.c: finds the ids of their messages; deletes these with their links. */
enum fault erasure_find_messages(struct erasure *);
enum fault erasure_delete_messages(struct erasure *);
bool erasure_has_message(const struct erasure *, const uint8_t *id);

/* erasure_recipients.c: deletes the person from every campaign. */
enum fault erasure_recipients(struct erasure *);

/* erasure_events.c: erases events about the person, from that number on (0: from the first), once they are
 * counted. *last is then the number of the last event looked at. */
enum fault erasure_events(struct erasure *, uint64_t first, const struct erasure_options *, uint64_t *last);
bool erasure_is_about(const struct erasure *, const struct event *);

/* erasure_dead_letters.c: deletes dead letters of events about the person. */
enum fault erasure_dead_letters(struct erasure *);

/* erasure_rows.c: searches the rows of a table of texts: look is given each, and the count. */
typedef enum fault erasure_look(struct erasure *, struct cursor *, uint64_t *count);
enum fault erasure_search(struct erasure *, enum table, erasure_look *, uint64_t *count);

/* Deletes stored answers, and receipts, that name the person or one of their messages. */
enum fault erasure_answers(struct erasure *);
enum fault erasure_receipts(struct erasure *);

#endif
