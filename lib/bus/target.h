/*
 * target.h: targets: who gets the events of a rule, and how. How is a JSON object whose shape
 * lib/bus/target.h knows; here it is text.
 */
#ifndef CURT_BUS_TARGET_H
#define CURT_BUS_TARGET_H

#include <stdint.h>

#include "base/etag.h"
#include "bus/rule.h"

#define TARGET_NAME_MAX   RULE_NAME_MAX
#define TARGET_CONFIG_MAX 16384
#define TARGETS_A_RULE    5

enum target_state {
    TARGET_ENABLED = 1,
    TARGET_DISABLED = 2, /* by an operator */
    TARGET_GONE = 3,     /* it answered 410 Gone: curt disabled it */
};

struct target {
    uint64_t id; /* drawn; another target that takes the name later has another */
    char name[TARGET_NAME_MAX + 1];
    char rule[RULE_NAME_MAX + 1];
    enum target_state state;
    int64_t created;
    char config[TARGET_CONFIG_MAX + 1];
};

enum fault target_get(struct txn *, const char *name, struct target *out);

/* The first target whose name sorts after `after` ("" for the very first): FAULT_MISSING when none does. */
enum fault target_next(struct txn *, const char *after, struct target *out);

/* The version of its settings, and of what is shown of it with its progress, if that is given (base/etag.h).
 */
void target_etag(const struct target *, const char *shown, char out[static ETAG_SIZE]);

/*
 * Draws the id and starts at the log's end: what happened before is a replay's business. FAULT_EXISTS;
 * FAULT_MISSING when there is no such rule; FAULT_FULL when the rule has TARGETS_A_RULE already.
 */
enum fault target_add(struct txn *, struct target *);

/* Writes settings and state. A target that is enabled again goes on at the log's end. FAULT_MISSING. */
enum fault target_put(struct txn *, const struct target *);

/* All targets of a rule go on at the log's end. */
enum fault target_restart(struct txn *, const char *rule);

/* Its dead letters stay until they are purged. */
enum fault target_remove(struct txn *, const char *name);

/* How many targets a rule has. */
enum fault target_count(struct txn *, const char *rule, unsigned *count);

const char *target_state_name(enum target_state);

#endif
