/*
 * import_csv.c: rows of CSV under the names of their columns.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"

struct import_csv {
    FILE *file;
    struct import_why *why;
    struct csv *csv;
    bool ended, again; /* the first row comes again, as a record */
    size_t name_count;
    char *names[CSV_FIELDS_MAX];
    struct csv_row row;
    char piece[65536];
};

struct import_csv *
import_csv_create(FILE *file, struct import_why *why)
{
    struct import_csv *c = xcalloc(1, sizeof *c);
    c->file = file;
    c->why = why;
    c->csv = csv_create();
    return c;
}

void
import_csv_free(struct import_csv *c)
{
    for (size_t i = 0; i < c->name_count; i++)
        free(c->names[i]);
    csv_free(c->csv);
    free(c);
}

static enum fault
import_csv_row(struct import_csv *c)
{
    if (c->again) {
        c->again = false;
        return FAULT_NONE;
    }
    while (!csv_next(c->csv, &c->row)) {
        if (c->ended)
            return FAULT_MISSING;
        const size_t got = fread(c->piece, 1, sizeof c->piece, c->file);
        c->ended = got == 0;
        if (ferror(c->file)) {
            return import_why_set(c->why, FAULT_SYSTEM, "cannot read the file: %s", strerror(errno));
        }
        if (c->ended)
            csv_end(c->csv);
        else
            csv_feed(c->csv, c->piece, got);
    }
    return FAULT_NONE;
}

static void
import_csv_name(struct import_csv *c, const char *const *names, size_t count)
{
    c->name_count = count;
    for (size_t i = 0; i < count; i++)
        c->names[i] = xstrdup(names[i]);
}

/* A quote that is never closed takes the rest of the file, which was cut, or has a quote too many. */
static enum fault
import_csv_open_quote(struct import_csv *c)
{
    return import_why_set(c->why, FAULT_INPUT,
        "the row of line %llu has a quote that is not closed, so that the file ends in it: was it cut short?",
        (unsigned long long)c->row.line);
}

/* Those columns of which there are as many as fields in the row. */
static const char *const *
import_csv_default(const struct import_csv *c, const char *const *const *columns)
{
    for (; columns != NULL && *columns != NULL; columns++) {
        size_t count = 0;
        while ((*columns)[count] != NULL)
            count++;
        if (count == c->row.count)
            return *columns;
    }
    return NULL;
}

enum fault
import_csv_begin(struct import_csv *c, bool (*known)(const char *name, const void *arg), const void *arg,
    const char *const *const *default_columns, struct import_record *out)
{
    bool any = false;
    enum fault fault = import_csv_row(c);
    if (fault == FAULT_MISSING || (fault == FAULT_NONE && c->row.why != NULL)) {
        return import_why_set(c->why, FAULT_INPUT, "the file has no row with the names of its columns%s%s",
            fault == FAULT_NONE ? ": " : "", fault == FAULT_NONE ? c->row.why : "");
    }
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < c->row.count; i++)
        any = any || known(c->row.fields[i], arg);
    const char *const *others = any ? NULL : import_csv_default(c, default_columns);
    c->again = others != NULL;
    import_csv_name(c, others != NULL ? others : c->row.fields, c->row.count);
    *out = (struct import_record){.row = c->row.line, .count = c->name_count};
    memcpy(out->names, c->names, c->name_count * sizeof *c->names);
    return FAULT_NONE;
}

enum fault
import_csv_next(struct import_csv *c, struct import_record *out)
{
    const enum fault fault = import_csv_row(c);
    if (fault != FAULT_NONE)
        return fault;
    *out = (struct import_record){.row = c->row.line, .why = c->row.why};
    if (c->row.open)
        return import_csv_open_quote(c);
    if (c->row.why == NULL && c->row.count > c->name_count)
        out->why = "the row has more fields than there are columns";
    out->count = out->why == NULL ? c->name_count : 0;
    for (size_t i = 0; i < out->count; i++) {
        out->names[i] = c->names[i];
        out->texts[i] = i < c->row.count ? c->row.fields[i] : "";
    }
    return FAULT_NONE;
}
