/*
 * custom_event.h: events that somebody else published: the body of EVENT_CUSTOM is the event's envelope as
 * JSON text (event_request.h checks it). An id is taken once.
 */
#ifndef CURT_EVENT_CUSTOM_EVENT_H
#define CURT_EVENT_CUSTOM_EVENT_H

#include "event/event_log.h"

/*
 * Appends the event; keep is how long, from now, its id is remembered. FAULT_EXISTS when an event of that id
 * was taken already; FAULT_FULL when it is longer than EVENT_BODY_MAX.
 */
enum fault custom_event_append(struct txn *, const uint8_t id[static UUID_BYTES], int64_t now, int64_t keep,
    const char *text, size_t length);

/* The id may be taken again. */
enum fault custom_event_forget(struct txn *, const uint8_t id[static UUID_BYTES]);

#endif
