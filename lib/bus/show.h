/*
 * show.h: rules, targets, dead letters and replays as JSON, the same for the command and the API. The caller
 * owns what comes out.
 */
#ifndef CURT_BUS_SHOW_H
#define CURT_BUS_SHOW_H

#include <json-c/json.h>

#include "store/dead.h"
#include "store/replay.h"
#include "store/rule.h"
#include "store/target.h"

#define SHOW_COUNT "count" /* the built-in consumer, which stands in the list of targets */

struct json_object *show_rule(const struct rule *);

/* With how far it has come and how it fares; secrets are hidden. NULL when the store cannot be read. */
struct json_object *show_target(struct env *, const struct target *);

/* The built-in count, as a target. */
struct json_object *show_count(struct env *);

/* A letter's name: its target's id and the event's number. */
#define SHOW_PLACE 48
void show_place(const struct dead_place *, char out[static SHOW_PLACE]);
enum fault show_place_parse(const char *, struct dead_place *out);

/* whole: with the event. */
struct json_object *show_dead(const struct dead *, bool whole);
struct json_object *show_replay(const struct replay *);

#endif
