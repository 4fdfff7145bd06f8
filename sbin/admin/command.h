/*
 * command.h: a command of curt: a row of the table in commands.c. Its function gets the call (call.h), and
 * returns the exit status: EXIT_SUCCESS, EXIT_FAILURE for what went wrong (it has said so), COMMAND_USAGE for
 * a call that makes no sense.
 */
#ifndef CURT_SBIN_ADMIN_COMMAND_H
#define CURT_SBIN_ADMIN_COMMAND_H

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

#endif
