/*
 * recipients_json.c: reads recipients from JSON, an object at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

enum {
    RECIPIENTS_JSON_DEPTH = 4,
    RECIPIENTS_JSON_MAX = 64 * 1024, /* bytes of a recipient's JSON, as it was sent */
};

static const char recipients_json_too_long[] = "this recipient's JSON is longer than 64 KB";
static const char recipients_json_no_recipient[] = "this is not the JSON of a recipient";

struct recipients_json {
    struct json_tokener *tokener;
    const char *bytes; /* of the piece, what is not read yet */
    size_t length;
    size_t mark;    /* bytes of the byte-order mark that were passed over, or could be no more */
    size_t pending; /* bytes of the object that is being read */
    uint64_t line;
    bool begun, closed, ended; /* the array is open; it was closed; no piece follows */
};

struct recipients_json *
recipients_json_create(void)
{
    struct recipients_json *r = xcalloc(1, sizeof *r);
    r->tokener = xchecked(json_tokener_new_ex(RECIPIENTS_JSON_DEPTH));
    json_tokener_set_flags(r->tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
    return r;
}

void
recipients_json_free(struct recipients_json *r)
{
    json_tokener_free(r->tokener);
    free(r);
}

static void
recipients_json_skip(struct recipients_json *r, size_t count)
{
    r->bytes += count;
    r->length -= count;
}

void
recipients_json_feed(struct recipients_json *r, const char *bytes, size_t length)
{
    static const char mark[] = UTF8_MARK;
    r->bytes = bytes;
    r->length = length;
    while (r->mark < sizeof mark - 1 && r->length > 0 && *r->bytes == mark[r->mark]) {
        r->mark++;
        recipients_json_skip(r, 1);
    }
    if (r->length > 0)
        r->mark = sizeof mark - 1; /* it stands at the beginning or nowhere */
}

void
recipients_json_end(struct recipients_json *r)
{
    r->length = 0;
    r->ended = true;
}

/* A text of each value: numbers as they are written, and nothing of what has parts. NULL: it has. */
static struct json_object *
recipients_json_texts(struct json_object *object)
{
    struct json_object *texts = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        const enum json_type type = json_object_get_type(value);
        const char *text = value != NULL ? json_object_get_string(value) : "";
        if (type == json_type_object || type == json_type_array ||
            (type == json_type_string && strlen(text) != (size_t)json_object_get_string_len(value))) {
            json_object_put(texts);
            return NULL;
        }
        if (*text != '\0')
            json_object_object_add(texts, name, json_object_new_string(text));
    }
    return texts;
}

static void
recipients_json_take(struct json_object *object, uint64_t line, struct recipient_item *out)
{
    *out = (struct recipient_item){.line = line};
    if (json_object_get_type(object) == json_type_object)
        out->fields = recipients_json_texts(object);
    if (out->fields == NULL)
        out->why = "a recipient is an object of texts and numbers";
}

/* How deep values are in it, as the tokener counts: 1 for one without any. */
static int
recipients_json_depth(struct json_object *value)
{
    int depth = 0;
    if (json_object_get_type(value) == json_type_object) {
        json_object_object_foreach(value, name, member)
        {
            (void)name;
            const int inner = recipients_json_depth(member);
            depth = inner > depth ? inner : depth;
        }
    }
    for (size_t i = 0; json_object_get_type(value) == json_type_array && i < json_object_array_length(value);
         i++) {
        const int inner = recipients_json_depth(json_object_array_get_idx(value, i));
        depth = inner > depth ? inner : depth;
    }
    return depth + 1;
}

/* The tokener could look at this too, but not for overlong forms; and it would look at the byte after a
 * recipient, if that is in the same piece, and refuse both for it. */
static bool
recipients_json_is_utf8(struct json_object *object)
{
    size_t length;
    const char *text = json_text(object, &length);
    return utf8_is_valid(text, length);
}

static enum fault
recipients_json_refuse(uint64_t line, const char *why, struct recipient_item *out)
{
    *out = (struct recipient_item){.line = line, .why = why};
    return FAULT_INPUT;
}

enum fault
recipients_json_read(struct json_object *object, uint64_t line, struct recipient_item *out)
{
    size_t length = 0;
    json_text(object, &length);
    if (length > RECIPIENTS_JSON_MAX)
        return recipients_json_refuse(line, recipients_json_too_long, out);
    if (recipients_json_depth(object) > RECIPIENTS_JSON_DEPTH)
        return recipients_json_refuse(line, recipients_json_no_recipient, out);
    recipients_json_take(object, line, out);
    return FAULT_NONE;
}

/* Passes over what is between objects: the array's brackets and commas are not in them. */
static void
recipients_json_skip_between(struct recipients_json *r)
{
    while (r->length > 0 && strchr(" \t\r\n,[]", *r->bytes) != NULL && *r->bytes != '\0') {
        r->begun = r->begun || *r->bytes == '[';
        r->closed = r->closed || *r->bytes == ']';
        recipients_json_skip(r, 1);
    }
    r->line += r->length > 0;
}

enum fault
recipients_json_next(struct recipients_json *r, struct recipient_item *out)
{
    if (r->pending == 0)
        recipients_json_skip_between(r);
    if (r->length == 0)
        return r->ended && (r->pending > 0 || (r->begun && !r->closed))
                   ? recipients_json_refuse(r->line, "unexpected end of file inside a record", out)
                   : FAULT_MISSING;
    struct json_object *object = json_tokener_parse_ex(r->tokener, r->bytes, (int)r->length);
    const enum json_tokener_error error = json_tokener_get_error(r->tokener);
    const bool more = error == json_tokener_continue;
    const size_t taken = more ? r->length : json_tokener_get_parse_end(r->tokener);
    const size_t size = r->pending + taken;
    enum fault fault = FAULT_NONE;
    recipients_json_skip(r, taken);
    if (size > RECIPIENTS_JSON_MAX)
        fault = recipients_json_refuse(r->line, recipients_json_too_long, out);
    else if (r->closed || (!more && (error != json_tokener_success || !recipients_json_is_utf8(object))))
        fault = recipients_json_refuse(r->line, recipients_json_no_recipient, out);
    else if (more)
        fault = FAULT_MISSING;
    else
        recipients_json_take(object, r->line, out);
    r->pending = more ? size : 0;
    json_object_put(object);
    return fault;
}
