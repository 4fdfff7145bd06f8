/*
 * command.h: a command of curt is a row of a table (commands.h). Its words are read here, and nowhere else,
 * into a call; the row's function gets that, and returns the exit status: EXIT_SUCCESS, EXIT_FAILURE for what
 * went wrong (it has said so), COMMAND_USAGE for a call that makes no sense.
 *
 * Options may stand anywhere before "--", as --name value or --name=value; the last one counts.
 */
#ifndef CURT_SBIN_ADMIN_COMMAND_H
#define CURT_SBIN_ADMIN_COMMAND_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "form.h"

#define COMMAND_USAGE       2
#define COMMAND_OPTIONS_MAX 24 /* of one command */

enum command_trait {
    OPTION_REQUIRED = 1, /* one that has OPTION_ONE_OF too: one of them is */
    OPTION_ONE_OF = 2,   /* of the options that have this, which stand together, at most one is given */
    OPTION_MANY = 4,     /* each one counts (option_next) */
    OPTION_FIELD = 8,    /* a member of a JSON document (option_fields); - in its name stands for _ */
    OPTION_NULL = 16,    /* the value null takes the field away */
};

struct command_option {
    const char *name; /* without the dashes */
    unsigned traits;
    const struct form *form; /* of its value; NULL: it takes none */
    const char *meaning;
};

struct call;

struct command {
    const char *name, *action;            /* action NULL: the name alone is the command */
    const char *meaning;                  /* one line */
    const struct form *const *arguments;  /* the last one is NULL; NULL: there is none */
    const struct command_option *options; /* the last one has no name; NULL: there is none */
    int (*run)(const struct call *call);
};

/* Reads argv[1] and what follows (argv[0] is the last word of the command's name), and runs the command.
 * --help prints its usage. */
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
