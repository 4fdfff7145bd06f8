/*
 * input_transformer.c: templates with variables from the event.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bus/input_transformer.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "bus/event_path.h"

enum { INPUT_TRANSFORMER_NAME_MAX = 64 };

static const char *const input_transformer_reserved[] = {
    "aws.events.rule-name", "aws.events.event", "aws.events.event.json", "aws.events.event.ingestion-time"};

static bool
input_transformer_is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof input_transformer_reserved / sizeof *input_transformer_reserved; i++)
        if (strcmp(name, input_transformer_reserved[i]) == 0)
            return true;
    return false;
}

bool
input_transformer_is_json(const char *template)
{
    template += strspn(template, " \t\r\n");
    return *template != '\0' && strchr("{[\"", *template) != NULL;
}

/* The name at a <name>: its length, or 0 when that < begins no name. */
static size_t
input_transformer_name(const char *at, char out[static INPUT_TRANSFORMER_NAME_MAX + 1])
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";
    const size_t length = strspn(at + 1, allowed);
    if (length == 0 || length > INPUT_TRANSFORMER_NAME_MAX || at[1 + length] != '>')
        return 0;
    memcpy(out, at + 1, length);
    out[length] = '\0';
    return length;
}

enum fault
input_transformer_check_variables(struct json_object *variables, const char **why)
{
    *why = "variables must be an object of at most 100 paths.";
    if (!json_object_is_type(variables, json_type_object) ||
        json_object_object_length(variables) > INPUT_TRANSFORMER_VARIABLES_MAX)
        return FAULT_INPUT;
    json_object_object_foreach(variables, name, value)
    {
        char quoted[INPUT_TRANSFORMER_NAME_MAX + 3], read[INPUT_TRANSFORMER_NAME_MAX + 1];
        *why = "The name of a variable must be 1 to 64 letters, digits, _, - and dots, and not begin with "
               "\"aws.\".";
        if (strlen(name) > INPUT_TRANSFORMER_NAME_MAX || strncmp(name, "aws.", 4) == 0)
            return FAULT_INPUT;
        struct buffer b = buffer_over(quoted, sizeof quoted);
        buffer_addf(&b, "<%s>", name);
        if (input_transformer_name(quoted, read) == 0)
            return FAULT_INPUT;
        *why = "A variable must be a path into the event, such as \"$.detail.code\".";
        if (!json_object_is_type(value, json_type_string) ||
            event_path_check(json_object_get_string(value), why) != FAULT_NONE)
            return FAULT_INPUT;
    }
    return FAULT_NONE;
}

/* A text as it stands between quotes in JSON; or, outside of JSON, as it is. */
static void
input_transformer_add_text(struct buffer *out, const char *text, bool escaped)
{
    if (!escaped) {
        buffer_add(out, text);
        return;
    }
    struct json_object *value = json_object_new_string(text);
    size_t length;
    const char *quoted = json_text(value, &length);
    buffer_add_bytes(out, quoted + 1, length - 2);
    json_object_put(value);
}

static void
input_transformer_add_value(struct buffer *out, struct json_object *value, bool json, bool quoted)
{
    size_t length;
    const bool text = json_object_is_type(value, json_type_string);
    if (json && !quoted)
        buffer_add(out, json_text(value, &length));
    else
        input_transformer_add_text(
            out, text ? json_object_get_string(value) : json_text(value, &length), json);
}

struct input_transformer_work {
    struct json_object *variables, *event;
    const char *rule, *ingested;
    bool json, quoted; /* where in the template the work stands */
    struct buffer *out;
};

static void
input_transformer_add_plain(struct input_transformer_work *w, const char *text)
{
    const bool bare = w->json && !w->quoted;
    if (bare)
        buffer_add(w->out, "\"");
    input_transformer_add_text(w->out, text, w->json);
    if (bare)
        buffer_add(w->out, "\"");
}

static void
input_transformer_add_variable(struct input_transformer_work *w, const char *name)
{
    struct json_object *path, *value;
    if (strcmp(name, "aws.events.rule-name") == 0)
        input_transformer_add_plain(w, w->rule);
    else if (strcmp(name, "aws.events.event.ingestion-time") == 0)
        input_transformer_add_plain(w, w->ingested);
    else if (input_transformer_is_reserved(name))
        input_transformer_add_value(w->out, w->event, w->json, w->quoted);
    else if (json_object_object_get_ex(w->variables, name, &path) &&
             event_path_follow(w->event, json_object_get_string(path), &value))
        input_transformer_add_value(w->out, value, w->json, w->quoted);
    else
        input_transformer_add_plain(w, "");
}

static void
input_transformer_fill(struct input_transformer_work *w, const char *template)
{
    char name[INPUT_TRANSFORMER_NAME_MAX + 1];
    for (const char *at = template; *at != '\0' && !w->out->full; at++) {
        const size_t length = *at == '<' ? input_transformer_name(at, name) : 0;
        if (length > 0) {
            input_transformer_add_variable(w, name);
            at += length + 1;
            continue;
        }
        if (w->quoted && *at == '\\' && at[1] != '\0')
            buffer_add_bytes(w->out, at++, 1);
        else if (w->json && *at == '"')
            w->quoted = !w->quoted;
        buffer_add_bytes(w->out, at, 1);
    }
}

enum fault
input_transformer_run(const char *template, struct json_object *variables, struct json_object *event,
    const char *rule, const char *ingested, struct buffer *out)
{
    struct input_transformer_work work = {.variables = variables,
        .event = event,
        .rule = rule,
        .ingested = ingested,
        .json = input_transformer_is_json(template),
        .out = out};
    input_transformer_fill(&work, template);
    if (out->full)
        return FAULT_FULL;
    if (!work.json)
        return FAULT_NONE;
    struct json_object *result = json_read(out->text, out->length);
    json_object_put(result);
    return result != NULL ? FAULT_NONE : FAULT_INPUT;
}

/* Does it give JSON of an event in which no variable leads anywhere? It then does of any other. */
static enum fault
input_transformer_check_json(const char *template)
{
    char space[INPUT_TRANSFORMER_TEMPLATE_MAX + 1];
    struct buffer out = buffer_over(space, sizeof space);
    struct json_object *event = json_object_new_object();
    enum fault fault = input_transformer_run(template, NULL, event, "", "", &out);
    json_object_put(event);
    return fault;
}

/*
 * Where in a template the JSON goes wrong, "line 1, column 8: ...", as it is written: what stands for a
 * variable is as long as its name. "": it cannot be told.
 */
static void
input_transformer_locate(const char *template, char why[static JSON_ERROR_SIZE])
{
    char space[INPUT_TRANSFORMER_TEMPLATE_MAX + 1], name[INPUT_TRANSFORMER_NAME_MAX + 1];
    const size_t length = strlen(template);
    bool quoted = false;
    strcpy(space, template);
    for (size_t i = 0; i < length; i++) {
        const size_t variable = space[i] == '<' && !quoted ? input_transformer_name(space + i, name) : 0;
        if (variable > 0) {
            memset(space + i, ' ', variable + 2);
            space[i] = '0';
            i += variable + 1;
        } else if (quoted && space[i] == '\\' && i + 1 < length) {
            i++;
        } else if (space[i] == '"') {
            quoted = !quoted;
        }
    }
    struct json_object *value = json_read_or_say(space, length, why);
    if (value != NULL)
        why[0] = '\0';
    json_object_put(value);
}

enum fault
input_transformer_check(
    const char *template, struct json_object *variables, char why[static INPUT_TRANSFORMER_WHY_SIZE])
{
    char name[INPUT_TRANSFORMER_NAME_MAX + 1], where[JSON_ERROR_SIZE];
    strcpy(why, "template must be 1 to 8,192 bytes long.");
    if (*template == '\0' || strlen(template) > INPUT_TRANSFORMER_TEMPLATE_MAX)
        return FAULT_INPUT;
    strcpy(why, "template names a variable that is not defined.");
    for (const char *at = strchr(template, '<'); at != NULL; at = strchr(at + 1, '<'))
        if (input_transformer_name(at, name) != 0 && !input_transformer_is_reserved(name) &&
            (strncmp(name, "aws.", 4) == 0 || variables == NULL ||
                !json_object_object_get_ex(variables, name, NULL)))
            return FAULT_INPUT;
    if (input_transformer_check_json(template) == FAULT_NONE)
        return FAULT_NONE;
    input_transformer_locate(template, where);
    snprintf(why, INPUT_TRANSFORMER_WHY_SIZE, "template begins like JSON, but does not give valid JSON%s%s.",
        where[0] != '\0' ? ": " : "", where);
    return FAULT_INPUT;
}
