/*
 * curt: the administrator's command. See curt(8).
 * SPDX-License-Identifier: ISC
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/program.h"
#include "commands.h"
#include "usage.h"

/* The row of that name and action; NULL: there is none. */
static const struct command *
curt_find(const char *name, const char *action)
{
    for (size_t i = 0; i < commands_count; i++) {
        const char *wanted = commands[i].action;
        if (strcmp(commands[i].name, name) != 0)
            continue;
        if (wanted == NULL ? action == NULL : action != NULL && strcmp(wanted, action) == 0)
            return &commands[i];
    }
    return NULL;
}

/* How many rows have that name. */
static size_t
curt_count(const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < commands_count; i++)
        count += strcmp(commands[i].name, name) == 0;
    return count;
}

static int
curt_help(const char *name)
{
    puts(name == NULL ? "usage: curt COMMAND ...; `curt COMMAND --help` says more" : "usage:");
    usage_list(commands, commands_count, name, stdout);
    const struct command *alone = name != NULL ? curt_find(name, NULL) : NULL;
    if (alone != NULL) /* one that others stand beside, as `curt replay` */
        usage_options(alone, stdout);
    return EXIT_SUCCESS;
}

/* Neither the name with the word after it, nor the name alone, is a command. */
static int
curt_refuse(const char *name, const char *action)
{
    if (name != NULL && curt_count(name) > 0) {
        if (action == NULL)
            log_error("`curt %s` is not a command by itself", name);
        else
            log_error("there is no command `curt %s %s`", name, action);
        fputs("usage:\n", stderr);
        usage_list(commands, commands_count, name, stderr);
        return COMMAND_USAGE;
    }
    if (name == NULL)
        log_error("no command was given");
    else
        log_error("there is no command `curt %s`", name);
    fputs("usage: curt COMMAND ...; `curt --help` lists the commands\n", stderr);
    return COMMAND_USAGE;
}

/* curt help, with the words of a command after it or none. */
static int
curt_help_about(const char *name, const char *action)
{
    if (name == NULL)
        return curt_help(NULL);
    const struct command *command = curt_find(name, action);
    if (command == NULL && action == NULL && curt_count(name) > 0)
        return curt_help(name);
    if (command == NULL)
        return curt_refuse(name, action);
    if (action == NULL && curt_count(name) > 1)
        return curt_help(name);
    usage_help(command, stdout);
    return EXIT_SUCCESS;
}

static bool
curt_is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int
curt_run(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL, *action = name != NULL && argc > 2 ? argv[2] : NULL;
    const bool help = action != NULL && curt_is_help(action);
    if (name != NULL && strcmp(name, "help") == 0)
        return curt_help_about(action, argc > 3 ? argv[3] : NULL);
    if (name != NULL && curt_is_help(name))
        return curt_help(NULL);
    if (name != NULL && strcmp(name, "--version") == 0) {
        puts("curt " PACKAGE_VERSION);
        return EXIT_SUCCESS;
    }
    const struct command *command = name != NULL && action != NULL ? curt_find(name, action) : NULL;
    if (command != NULL)
        return command_run(command, argc - 2, argv + 2);
    if (help && curt_count(name) > 1)
        return curt_help(name);
    command = name != NULL ? curt_find(name, NULL) : NULL;
    return command != NULL ? command_run(command, argc - 1, argv + 1) : curt_refuse(name, action);
}

int
main(int argc, char **argv)
{
    program_begin("curt");
    const int status = curt_run(argc, argv);
    return fflush(stdout) == 0 ? status : EXIT_FAILURE;
}
