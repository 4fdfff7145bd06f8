/*
 * json.h: JSON that strangers send, read by json-c, more strictly than json-c's own strictness; and what
 * is often asked of it.
 */
#ifndef CURT_BASE_JSON_H
#define CURT_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

#include "base/json_reader.h"
#include "base/uuid.h"

#define JSON_POINTER_SIZE 160 /* room for what json_pointer writes, with its NUL */

/*
 * Reads one JSON value, which ends with a NUL at text[length]. NULL for anything else (and for null). The
 * caller owns it.
 */
struct json_object *json_read(const char *text, size_t length);

/* json_read that says where and why, in JSON_ERROR_SIZE bytes, when it returns NULL. */
struct json_object *json_read_or_say(const char *text, size_t length, char why[static JSON_ERROR_SIZE]);

/* The value as text, without spaces. It belongs to the value. */
const char *json_text(struct json_object *, size_t *length);

/* A deep copy, which the caller owns, without what json_object_set_userdata hung on texts. */
struct json_object *json_copy(struct json_object *);

/* The text of a member that is a string: "" when there is none. */
const char *json_member(struct json_object *, const char *name);

/* The value of a member that is a whole number from 0 to `most`. False: it is none. */
bool json_member_number(struct json_object *, const char *name, uint64_t most, uint64_t *out);

/* Adds a text; with _or_null, "" as null. */
void json_add_text(struct json_object *to, const char *name, const char *text);
void json_add_text_or_null(struct json_object *to, const char *name, const char *text);
void json_add_known(struct json_object *to, const char *name, const char *text); /* "": left out */

/* Adds a UUID as text; the nil one as null. */
void json_add_uuid_or_null(struct json_object *to, const char *name, const uint8_t uuid[static UUID_BYTES]);

/* Adds a time (timestamp.h) as text; 0 as null. */
void json_add_timestamp(struct json_object *to, const char *name, int64_t timestamp);

/*
 * Writes where in a body something is, as a JSON Pointer (RFC 6901) with # in front: "#/name", "#" for no
 * name at all, "#/outer/name" when outer is not NULL. A name that is too long is cut where a character ends.
 */
void json_pointer(const char *outer, const char *name, char out[static JSON_POINTER_SIZE]);

#endif
