/*
 * sql_dump.c: finds the rows in an SQL dump, and the names of their columns.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/sql_dump.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "import/sql_token.h"

enum { SQL_TABLES_MAX = 256 /* whose columns are known; of later ones, those of the INSERT alone */ };

struct sql_table {
    char name[SQL_DUMP_NAME_MAX + 1];
    size_t count;
    char columns[IMPORT_COLUMNS_MAX][SQL_DUMP_NAME_MAX + 1];
};

struct sql_dump {
    struct import_why *why;
    struct sql_reader reader;
    enum sql_kind kind; /* of the token that was read last */
    uint64_t row;
    bool inside; /* of an INSERT, before the next row */
    size_t table_count;
    struct sql_table *tables[SQL_TABLES_MAX];
    struct sql_table insert; /* the table and the columns of the INSERT */
    char text[SQL_DUMP_ROW_MAX];
};

struct sql_dump *
sql_dump_create(FILE *file, struct import_why *why)
{
    struct sql_dump *d = xcalloc(1, sizeof *d);
    d->reader.file = file;
    d->why = why;
    d->kind = SQL_SIGN; /* before the first statement */
    return d;
}

void
sql_dump_free(struct sql_dump *d)
{
    for (size_t i = 0; i < d->table_count; i++)
        free(d->tables[i]);
    free(d);
}

/* The next token, its text at `at` of the row's space. */
static enum sql_kind
sql_dump_token(struct sql_dump *d, size_t at)
{
    d->reader.space = d->text + at;
    d->reader.size = sizeof d->text - at;
    return d->kind = sql_token_next(&d->reader);
}

static bool
sql_dump_is(const struct sql_dump *d, enum sql_kind kind, const char *text)
{
    return d->kind == kind && strcasecmp(d->reader.space, text) == 0;
}

static bool
sql_dump_is_sign(const struct sql_dump *d, char sign)
{
    return d->kind == SQL_SIGN && d->reader.space[0] == sign;
}

static bool
sql_dump_is_over(const struct sql_dump *d)
{
    return d->kind == SQL_END || d->kind == SQL_BROKEN;
}

/* To the end of the statement. */
static void
sql_dump_skip(struct sql_dump *d)
{
    while (!sql_dump_is_over(d) && !sql_dump_is_sign(d, ';'))
        sql_dump_token(d, 0);
}

static void
sql_dump_copy_name(const struct sql_dump *d, char out[static SQL_DUMP_NAME_MAX + 1])
{
    snprintf(out, SQL_DUMP_NAME_MAX + 1, "%.*s", SQL_DUMP_NAME_MAX, d->reader.space);
}

/* The name of a table; of `database`.`table`, the second. */
static void
sql_dump_table_name(struct sql_dump *d, struct sql_table *out)
{
    *out = (struct sql_table){0};
    do {
        if (!sql_dump_is_sign(d, '.') && !sql_dump_is(d, SQL_WORD, "."))
            sql_dump_copy_name(d, out->name);
        sql_dump_token(d, 0);
    } while (!sql_dump_is_over(d) && !sql_dump_is_sign(d, '(') && !sql_dump_is_sign(d, ';') &&
             strcasecmp(d->reader.space, "VALUES") != 0);
}

/* Past a definition, whose parentheses may hold commas. */
static void
sql_dump_skip_definition(struct sql_dump *d)
{
    size_t depth = 0;
    while (!sql_dump_is_over(d) && (depth > 0 || (!sql_dump_is_sign(d, ',') && !sql_dump_is_sign(d, ')')))) {
        depth += sql_dump_is_sign(d, '(');
        depth -= sql_dump_is_sign(d, ')') && depth > 0;
        sql_dump_token(d, 0);
    }
}

static bool
sql_dump_is_column(const struct sql_dump *d)
{
    static const char *const others[] = {"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "FULLTEXT", "SPATIAL",
        "INDEX", "FOREIGN", "CHECK", "PERIOD"};
    for (size_t i = 0; i < sizeof others / sizeof *others && d->kind == SQL_WORD; i++)
        if (sql_dump_is(d, SQL_WORD, others[i]))
            return false;
    return true;
}

/* The names in parentheses, of a CREATE TABLE with what they are. */
static void
sql_dump_columns(struct sql_dump *d, struct sql_table *table)
{
    while (!sql_dump_is_over(d) && !sql_dump_is_sign(d, ')')) {
        sql_dump_token(d, 0);
        if (sql_dump_is_column(d) && table->count < IMPORT_COLUMNS_MAX)
            sql_dump_copy_name(d, table->columns[table->count++]);
        sql_dump_skip_definition(d);
    }
}

static void
sql_dump_create_table(struct sql_dump *d)
{
    struct sql_table *table = xcalloc(1, sizeof *table);
    sql_dump_token(d, 0);
    while (sql_dump_is(d, SQL_WORD, "IF") || sql_dump_is(d, SQL_WORD, "NOT") ||
           sql_dump_is(d, SQL_WORD, "EXISTS"))
        sql_dump_token(d, 0);
    sql_dump_table_name(d, table);
    if (sql_dump_is_sign(d, '(') && d->table_count < SQL_TABLES_MAX) {
        sql_dump_columns(d, table);
        d->tables[d->table_count++] = table;
    } else {
        free(table);
    }
    sql_dump_skip(d);
}

static void
sql_dump_known_columns(struct sql_dump *d)
{
    for (size_t i = d->table_count; i-- > 0;)
        if (strcmp(d->tables[i]->name, d->insert.name) == 0) {
            d->insert = *d->tables[i];
            return;
        }
}

static void
sql_dump_insert(struct sql_dump *d)
{
    do
        sql_dump_token(d, 0);
    while (!sql_dump_is_over(d) && d->kind == SQL_WORD &&
           (sql_dump_is(d, SQL_WORD, "INTO") || sql_dump_is(d, SQL_WORD, "IGNORE") ||
               sql_dump_is(d, SQL_WORD, "DELAYED") || sql_dump_is(d, SQL_WORD, "LOW_PRIORITY")));
    sql_dump_table_name(d, &d->insert);
    if (sql_dump_is_sign(d, '(')) {
        sql_dump_columns(d, &d->insert);
        sql_dump_token(d, 0);
    } else {
        sql_dump_known_columns(d);
    }
    d->inside = sql_dump_is(d, SQL_WORD, "VALUES") || sql_dump_is(d, SQL_WORD, "VALUE");
    if (!d->inside)
        sql_dump_skip(d);
}

/* pg_dump says with this how its texts are to be read. */
static void
sql_dump_set(struct sql_dump *d)
{
    sql_dump_token(d, 0);
    if (sql_dump_is(d, SQL_WORD, "standard_conforming_strings")) {
        sql_dump_token(d, 0);
        sql_dump_token(d, 0);
        d->reader.plain = sql_dump_is(d, SQL_WORD, "on");
    }
    sql_dump_skip(d);
}

/* To the first row of the next INSERT; false at the end of the dump. */
static bool
sql_dump_find(struct sql_dump *d)
{
    while (!d->inside && !sql_dump_is_over(d)) {
        sql_dump_token(d, 0);
        if (sql_dump_is(d, SQL_WORD, "INSERT") || sql_dump_is(d, SQL_WORD, "REPLACE")) {
            sql_dump_insert(d);
        } else if (sql_dump_is(d, SQL_WORD, "SET")) {
            sql_dump_set(d);
        } else if (sql_dump_is(d, SQL_WORD, "CREATE")) {
            sql_dump_token(d, 0);
            if (sql_dump_is(d, SQL_WORD, "TABLE"))
                sql_dump_create_table(d);
            else
                sql_dump_skip(d);
        } else {
            sql_dump_skip(d);
        }
    }
    return d->inside;
}

/* The value that begins with this token, which is its text afterwards; *null: it is NULL. */
static const char *
sql_dump_value(struct sql_dump *d, size_t at, bool *null)
{
    *null = sql_dump_is(d, SQL_WORD, "NULL");
    const bool hex = sql_dump_is(d, SQL_WORD, "x"), bits = sql_dump_is(d, SQL_WORD, "b");
    if (hex || bits || (d->kind == SQL_WORD && d->reader.space[0] == '_')) {
        sql_dump_token(d, at);
        if ((hex && (d->kind != SQL_TEXT || !sql_token_unhex(&d->reader, 0))) || bits)
            return bits ? NULL : "a value is not hexadecimal";
    } else if (d->kind == SQL_WORD && d->reader.space[0] == '0' && (d->reader.space[1] | 32) == 'x' &&
               !sql_token_unhex(&d->reader, 2)) {
        return "a value is not hexadecimal";
    }
    if (d->reader.cut)
        return "the row is longer than 65536 bytes";
    return d->reader.null ? "the row contains a NUL" : NULL;
}

/* The values of a row, from after its parenthesis to the one that ends it. */
static void
sql_dump_values(struct sql_dump *d, struct import_record *out)
{
    size_t used = 0;
    do {
        bool null;
        sql_dump_token(d, used);
        const size_t place = out->count < IMPORT_COLUMNS_MAX ? out->count++ : IMPORT_COLUMNS_MAX - 1;
        const char *why = sql_dump_value(d, used, &null);
        out->why = out->why != NULL ? out->why : why;
        out->texts[place] = null ? NULL : d->text + used;
        if (!d->reader.cut)
            used += d->reader.length + 1;
        if (used >= sizeof d->text)
            used = sizeof d->text - 1;
        do /* what an expression would have more */
            sql_dump_token(d, used);
        while (!sql_dump_is_over(d) && !sql_dump_is_sign(d, ',') && !sql_dump_is_sign(d, ')'));
    } while (sql_dump_is_sign(d, ','));
}

enum fault
sql_dump_next(struct sql_dump *d, struct import_record *out)
{
    *out = (struct import_record){0};
    while (sql_dump_find(d)) {
        sql_dump_token(d, 0);
        if (sql_dump_is_sign(d, '(')) {
            out->row = ++d->row;
            out->table = d->insert.name;
            sql_dump_values(d, out);
            if (sql_dump_is_over(d))
                break;
            if (out->why == NULL && d->insert.count == 0)
                out->why = "the dump does not name the table's columns: make it with CREATE TABLE, or with "
                           "--complete-insert";
            if (out->why == NULL && out->count != d->insert.count)
                out->why = "the number of values does not match the number of columns";
            for (size_t i = 0; i < out->count && out->why == NULL; i++)
                out->names[i] = d->insert.columns[i];
            out->count = out->why == NULL ? out->count : 0;
            return FAULT_NONE;
        }
        if (sql_dump_is_over(d))
            break; /* without a semicolon: rows are missing */
        if (!sql_dump_is_sign(d, ',')) {
            d->inside = false;
            sql_dump_skip(d);
        }
    }
    if (d->kind == SQL_BROKEN || d->inside) {
        return import_why_set(d->why, FAULT_INPUT, "the dump is cut short after row %llu; make it again",
            (unsigned long long)d->row);
    }
    return FAULT_MISSING;
}
