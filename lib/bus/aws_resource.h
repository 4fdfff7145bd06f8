/*
 * aws_resource.h: what EventBridge's clients put on the bus and curt's own API has no field for: connections,
 * API destinations and archives, and of rules, targets and replays what only those clients ask for
 * (descriptions, tags, the Id and ARN of a target). Each is a JSON object whose shape cgi-bin/bus/aws.h's
 * operations know; here it is text.
 */
#ifndef CURT_BUS_AWS_RESOURCE_H
#define CURT_BUS_AWS_RESOURCE_H

#include <json-c/json.h>
#include <stdint.h>

#include "db/table.h"

#define AWS_RESOURCE_JSON_MAX 16384
#define AWS_RESOURCES_MAX     1000 /* of a kind that is counted */

enum aws_kind {
    AWS_RULE = 1, /* of a rule (rule.h), under its name; it goes with it */
    AWS_TARGET,   /* of a target (target.h), under its name; it goes with it */
    AWS_CONNECTION,
    AWS_DESTINATION,
    AWS_ARCHIVE,
    AWS_REPLAY, /* of a replay (replay.h), under its name */
    AWS_BUS,    /* of the one bus */
};

struct aws_resource {
    enum aws_kind kind;
    char name[TABLE_NAME_MAX + 1];
    int64_t created, changed;
    char json[AWS_RESOURCE_JSON_MAX + 1];
};

/* FAULT_MISSING when there is none. */
enum fault aws_resource_get(struct txn *, enum aws_kind, const char *name, struct aws_resource *out);

/* The first of this kind whose name sorts after `after` ("" for the very first). FAULT_MISSING past the last.
 */
enum fault aws_resource_next(struct txn *, enum aws_kind, const char *after, struct aws_resource *out);

/* Writes it; aws_resource_add only a new one: FAULT_EXISTS; FAULT_FULL when there are AWS_RESOURCES_MAX. */
enum fault aws_resource_put(struct txn *, const struct aws_resource *);
enum fault aws_resource_add(struct txn *, const struct aws_resource *);

/* Is it still as it was when it was read, changed at that time? FAULT_AGAIN: it is not, or gone. */
enum fault aws_resource_check(struct txn *, enum aws_kind, const char *name, int64_t changed);

/* Writes it in place of what was read, changed at `before`. FAULT_AGAIN, as above: nothing is written. */
enum fault aws_resource_replace(struct txn *, const struct aws_resource *, int64_t before);

/* None is as good. */
enum fault aws_resource_remove(struct txn *, enum aws_kind, const char *name);

/* Puts the object's text into it: FAULT_FULL when it is too long. */
enum fault aws_resource_set(struct aws_resource *, struct json_object *);

/* Its object, which the caller owns. */
struct json_object *aws_resource_read(const struct aws_resource *);

#endif
