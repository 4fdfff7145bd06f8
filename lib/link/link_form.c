/*
 * link_form.c: decodes the fields of a form.
 *
 * SPDX-License-Identifier: ISC
 */
#include "link/link_form.h"

#include <string.h>

#include "base/utf8.h"
#include "net/url.h"

/* "news, parcel" to ["news", "parcel"]. */
static struct json_object *
link_form_split(const char *list)
{
    struct json_object *array = json_object_new_array();
    while (*(list += strspn(list, ", ")) != '\0') {
        size_t n = strcspn(list, ",");
        size_t end = n;
        while (end > 0 && list[end - 1] == ' ')
            end--;
        json_object_array_add(array, json_object_new_string_len(list, (int)end));
        list += n;
    }
    return array;
}

struct json_object *
link_form_parse(char *body)
{
    struct json_object *fields = json_object_new_object();
    char *rest = body, *name, *value;
    enum fault fault;
    while ((fault = url_form_next(&rest, &name, &value)) == FAULT_NONE) {
        if (!utf8_is_valid(name, strlen(name)) || !utf8_is_valid(value, strlen(value)))
            break;
        json_object_object_add(
            fields, name, strcmp(name, "tags") == 0 ? link_form_split(value) : json_object_new_string(value));
    }
    if (fault == FAULT_MISSING)
        return fields;
    json_object_put(fields);
    return NULL;
}
