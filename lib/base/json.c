#include "base/json.h"

#include "base/json_reader.h"

struct json_object *
json_read(const char *text, size_t length)
{
    char why[JSON_WHY];
    struct json_object *value;
    struct json_reader *reader = json_reader_new();
    json_reader_read(reader, text, length, &value, why);
    json_reader_free(reader);
    return value;
}

const char *
json_text(struct json_object *value, size_t *length)
{
    return json_object_to_json_string_length(
        value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, length);
}

const char *
json_member(struct json_object *of, const char *name)
{
    struct json_object *value;
    return json_object_object_get_ex(of, name, &value) && json_object_is_type(value, json_type_string)
               ? json_object_get_string(value)
               : "";
}
