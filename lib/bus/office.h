/*
 * office.h: what administrators do with rules, targets and replays, by the command or by the API: what they
 * send is checked, done in one transaction, or refused with a sentence that says what is wrong.
 *
 * What is sent is a JSON object that stays the caller's. FAULT_INPUT: a field is wrong; FAULT_EXISTS: the
 * name is taken; FAULT_MISSING: there is no such thing; FAULT_FULL: there are too many; FAULT_REFUSED: not in
 * this state. The refusal says why; other faults are the store's.
 */
#ifndef CURT_BUS_OFFICE_H
#define CURT_BUS_OFFICE_H

#include "bus/replay.h"
#include "bus/rule.h"
#include "bus/target.h"
#include "bus/target_config.h"
#include "event/event_request.h"

struct refusal {
    char pointer[JSON_POINTER_SIZE]; /* "#/pattern"; "" when it is about no field */
    char why[640];                   /* a sentence */
};

/* {"name", "pattern": an object, or a text of one, "enabled": true}. Here and below, null in what is added
 * counts as left out. */
enum fault office_add_rule(struct env *, struct json_object *sent, struct rule *out, struct refusal *);

/* {"pattern", "enabled"}: what is left out stays. */
enum fault office_change_rule(
    struct env *, const char *name, struct json_object *sent, struct rule *out, struct refusal *);
enum fault office_remove_rule(struct env *, const char *name, struct refusal *);

/* {"name", "rule", "enabled": true} and what target_config.h has. *secret is the secret, to be shown once: ""
 * for none. */
enum fault office_add_target(struct env *, const struct http_client_policy *, struct json_object *sent,
    struct target *out, char secret[static WEBHOOK_SECRET_SIZE], struct refusal *);

/* {"enabled"} and what target_config.h has, as in RFC 7396: what is left out stays, null takes it away. */
enum fault office_change_target(struct env *, const struct http_client_policy *, const char *name,
    struct json_object *sent, struct target *out, struct refusal *);

/* Draws a new secret; the one before stays good beside it until the next time, or until old_secret is taken
 * away. */
enum fault office_rotate_target(struct env *, const char *name, struct target *out,
    char secret[static WEBHOOK_SECRET_SIZE], struct refusal *);
enum fault office_remove_target(struct env *, const char *name, struct refusal *);

/* {"name", "from", "to": times, "rule", "target"}: a name is made from the time when it is left out. */
enum fault office_add_replay(struct env *, struct json_object *sent, struct replay *out, struct refusal *);
enum fault office_cancel_replay(struct env *, const char *name, struct replay *out, struct refusal *);

/*
 * Takes an event from outside into the log. FAULT_EXISTS: that id was taken before, which is as good. It is
 * on the disk when the caller has flushed (env_flush): many events, one disk sync. FAULT_FULL: it is
 * too long.
 */
enum fault office_publish(struct env *, const struct config *, struct json_object *sent,
    char id[static UUID_SIZE], struct refusal *);

#endif
