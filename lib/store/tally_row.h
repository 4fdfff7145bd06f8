/*
 * tally_row.h: the rows of TABLE_TALLY and TABLE_VISITOR as bytes; for tally.c and tally_batch.c only.
 *
 * TABLE_TALLY:   scope, 1                    -> totals
 *                scope, 2, hour              -> hour
 *                scope, 3, dimension, value  -> count
 * TABLE_VISITOR: day, scope, visitor         -> nothing
 */
#ifndef CURT_STORE_TALLY_ROW_H
#define CURT_STORE_TALLY_ROW_H

#include "store/pack.h"
#include "store/tally.h"

enum {
    TALLY_ROW_TOTALS = 1,
    TALLY_ROW_HOUR = 2,
    TALLY_ROW_VALUE = 3,
    TALLY_SCOPE_MAX = 1 + 4 + 2 + LABEL_MAX,
    TALLY_KEY_MAX = TALLY_SCOPE_MAX + 2 + 2 + TALLY_VALUE_MAX,
    TALLY_TOTALS_BYTES = 8 * (TALLY_CLASSES + 3) + 4 * TALLY_DIMENSIONS,
    TALLY_HOUR_BYTES = 4 * TALLY_QUARTERS * (TALLY_CLASSES + 1),
};

void tally_pack_scope(struct pack *, const struct tally_scope *);

/* All zero for a row that is not there. */
enum fault tally_get_totals(struct txn *, struct row_key, struct tally_totals *out);
enum fault tally_put_totals(struct txn *, struct row_key, const struct tally_totals *);

void tally_unpack_hour(const uint8_t *row, size_t length, struct tally_hour *out);

/* Adds to the row of an hour, or of a value. */
enum fault tally_add_hour(struct txn *, struct row_key, const struct tally_hour *);
enum fault tally_add_count(struct txn *, struct row_key, uint64_t count);

#endif
