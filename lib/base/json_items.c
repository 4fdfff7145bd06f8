/*
 * json_items.c: finds where the items of an array begin and end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json_items.h"

#include <string.h>

#include "base/utf8.h"

static size_t
json_items_space(const char *text, size_t at)
{
    return at + strspn(text + at, " \t\r\n");
}

bool
json_items_is_array(const char *text, size_t length)
{
    return text[json_items_space(text, utf8_mark_length(text, length))] == '[';
}

struct json_items
json_items_over(char *text, size_t length)
{
    const size_t mark = utf8_mark_length(text, length);
    return (struct json_items){.text = text + mark, .length = length - mark};
}

/* From a quote to after the one that ends the text. */
static size_t
json_items_quoted(const char *text, size_t at)
{
    for (at++; text[at] != '\0' && text[at] != '"'; at++) {
        at += strcspn(text + at, "\"\\");
        if (text[at] != '\\')
            break;
        at += text[at + 1] != '\0';
    }
    return at + (text[at] == '"');
}

/* Where the value ends that begins at `at`, if it is one at all. */
static size_t
json_items_end(const char *text, size_t at)
{
    size_t depth = 0;
    do {
        const char c = text[at];
        if (c == '"') {
            at = json_items_quoted(text, at);
        } else if (strchr("{[]}", c) != NULL && c != '\0') {
            depth += c == '{' || c == '[' ? 1 : (size_t)-1;
            at++;
        } else {
            at += depth > 0 ? strcspn(text + at, "\"{}[]") : strcspn(text + at, "\"{}[], \t\r\n");
        }
    } while (depth > 0 && text[at] != '\0');
    return at;
}

static enum fault
json_items_refuse(const struct json_items *items, char why[static JSON_ERROR_SIZE])
{
    const enum json_tokener_error error = items->at == items->length ? json_tokener_error_parse_eof
                                                                     : json_tokener_error_parse_unexpected;
    json_reader_say(why, items->text, items->at, json_reader_describe(items->text, items->at, error));
    return FAULT_INPUT;
}

static void
json_items_step(struct json_items *items, size_t count)
{
    items->at = json_items_space(items->text, items->at + count);
}

/* To where the next item begins. */
static enum fault
json_items_find(struct json_items *items, char why[static JSON_ERROR_SIZE])
{
    const char *text = items->text;
    const bool first = !items->begun;
    json_items_step(items, 0);
    if (first && text[items->at] != '[')
        return json_items_refuse(items, why);
    if (first)
        json_items_step(items, 1);
    items->begun = true;
    if (text[items->at] == ']') {
        json_items_step(items, 1);
        return items->at == items->length ? FAULT_MISSING : json_items_refuse(items, why);
    }
    if (!first && text[items->at] != ',')
        return json_items_refuse(items, why);
    if (!first)
        json_items_step(items, 1);
    return items->at == items->length || strchr(",]}", text[items->at]) != NULL
               ? json_items_refuse(items, why)
               : FAULT_NONE;
}

enum fault
json_items_next(struct json_items *items, struct json_reader *reader, struct json_object **out,
    char why[static JSON_ERROR_SIZE])
{
    *out = NULL;
    enum fault fault = json_items_find(items, why);
    if (fault != FAULT_NONE)
        return fault;
    const size_t end = json_items_end(items->text, items->at);
    const char after = items->text[end];
    items->text[end] = '\0';
    fault = json_reader_read_part(reader, items->text, items->at, end - items->at, out, why);
    items->text[end] = after;
    items->at = end;
    return fault;
}

enum fault
json_items_skip(struct json_items *items, char why[static JSON_ERROR_SIZE])
{
    const enum fault fault = json_items_find(items, why);
    if (fault == FAULT_NONE)
        items->at = json_items_end(items->text, items->at);
    return fault;
}
