/*
 * config_line.c: reads a configuration file line by line: [section], key = value, comments. What could be
 * meant in two ways is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config_line.h"

#include <stdbool.h>
#include <string.h>

#include "base/utf8.h"

#define BLANKS " \t\r"

enum fault
config_line_read(FILE *file, char *line, size_t size, const char **why)
{
    size_t length = 0;
    int byte;
    while ((byte = getc(file)) != EOF && byte != '\n') {
        if (byte < 0x20 && byte != '\t' && byte != '\r')
            *why = "there is a control character in it; save the file as plain text in UTF-8";
        else if (length + 1 == size)
            *why = "it is too long; a line has at most 4095 characters";
        else
            line[length++] = (char)byte;
        if (*why != NULL)
            return FAULT_INPUT;
    }
    line[length] = '\0';
    return byte == EOF && length == 0 ? FAULT_MISSING : FAULT_NONE;
}

/* Is there a # or ; with a blank beside it? It may begin a comment, or belong to the value. */
static bool
value_has_comment(const char *value)
{
    for (const char *at = value; (at = strpbrk(at, "#;")) != NULL; at++)
        if (at == value || strchr(BLANKS, at[-1]) != NULL || (at[1] != '\0' && strchr(BLANKS, at[1]) != NULL))
            return true;
    return false;
}

/* What a web page or an editor put in place of a blank or a quote, in UTF-8: it would be taken for a part of
 * the value. */
static bool
text_has_lookalike(const char *text)
{
    static const char *const blanks[] = {"\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\xaf", "\xef\xbb\xbf"};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (strstr(text, blanks[i]) != NULL)
            return true;
    return false;
}

static bool
value_begins_with_lookalike(const char *value)
{
    static const char *const quotes[] = {
        "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xc2\xab"};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (strncmp(value, quotes[i], strlen(quotes[i])) == 0)
            return true;
    return false;
}

static const char *
value_split(char *value, struct config_line *out)
{
    const size_t length = strlen(value);
    const char quote = value[0];
    if (value_begins_with_lookalike(value))
        return "the quote before its value is typographic; use \" or '";
    if (quote != '"' && quote != '\'') {
        out->value = value;
        return value_has_comment(value) ? "a comment has a line of its own; a value with # or ; in it goes "
                                          "in double quotes"
                                        : NULL;
    }
    if (length < 2 || strchr(value + 1, quote) != value + length - 1)
        return "a value that begins with a quote must end with the same one, and have none in between; a "
               "comment has a line of its own";
    value[length - 1] = '\0';
    out->value = value + 1;
    return NULL;
}

static const char *
section_split(char *text, struct config_line *out)
{
    char *end = strchr(text, ']');
    if (end == NULL)
        return "expected [section], but there is no ]";
    if (end[1] != '\0')
        return "nothing may follow [section]; a key or a comment has a line of its own";
    *end = '\0';
    out->section = utf8_trim_only(text + 1, BLANKS);
    return NULL;
}

const char *
config_line_split(char *line, struct config_line *out)
{
    *out = (struct config_line){0};
    char *text = utf8_trim_only(line, BLANKS);
    if (*text == '\0' || *text == '#' || *text == ';')
        return NULL;
    if (strchr(text, '\r') != NULL)
        return "there is a carriage return in it; end each line with a line feed";
    if (text_has_lookalike(text))
        return "there is a no-break or invisible space in it; use a plain one";
    if (*text == '[')
        return section_split(text, out);
    char *equals = strchr(text, '=');
    if (equals == NULL || equals == text)
        return "expected [section] or key = value, whose value is on the same line";
    *equals = '\0';
    out->name = utf8_trim_only(text, BLANKS);
    return value_split(utf8_trim_only(equals + 1, BLANKS), out);
}
