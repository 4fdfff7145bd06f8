/*
 * link_rules_json.h: redirect rules as the API has them:
 *
 *     [{"if": {"device": ["ios"], "language": ["de"]}, "url": "https://example.com/de/app"}, ...]
 *
 * The conditions of "if", by name: "device", "browser", "language", "network", "country": arrays, of which
 * one must hold; "query": {name: value, or true for any value}, of which all must hold; "after", "before":
 * times; "hours": week_hours.h; "share": a percentage.
 */
#ifndef CURT_LINK_LINK_RULES_JSON_H
#define CURT_LINK_LINK_RULES_JSON_H

#include "base/config.h"
#include "base/input_error.h"
#include "base/json.h"
#include "link/link_rules.h"

/*
 * Compiles rules that can hold. FAULT_INPUT: *error says which of them is wrong, and why; its pointer is
 * "#/redirect_rules/3/if/device", counted from 0.
 */
enum fault link_rules_from_json(struct json_object *list, const struct config *, int64_t now,
    struct link_rules *out, struct input_error *error);

/* An array, empty without rules; the caller owns it. */
struct json_object *link_rules_to_json(const struct link_rules *);

#endif
