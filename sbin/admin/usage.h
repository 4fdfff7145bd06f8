/*
 * usage.h: how commands are called, in words that come from their rows of the table.
 */
#ifndef CURT_SBIN_ADMIN_USAGE_H
#define CURT_SBIN_ADMIN_USAGE_H

#include <stddef.h>
#include <stdio.h>

#include "command.h"

/* "usage: curt key add NAME ..." */
void usage_line(const struct command *, FILE *to);

/* What its options mean. */
void usage_options(const struct command *, FILE *to);

/* The line of usage, with what it does and what its options mean. */
void usage_help(const struct command *, FILE *to);

/* A line of usage and what it does for each row of that name; NULL: of the whole table. */
void usage_list(const struct command *table, size_t count, const char *name, FILE *to);

#endif
