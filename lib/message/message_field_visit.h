/*
 * message_field_visit.h: finds what a person reads or opens in a message's objects, which becomes links: by
 * the tables of message_field.h.
 *
 * Of an opaque object, only the carrier knows what it holds. A person reads its members text, body and
 * description, and opens url and fallbackUrl: so it is in WhatsApp's Cloud API (text, interactive; its media
 * are link) and in Google's RCS Business Messaging (contentMessage; its media are fileUrl and thumbnailUrl),
 * which a message of the type custom is written for.
 */
#ifndef CURT_MESSAGE_MESSAGE_FIELD_VISIT_H
#define CURT_MESSAGE_MESSAGE_FIELD_VISIT_H

#include "message/message_field.h"

/* Called with each text that a person reads, and each URL that one opens (MESSAGE_FIELD_TEXT, _LINK; max is 0
 * for what has no limit), and where it stands: path, and name below that. */
typedef enum fault (*message_field_visitor)(void *arg, const struct message_field *field, const char *path,
    const char *name, struct json_object *string);

/* Visits what was read of an object, until the visitor returns a fault, which is returned. */
enum fault message_field_visit(const struct message_field *fields, struct json_object *object,
    const char *path, message_field_visitor, void *arg);

#endif
