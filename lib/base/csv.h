/*
 * csv.h: rows of CSV (RFC 4180) out of pieces of any size, in bounded memory.
 *
 * Read as spreadsheets write it: UTF-8, or UTF-16 (text_encoding.h); lines end in LF, CRLF or CR, the last
 * one perhaps in nothing; a field in quotes may have delimiters, line ends and doubled quotes in it; a quote
 * inside a field that does not begin with one is a character as any other. Fields are without the white space
 * around them, in quotes or not. Lines without anything but spaces, tabs and delimiters are passed over, and
 * so are empty fields at the end of a row, however many.
 *
 * The first row decides about the delimiter: a comma, if it has none a semicolon, if it has none of these a
 * tab; those in quotes do not count. A line sep=; before it decides for it.
 *
 * An invalid row is reported with its line and the reason, and reading goes on with the next. A quote
 * that is never closed takes all that follows into its row.
 *
 *     while ((got = read(file, piece, sizeof piece)) > 0)
 *         for (csv_feed(csv, piece, got); csv_next(csv, &row);)
 *             take(&row);
 *     for (csv_end(csv); csv_next(csv, &row);)
 *         take(&row);
 */
#ifndef CURT_BASE_CSV_H
#define CURT_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_FIELDS_MAX 64    /* in a row, at most */
#define CSV_ROW_MAX    16384 /* bytes of a row as it stands in the file, without its line end, at most */

/* One row. Its texts are valid until the next call for the same reader. */
struct csv_row {
    uint64_t line;                      /* of the file, from 1, on which the row begins */
    const char *why;                    /* NULL, or why it is invalid: static text. It has no fields then */
    bool open;                          /* the file ends inside quotes of this row, which is invalid for it */
    size_t count;                       /* fields, at least 1 */
    const char *fields[CSV_FIELDS_MAX]; /* UTF-8, each ended by a NUL and without another */
};

struct csv;

/* Never NULL: without memory the program ends. */
struct csv *csv_create(void);
void csv_free(struct csv *);

/* The next piece; what was fed before must be read up (csv_next said false). The bytes must stay until then.
 */
void csv_feed(struct csv *, const char *bytes, size_t length);

/* There is no more: what was read of a last line without an end is a row. */
void csv_end(struct csv *);

/* The next row, valid or not; false when the piece is read up. */
bool csv_next(struct csv *, struct csv_row *out);

#endif
