/*
 * sql_token.c: cuts an SQL dump into its words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/sql_token.h"

#include <ctype.h>
#include <string.h>

static void
sql_put(struct sql_reader *r, int c)
{
    if (c == '\0')
        r->null = true;
    else if (r->length + 1 < r->size)
        r->space[r->length++] = (char)c;
    else
        r->cut = true;
    if (r->size > 0)
        r->space[r->length] = '\0';
}

static int
sql_get(struct sql_reader *r)
{
    return getc_unlocked(r->file);
}

static int
sql_peek(struct sql_reader *r)
{
    const int c = sql_get(r);
    if (c != EOF)
        ungetc(c, r->file);
    return c;
}

static void
sql_skip_line(struct sql_reader *r)
{
    int c;
    while ((c = sql_get(r)) != '\n' && c != EOF)
        ;
}

static bool
sql_skip_comment(struct sql_reader *r)
{
    int before = 0, c;
    while ((c = sql_get(r)) != EOF && (before != '*' || c != '/'))
        before = c;
    return c != EOF;
}

/* The first character of a token; EOF at the end, '\0' when it comes inside a comment. */
static int
sql_begin(struct sql_reader *r)
{
    for (;;) {
        const int c = sql_get(r), next = c == '-' || c == '/' ? sql_peek(r) : 0;
        if (c == '#' || (c == '-' && next == '-')) {
            sql_skip_line(r);
        } else if (c == '/' && next == '*') {
            sql_get(r);
            if (!sql_skip_comment(r))
                return '\0';
        } else if (c == '\0' || !isspace(c)) {
            return c == '\0' ? ' ' : c;
        }
    }
}

/* What a backslash and this character stand for. % and _ keep theirs. */
static void
sql_put_escaped(struct sql_reader *r, int c)
{
    static const char letters[] = "0nrtbZ", meanings[] = "\0\n\r\t\b\032";
    const char *found = c != '\0' ? strchr(letters, c) : NULL;
    if (c == '%' || c == '_')
        sql_put(r, '\\');
    sql_put(r, found != NULL ? meanings[found - letters] : c);
}

static enum sql_kind
sql_quoted(struct sql_reader *r, int quote)
{
    int c;
    while ((c = sql_get(r)) != EOF) {
        if (c == quote && sql_peek(r) != quote)
            return quote == '`' ? SQL_NAME : SQL_TEXT;
        if (c != quote && (c != '\\' || quote == '`' || r->plain)) {
            sql_put(r, c);
            continue;
        }
        const int next = sql_get(r); /* of two quotes, or what was escaped */
        if (next == EOF)
            break;
        if (c == quote)
            sql_put(r, c);
        else
            sql_put_escaped(r, next);
    }
    return SQL_BROKEN;
}

static bool
sql_is_word(int c)
{
    return c != EOF && (isalnum(c) || c >= 0x80 || (c != '\0' && strchr("_.$+-", c) != NULL));
}

enum sql_kind
sql_token_next(struct sql_reader *r)
{
    r->length = 0;
    r->cut = r->null = false;
    if (r->size > 0)
        r->space[0] = '\0';
    int c = sql_begin(r);
    if (c == EOF || c == '\0')
        return c == EOF ? SQL_END : SQL_BROKEN;
    if (c == '\'' || c == '"' || c == '`')
        return sql_quoted(r, c);
    sql_put(r, c);
    if (!sql_is_word(c))
        return SQL_SIGN;
    while (sql_is_word(sql_peek(r)))
        sql_put(r, sql_get(r));
    return SQL_WORD;
}

static int
sql_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10 : -1;
}

bool
sql_token_unhex(struct sql_reader *r, size_t at)
{
    const size_t digits = r->length - at;
    const char *from = r->space + at;
    r->length = 0;
    for (size_t i = 0; i + 1 < digits; i += 2) {
        const int high = sql_digit(from[i]), low = sql_digit(from[i + 1]);
        if (high < 0 || low < 0)
            return false;
        sql_put(r, high * 16 + low); /* never beyond what was read */
    }
    if (digits == 0)
        r->space[0] = '\0';
    return digits % 2 == 0;
}
