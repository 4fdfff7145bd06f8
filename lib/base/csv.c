/*
 * csv.c: a state machine over pieces of CSV.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Where in a field a byte stands. */
enum csv_place {
    CSV_START,  /* nothing of the field was read */
    CSV_PLAIN,  /* in a field without quotes */
    CSV_QUOTED, /* inside quotes */
    CSV_QUOTE,  /* after a quote inside quotes: their end, or the first of two */
    CSV_AFTER,  /* after the end of quotes, where nothing may stand */
};

struct csv {
    const char *bytes; /* what is left of the piece */
    size_t left;
    bool ended;
    uint64_t line;  /* of the next byte */
    uint64_t begun; /* the line on which the row began */
    char last;      /* the byte before */
    bool first;     /* nothing but a part of the byte-order mark was read */
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
    if (place == CSV_START && c == '"')
        return CSV_QUOTED;
    if (csv_is_delimiter(csv, c))
        return CSV_START;
    return place == CSV_QUOTE || place == CSV_AFTER ? CSV_AFTER : CSV_PLAIN;
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
        csv->long_row = true;
    if (csv->first && csv->length == 3 && memcmp(csv->row, BYTE_ORDER_MARK, 3) == 0) {
        csv->place = CSV_START;
        csv->length = 0;
    }
    csv->first = csv->first && csv->length > 0 && csv->length < 3;
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
        if (csv->row[i] != ' ' && csv->row[i] != '\t')
            return false;
    return !csv->long_row;
}

/* Cuts the row into its fields, in place: what is left of each is never longer. */
static const char *
csv_split(struct csv *csv, struct csv_row *out)
{
    enum csv_place place = CSV_START;
    char *to = csv->row;
    out->fields[out->count++] = to;
    for (size_t i = 0; i < csv->length; i++) {
        const char c = csv->row[i];
        const enum csv_place before = place;
        place = csv_step(csv, place, c);
        if (place == CSV_START && out->count == CSV_FIELDS_MAX)
            return "the row has more than 64 fields";
        if (place == CSV_AFTER)
            return "text after the closing quote of a field";
        if (place == CSV_PLAIN && (c == '\n' || c == '\r')) /* in quotes only while the delimiter was open */
            return "line break in an unquoted field";
        if (place == CSV_START) {
            *to++ = '\0';
            out->fields[out->count++] = to;
        } else if (place == CSV_PLAIN || (place == CSV_QUOTED && before != CSV_START)) {
            *to++ = c;
        }
    }
    *to = '\0';
    return place == CSV_QUOTED ? "unclosed quotes in a field" : NULL;
}

static const char *
csv_read(struct csv *csv, struct csv_row *out)
{
    if (csv->place == CSV_QUOTED)
        return "unexpected end of file inside quotes";
    if (csv->long_row)
        return "the row is longer than 16384 bytes";
    if (memchr(csv->row, '\0', csv->length) != NULL)
        return "the row contains a NUL";
    if (!utf8_is_valid(csv->row, csv->length))
        return "the row is not UTF-8";
    return csv_split(csv, out);
}

/* Makes a row of what was taken, and begins the next; false when there is nothing. */
static bool
csv_finish(struct csv *csv, struct csv_row *out)
{
    const bool blank = csv_is_blank(csv);
    if (!blank && csv->delimiter == 0)
        csv->delimiter = csv->candidate != 0 ? csv->candidate : ',';
    if (!blank) {
        out->line = csv->begun;
        out->count = 0;
        out->why = csv_read(csv, out);
        if (out->why != NULL)
            out->count = 0;
    }
    csv->place = CSV_START;
    csv->length = 0;
    csv->long_row = csv->first = false;
    csv->candidate = 0;
    return !blank;
}

bool
csv_next(struct csv *csv, struct csv_row *out)
{
    while (csv->left > 0) {
        const char c = *csv->bytes++;
        csv->left--;
        if (csv_take(csv, c) && csv_finish(csv, out))
            return true;
    }
    return csv->ended && csv_finish(csv, out);
}
