/*
 * tally_row.h: the rows of TABLE_TALLY and TABLE_VISITOR as bytes; for tally.c and tally_batch.c only.
 *
 * TABLE_TALLY:   scope, 1        -> totals, then for each value: dimension, text, count
 *                scope, 2, hour  -> hour
 * TABLE_VISITOR: day, scope, visitor -> nothing
 */
#ifndef CURT_STORE_TALLY_ROW_H
#define CURT_STORE_TALLY_ROW_H

#include "store/pack.h"
#include "store/tally.h"

enum {
    TALLY_ROW_SUMMARY = 1,
    TALLY_ROW_HOUR = 2,
    TALLY_SCOPE_MAX = 1 + 4 + 2 + LABEL_MAX,
    TALLY_KEY_MAX = TALLY_SCOPE_MAX + 1 + 4,
    TALLY_TOTALS_BYTES = 8 * (TALLY_CLASSES + 3) + 4 * TALLY_DIMENSIONS,
    TALLY_VALUE_BYTES = 1 + 2 + TALLY_VALUE_MAX + 8,
    TALLY_HOUR_BYTES = 4 * TALLY_QUARTERS * (TALLY_CLASSES + 1),
};

void tally_pack_scope(struct pack *, const struct tally_scope *);

/* A summary as it is being changed, in the row's own form. */
struct tally_summary {
    struct tally_totals totals;
    uint8_t *bytes; /* the caller's: room for TALLY_SUMMARY_BYTES of the most values kept */
    size_t size, length;
};

#define TALLY_SUMMARY_BYTES(values) \
    (TALLY_TOTALS_BYTES + (size_t)TALLY_DIMENSIONS * ((size_t)(values) + 1) * TALLY_VALUE_BYTES)

void tally_unpack_totals(const uint8_t *row, size_t length, struct tally_totals *out);

/* An empty one for a row that is not there. */
enum fault tally_get_summary(struct txn *, struct row_key, struct tally_summary *);
enum fault tally_put_summary(struct txn *, struct row_key, struct tally_summary *);

/* Adds to a value; to the value "" when it is new and there are `most` already. */
void tally_add_value(struct tally_summary *, enum tally_dimension, const void *text, size_t length,
    uint64_t count, uint32_t most);

void tally_unpack_hour(const uint8_t *row, size_t length, struct tally_hour *out);

/* Adds to the row of an hour. */
enum fault tally_add_hour(struct txn *, struct row_key, const struct tally_hour *);

#endif
