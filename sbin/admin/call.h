/*
 * call.h: a call of a command: its words, read by the row of its command. Here alone the command line is
 * read.
 *
 * Options may stand anywhere before "--", as --name value or --name=value; the last one counts.
 */
#ifndef CURT_SBIN_ADMIN_CALL_H
#define CURT_SBIN_ADMIN_CALL_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "command.h"

/* Reads argv[1] and what follows (argv[0] is the last word of the command's name), and runs the command.
 * --help, or -h, prints its usage. */
int command_run(const struct command *, int argc, char **argv);

/* For a call that makes no sense as a whole: says why, a sentence, with the usage. Returns COMMAND_USAGE. */
int command_misuse(const struct call *, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The last word of its name: "list". */
const char *command_action(const struct call *);

/* Each is there, and fits its form. */
const char *argument(const struct call *, size_t nth);

/* NULL: it was not given. Texts belong to the call. */
const char *option_text(const struct call *, const char *name);
bool option_flag(const struct call *, const char *name);
uint64_t option_number(const struct call *, const char *name, uint64_t otherwise);

/* The values of an option in their order: begin with *at 0. NULL after the last. */
const char *option_next(const struct call *, const char *name, size_t *at);

/* How many options were given, all in all. */
size_t option_count(const struct call *);

/* A new object with a member for each OPTION_FIELD that was given. The caller owns it. */
struct json_object *option_fields(const struct call *);

#endif
