/*
 * import_record.h: one record of what another shortener exported, as names and texts, whatever it came in: a
 * row of CSV, an object of JSON, a row of a table in an SQL dump.
 */
#ifndef CURT_IMPORT_IMPORT_RECORD_H
#define CURT_IMPORT_IMPORT_RECORD_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT_COLUMNS_MAX 64

/* All that it points to is good until the next record is read. */
struct import_record {
    uint64_t row;      /* the line of a CSV file, else which record of the source it is, from 1 */
    const char *why;   /* NULL, or why it cannot be read: nothing else is set then */
    const char *table; /* of an SQL dump; NULL: there are no tables */
    size_t count;
    const char *names[IMPORT_COLUMNS_MAX];
    const char *texts[IMPORT_COLUMNS_MAX]; /* NULL: null */
    struct json_object *json;              /* in place of names and texts */
};

/*
 * The text of a column; of JSON, the name may be a path ("meta.validUntil"), numbers and truths come as text,
 * and nth counts the items of an array. NULL: there is none, or no such item. Names of columns are compared
 * without case and without what parts their words; those of JSON as they are.
 */
const char *import_record_get(const struct import_record *, const char *name, size_t nth);

/* Is it there at all? Not of JSON, where what is null may be left out. */
bool import_record_has(const struct import_record *, const char *name);

/* Are two names of columns the same? */
bool import_record_is_name(const char *a, const char *b);

#endif
