/*
 * curt: the administrator's command. See curt(8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/program.h"
#include "command.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *usage, *meaning;
} commands[] = {
    {"init", command_init, "init", "make the store that the configuration names"},
    {"config", command_config, "config [--json | --template]", "what is in force, and where it comes from"},
    {"key", command_key, "key add NAME [--role admin|creator|reader] | list | revoke ID",
        "API keys: make one (shown once), list, revoke"},
    {"event", command_event, "event list [--from N] [--limit N]", "the event log"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void
usage(FILE *to)
{
    fputs("usage: curt COMMAND ...    (--json, where there is something to print, for programs)\n", to);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(to, "  curt %s\n      %s\n", commands[i].usage, commands[i].meaning);
}

bool
command_json(int *argc, char **argv)
{
    int kept = 0;
    bool json = false;
    for (int i = 0; i < *argc; i++)
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            argv[kept++] = argv[i];
    argv[kept] = NULL;
    *argc = kept;
    return json;
}

struct env *
command_open(struct conf *conf)
{
    conf_load_or_die(conf);
    program_hold_signals();
    return env_open_or_die(conf, TABLE_ALL, 0);
}

void
command_close(struct env *env)
{
    env_close(env);
    program_release_signals();
}

int
main(int argc, char **argv)
{
    program_begin("curt");
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
        usage(stdout);
        return EXIT_SUCCESS;
    }
    for (size_t i = 0; argc > 1 && i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        int status = commands[i].run(argc - 1, argv + 1);
        if (status == COMMAND_USAGE)
            fprintf(stderr, "usage: curt %s\n", commands[i].usage);
        if (fflush(stdout) != 0)
            status = EXIT_FAILURE;
        return status;
    }
    usage(stderr);
    return COMMAND_USAGE;
}
