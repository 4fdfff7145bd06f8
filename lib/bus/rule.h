/*
 * rule.h: rules: which events are wanted. A rule is a name and a pattern (a JSON text, event/pattern.h);
 * who gets the events are its targets (target.h).
 */
#ifndef CURT_BUS_RULE_H
#define CURT_BUS_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/etag.h"
#include "db/table.h"

#define RULE_NAME_MAX    TABLE_NAME_MAX
#define RULE_PATTERN_MAX 8192 /* bytes: 2,048 characters of up to four */
#define RULES_MAX        300

struct rule {
    char name[RULE_NAME_MAX + 1];
    bool enabled;
    int64_t created;
    char pattern[RULE_PATTERN_MAX + 1];
};

enum fault rule_get(struct txn *, const char *name, struct rule *out);

/* The first rule whose name sorts after `after` ("" for the very first): FAULT_MISSING when there is none.
 */
enum fault rule_next(struct txn *, const char *after, struct rule *out);

/* Its version (base/etag.h). */
void rule_etag(const struct rule *, char out[static ETAG_SIZE]);

/* FAULT_EXISTS when there is one of that name; FAULT_FULL when there are RULES_MAX. */
enum fault rule_add(struct txn *, const struct rule *);

/* FAULT_MISSING when there is none of that name. What this means for the rule's targets is rules.h's. */
enum fault rule_put(struct txn *, const struct rule *);
enum fault rule_remove(struct txn *, const char *name);

/*
 * A number that grows whenever a rule or a target changes, so that a process that keeps them in memory knows
 * when to read them again; rule_touch makes it grow.
 */
enum fault rule_version(struct txn *, uint64_t *out);
enum fault rule_touch(struct txn *);

#endif
