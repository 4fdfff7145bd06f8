/*
 * targets.h: what administrators do with targets (bus/target.h), by the command or by the API: what they
 * send is checked, done in one transaction, or refused with a sentence that says what is wrong.
 *
 * What is sent is a JSON object that stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the
 * name is taken; FAULT_MISSING: there is no such thing; FAULT_FULL: there are too many; FAULT_REFUSED: not in
 * this state. The refusal says why; other faults are the store's.
 */
#ifndef CURT_BUS_TARGETS_H
#define CURT_BUS_TARGETS_H

#include "base/input_error.h"
#include "bus/target.h"
#include "bus/target_config.h"

/* {"name", "rule", "enabled": true} and what target_config.h has; null counts as left out. *secret is the
 * secret, to be shown once: "" for none. */
enum fault target_create(struct env *, const struct http_client_policy *, struct json_object *sent,
    struct target *out, char secret[static WEBHOOK_SECRET_SIZE], struct input_error *);

/* {"enabled"} and what target_config.h has, as in RFC 7396: what is left out stays, null takes it away. */
enum fault target_update(struct env *, const struct http_client_policy *, const char *name,
    struct json_object *sent, struct target *out, struct input_error *);

/* Draws a new secret; the one before stays good beside it until the next time, or until old_secret is taken
 * away. */
enum fault target_rotate_secret(struct env *, const char *name, struct target *out,
    char secret[static WEBHOOK_SECRET_SIZE], struct input_error *);

enum fault target_delete(struct env *, const char *name, struct input_error *);

#endif
