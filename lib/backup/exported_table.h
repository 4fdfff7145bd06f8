/*
 * exported_table.h: what an export has of each table: its rows; or nothing, because an import makes them of
 * the rows of another table, or because they are only of use where they were made.
 */
#ifndef CURT_BACKUP_EXPORTED_TABLE_H
#define CURT_BACKUP_EXPORTED_TABLE_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "db/env.h"
#include "db/row.h"

enum exported_how { EXPORTED_ROWS = 1, EXPORTED_MADE_AGAIN, EXPORTED_NOT };

struct exported_table {
    enum exported_how how;
    const char *kind; /* what its rows are called */
    bool own;         /* programs write rows of it by themselves, so a new store may have some */
    /* The row as people read it, or NULL. The caller owns it. */
    struct json_object *(*show)(struct env *, const struct config *, const struct cursor *);
    /* Makes the rows of other tables that belong to a row. FAULT_INPUT: it cannot be one. */
    enum fault (*add)(struct txn *, struct row_key, const void *row, size_t length);
};

extern const struct exported_table exported_tables[TABLES];

/* The table whose rows are called so; TABLES: none. */
enum table exported_table_find(const char *kind);

#endif
