/*
 * call.c: the words of a call, read as a row of the table says.
 * SPDX-License-Identifier: ISC
 */
#include "call.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "usage.h"

enum {
    COMMAND_HELP = 256,  /* what getopt_long gives for --help: above every character */
    COMMAND_FIRST = 257, /* for the first option of the row, and so on */
    COMMAND_NAME_SIZE = 32,
    COMMAND_NONE = -1, /* no exit status yet: go on */
};

struct given {
    const struct command_option *option;
    const char *value; /* NULL: it takes none */
};

struct call {
    const struct command *command;
    struct given *given; /* in their order */
    size_t given_count;
    char **arguments;
};

int
command_misuse(const struct call *call, const char *format, ...)
{
    char sentence[768];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    log_error("%s", sentence);
    usage_line(call->command, stderr);
    return COMMAND_USAGE;
}

/* The options as getopt_long takes them. A field may be written with the _ of its name in JSON. */
static void
command_long_options(const struct command *command, struct option out[static 2 * COMMAND_OPTIONS_MAX + 2],
    char spellings[static COMMAND_OPTIONS_MAX][COMMAND_NAME_SIZE])
{
    size_t n = 0;
    out[n++] = (struct option){"help", no_argument, NULL, COMMAND_HELP};
    for (int i = 0; command->options != NULL && i < COMMAND_OPTIONS_MAX; i++) {
        const struct command_option *option = &command->options[i];
        if (option->name == NULL)
            break;
        out[n] = (struct option){
            option->name, option->form != NULL ? required_argument : no_argument, NULL, COMMAND_FIRST + i};
        n++;
        if ((option->traits & OPTION_FIELD) == 0 || strchr(option->name, '-') == NULL)
            continue;
        snprintf(spellings[i], COMMAND_NAME_SIZE, "%s", option->name);
        for (char *dash = spellings[i]; (dash = strchr(dash, '-')) != NULL;)
            *dash = '_';
        out[n] = out[n - 1];
        out[n++].name = spellings[i];
    }
    out[n] = (struct option){0};
}

static int
command_refuse_value(const struct call *call, const char *dashes, const char *name, const struct form *form,
    const char *or_null, const char *value)
{
    char must[FORM_TEXT_SIZE];
    form_describe(form, must);
    return command_misuse(call, "%s%s must be %s%s, not %s", dashes, name, must, or_null, value);
}

/* One option as getopt_long gave it. COMMAND_NONE: it is right. */
static int
command_take(struct call *call, int found, char **argv)
{
    const struct command_option *options = call->command->options;
    const char *last = argv[optind - 1];
    if (found == COMMAND_HELP || found == 'h') {
        usage_help(call->command, stdout);
        return EXIT_SUCCESS;
    }
    if (found == ':')
        return command_misuse(call, "--%s needs a value", options[optopt - COMMAND_FIRST].name);
    if (found == '?' && optopt >= COMMAND_HELP)
        return command_misuse(call, "--%s takes no value",
            optopt == COMMAND_HELP ? "help" : options[optopt - COMMAND_FIRST].name);
    if (found == '?' && optopt != 0)
        return command_misuse(call, "unknown option -%c", optopt);
    if (found == '?')
        return command_misuse(call, "unknown option %.*s", (int)strcspn(last, "="), last);
    const struct command_option *option = &options[found - COMMAND_FIRST];
    const bool null = (option->traits & OPTION_NULL) != 0;
    if (option->form != NULL && !form_fits(option->form, optarg) && !(null && strcmp(optarg, "null") == 0))
        return command_refuse_value(call, "--", option->name, option->form, null ? ", or null" : "", optarg);
    if ((option->traits & OPTION_FIELD) != 0 && option->form != NULL &&
        !utf8_is_valid(optarg, strlen(optarg)))
        return command_misuse(call, "--%s must be UTF-8", option->name);
    call->given[call->given_count++] = (struct given){option, option->form != NULL ? optarg : NULL};
    return COMMAND_NONE;
}

static bool
command_was_given(const struct call *call, const struct command_option *option)
{
    for (size_t i = 0; i < call->given_count; i++)
        if (call->given[i].option == option)
            return true;
    return false;
}

/* Are the options there that have to be, and not two of which only one may be? */
static int
command_check_options(const struct call *call)
{
    const struct command_option *first = NULL;
    bool needed = false;
    char names[FORM_TEXT_SIZE] = "";
    for (const struct command_option *o = call->command->options; o != NULL && o->name != NULL; o++) {
        const bool given = command_was_given(call, o);
        if ((o->traits & OPTION_ONE_OF) == 0) {
            if ((o->traits & OPTION_REQUIRED) != 0 && !given)
                return command_misuse(call, "--%s is required", o->name);
            continue;
        }
        if (given && first != NULL)
            return command_misuse(call, "--%s and --%s cannot be used together", first->name, o->name);
        first = given ? o : first;
        needed = needed || (o->traits & OPTION_REQUIRED) != 0;
        const size_t length = strlen(names);
        snprintf(names + length, sizeof names - length, "%s--%s", length > 0 ? ", " : "", o->name);
    }
    return needed && first == NULL ? command_misuse(call, "one of %s is required", names) : COMMAND_NONE;
}

static int
command_check_arguments(const struct call *call, size_t count)
{
    const struct form *const *forms = call->command->arguments;
    char name[FORM_TEXT_SIZE];
    size_t n = 0;
    for (; forms != NULL && forms[n] != NULL; n++) {
        form_show(forms[n], name);
        if (n == count)
            return command_misuse(call, "%s is required", name);
        if (!form_fits(forms[n], call->arguments[n]))
            return command_refuse_value(call, "", name, forms[n], "", call->arguments[n]);
    }
    return n < count ? command_misuse(call, "unexpected argument %s", call->arguments[n]) : COMMAND_NONE;
}

static int
command_read(struct call *call, int argc, char **argv)
{
    struct option options[2 * COMMAND_OPTIONS_MAX + 2];
    char spellings[COMMAND_OPTIONS_MAX][COMMAND_NAME_SIZE];
    int status = COMMAND_NONE, found;
    command_long_options(call->command, options, spellings);
    while (status == COMMAND_NONE && (found = getopt_long(argc, argv, ":h", options, NULL)) != -1)
        status = command_take(call, found, argv);
    call->arguments = argv + optind;
    if (status == COMMAND_NONE)
        status = command_check_arguments(call, (size_t)(argc - optind));
    return status == COMMAND_NONE ? command_check_options(call) : status;
}

int
command_run(const struct command *command, int argc, char **argv)
{
    struct call call = {.command = command, .given = xcalloc((size_t)argc, sizeof *call.given)};
    const int status = command_read(&call, argc, argv);
    const int done = status == COMMAND_NONE ? command->run(&call) : status;
    free(call.given);
    return done;
}

const char *
command_action(const struct call *call)
{
    return call->command->action != NULL ? call->command->action : call->command->name;
}

const char *
argument(const struct call *call, size_t nth)
{
    return call->arguments[nth];
}

/* The last one of that name; NULL: it was not given. */
static const struct given *
option_find(const struct call *call, const char *name)
{
    for (size_t i = call->given_count; i > 0; i--)
        if (strcmp(call->given[i - 1].option->name, name) == 0)
            return &call->given[i - 1];
    return NULL;
}

const char *
option_text(const struct call *call, const char *name)
{
    const struct given *given = option_find(call, name);
    return given != NULL ? given->value : NULL;
}

bool
option_flag(const struct call *call, const char *name)
{
    return option_find(call, name) != NULL;
}

uint64_t
option_number(const struct call *call, const char *name, uint64_t otherwise)
{
    uint64_t number;
    const char *text = option_text(call, name);
    return text != NULL && form_read_number(text, &number) ? number : otherwise;
}

const char *
option_next(const struct call *call, const char *name, size_t *at)
{
    while (*at < call->given_count) {
        const struct given *given = &call->given[(*at)++];
        if (strcmp(given->option->name, name) == 0)
            return given->value;
    }
    return NULL;
}

size_t
option_count(const struct call *call)
{
    return call->given_count;
}

static struct json_object *
option_json(const struct given *given)
{
    uint64_t number;
    if (given->value == NULL)
        return json_object_new_boolean(true);
    if (given->option->form->most != 0 && form_read_number(given->value, &number))
        return json_object_new_uint64(number);
    const bool null = (given->option->traits & OPTION_NULL) != 0 && strcmp(given->value, "null") == 0;
    return null ? NULL : json_object_new_string(given->value);
}

struct json_object *
option_fields(const struct call *call)
{
    struct json_object *fields = json_object_new_object();
    for (size_t i = 0; i < call->given_count; i++) {
        char name[COMMAND_NAME_SIZE];
        if ((call->given[i].option->traits & OPTION_FIELD) == 0)
            continue;
        snprintf(name, sizeof name, "%s", call->given[i].option->name);
        for (char *dash = name; (dash = strchr(dash, '-')) != NULL;)
            *dash = '_';
        json_object_object_add(fields, name, option_json(&call->given[i]));
    }
    return fields;
}
