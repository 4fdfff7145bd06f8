/*
 * rules.h: what administrators do with rules (bus/rule.h), by the command or by the API: what they send is
 * checked, done in one transaction, or refused with a sentence that says what is wrong.
 *
 * What is sent is a JSON object that stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the
 * name is taken; FAULT_MISSING: there is no such thing; FAULT_FULL: there are too many; FAULT_REFUSED: not in
 * this state. The refusal says why; other faults are the store's.
 */
#ifndef CURT_BUS_RULES_H
#define CURT_BUS_RULES_H

#include "base/input_error.h"
#include "bus/rule.h"

/* {"name", "pattern": an object, or a text of one, "enabled": true}. Null counts as left out. */
enum fault rule_create(struct env *, struct json_object *sent, struct rule *out, struct input_error *);

/* {"pattern", "enabled"}: what is left out stays. The targets of a rule that is enabled again go on at the
 * log's end. */
enum fault rule_update(
    struct env *, const char *name, struct json_object *sent, struct rule *out, struct input_error *);

/* A rule that has targets is not removed: FAULT_REFUSED. */
enum fault rule_delete(struct env *, const char *name, struct input_error *);

#endif
