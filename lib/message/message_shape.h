/*
 * message_shape.h: what a message of each channel may hold, as tables (message_field.h). Facts of Vonage's
 * Messages API (its OpenAPI file 1.20.0, and what its SDK 1.27.1 sends), which other carriers share in part.
 */
#ifndef CURT_MESSAGE_MESSAGE_SHAPE_H
#define CURT_MESSAGE_MESSAGE_SHAPE_H

#include "message/message_channel.h"
#include "message/message_field_visit.h"

#define MESSAGE_SHAPE_FIELDS_MAX 16 /* of both tables of a channel */

struct message_shape {
    const struct message_field *contents; /* a message has exactly one of these: its message_type */
    const struct message_field *options;  /* and any of these */
};

const struct message_shape *message_shape(enum message_channel);

/* Visits what a person reads or opens in a message as it was read (carrier.h), and in its failover. */
enum fault message_shape_visit(struct json_object *message_json, message_field_visitor, void *arg);

#endif
