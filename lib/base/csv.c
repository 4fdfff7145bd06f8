/*
 * csv.c: a state machine over pieces of CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text_encoding.h"
#include "base/utf8.h"

/* Where in a field a byte stands. */
enum csv_place {
    CSV_START,  /* nothing of the field was read */
    CSV_SPACE,  /* nothing but spaces */
    CSV_PLAIN,  /* in a field without quotes */
    CSV_QUOTED, /* inside quotes */
    CSV_QUOTE,  /* after a quote inside quotes: their end, or the first of two */
    CSV_END,    /* after the end of quotes and spaces */
    CSV_AFTER,  /* after that, where nothing may stand */
};

struct csv {
    const char *bytes; /* what is left of the piece */
    size_t left;
    bool ended;
    struct text_encoding encoding;
    char text[TEXT_ENCODING_MAX]; /* what was decoded and is not taken */
    size_t text_at, text_count;
    uint64_t line;  /* of the next byte */
    uint64_t begun; /* the line on which the row began */
    char last;      /* the byte before */
    bool first;     /* no row was read */
    char delimiter; /* 0: not decided yet, each may be it */
    char candidate; /* what it becomes if no better one comes, 0 for none */
    enum csv_place place;
    bool long_row;
    size_t length; /* of the row so far, as it stands in the file */
    char row[CSV_ROW_MAX + 1];
};

struct csv *
csv_create(void)
{
    struct csv *csv = xcalloc(1, sizeof *csv);
    csv->line = 1;
    csv->first = true;
    return csv;
}

void
csv_free(struct csv *csv)
{
    free(csv);
}

void
csv_feed(struct csv *csv, const char *bytes, size_t length)
{
    csv->bytes = bytes;
    csv->left = length;
}

void
csv_end(struct csv *csv)
{
    csv->left = 0;
    csv->ended = true;
}

static bool
csv_is_delimiter(const struct csv *csv, char c)
{
    return csv->delimiter != 0 ? c == csv->delimiter : c == ',' || c == ';' || c == '\t';
}

/* Where the byte after this one stands. Line ends are bytes as any other here. */
static enum csv_place
csv_step(const struct csv *csv, enum csv_place place, char c)
{
    if (place == CSV_QUOTED)
        return c == '"' ? CSV_QUOTE : CSV_QUOTED;
    if (place == CSV_QUOTE && c == '"')
        return CSV_QUOTED;
    if (csv_is_delimiter(csv, c))
        return CSV_START;
    if (place == CSV_START || place == CSV_SPACE)
        return c == '"' ? CSV_QUOTED : c == ' ' || c == '\t' ? CSV_SPACE : CSV_PLAIN;
    if (place == CSV_QUOTE || place == CSV_END)
        return c == ' ' || c == '\t' ? CSV_END : CSV_AFTER;
    return place;
}

/* A comma decides at once; for the others, it has to be known that the row has none. */
static void
csv_decide(struct csv *csv, char c)
{
    if (csv->place == CSV_QUOTED || csv->delimiter != 0)
        return;
    if (c == ',')
        csv->delimiter = ',';
    if (c == ';' || (c == '\t' && csv->candidate == 0))
        csv->candidate = c;
}

/* Does it stand in rows and at their ends without any meaning? */
static bool
csv_is_empty(const struct csv *csv, char c)
{
    return c == ' ' || c == '\t' || csv_is_delimiter(csv, c);
}

/* Takes one byte into the row. */
static void
csv_put(struct csv *csv, char c)
{
    if (csv->length == 0)
        csv->begun = csv->line;
    csv_decide(csv, c);
    csv->place = csv_step(csv, csv->place, c);
    if (csv->length < CSV_ROW_MAX)
        csv->row[csv->length++] = c;
    else
        csv->long_row = csv->long_row || !csv_is_empty(csv, c);
}

/* Takes one byte; true when the row ended with it. */
static bool
csv_take(struct csv *csv, char c)
{
    const bool inside = csv->place == CSV_QUOTED;
    const bool second = c == '\n' && csv->last == '\r'; /* of CRLF, of which the first ended the line */
    const bool end = c == '\n' || c == '\r';
    csv->last = c;
    if (!end || inside)
        csv_put(csv, c);
    csv->line += end && !second;
    return end && !inside && !second;
}

static bool
csv_is_blank(const struct csv *csv)
{
    for (size_t i = 0; i < csv->length; i++)
        if (!csv_is_empty(csv, csv->row[i]))
            return false;
    return !csv->long_row;
}

/* Ends a field, and keeps it if there is room: fields beyond are passed over while they are empty. */
static const char *
csv_add_field(struct csv_row *out, char *text)
{
    text = utf8_trim(text);
    if (out->count < CSV_FIELDS_MAX)
        out->fields[out->count++] = text;
    else if (*text != '\0')
        return "the row has more than 64 fields";
    return NULL;
}

/* Cuts the row into its fields, in place: what is left of each is never longer. */
static const char *
csv_split(struct csv *csv, struct csv_row *out)
{
    enum csv_place place = CSV_START;
    const char *why = NULL;
    char *to = csv->row, *field = to;
    for (size_t i = 0; i < csv->length && why == NULL; i++) {
        const char c = csv->row[i];
        const enum csv_place before = place;
        place = csv_step(csv, place, c);
        if (place == CSV_AFTER)
            return "text after the closing quote of a field";
        if (place == CSV_PLAIN && (c == '\n' || c == '\r')) /* in quotes only while the delimiter was open */
            return "line break in an unquoted field";
        if (place == CSV_START) {
            *to++ = '\0';
            why = csv_add_field(out, field);
            field = to;
        } else if (place == CSV_PLAIN ||
                   (place == CSV_QUOTED && before != CSV_START && before != CSV_SPACE)) {
            *to++ = c;
        }
    }
    *to = '\0';
    if (why == NULL)
        why = csv_add_field(out, field);
    return place == CSV_QUOTED ? "unclosed quotes in a field" : why;
}

/* Is it what programs save that do not save CSV? The first bytes of a ZIP archive, and of Excel's older
 * files. */
static bool
csv_is_workbook(const struct csv *csv)
{
    return csv->first && csv->length >= 4 &&
           (memcmp(csv->row, "PK\3\4", 4) == 0 || memcmp(csv->row, "\xd0\xcf\x11\xe0", 4) == 0);
}

static const char *
csv_read(struct csv *csv, struct csv_row *out)
{
    if (csv_is_workbook(csv))
        return "this is a workbook (.xlsx), not CSV; save it as \"CSV UTF-8\"";
    if (out->open)
        return "unexpected end of file inside quotes";
    if (csv->long_row)
        return "the row is longer than 16384 bytes";
    if (memchr(csv->row, '\0', csv->length) != NULL)
        return "the row contains a NUL";
    if (!utf8_is_valid(csv->row, csv->length))
        return "the row is not UTF-8; save the file as \"CSV UTF-8\"";
    return csv_split(csv, out);
}

/* "sep=;", with which Excel is told the delimiter. */
static bool
csv_take_separator(struct csv *csv)
{
    const char *at = csv->row;
    size_t length = csv->length;
    if (!csv->first || csv->long_row)
        return false;
    if (length == 7 && at[0] == '"' && at[6] == '"') {
        at++;
        length -= 2;
    }
    if (length != 5 || strncasecmp(at, "sep=", 4) != 0 || strchr(",;|:\t", at[4]) == NULL)
        return false;
    csv->delimiter = at[4];
    return true;
}

static void
csv_decide_row(struct csv *csv)
{
    if (csv->delimiter == 0)
        csv->delimiter = csv->candidate != 0 ? csv->candidate : ',';
}

/* Makes a row of what was taken, and begins the next; false when there is nothing. */
static bool
csv_finish(struct csv *csv, struct csv_row *out)
{
    const bool blank = csv_is_blank(csv), nothing = blank || csv_take_separator(csv);
    if (blank && csv->first)
        csv->delimiter = 0; /* it had none to show */
    if (!nothing) {
        csv_decide_row(csv);
        out->line = csv->begun;
        out->count = 0;
        out->open = csv->place == CSV_QUOTED;
        out->why = csv_read(csv, out);
        if (out->why != NULL)
            out->count = 0;
    }
    csv->first = csv->first && blank;
    csv->place = CSV_START;
    csv->length = 0;
    csv->long_row = false;
    csv->candidate = 0;
    return !nothing;
}

/* The next byte, decoded; false when the piece is read up. */
static bool
csv_byte(struct csv *csv, char *out)
{
    while (csv->text_at == csv->text_count) {
        csv->text_at = 0;
        if (csv->left > 0) {
            csv->text_count = text_encoding_take(&csv->encoding, (uint8_t)*csv->bytes++, csv->text);
            csv->left--;
        } else {
            csv->text_count = csv->ended ? text_encoding_end(&csv->encoding, csv->text) : 0;
            if (csv->text_count == 0)
                return false;
        }
    }
    *out = csv->text[csv->text_at++];
    return true;
}

bool
csv_next(struct csv *csv, struct csv_row *out)
{
    char c;
    while (csv_byte(csv, &c))
        if (csv_take(csv, c) && csv_finish(csv, out))
            return true;
    return csv->ended && csv_finish(csv, out);
}
