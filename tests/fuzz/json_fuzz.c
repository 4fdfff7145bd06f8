/*
 * json_fuzz.c: JSON that strangers send: read, written and read again it is the same; its items are too.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"

#include "base/json_items.h"
#include "fuzz.h"

/* The array's items one by one, as one array; NULL: not all of them could be read. */
static struct json_object *
read_items(char *text, size_t length)
{
    static struct json_reader *reader;
    if (reader == NULL)
        reader = json_reader_create(JSON_MEMORY_MAX);
    char why[JSON_ERROR_SIZE];
    struct json_items items = json_items_over(text, length);
    struct json_object *all = json_object_new_array(), *item;
    enum fault fault;
    while ((fault = json_items_next(&items, reader, &item, why)) == FAULT_NONE)
        json_object_array_add(all, item);
    if (fault == FAULT_MISSING)
        return all;
    HOLDS(fault == FAULT_INPUT && strlen(why) < sizeof why);
    json_object_put(all);
    return NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct fuzz_input in = fuzz_input_over(bytes, size);
    char why[JSON_ERROR_SIZE];
    size_t length;
    char *text = fuzz_rest(&in, &length);
    struct json_object *value = json_read_or_say(text, length, why);
    if (value != NULL)
        fuzz_check_json(value);
    if (json_items_is_array(text, length)) {
        struct json_object *items = read_items(text, length);
        HOLDS(memcmp(text, bytes, size) == 0);
        if (value != NULL)
            HOLDS(items != NULL && json_object_equal(value, items));
        json_object_put(items);
    }
    json_object_put(value);
    free(text);
    return 0;
}
