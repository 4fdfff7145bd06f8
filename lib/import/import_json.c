/*
 * import_json.c: finds the list of links in what others call JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_items.h"
#include "base/memory.h"
#include "base/utf8.h"

struct import_json {
    char *text;
    struct json_reader *reader;
    struct json_items items; /* of a bare array */
    bool bare;
    struct json_object *value; /* else all of it, */
    struct json_object *list;  /* its list, */
    size_t at;
    struct json_object_iterator member, end; /* or where in it, if that is an object */
    struct json_object *item;                /* the one given last, of a bare array */
    uint64_t row;
    char why[JSON_ERROR_SIZE]; /* of an item */
    struct import_why *broken; /* of the text */
};

/* Control characters: between values they are space; inside a text, only escaped ones are allowed, but for a
 * NUL, which becomes another, so that it costs a code its link, but a title nothing. */
static void
import_json_clean(char *text, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint32_t character;
        const size_t n = utf8_decode(text + i, length - i, &character);
        if (n == 0 || (unsigned char)text[i] < 0x20)
            text[i] = n == 0 ? '?' : ' ';
        if (text[i] == '\\' && strncmp(text + i + 1, "u0000", 5) == 0)
            text[i + 5] = '1';
        i += text[i] == '\\' && text[i + 1] == '\\' ? 2 : n > 0 ? n : 1;
    }
}

/* Where the lists of those that are read are. */
static struct json_object *
import_json_list(struct json_object *value)
{
    static const char *const paths[][2] = {
        {"shortUrls", "data"}, {"visits", "data"}, {"links", NULL}, {"data", NULL}};
    struct json_object *list;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        list = NULL;
        if (!json_object_object_get_ex(value, paths[i][0], &list))
            continue;
        if (paths[i][1] != NULL && !json_object_object_get_ex(list, paths[i][1], &list))
            continue;
        if (json_object_is_type(list, json_type_array) || json_object_is_type(list, json_type_object))
            return list;
    }
    return NULL;
}

static bool
import_json_read(struct import_json *j, size_t length, struct import_why *why)
{
    if (json_reader_read(j->reader, j->text, length, &j->value, j->why) != FAULT_NONE) {
        import_why_set(why, FAULT_INPUT, "it is not valid JSON: %s", j->why);
        return false;
    }
    if (json_object_is_type(j->value, json_type_object))
        j->list = import_json_list(j->value);
    if (json_object_is_type(j->list, json_type_object)) {
        j->member = json_object_iter_begin(j->list);
        j->end = json_object_iter_end(j->list);
    }
    return true;
}

struct import_json *
import_json_create(
    char *text, size_t length, size_t memory, struct json_object **answer, struct import_why *why)
{
    struct import_json *j = xcalloc(1, sizeof *j);
    j->text = text;
    j->broken = why;
    j->reader = json_reader_create(memory);
    import_json_clean(text, length);
    j->bare = json_items_is_array(text, length);
    if (j->bare)
        j->items = json_items_over(text, length);
    if (answer != NULL)
        *answer = NULL;
    if (j->bare || import_json_read(j, length, why)) {
        if (answer != NULL)
            *answer = j->value;
        if (j->bare || j->list != NULL || answer != NULL)
            return j;
        import_why_set(why, FAULT_INPUT, "the JSON has no list of links");
    }
    import_json_free(j);
    return NULL;
}

struct import_json *
import_json_open(FILE *file, size_t memory, struct import_why *why)
{
    size_t size = 65536, length = 0, got;
    char *text = xmalloc(size + 1);
    while ((got = fread(text + length, 1, size - length, file)) > 0 && length + got <= IMPORT_JSON_MAX) {
        length += got;
        if (length == size)
            text = xreallocarray(text, 1, (size *= 2) + 1);
    }
    if (ferror(file) || got > 0) {
        import_why_set(why, FAULT_SYSTEM, "cannot read the file: %s",
            got > 0 ? "it is longer than 64 MiB" : strerror(errno));
        free(text);
        return NULL;
    }
    text[length] = '\0';
    return import_json_create(text, length, memory, NULL, why);
}

void
import_json_free(struct import_json *j)
{
    json_object_put(j->item);
    json_object_put(j->value);
    json_reader_free(j->reader);
    free(j->text);
    free(j);
}

/* What is wrong with an item is told, and reading goes on after it, if its end can be seen. */
static enum fault
import_json_item(struct import_json *j, struct import_record *out)
{
    json_object_put(j->item);
    j->item = NULL;
    struct json_items before = j->items;
    enum fault fault = json_items_next(&j->items, j->reader, &j->item, j->why);
    if (fault == FAULT_MISSING)
        return fault;
    out->json = j->item;
    if (fault == FAULT_NONE)
        return fault;
    out->why = j->why;
    char ignored[JSON_ERROR_SIZE];
    if (json_items_skip(&before, ignored) == FAULT_NONE)
        return FAULT_NONE;
    return import_why_set(j->broken, FAULT_INPUT, "nothing can be read from here on: %s", j->why);
}

static enum fault
import_json_member(struct import_json *j, struct import_record *out)
{
    if (json_object_is_type(j->list, json_type_array)) {
        if (j->at >= json_object_array_length(j->list))
            return FAULT_MISSING;
        out->json = json_object_array_get_idx(j->list, j->at++);
        return FAULT_NONE;
    }
    if (j->list == NULL || json_object_iter_equal(&j->member, &j->end))
        return FAULT_MISSING;
    out->json = json_object_iter_peek_value(&j->member);
    json_object_iter_next(&j->member);
    return FAULT_NONE;
}

enum fault
import_json_next(struct import_json *j, struct import_record *out)
{
    *out = (struct import_record){.row = ++j->row};
    const enum fault fault = j->bare ? import_json_item(j, out) : import_json_member(j, out);
    if (fault == FAULT_NONE && out->why == NULL && !json_object_is_type(out->json, json_type_object))
        out->why = "it is not a JSON object";
    return fault;
}
