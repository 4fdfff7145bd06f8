/*
 * fields.h: the members of a JSON object that an administrator sends: which there may be, and those that
 * rules, targets and replays have in common. FAULT_INPUT: the error says what is wrong.
 */
#ifndef CURT_BUS_FIELDS_H
#define CURT_BUS_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/input_error.h"
#include "bus/rule.h"

/* Is the field there, and not null? */
bool fields_have(struct json_object *sent, const char *field);

/* It must be an object that has no other members than these; NULL ends the list. */
enum fault fields_check(struct json_object *sent, const char *const *known, struct input_error *);

/* A name of a rule, target or replay, which must be there. */
enum fault fields_read_name(
    struct json_object *sent, const char *field, char out[static RULE_NAME_MAX + 1], struct input_error *);

/* "enabled"; *out stays when it is left out. */
enum fault fields_read_enabled(struct json_object *sent, bool *out, struct input_error *);

/* "pattern": an object, or the text of one, as text. fields_check_pattern says whether it is one. */
enum fault fields_read_pattern(
    struct json_object *sent, char out[static RULE_PATTERN_MAX + 1], struct input_error *);
enum fault fields_check_pattern(const char *text, struct input_error *);

/* A time (timestamp.h); otherwise when it is left out. */
enum fault fields_read_moment(
    struct json_object *sent, const char *field, int64_t otherwise, int64_t *out, struct input_error *);

#endif
