/*
 * json_items.h: the items of an array in JSON text, which are counted before any of them is read, and read
 * one by one: only one of them takes memory.
 *
 *     struct json_items items = json_items_over(text, length);
 *     while ((fault = json_items_next(&items, reader, &item, why)) == FAULT_NONE)
 *         ...
 *
 * The text is the caller's, with a NUL at text[length], and is changed for a moment by json_items_next.
 */
#ifndef CURT_BASE_JSON_ITEMS_H
#define CURT_BASE_JSON_ITEMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_reader.h"

struct json_items {
    char *text;
    size_t length, at; /* at: what is not read yet */
    bool begun;
};

/* Is the text's value an array? A byte order mark and space may stand before it. */
bool json_items_is_array(const char *text, size_t length);

struct json_items json_items_over(char *text, size_t length);

/* The next item, the caller's; NULL for null. FAULT_MISSING: there is no other. FAULT_INPUT, with the place
 * and the reason: the item, or the array, is not valid. */
enum fault json_items_next(
    struct json_items *, struct json_reader *, struct json_object **out, char why[static JSON_ERROR_SIZE]);

/* Passes the next item over, of which it looks at quotes and brackets alone. */
enum fault json_items_skip(struct json_items *, char why[static JSON_ERROR_SIZE]);

#endif
