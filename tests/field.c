/*
 * field: what a plain path finds in JSON, for tests: what `jq -r .a.b` prints, without its 20 ms to begin
 * (jq 1.6).
 *
 *   field .NAME[.NAME...]    reads an object from standard input; a text, a whole number, true, false or null
 *
 * Fails, printing nothing, when jq has to be asked: for a list, an object, a fraction, or what is no JSON.
 *
 * SPDX-License-Identifier: ISC
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct json_object *
field_read(void)
{
    char part[4096];
    struct json_object *object = NULL;
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    for (size_t n; object == NULL && (n = fread(part, 1, sizeof part, stdin)) > 0;)
        object = json_tokener_parse_ex(tokener, part, (int)n);
    json_tokener_free(tokener);
    return object;
}

int
main(int argc, char **argv)
{
    struct json_object *const object = argc == 2 ? field_read() : NULL, *value = object;
    if (!json_object_is_type(object, json_type_object))
        return EXIT_FAILURE;
    for (char *name = strtok(argv[1], "."); name != NULL; name = strtok(NULL, "."))
        if (!json_object_object_get_ex(value, name, &value))
            value = NULL;
    int status = EXIT_FAILURE;
    const enum json_type type = json_object_get_type(value);
    if (type != json_type_array && type != json_type_object && type != json_type_double) {
        puts(value != NULL ? json_object_get_string(value) : "null");
        status = EXIT_SUCCESS;
    }
    json_object_put(object);
    return status;
}
