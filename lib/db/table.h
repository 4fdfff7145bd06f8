/*
 * table.h: records of a table as structs. A noun (rule.h, campaign.h, ...) describes once how its struct
 * becomes a row, and these functions read and write it.
 *
 * A record is found by its key. For a table of named records that is the name, which people choose: 1 to
 * TABLE_NAME_MAX of A-Z a-z 0-9 . _ -. Reading puts the key into the struct, too. The keys and structs are
 * the caller's; a key may lie in the struct that is read.
 *
 * Every call takes a transaction, or env_read(env) for a read that needs none. FAULT_SYSTEM: a row that
 * cannot be decoded.
 */
#ifndef CURT_DB_TABLE_H
#define CURT_DB_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "db/codec.h"
#include "db/row.h"

#define TABLE_NAME_MAX 64

struct table_schema {
    enum table table;
    size_t row_max; /* bytes of the longest row */
    size_t name_at; /* where the struct has its name, if decode_key is NULL */
    /* Puts the key into the struct; NULL: it is a name. */
    void (*decode_key)(struct decoder *, void *record);
    void (*encode)(struct encoder *, const void *record);
    /* Sets bad for what cannot be. */
    void (*decode)(struct decoder *, void *record);
};

bool table_name_is_valid(const char *name);
struct row_key table_name_key(const char *name);

/* FAULT_MISSING when there is none, as for what cannot be a name. */
enum fault table_get(struct txn *, const struct table_schema *, struct row_key, void *out);

/* table_get that locks the row for the write that follows. Only in a transaction. */
enum fault table_get_for_update(struct txn *, const struct table_schema *, struct row_key, void *out);

/*
 * The first record whose key sorts after this one, which need not be there; "" comes before all names.
 * FAULT_MISSING past the last. No more than row_max bytes of the row are decoded.
 */
enum fault table_next(struct txn *, const struct table_schema *, struct row_key after, void *out);

/* Writes the record; table_add only a new one: FAULT_EXISTS. FAULT_FULL: it is longer than row_max. */
enum fault table_put(struct txn *, const struct table_schema *, struct row_key, const void *record);
enum fault table_add(struct txn *, const struct table_schema *, struct row_key, const void *record);

/* FAULT_MISSING when there is none. */
enum fault table_remove(struct txn *, const struct table_schema *, struct row_key);

#endif
