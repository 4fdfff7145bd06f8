/*
 * rules.h: what administrators do with rules (bus/rule.h), by the command or by the API, and curt itself for
 * the webhooks of messages: a rule is checked and done in one transaction, or refused with a sentence that
 * says what is wrong.
 *
 * JSON that was sent stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the name is taken;
 * FAULT_MISSING: there is no such rule; FAULT_FULL: there are too many; FAULT_REFUSED: not in this state. The
 * error says why; other faults are the store's.
 */
#ifndef CURT_BUS_RULES_H
#define CURT_BUS_RULES_H

#include "base/input_error.h"
#include "bus/rule.h"

/* What is changed of a rule: what is not given stays. */
struct rule_patch {
    bool has_enabled, enabled;
    bool has_pattern;
    char pattern[RULE_PATTERN_MAX + 1];
};

/* {"name", "pattern": an object, or a text of one, "enabled": true}. Null counts as left out. FAULT_INPUT. */
enum fault rule_from_json(struct json_object *sent, struct rule *out, struct input_error *);

/* {"pattern", "enabled"}. FAULT_INPUT. */
enum fault rule_patch_from_json(struct json_object *sent, struct rule_patch *out, struct input_error *);

/* Adds a rule with this name and pattern, and says when it was created. */
enum fault rule_create(struct env *, struct rule *, struct input_error *);

/*
 * The rule of this name as a whole: adds it, or puts pattern and state in place of those that it has; created
 * is when it was first. `also` does what belongs to it in the same transaction; NULL for nothing.
 */
enum fault rule_replace(struct env *, struct rule *, enum fault (*also)(struct txn *, void *arg), void *arg,
    struct input_error *);

/* The targets of a rule that is enabled again go on at the end of the log. if_match: which version is to be
 * changed (base/etag.h), "" for any; FAULT_INPUT, ERROR_VERSION_MISMATCH: it is another. */
enum fault rule_update(struct env *, const char *name, const char *if_match, const struct rule_patch *,
    struct rule *out, struct input_error *);

/* A rule that has targets is not removed: FAULT_REFUSED. */
enum fault rule_delete(struct env *, const char *name, const char *if_match, struct input_error *);

#endif
