/*
 * blocklist_json.h: an entry of the blocklist (blocklist.h) as JSON:
 *
 *   {"entry": "evil.example", "reason": null or a text, "source": "added" or "file", "added_at": a time}
 */
#ifndef CURT_LINK_BLOCKLIST_JSON_H
#define CURT_LINK_BLOCKLIST_JSON_H

#include "base/input_error.h"
#include "link/blocklist.h"

struct json_object *blocklist_to_json(const struct blocklist_entry *);

/* Reads {"entry", "reason"}, the second of which may be left out. FAULT_INPUT: *error says what is wrong. */
enum fault blocklist_from_json(
    struct json_object *sent, int64_t now, struct blocklist_entry *out, struct input_error *error);

#endif
