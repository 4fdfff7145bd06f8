/*
 * recipients_csv.c: reads recipients from rows of CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "campaign/recipients_csv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"
#include "base/utf8.h"

struct recipients_csv {
    struct csv *csv;
    bool has_names;
    size_t name_count;
    char *names[CSV_FIELDS_MAX]; /* of the columns */
    size_t to;                   /* the column of the recipient */
    char column[RECIPIENT_COLUMN_SIZE];
    char why[160];
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

static enum fault
recipients_csv_error(struct recipients_csv *r, const char *format, const char *one, const char *other)
{
    char names[2][49];
    utf8_clean(one, strlen(one), names[0], sizeof names[0]);
    utf8_clean(other, strlen(other), names[1], sizeof names[1]);
    snprintf(r->why, sizeof r->why, format, names[0], names[1]);
    return FAULT_INPUT;
}

/* Each name stands for one column. */
static enum fault
recipients_csv_check_names(struct recipients_csv *r)
{
    for (size_t i = 0; i < r->name_count; i++)
        for (size_t k = 0; k < i && r->names[i][0] != '\0'; k++)
            if (strcmp(r->names[i], r->names[k]) == 0)
                return recipients_csv_error(
                    r, "the first row has two columns named %s; rename one of them", r->names[i], "");
    return FAULT_NONE;
}

/* Are two names the same, whatever their case and what parts their words? */
static bool
recipients_csv_is_name(const char *name, const char *letters)
{
    for (; *name != '\0'; name++)
        if (strchr(" _-.#", *name) == NULL && tolower((unsigned char)*name) != *letters++)
            return false;
    return *letters == '\0';
}

/* Does the column hold the recipients, as far as its name says? */
static bool
recipients_csv_is_to(const char *name)
{
    static const char *const names[] = {"to", "recipient", "phone", "phoneno", "phonenumber", "mobile",
        "mobileno", "mobilenumber", "mobilephone", "cell", "cellnumber", "cellphone", "telephone",
        "telephonenumber", "tel", "telno", "contactnumber", "msisdn"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (recipients_csv_is_name(name, names[i]))
            return true;
    return false;
}

/* The column of that name in small letters; none: name_count. */
static size_t
recipients_csv_column(const struct recipients_csv *r, const char *name)
{
    size_t i = 0;
    while (i < r->name_count && strcmp(r->names[i], name) != 0)
        i++;
    return i;
}

/* Beside a column to, one that is To would do as well: which of them is meant? */
static enum fault
recipients_csv_check_to(struct recipients_csv *r)
{
    for (size_t i = 0; i < r->name_count; i++)
        if (i != r->to && recipients_csv_is_name(r->names[i], "to"))
            return recipients_csv_error(r,
                "the columns to and %s%s could both hold the recipients; rename one of them", r->names[i],
                "");
    return FAULT_NONE;
}

/* Without a column to, takes the only one whose name means it. */
static enum fault
recipients_csv_find_to(struct recipients_csv *r)
{
    r->to = recipients_csv_column(r, "to");
    if (r->to < r->name_count)
        return recipients_csv_check_to(r);
    for (size_t i = 0; i < r->name_count; i++) {
        if (!recipients_csv_is_to(r->names[i]))
            continue;
        if (r->to < r->name_count)
            return recipients_csv_error(r,
                "the columns %s and %s could both hold the recipients; rename one of them to \"to\"",
                r->names[r->to], r->names[i]);
        r->to = i;
    }
    if (r->to == r->name_count)
        return recipients_csv_error(
            r, "the first row must name the columns, and one of them must be to%s%s", "", "");
    utf8_clean(r->names[r->to], strlen(r->names[r->to]), r->column, sizeof r->column);
    return FAULT_NONE;
}

/* The first row names the columns. */
static enum fault
recipients_csv_read_names(struct recipients_csv *r, const struct csv_row *row, struct recipient_item *out)
{
    r->has_names = true;
    out->line = row->line;
    out->why = row->why != NULL ? row->why : r->why;
    if (row->why != NULL)
        return FAULT_INPUT;
    for (size_t i = 0; i < row->count; i++)
        r->names[r->name_count++] = xstrndup(row->fields[i], strlen(row->fields[i]));
    enum fault fault = recipients_csv_check_names(r);
    return fault == FAULT_NONE ? recipients_csv_find_to(r) : fault;
}

/* The next row that has anything in it. */
static bool
recipients_csv_row(struct recipients_csv *r, struct csv_row *row)
{
    while (csv_next(r->csv, row)) {
        bool blank = row->why == NULL;
        for (size_t i = 0; i < row->count && blank; i++)
            blank = row->fields[i][0] == '\0';
        if (!blank)
            return true;
    }
    return false;
}

static void
recipients_csv_fields(struct recipients_csv *r, const struct csv_row *row, struct recipient_item *out)
{
    out->line = row->line;
    out->why = row->why;
    for (size_t i = r->name_count; i < row->count && out->why == NULL; i++)
        if (row->fields[i][0] != '\0')
            out->why = "the row has more fields than the first has names";
    if (out->why != NULL)
        return;
    out->fields = json_object_new_object();
    for (size_t i = 0; i < row->count && i < r->name_count; i++)
        if (row->fields[i][0] != '\0' && r->names[i][0] != '\0')
            json_add_text(out->fields, i == r->to ? "to" : r->names[i], row->fields[i]);
}

enum fault
recipients_csv_next(struct recipients_csv *r, struct recipient_item *out)
{
    struct csv_row row;
    *out = (struct recipient_item){.line = 0};
    while (recipients_csv_row(r, &row)) {
        if (r->has_names) {
            recipients_csv_fields(r, &row, out);
            return FAULT_NONE;
        }
        enum fault fault = recipients_csv_read_names(r, &row, out);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_MISSING;
}

const char *
recipients_csv_to_column(const struct recipients_csv *r)
{
    return r->column;
}
