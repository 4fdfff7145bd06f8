/*
 * curt: the administrator's command. See curt(8).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/log.h"
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
    {"event", command_event, "event list [--from N] [--limit N] | put FILE    (- is standard input)",
        "the event log: list it, put events of your own into it"},
    {"pattern", command_pattern, "pattern check FILE | test FILE    (- is standard input)",
        "event patterns: is this one right; which events fit"},
    {"rule", command_rule,
        "rule add NAME PATTERN|@FILE [--disabled] | list | show|enable|disable|remove NAME",
        "rules: which events are wanted"},
    {"target", command_target,
        "target add NAME --rule RULE --url URL|--path FILE|--syslog [--FIELD VALUE ...]\n"
        "  curt target list | show|enable|disable|rotate|remove NAME | change NAME --FIELD VALUE ...",
        "targets: who gets the events of a rule; FIELD as in curt(8)"},
    {"dead", command_dead,
        "dead list | redrive | purge [--target NAME] [--reason CODE] [--older-than TIME] | show ID",
        "dead letters: events that a target did not take"},
    {"replay", command_replay,
        "replay --from TIME [--to TIME] [--rule RULE] [--target TARGET] [--name NAME] [--wait]\n"
        "  curt replay list | show NAME | cancel NAME",
        "send past events again"},
    {"message", command_message,
        "message list [--status STATUS] [--campaign NAME] [--to NUMBER] [--limit N] | show|receipts|resend "
        "ID",
        "messages: which there are; one with its text, what the carrier said of it; send one of which nobody "
        "knows again"},
    {"campaign", command_campaign,
        "campaign send FILE.csv --template TEXT --from SENDER [--name NAME] [--FIELD VALUE ...] [--dry-run]\n"
        "  curt campaign list | show|start|pause|resume|cancel|remove NAME",
        "one text to many: send it, and see how far it is; FIELD as in curt(8)"},
    {"stop", command_stop, "stop list | add|remove NUMBER", "numbers that nothing more is sent to"},
    {"forget", command_forget, "forget NUMBER", "take a person out of every table; the totals stay"},
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

void
command_print(struct json_object *value)
{
    size_t length;
    puts(json_text(value, &length));
    json_object_put(value);
}

int
command_end(enum fault fault, const struct refusal *refusal)
{
    if (fault == FAULT_NONE)
        return EXIT_SUCCESS;
    if (fault == FAULT_SYSTEM || fault == FAULT_AGAIN)
        log_error("the store cannot do that now; what it said is above");
    else
        log_error("%s%s%s", refusal->pointer[0] != '\0' ? refusal->pointer + 1 : "",
            strlen(refusal->pointer) > 1 ? ": " : "", refusal->why);
    return EXIT_FAILURE;
}

struct json_object *
command_read(const char *path)
{
    static char text[EVENT_REQUESTS_BYTES_MAX + 1];
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    if (from == NULL) {
        log_error("cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    const size_t length = fread(text, 1, sizeof text - 1, from);
    const bool whole = feof(from) != 0 || fgetc(from) == EOF;
    if (from != stdin)
        fclose(from);
    text[length] = '\0';
    struct json_object *value = whole && strlen(text) == length ? json_read(text, length) : NULL;
    if (value == NULL)
        log_error("%s is no JSON of at most 1 MiB", strcmp(path, "-") == 0 ? "standard input" : path);
    return value;
}

struct env *
command_open(struct config *config)
{
    config_load_or_die(config);
    program_hold_signals();
    return env_open_or_die(config, TABLE_ALL, 0);
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
