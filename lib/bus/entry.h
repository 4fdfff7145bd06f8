/*
 * entry.h: an event that somebody outside publishes, checked at the door: an object with source, detail-type
 * and detail, and, if its sender likes, id (a UUID: the same id is taken once), time, resources, account,
 * region and version. What comes out is the whole envelope.
 */
#ifndef CURT_BUS_ENTRY_H
#define CURT_BUS_ENTRY_H

#include <json-c/json.h>

#include "base/uuid.h"

#define ENTRIES_MAX       1000
#define ENTRIES_BYTES_MAX (1024 * 1024) /* of a request */

struct entry {
    uint8_t id[UUID_BYTES];
    struct json_object *envelope;
};

struct entry_fault {
    const char *field; /* "" for the whole; it may belong to what was sent */
    const char *why;   /* a sentence */
};

/*
 * Checks what was sent and makes the envelope, which the caller owns; now is its time when it has none.
 * FAULT_INPUT: *wrong says what.
 */
enum fault entry_check(struct json_object *sent, int64_t now, struct entry *out, struct entry_fault *wrong);

#endif
