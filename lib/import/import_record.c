/*
 * import_record.c: finds what a record has under a name.
 *
 * SPDX-License-Identifier: ISC
 */
#include "import/import_record.h"

#include <ctype.h>
#include <string.h>

static const char *
import_record_letter(const char *text)
{
    return text + strspn(text, " _-.#");
}

bool
import_record_is_name(const char *a, const char *b)
{
    for (;;) {
        a = import_record_letter(a);
        b = import_record_letter(b);
        if (*a == '\0' || *b == '\0')
            return *a == *b;
        if (tolower((unsigned char)*a++) != tolower((unsigned char)*b++))
            return false;
    }
}

static struct json_object *
import_record_member(struct json_object *object, const char *name, size_t length)
{
    char step[64];
    struct json_object *value;
    if (length >= sizeof step || !json_object_is_type(object, json_type_object))
        return NULL;
    memcpy(step, name, length);
    step[length] = '\0';
    return json_object_object_get_ex(object, step, &value) ? value : NULL;
}

static const char *
import_record_json(struct json_object *value, const char *path, size_t nth)
{
    while (value != NULL && *path != '\0') {
        const size_t length = strcspn(path, ".");
        value = import_record_member(value, path, length);
        path += length + (path[length] == '.');
    }
    if (json_object_is_type(value, json_type_array))
        value = nth < json_object_array_length(value) ? json_object_array_get_idx(value, nth) : NULL;
    else if (nth > 0)
        return NULL;
    if (value == NULL || json_object_is_type(value, json_type_object) ||
        json_object_is_type(value, json_type_array))
        return NULL;
    const char *text = json_object_get_string(value);
    const bool cut = json_object_is_type(value, json_type_string) &&
                     strlen(text) != (size_t)json_object_get_string_len(value);
    return cut ? "" : text; /* nothing that is kept has a NUL in it */
}

const char *
import_record_get(const struct import_record *record, const char *name, size_t nth)
{
    if (record->json != NULL)
        return import_record_json(record->json, name, nth);
    for (size_t i = 0; i < record->count && nth == 0; i++)
        if (import_record_is_name(record->names[i], name))
            return record->texts[i];
    return NULL;
}

bool
import_record_has(const struct import_record *record, const char *name)
{
    for (size_t i = 0; i < record->count; i++)
        if (import_record_is_name(record->names[i], name))
            return true;
    return false;
}
