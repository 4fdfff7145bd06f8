/*
 * config_line.h: the lines of a configuration file.
 *
 * A line is blank, a comment (# or ; at its beginning), [section], or key = value. Blanks around each of
 * them do not count. A value that begins with # or ;, or has one beside a blank, is in double or single
 * quotes, which are taken off. What is wrong is said in static text.
 */
#ifndef CURT_BASE_CONFIG_LINE_H
#define CURT_BASE_CONFIG_LINE_H

#include <stddef.h>
#include <stdio.h>

#include "base/fault.h"

#define CONFIG_LINE_SIZE 4096 /* room for a line, with its NUL */

/* What is in a line: a section, a name with its value, or nothing. The texts are the line's. */
struct config_line {
    char *section, *name, *value;
};

/* FAULT_MISSING at the end of the file; FAULT_INPUT sets *why, which was NULL, to what is wrong. */
enum fault config_line_read(FILE *, char *line, size_t size, const char **why);

/* Splits a line in place. NULL, or what is wrong with it. */
const char *config_line_split(char *line, struct config_line *out);

#endif
