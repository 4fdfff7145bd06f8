/*
 * sql_token.h: an SQL dump word by word, for sql_dump.c.
 */
#ifndef CURT_IMPORT_SQL_TOKEN_H
#define CURT_IMPORT_SQL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum sql_kind {
    SQL_END,   /* of the file */
    SQL_WORD,  /* INSERT, NULL, 12, -3.5, 0x41, a name without quotes */
    SQL_NAME,  /* in back quotes */
    SQL_TEXT,  /* in quotes */
    SQL_SIGN,  /* one of any other characters */
    SQL_BROKEN /* the file ends inside of it */
};

struct sql_reader {
    FILE *file;
    char *space; /* where the token's text goes, with a NUL after it; what has no room is left out */
    size_t size, length;
    bool plain; /* a backslash in a text is one, as the SQL standard has it; else as MySQL has it */
    bool cut;   /* not all of it had room */
    bool null;  /* it had a NUL, which is left out */
};

/* Reads the next token; comments and white space are passed over. */
enum sql_kind sql_token_next(struct sql_reader *);

/* Makes a text of the hexadecimal digits in the token, from `at` on, in place; false: they are none, and the
 * text is of no use. */
bool sql_token_unhex(struct sql_reader *, size_t at);

#endif
