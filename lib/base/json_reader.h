/*
 * json_reader.h: JSON text read by json-c, strictly: RFC 8259 in UTF-8, at most JSON_DEPTH_MAX levels, and no
 * more values than fit the memory that the reader may take. A text that is refused is refused with the place
 * and the reason, before json-c makes anything of it where it has too many.
 *
 * A byte order mark before the text is passed over, as RFC 8259, section 8.1, allows: editors and
 * spreadsheets write one.
 *
 * A reader keeps json-c's tokener from one text to the next, and serves one text at a time.
 */
#ifndef CURT_BASE_JSON_READER_H
#define CURT_BASE_JSON_READER_H

#include <stddef.h>

#include <json-c/json.h>

#include "base/fault.h"

#define JSON_DEPTH_MAX  32                 /* levels, at most */
#define JSON_MEMORY_MAX (64 * 1024 * 1024) /* bytes of values: an event of 1 MiB may have 524,288 numbers */
#define JSON_ERROR_SIZE 128                /* room for the place and the reason, with its NUL */

struct json_reader;

/* Values that take more than `memory` bytes, as json-c keeps them and by a careful guess, are refused. */
struct json_reader *json_reader_create(size_t memory);
void json_reader_free(struct json_reader *);

/*
 * Reads one JSON value, after which text[length] is a NUL. The caller owns *out (json_object_put); it is
 * NULL for JSON's null. FAULT_INPUT leaves *out NULL, and why is like "line 1, column 12: number expected".
 */
enum fault json_reader_read(struct json_reader *, const char *text, size_t length, struct json_object **out,
    char why[static JSON_ERROR_SIZE]);

/* json_reader_read of a part of a text, whose places count from the beginning of all of it. */
enum fault json_reader_read_part(struct json_reader *, const char *text, size_t from, size_t length,
    struct json_object **out, char why[static JSON_ERROR_SIZE]);

/* What is wrong at a place, in json-c's words, but for a comma with nothing after it, which json-c calls an
 * unexpected character. */
const char *json_reader_describe(const char *text, size_t at, enum json_tokener_error);

/* "line 1, column 12: number expected": lines and columns count from 1; a column is a character. */
void json_reader_say(char why[static JSON_ERROR_SIZE], const char *text, size_t at, const char *what);

#endif
