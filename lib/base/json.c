/*
 * json.c: helpers around json-c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"

#include <string.h>

#include "base/buffer.h"
#include "base/json_reader.h"
#include "base/memory.h"
#include "base/timestamp.h"
#include "base/utf8.h"

struct json_object *
json_read_or_say(const char *text, size_t length, char why[static JSON_ERROR_SIZE])
{
    struct json_object *value;
    struct json_reader *reader = json_reader_create(JSON_MEMORY_MAX);
    if (json_reader_read(reader, text, length, &value, why) == FAULT_NONE)
        strcpy(why, "null");
    json_reader_free(reader);
    return value;
}

struct json_object *
json_read(const char *text, size_t length)
{
    char why[JSON_ERROR_SIZE];
    return json_read_or_say(text, length, why);
}

const char *
json_text(struct json_object *value, size_t *length)
{
    return json_object_to_json_string_length(
        value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, length);
}

/* json-c copies what hangs on a value only when it hung it there itself, as on numbers, and fails with
 * anything else: what hangs on a text stays with that text. */
static int
json_copy_one(struct json_object *from, struct json_object *parent, const char *name, size_t i,
    struct json_object **out)
{
    const int copied = json_c_shallow_copy_default(from, parent, name, i, out);
    return copied == 1 && json_object_is_type(from, json_type_string) ? 2 : copied;
}

struct json_object *
json_copy(struct json_object *value)
{
    struct json_object *copy = NULL;
    if (json_object_deep_copy(value, &copy, json_copy_one) != 0)
        memory_exhausted();
    return copy;
}

const char *
json_member(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) && json_object_is_type(value, json_type_string)
               ? json_object_get_string(value)
               : "";
}

static void
json_pointer_add(struct buffer *out, const char *name)
{
    char whole[JSON_POINTER_SIZE / 2 - 8]; /* an escape is twice as long; outer names are short and ours */
    utf8_clean(name, strlen(name), whole, sizeof whole);
    buffer_add(out, "/");
    for (const char *c = whole; *c != '\0'; c++)
        if (*c == '~' || *c == '/')
            buffer_add(out, *c == '~' ? "~0" : "~1");
        else
            buffer_add_bytes(out, c, 1);
}

void
json_pointer(const char *outer, const char *name, char out[static JSON_POINTER_SIZE])
{
    struct buffer b = buffer_over(out, JSON_POINTER_SIZE);
    buffer_add(&b, "#");
    if (outer != NULL)
        json_pointer_add(&b, outer);
    if (*name != '\0')
        json_pointer_add(&b, name);
}

bool
json_member_number(struct json_object *object, const char *name, uint64_t most, uint64_t *out)
{
    struct json_object *value;
    *out = 0;
    if (!json_object_object_get_ex(object, name, &value) || !json_object_is_type(value, json_type_int) ||
        json_object_get_int64(value) < 0 || json_object_get_uint64(value) > most)
        return false;
    *out = json_object_get_uint64(value);
    return true;
}

void
json_add_text(struct json_object *to, const char *name, const char *text)
{
    json_object_object_add(to, name, json_object_new_string(text));
}

void
json_add_text_or_null(struct json_object *to, const char *name, const char *text)
{
    json_object_object_add(to, name, text[0] == '\0' ? NULL : json_object_new_string(text));
}

void
json_add_known(struct json_object *to, const char *name, const char *text)
{
    if (text[0] != '\0')
        json_add_text(to, name, text);
}

void
json_add_uuid_or_null(struct json_object *to, const char *name, const uint8_t uuid[static UUID_BYTES])
{
    char text[UUID_SIZE] = "";
    if (!uuid_is_nil(uuid))
        uuid_format(uuid, text);
    json_add_text_or_null(to, name, text);
}

void
json_add_timestamp(struct json_object *to, const char *name, int64_t timestamp)
{
    char text[TIMESTAMP_SIZE];
    timestamp_format(timestamp, text);
    json_object_object_add(to, name, timestamp == 0 ? NULL : json_object_new_string(text));
}
