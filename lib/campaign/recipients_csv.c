/*
 * recipients_csv.c: reads recipients from rows of CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"

struct recipients_csv {
    struct csv *csv;
    bool has_names;
    size_t name_count;
    char *names[CSV_FIELDS_MAX]; /* of the columns */
};

struct recipients_csv *
recipients_csv_create(void)
{
    struct recipients_csv *r = xcalloc(1, sizeof *r);
    r->csv = csv_create();
    return r;
}

void
recipients_csv_free(struct recipients_csv *r)
{
    for (size_t i = 0; i < r->name_count; i++)
        free(r->names[i]);
    csv_free(r->csv);
    free(r);
}

void
recipients_csv_feed(struct recipients_csv *r, const char *bytes, size_t length)
{
    csv_feed(r->csv, bytes, length);
}

void
recipients_csv_end(struct recipients_csv *r)
{
    csv_end(r->csv);
}

/* A copy without the spaces around it. */
static char *
recipients_csv_trim(const char *text)
{
    text += strspn(text, " ");
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return xstrndup(text, length);
}

/* The first row names the columns. */
static enum fault
recipients_csv_read_names(struct recipients_csv *r, const struct csv_row *row, struct recipient_item *out)
{
    bool has_to = false;
    r->has_names = true;
    for (size_t i = 0; row->why == NULL && i < row->count; i++) {
        r->names[r->name_count++] = recipients_csv_trim(row->fields[i]);
        has_to = has_to || strcmp(r->names[i], "to") == 0;
    }
    if (has_to)
        return FAULT_NONE;
    out->line = row->line;
    out->why = row->why != NULL ? row->why
                                : "the first row must name the columns, and one of them must be to";
    return FAULT_INPUT;
}

enum fault
recipients_csv_next(struct recipients_csv *r, struct recipient_item *out)
{
    struct csv_row row;
    *out = (struct recipient_item){.line = 0};
    if (!csv_next(r->csv, &row))
        return FAULT_MISSING;
    if (!r->has_names) {
        enum fault fault = recipients_csv_read_names(r, &row, out);
        if (fault != FAULT_NONE)
            return fault;
        if (!csv_next(r->csv, &row))
            return FAULT_MISSING;
    }
    out->line = row.line;
    out->why = row.why;
    if (out->why == NULL && row.count > r->name_count)
        out->why = "the row has more fields than the first has names";
    if (out->why != NULL)
        return FAULT_NONE;
    out->fields = json_object_new_object();
    for (size_t i = 0; i < row.count; i++)
        if (row.fields[i][0] != '\0' && r->names[i][0] != '\0')
            json_object_object_add(out->fields, r->names[i], json_object_new_string(row.fields[i]));
    return FAULT_NONE;
}
