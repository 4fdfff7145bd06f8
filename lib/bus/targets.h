/*
 * targets.h: what administrators do with targets (bus/target.h), by the command or by the API, and curt
 * itself for the webhooks of messages: a target is checked and done in one transaction, or refused with a
 * sentence that says what is wrong.
 *
 * JSON that was sent stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the
 * name is taken; FAULT_MISSING: there is no such target; FAULT_FULL: there are too many; FAULT_REFUSED: not
 * in this state. The error says why; other faults are the store's.
 */
#ifndef CURT_BUS_TARGETS_H
#define CURT_BUS_TARGETS_H

#include "base/input_error.h"
#include "bus/target.h"
#include "bus/target_config.h"

/*
 * {"name", "rule", "enabled": true} and what target_config.h has; null counts as left out. FAULT_INPUT: there
 * is no config to free. Otherwise config->secret, which may have been generated, is to be shown once.
 */
enum fault target_from_json(struct json_object *sent, const struct http_client_policy *, struct target *out,
    struct target_config *config, struct input_error *);

/* Adds a target with this name, rule and state, which gets its events as the config says, and says when it
 * was created. The config stays the caller's. */
enum fault target_create(struct env *, struct target *, const struct target_config *, struct input_error *);

/* A target as a whole: its name, rule and state, and how it gets its events. */
struct target_whole {
    struct target target;
    struct target_config config;
};

/*
 * Adds these targets, or puts their settings in place of those that they have; a secret stays, as does where
 * they are in the log. All are of one rule. FAULT_EXISTS: one of that name is another rule's. `also` does
 * what belongs to them in the same transaction; NULL for nothing. The configs stay the caller's.
 */
enum fault target_replace(struct env *, struct target_whole *, size_t count,
    enum fault (*also)(struct txn *, void *arg), void *arg, struct input_error *);

/* {"enabled"} and what target_config.h has, as in RFC 7396: what is left out stays, null takes it away.
 * if_match: as for rule_update (rules.h). */
enum fault target_update(struct env *, const struct http_client_policy *, const char *name,
    const char *if_match, struct json_object *sent, struct target *out, struct input_error *);

/* Draws a new secret; the one before stays good beside it until the next time, or until old_secret is taken
 * away. */
enum fault target_rotate_secret(struct env *, const char *name, struct target *out,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *);

enum fault target_delete(struct env *, const char *name, const char *if_match, struct input_error *);

#endif
