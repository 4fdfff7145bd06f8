/*
 * message_content.c: reads what a message says: the one content of those that its channel takes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/message_content.h"

#include <string.h>

#include "base/buffer.h"
#include "message/message_shape.h"

static bool
message_content_has(const struct message_reader *r, const struct message_field *content)
{
    struct json_object *value;
    return json_object_object_get_ex(r->sent, content->name, &value) && value != NULL;
}

/* What was given, and what could have been. */
static enum fault
message_content_refuse(struct message_reader *r, const struct message_field *contents)
{
    char list[160];
    struct buffer b = buffer_over(list, sizeof list);
    if (contents[1].name == NULL)
        return message_reader_error(
            r, ERROR_MISSING_FIELD, "", contents->name, "%s is missing.", contents->name);
    for (const struct message_field *c = contents; c->name != NULL; c++)
        buffer_addf(&b, "%s%s", c == contents ? "" : c[1].name == NULL ? " or " : ", ", c->name);
    return message_reader_error(r, ERROR_MISSING_FIELD, "", "text",
        "A message by %s needs exactly one of %s.", message_channel_name(r->channel), list);
}

enum fault
message_content_read(struct message_reader *r)
{
    const struct message_field *contents = message_shape(r->channel)->contents, *given = NULL;
    const char *type;
    for (const struct message_field *c = contents; c->name != NULL; c++) {
        if (!message_content_has(r, c))
            continue;
        if (given != NULL)
            return message_content_refuse(r, contents);
        given = c;
    }
    if (given == NULL)
        return message_content_refuse(r, contents);
    enum fault fault = message_reader_text(r, r->sent, "", "message_type", 20, &type);
    if (fault == FAULT_NONE && type != NULL && strcmp(type, given->name) != 0)
        return message_reader_error(r, ERROR_CONFLICTING_FIELDS, "", "message_type",
            "message_type must be %s, like the content, or left out.", given->name);
    message_reader_keep(r->message, "message_type", given->name);
    return fault == FAULT_NONE ? message_field_read(r, r->sent, "", contents, r->message) : fault;
}
