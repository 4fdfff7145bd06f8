/*
 * bus_json.h: rules, targets, dead letters and replays as JSON, the same for the command and the API. The
 * caller owns what comes out.
 */
#ifndef CURT_BUS_BUS_JSON_H
#define CURT_BUS_BUS_JSON_H

#include <json-c/json.h>

#include "bus/dead_letter.h"
#include "bus/replay.h"
#include "bus/rule.h"
#include "bus/target.h"

#define TARGET_AGGREGATOR "count" /* the built-in consumer, which stands in the list of targets */

struct json_object *rule_to_json(const struct rule *);

/* With how far it has come and how it fares; secrets are hidden. NULL when the store cannot be read. */
struct json_object *target_to_json(struct env *, const struct target *);

/* The built-in count, as a target. */
struct json_object *aggregator_to_json(struct env *);

/* A letter's name: its target's id and the event's number. */
#define DEAD_LETTER_ID_SIZE 48
void dead_letter_id_format(const struct dead_letter_id *, char out[static DEAD_LETTER_ID_SIZE]);
enum fault dead_letter_id_parse(const char *, struct dead_letter_id *out);

/* whole: with the event. */
struct json_object *dead_letter_to_json(const struct dead_letter *, bool whole);
struct json_object *replay_to_json(const struct replay *);

#endif
