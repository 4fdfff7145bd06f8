/*
 * recipients_csv.h: recipients out of CSV (base/csv.h) whose first row names the fields, each once, `to`
 * among them. Without a `to`, the only column whose name means the same is taken: To, Phone, Mobile, ...
 */
#ifndef CURT_CAMPAIGN_RECIPIENTS_CSV_H
#define CURT_CAMPAIGN_RECIPIENTS_CSV_H

#include <stddef.h>

#include "base/fault.h"
#include "campaign/recipient_item.h"

#define RECIPIENT_COLUMN_SIZE 65 /* room for a column's name, cleaned and cut, with its NUL */

struct recipients_csv;

/* Never NULL: without memory the program ends. */
struct recipients_csv *recipients_csv_create(void);
void recipients_csv_free(struct recipients_csv *);

/* The next piece, which must stay until recipients_csv_next has read it up; recipients_csv_end: no more. */
void recipients_csv_feed(struct recipients_csv *, const char *bytes, size_t length);
void recipients_csv_end(struct recipients_csv *);

/* The next recipient, right or wrong. FAULT_MISSING: the piece is read up; FAULT_INPUT: the first row cannot
 * be used, as out->why says (until the next call): nothing more can be read. */
enum fault recipients_csv_next(struct recipients_csv *, struct recipient_item *out);

/* The column that was taken for `to`; "": it is named to, or not read yet. The reader's. */
const char *recipients_csv_to_column(const struct recipients_csv *);

#endif
