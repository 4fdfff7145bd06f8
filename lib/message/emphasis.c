/*
 * emphasis.c: which marks are open where a URL begins.
 *
 * SPDX-License-Identifier: ISC
 */
#include "message/emphasis.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum {
    EMPHASIS_BEFORE = 256, /* bytes before a URL that are looked at, so that a long line costs no more */
    EMPHASIS_KINDS = sizeof EMPHASIS_MARKS - 1
};

/* Which mark it is: EMPHASIS_KINDS for none. */
static size_t
emphasis_kind(char c)
{
    const char *mark = c != '\0' ? strchr(EMPHASIS_MARKS, c) : NULL;
    return mark != NULL ? (size_t)(mark - EMPHASIS_MARKS) : EMPHASIS_KINDS;
}

/* A letter or digit; what is beyond ASCII may be one. */
static bool
emphasis_is_word(char c)
{
    return (unsigned char)c >= 0x80 || isalnum((unsigned char)c) != 0;
}

/* A mark opens where no word stands before it and one follows, and closes the other way round. */
static void
emphasis_count(const char *text, size_t at, size_t start, size_t open[static EMPHASIS_KINDS])
{
    const size_t kind = emphasis_kind(text[at]);
    if (kind == EMPHASIS_KINDS)
        return;
    const char before = at > 0 ? text[at - 1] : ' ', after = at + 1 < start ? text[at + 1] : ' ';
    const bool spaced = isspace((unsigned char)after) != 0;
    if (!spaced && (isspace((unsigned char)before) != 0 || strchr("([{\"'*_~", before) != NULL))
        open[kind]++;
    else if (open[kind] > 0 && isspace((unsigned char)before) == 0 && !emphasis_is_word(after))
        open[kind]--;
}

static void
emphasis_open_at(const char *text, size_t start, size_t open[static EMPHASIS_KINDS])
{
    size_t dressed = start, line;
    while (dressed > 0 && emphasis_kind(text[dressed - 1]) < EMPHASIS_KINDS)
        dressed--;
    for (line = dressed; line > 0 && dressed - line < EMPHASIS_BEFORE && text[line - 1] != '\n';)
        line--;
    for (size_t at = line; at < dressed; at++)
        emphasis_count(text, at, start, open);
    for (size_t at = dressed; at < start; at++)
        open[emphasis_kind(text[at])]++;
}

size_t
emphasis_trim(const char *text, size_t start, const char *tail, size_t length)
{
    size_t open[EMPHASIS_KINDS] = {0};
    if (length == 0)
        return 0;
    emphasis_open_at(text, start, open);
    for (; length > 0; length--) {
        const size_t kind = emphasis_kind(tail[length - 1]);
        if (kind < EMPHASIS_KINDS && open[kind]-- == 0)
            return length;
    }
    return 0;
}
