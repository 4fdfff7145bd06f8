/*
 * import_json.h: the records of a JSON text: those of an array, or of the list that an answer of an API has.
 *
 * The text is taken as others write it: control characters in it, which JSON has none of, become spaces, and
 * what is not UTF-8 question marks. An item of a bare array that is not valid is a bad record, no more.
 */
#ifndef CURT_IMPORT_IMPORT_JSON_H
#define CURT_IMPORT_IMPORT_JSON_H

#include <stdio.h>

#include "import/import_record.h"
#include "import/import_why.h"

#define IMPORT_JSON_MAX (64 * 1024 * 1024) /* bytes of a file */

#define IMPORT_JSON_MEMORY ((size_t)1024 * 1024 * 1024) /* for an operator's own files */

struct import_json;

/* The text is kept and changed; it ends with a NUL at text[length], and the reader frees it. NULL (*why says
 * why): it is not JSON, or has no list. *answer, unless NULL, is then the value that the list is in, the
 * reader's; or NULL for a bare array. memory: bytes that the values may take (json_reader_create). */
struct import_json *import_json_create(
    char *text, size_t length, size_t memory, struct json_object **answer, struct import_why *);

/* The same of a file, the caller's. */
struct import_json *import_json_open(FILE *, size_t memory, struct import_why *);
void import_json_free(struct import_json *);

/* FAULT_MISSING after the last. */
enum fault import_json_next(struct import_json *, struct import_record *out);

#endif
