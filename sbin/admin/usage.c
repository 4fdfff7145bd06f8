/*
 * usage.c: how commands are called, in words that come from their rows of the table.
 * SPDX-License-Identifier: ISC
 */
#include "usage.h"

#include <string.h>

enum {
    USAGE_COLUMNS = 100,
    USAGE_INDENT = 6,
    USAGE_OPTION = 30, /* where the meaning of an option begins */
};

/* A line that is broken between words. */
struct usage {
    FILE *to;
    size_t column, indent; /* of the line; of those that follow it */
    bool space;            /* before the next word */
};

static void
usage_word(struct usage *line, const char *word, size_t length)
{
    if (line->space && line->column + 1 + length > USAGE_COLUMNS) {
        fprintf(line->to, "\n%*s", (int)line->indent, "");
        line->column = line->indent;
    } else if (line->space) {
        fputc(' ', line->to);
        line->column++;
    }
    fprintf(line->to, "%.*s", (int)length, word);
    line->column += length;
    line->space = true;
}

static void
usage_words(struct usage *line, const char *text)
{
    for (size_t length; *(text += strspn(text, " ")) != '\0'; text += length) {
        length = strcspn(text, " ");
        usage_word(line, text, length);
    }
}

/* "--role admin|creator|reader" */
static void
usage_option(const struct command_option *option, char *out, size_t size)
{
    char value[FORM_TEXT_SIZE] = "";
    if (option->form != NULL)
        form_show(option->form, value);
    snprintf(out, size, "--%s%s%s", option->name, option->form != NULL ? " " : "", value);
}

/* One option, or those of which one may be given, in brackets if they may be left out. */
static const struct command_option *
usage_options_word(struct usage *line, const struct command_option *option)
{
    const bool one_of = (option->traits & OPTION_ONE_OF) != 0;
    const bool needed = (option->traits & OPTION_REQUIRED) != 0;
    char word[1024], shown[FORM_TEXT_SIZE + 64];
    size_t length = (size_t)snprintf(word, sizeof word, "%s", needed ? one_of ? "(" : "" : "[");
    bool more;
    do {
        usage_option(option, shown, sizeof shown);
        const bool many = (option->traits & OPTION_MANY) != 0;
        option++;
        more = one_of && option->name != NULL && (option->traits & OPTION_ONE_OF) != 0;
        length += (size_t)snprintf(
            word + length, sizeof word - length, "%s%s%s", shown, many ? " ..." : "", more ? " | " : "");
    } while (more && length < sizeof word);
    if (length < sizeof word)
        snprintf(word + length, sizeof word - length, "%s", needed ? one_of ? ")" : "" : "]");
    usage_word(line, word, strlen(word));
    return option;
}

static void
usage_synopsis(const struct command *command, struct usage *line)
{
    char name[FORM_TEXT_SIZE];
    usage_words(line, "curt");
    usage_words(line, command->name);
    if (command->action != NULL)
        usage_words(line, command->action);
    for (size_t i = 0; command->arguments != NULL && command->arguments[i] != NULL; i++) {
        form_show(command->arguments[i], name);
        usage_words(line, name);
    }
    for (const struct command_option *o = command->options; o != NULL && o->name != NULL;)
        o = usage_options_word(line, o);
    fputc('\n', line->to);
}

void
usage_line(const struct command *command, FILE *to)
{
    struct usage line = {.to = to, .indent = USAGE_INDENT};
    usage_words(&line, "usage:");
    usage_synopsis(command, &line);
}

/* What the value has to be is said where the line of usage does not show it. */
static void
usage_help_option(const struct command_option *option, FILE *to)
{
    char shown[FORM_TEXT_SIZE + 64], must[FORM_TEXT_SIZE] = "", words[FORM_TEXT_SIZE + 2];
    struct usage line = {.to = to, .column = USAGE_OPTION, .indent = USAGE_OPTION};
    usage_option(option, shown, sizeof shown);
    const bool fits = fprintf(to, "  %-*s", USAGE_OPTION - 2, shown) == USAGE_OPTION &&
                      strlen(shown) < USAGE_OPTION - 2;
    if (!fits)
        fprintf(to, "\n%*s", USAGE_OPTION, "");
    usage_words(&line, option->meaning);
    if (option->form != NULL && option->form->name != NULL)
        form_describe(option->form, must);
    if (must[0] != '\0' && strcmp(must, option->form->name) != 0) {
        snprintf(words, sizeof words, "(%s)", must);
        usage_words(&line, words);
    }
    fputc('\n', to);
}

void
usage_options(const struct command *command, FILE *to)
{
    if (command->options == NULL)
        return;
    fputs("\noptions:\n", to);
    for (const struct command_option *option = command->options; option->name != NULL; option++)
        usage_help_option(option, to);
}

void
usage_help(const struct command *command, FILE *to)
{
    usage_line(command, to);
    fprintf(to, "\n%s\n", command->meaning);
    usage_options(command, to);
}

void
usage_list(const struct command *table, size_t count, const char *name, FILE *to)
{
    for (size_t i = 0; i < count; i++) {
        if (name != NULL && strcmp(table[i].name, name) != 0)
            continue;
        struct usage line = {.to = to, .column = 2, .indent = USAGE_INDENT};
        fputs("  ", to);
        usage_synopsis(&table[i], &line);
        fprintf(to, "%*s%s\n", USAGE_INDENT, "", table[i].meaning);
    }
}
