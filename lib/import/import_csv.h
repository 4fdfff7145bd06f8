/*
 * import_csv.h: the records of a CSV file (base/csv.h), whose first row names the columns.
 */
#ifndef CURT_IMPORT_IMPORT_CSV_H
#define CURT_IMPORT_IMPORT_CSV_H

#include <stdio.h>

#include "import/import_record.h"
#include "import/import_why.h"

struct import_csv;

/* The file is the caller's, and why, which must stay. */
struct import_csv *import_csv_create(FILE *, struct import_why *);
void import_csv_free(struct import_csv *);

/* The names in the first row, as a record without texts; to be called first. FAULT_INPUT (*why says it):
 * there are none. If it names nothing that `known` knows, it is a record itself, of these columns (NULL after
 * the last), and comes again; unless default_columns is NULL, or there are not as many. */
enum fault import_csv_begin(struct import_csv *, bool (*known)(const char *name, const void *arg),
    const void *arg, const char *const *const *default_columns, struct import_record *out);

/* FAULT_MISSING after the last; FAULT_SYSTEM (*why says it): the file cannot be read. */
enum fault import_csv_next(struct import_csv *, struct import_record *out);

#endif
